/** The stream over a WebSocket. */

import { CallError } from "./reply.js";

const WELCOME_MS = 5_000;
/** The server sends something at least every 20 seconds. */
const SILENCE_MS = 45_000;

/** One connection; it ends once, and does not come back. */
export class SocketLine {
  /** @type {Promise<never>} rejects when the line has ended */ ended;
  #socket;
  /** @type {number | undefined} */ #timer;
  #welcomed = false;
  /** @type {() => void} */ #fail = () => {};

  /**
   * @param {URL} base
   * @param {{ session: string, after?: string }} greeting
   * @param {(frame: Frame) => void} onFrame
   */
  constructor(base, greeting, onFrame) {
    const address = new URL("stream", base);
    address.protocol = address.protocol.replace("http", "ws");
    const [, route] = greeting.session.split("."); // no part of the secret; see `sessions.py`
    if (route) address.searchParams.set("route", route);
    this.#socket = openSocket(address);
    this.#socket.addEventListener("open", () => this.send(greeting));
    this.ended = new Promise((_, reject) => {
      this.#fail = () => reject(new CallError({ state: "offline", blocked: !this.#welcomed }));
      for (const event of ["close", "error"]) this.#socket.addEventListener(event, this.#fail);
      this.#expectFrame(WELCOME_MS);
      this.#socket.addEventListener("message", ({ data }) => {
        this.#expectFrame(SILENCE_MS);
        this.#welcomed = true;
        onFrame(JSON.parse(data));
      });
    });
  }

  /** @param {object} frame */
  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  /** End it at once: a network that is silent would not let the socket close for long. */
  close() {
    clearTimeout(this.#timer);
    this.#fail();
    this.#socket.close();
  }

  /** @param {number} longestMs */
  #expectFrame(longestMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), longestMs);
  }
}

/** @param {URL} address */
function openSocket(address) {
  try {
    return new WebSocket(address);
  } catch {
    throw new CallError({ state: "offline", blocked: true }); // by the page's policy
  }
}
