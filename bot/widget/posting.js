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
    const onProgress = (/** @type {Check} */ check) => this.#onFrame({ progress: { id, check } });
    const reply = await this.#call(new URL("messages", this.#base), init, id, onProgress);
    if (!reply) return;
    const text = "text" in said ? said.text : "";
    const messages = [{ role: "user", id, text }, ...(reply.messages ?? [])];
    this.#onFrame({ turn: { id, messages: /** @type {Message[]} */ (messages) } });
  }

  close() {
    this.#fail(new CallError({ state: "offline" }));
  }

  /** @param {URL} address @param {RequestInit} init @param {string} [id] @param {OnProgress} [onProgress] */
  async #call(address, init, id, onProgress) {
    try {
      return await call(address, { ...init, token: this.#token }, onProgress);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const { status, sentence } = error;
      if (status === SESSION_EXPIRED) this.#onFrame({ ended: { reason: "expired" } });
      else if (!status || !id) this.#fail(error);
      else this.#onFrame({ refused: { id, status, error: { code: "", message: sentence } } });
    }
  }
}
