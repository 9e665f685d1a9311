// @ts-check
/** Speak with the server: one request at a time, in order, repeated until it gets through. */

/** @import { Language } from "./strings.js" */

/**
 * @typedef {{ id: string, title: string }} Button
 * @typedef {{ id: string, title: string, kb: string | null, status: string, reviewed: string,
 *   step: number | null, steps: number | null }} Article
 * @typedef {{ gateway: string, host: string, port: number, label: string, role: string,
 *   state: string, reason: string | null, milliseconds: number | null }} CheckRow
 * @typedef {{ seen_from: string, time: string, rows: CheckRow[] }} Check
 * @typedef {{ id: string, role?: string, kind: string, language: Language, text: string,
 *   buttons: Button[], article: Article | null, check: Check | null, confidence?: number }} Message
 * @typedef {"online" | "offline" | "portal" | "busy"} State
 * @typedef {Partial<Record<Language, string>>} Sentence
 * @typedef {{ text: string } | { button: string }} Question
 * @typedef {{ session?: string, messages?: Message[], error?: { message?: Sentence } }} Reply
 * @typedef {{ onState: (state: State, sentence?: Sentence) => void, onRenewed: () => void }} Listener
 */

/** The one thing the widget ever stores: the session's token, until the tab closes. */
const STORAGE_KEY = "lotse-session";
const REQUEST_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const UNAUTHORIZED = 401;
/** Too many requests, and what a proxy or an overloaded server answers: worth repeating. */
const PASSING_TROUBLE = new Set([429, 502, 503, 504]);

/** The server understood and said no; repeating would not help. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Sentence} [sentence]
   */
  constructor(status, sentence) {
    super(sentence?.en ?? `status ${status}`);
    this.status = status;
    this.sentence = sentence;
  }
}

/** Nobody answered, or not Lotse; repeating may help. */
class Outage extends Error {
  /**
   * @param {State} state
   * @param {Sentence} [sentence]
   * @param {number} [pauseMs] how long the server asked us to wait
   */
  constructor(state, sentence, pauseMs) {
    super(state);
    this.state = state;
    this.sentence = sentence;
    this.pauseMs = pauseMs;
  }
}

export class Connection {
  /** @type {URL} */ #base;
  /** @type {Listener} */ #listener;
  /** @type {string | null} */ #token = readToken();
  /** @type {Promise<unknown>} */ #queue = Promise.resolve();
  #endPause = () => {};

  /** @type {Language} The language that new questions are marked with. */
  language = "en";

  /**
   * @param {URL} base ends with a slash
   * @param {Listener} listener
   */
  constructor(base, listener) {
    this.#base = base;
    this.#listener = listener;
  }

  /** Fetch what was said before a reload, or begin a session if there was none. */
  history() {
    return this.#enqueue(async () => {
      if (this.#token) return this.#converse({});
      await this.#begin();
      return [];
    });
  }

  /**
   * Put a question and wait for its answers.
   *
   * @param {Question} question
   */
  send(question) {
    const body = JSON.stringify({ ...question, id: randomId(), language: this.language });
    return this.#enqueue(() => this.#converse({ method: "POST", body }));
  }

  /** Stop waiting for the next attempt and make it now. */
  retryNow() {
    this.#endPause();
  }

  /**
   * @param {() => Promise<Message[]>} task
   * @returns {Promise<Message[]>}
   */
  #enqueue(task) {
    const result = this.#queue.then(() => this.#untilItGetsThrough(task));
    this.#queue = result.catch(() => {});
    return result;
  }

  /** @param {() => Promise<Message[]>} task */
  async #untilItGetsThrough(task) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const messages = await task();
        this.#listener.onState("online");
        return messages;
      } catch (error) {
        await this.#pauseAfter(error, attempt);
      }
    }
  }

  /**
   * @param {unknown} error
   * @param {number} attempt
   */
  async #pauseAfter(error, attempt) {
    if (!(error instanceof Outage)) {
      this.#listener.onState("online");
      throw error;
    }
    this.#listener.onState(error.state, error.sentence);
    await new Promise((resolve) => {
      this.#endPause = () => resolve(undefined);
      setTimeout(resolve, error.pauseMs ?? pauseMs(attempt));
    });
  }

  /**
   * Call `messages` within a session; an expired one is replaced and the call repeated once.
   *
   * @param {RequestInit} init
   */
  async #converse(init) {
    if (!this.#token) await this.#begin();
    try {
      return await this.#callMessages(init);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== UNAUTHORIZED) throw error;
    }
    await this.#begin();
    this.#listener.onRenewed();
    return this.#callMessages(init);
  }

  async #begin() {
    const body = JSON.stringify({ language: this.language });
    const reply = await this.#call("session", { method: "POST", body });
    if (!reply.session) throw new Outage("portal");
    this.#token = reply.session;
    storeToken(reply.session);
  }

  /** @param {RequestInit} init */
  async #callMessages(init) {
    const reply = await this.#call("messages", init, { Authorization: `Bearer ${this.#token}` });
    if (!Array.isArray(reply.messages)) throw new Outage("portal");
    return reply.messages;
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   * @param {Record<string, string>} [headers]
   * @returns {Promise<Reply>}
   */
  async #call(path, init, headers = {}) {
    if (init.body) headers["Content-Type"] = "application/json";
    const response = await reach(new URL(path, this.#base), { ...init, headers });
    const reply = await readReply(response);
    if (response.ok) return reply;
    const sentence = reply.error?.message;
    if (!PASSING_TROUBLE.has(response.status)) throw new Refusal(response.status, sentence);
    throw new Outage("busy", sentence, requestedPauseMs(response));
  }
}

/**
 * @param {URL} address
 * @param {RequestInit} init
 */
async function reach(address, init) {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    return await fetch(address, { ...init, signal, credentials: "omit", redirect: "manual" });
  } catch {
    throw new Outage("offline");
  }
}

/**
 * Read JSON; HTML from a captive portal or a proxy is an outage, not an answer.
 *
 * @param {Response} response
 * @returns {Promise<Reply>}
 */
async function readReply(response) {
  try {
    const reply = await response.json();
    if (reply && typeof reply === "object") return reply;
  } catch {
    // Not JSON, or the connection broke while reading: said below.
  }
  throw new Outage(response.status >= 500 ? "offline" : "portal");
}

/** @param {Response} response */
function requestedPauseMs(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * Double the pause with each attempt, and vary it so that many widgets do not return at once.
 *
 * @param {number} attempt
 */
function pauseMs(attempt) {
  return Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}

/** Make a version 4 UUID; `crypto.randomUUID` is missing on plain http intranet pages. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Storage may be switched off: then the session lasts until the page is left. */
function readToken() {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** @param {string} token */
function storeToken(token) {
  try {
    sessionStorage.setItem(STORAGE_KEY, token);
  } catch {
    // See readToken.
  }
}
