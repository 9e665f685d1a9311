/** The same stream by single calls, where a proxy or a policy lets no WebSocket through. */

import { call } from "./calls.js";
import { CallError } from "./reply.js";

const SESSION_EXPIRED = 401;

export class PostLine {
  /** @type {Promise<never>} rejects when a call has failed */ ended;
  /** @type {(error: unknown) => void} */ #fail = () => {};
  #base;
  #token;
  #onFrame;

  /**
   * @param {URL} base
   * @param {{ session: string, after?: string }} greeting
   * @param {(frame: Frame) => void} onFrame
   */
  constructor(base, { session, after }, onFrame) {
    this.#base = base;
    this.#token = session;
    this.#onFrame = onFrame;
    this.ended = new Promise((_, reject) => (this.#fail = reject));
    this.look(after);
  }

  /** Fetch what came since a turn. @param {string} [after] */
  async look(after) {
    const address = new URL("messages", this.#base);
    if (after) address.searchParams.set("after", after);
    const reply = await this.#call(address, { method: "GET" });
    if (reply) this.#onFrame({ welcome: { messages: reply.messages ?? [], used: reply.used } });
  }

  /** @param {Asked} question */
  async send(question) {
    const { id, ...said } = question;
    const init = { method: "POST", body: JSON.stringify(question) };
    /** @type {OnLine} */ const onLine = ({ progress, waiting }) => {
      if (progress) this.#onFrame({ progress: { id, ...progress } });
      if (waiting) this.#onFrame({ waiting: { id, ...waiting } });
    };
    const reply = await this.#call(new URL("messages", this.#base), init, id, onLine);
    if (!reply) return;
    const text = "text" in said ? said.text : "";
    const messages = [{ role: "user", id, text }, ...(reply.messages ?? [])];
    this.#onFrame({ turn: { id, messages: /** @type {Message[]} */ (messages) } });
  }

  close() {
    this.#fail(new CallError({ state: "offline" }));
  }

  /** @param {URL} address @param {RequestInit} init @param {string} [id] @param {OnLine} [onLine] */
  async #call(address, init, id, onLine) {
    try {
      return await call(address, { ...init, token: this.#token }, onLine);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const { status, sentence, pauseMs = 0 } = error;
      if (status === SESSION_EXPIRED) this.#onFrame({ ended: { reason: "expired" } });
      else if (!status || !id) this.#fail(error);
      else {
        const refused = { id, status, error: { code: "", message: sentence } };
        this.#onFrame({ refused: { ...refused, retry_after: pauseMs / 1_000 } });
      }
    }
  }
}
