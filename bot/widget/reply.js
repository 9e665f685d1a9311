/** Read what the server replies: at once, or line by line while a check goes on. */

export const STREAMED = "application/x-ndjson";

/** Why a call failed; with a `state`, repeating may help. */
export class CallError extends Error {
  /** @type {State | undefined} */ state;
  /** @type {Sentence | undefined} */ sentence;
  /** @type {number | undefined} */ status;
  /** @type {number | undefined} */ pauseMs;
  /** @type {boolean | undefined} */ blocked;

  /** @param {Partial<CallError>} facts */
  constructor(facts) {
    super();
    Object.assign(this, facts);
  }
}

/**
 * Return the reply, and before it what a streamed one tells.
 *
 * @param {Response} response perhaps HTML, from a captive portal or a proxy
 * @param {OnLine} [onLine]
 * @returns {Promise<Reply>}
 */
export async function readReply(response, onLine) {
  if (response.body && response.headers.get("Content-Type")?.startsWith(STREAMED)) {
    return readStream(response.body, onLine);
  }
  const reply = await response.json().catch(() => null);
  if (reply && typeof reply === "object") return reply;
  throw new CallError({ state: response.status < 500 ? "portal" : "offline" });
}

/** @param {ReadableStream<BufferSource>} body @param {OnLine} [onLine] */
async function readStream(body, onLine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read().catch(breakOff);
    const lines = (rest + (value ?? "")).split("\n");
    rest = (!done && lines.pop()) || "";
    for (const reply of lines.filter((line) => line.trim()).map(parseLine)) {
      if (!reply.progress && !reply.waiting) return reply;
      onLine?.(reply);
    }
    if (done) breakOff();
  }
}

/** @param {string} line @returns {Reply} */
function parseLine(line) {
  try {
    return JSON.parse(line);
  } catch {
    return breakOff();
  }
}

/** @returns {never} */
function breakOff() {
  throw new CallError({ state: "offline" });
}
