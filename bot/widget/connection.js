/** Call the server, one call at a time, until each gets through. */

import { CallError, STREAMED, readReply } from "./reply.js";

const STORAGE_KEY = "lotse-session";
const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const SESSION_EXPIRED = 401;
const PASSING_TROUBLE = [429, 502, 503, 504];

export class Connection {
  #token = keepToken();
  /** @type {Promise<unknown>} */ #queue = Promise.resolve();
  /** @type {Language} */ language = "en";

  /**
   * @param {URL} base
   * @param {(state: State, sentence?: Sentence) => void} onState
   * @param {() => void} onRenewed after an expired session
   */
  constructor(base, onState, onRenewed) {
    this.base = base;
    this.onState = onState;
    this.onRenewed = onRenewed;
  }

  /** Fetch what was said before a reload. */
  history() {
    return this.#enqueue({});
  }

  /**
   * Put a question and wait for its answers.
   *
   * @param {Question} question
   * @param {OnProgress} onProgress perhaps again from the start, after a break
   */
  send(question, onProgress) {
    const body = JSON.stringify({ ...question, id: randomId(), language: this.language });
    const headers = { Accept: STREAMED };
    return this.#enqueue({ method: "POST", body, headers }, (check) => {
      this.onState("online");
      onProgress(check);
    });
  }

  /** @param {RequestInit} init @param {OnProgress} [onProgress] */
  #enqueue(init, onProgress) {
    const messages = this.#queue.then(() => this.#repeat(init, onProgress));
    this.#queue = messages.catch(() => {});
    return messages;
  }

  /** @param {RequestInit} init @param {OnProgress} [onProgress] @returns {Promise<Message[]>} */
  async #repeat(init, onProgress) {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const messages = await this.#converse(init, onProgress);
        this.onState("online");
        return messages;
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        this.onState(error.state ?? "online", error.sentence);
        if (!error.state) throw error;
        await pause(error.pauseMs || pauseMs);
      }
    }
  }

  /** @param {RequestInit} init @param {OnProgress} [onProgress] */
  async #converse(init, onProgress) {
    if (!this.#token) await this.#begin();
    try {
      return await this.#callMessages(init, onProgress);
    } catch (error) {
      if (!(error instanceof CallError) || error.status !== SESSION_EXPIRED) throw error;
    }
    await this.#begin();
    this.onRenewed();
    return this.#callMessages(init, onProgress);
  }

  async #begin() {
    const body = JSON.stringify({ language: this.language });
    const { session } = await this.#call("session", { method: "POST", body });
    this.#token = keepToken(session);
  }

  /** @param {RequestInit} init @param {OnProgress} [onProgress] */
  async #callMessages(init, onProgress) {
    const headers = { ...init.headers, Authorization: `Bearer ${this.#token}` };
    const { messages } = await this.#call("messages", { ...init, headers }, onProgress);
    return messages ?? [];
  }

  /** @param {string} path @param {RequestInit} init @param {OnProgress} [onProgress] */
  async #call(path, init, onProgress) {
    const response = await reach(new URL(path, this.base), init);
    const { status } = response;
    const reply = await readReply(response, onProgress);
    if (response.ok && !reply.error) return reply;
    const sentence = reply.error?.message;
    if (!PASSING_TROUBLE.includes(status)) throw new CallError({ status, sentence });
    const pauseMs = Number(response.headers.get("Retry-After")) * 1_000;
    throw new CallError({ state: "busy", sentence, pauseMs });
  }
}

/** @param {URL} address @param {RequestInit} init */
async function reach(address, init) {
  const headers = { ...init.headers, "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(address, { ...init, headers, signal, redirect: "manual" });
  } catch {
    throw new CallError({ state: "offline" });
  }
}

/** @param {number} longestMs varied lest all widgets return at once */
function pause(longestMs) {
  return new Promise((resolve) => {
    addEventListener("online", resolve, { once: true });
    setTimeout(resolve, longestMs * (0.5 + Math.random() / 2));
  });
}

/** `crypto.randomUUID` is missing on plain http. */
function randomId() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}

/** The one thing ever stored; storage may be switched off. */
function keepToken(token = "") {
  try {
    if (token) sessionStorage.setItem(STORAGE_KEY, token);
    return sessionStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return token;
  }
}
