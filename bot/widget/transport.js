/** Bring questions to the server and turns back: each once, in order, whatever the network does. */

import { call, PASSING_TROUBLE } from "./calls.js";
import { PostLine } from "./posting.js";
import { CallError } from "./reply.js";
import { Session } from "./session.js";
import { SocketLine } from "./socket.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A shorter break is no news. */
const STATE_MS = 1_000;
const ANSWER_MS = 20_000;
/** A network that flaps fails a handshake too; one that blocks upgrades fails each. */
const MOST_BLOCKED = 2;
const SOCKET_AGAIN_MS = 300_000;
const SESSION_EXPIRED = 401;
/** How often a question is put again that the server was too busy for. */
const MOST_TRIES = 10;

/**
 * @typedef {object} Listener
 * @property {(state: State, sentence?: Sentence) => void} onState
 * @property {(turns: Turn[]) => void} onHistory what was said before
 * @property {(said: { id: string, text: string }) => void} onSaid a turn began, perhaps in another tab
 * @property {(id: string, place: number) => void} onWaiting
 * @property {(id: string, check: Check) => void} onProgress
 * @property {(turn: Turn) => void} onTurn
 * @property {(used: string[]) => void} onUsed buttons that are good for nothing any more
 * @property {(id: string, sentence?: Sentence) => void} onRefused
 * @property {(reason: string) => void} onEnded the session, until the next question
 */

export class Transport {
  /** @type {Language} */ language = "en";
  #base;
  #listener;
  #session;
  /** @type {SocketLine | PostLine | undefined} */ #line;
  /** @type {Asked[]} */ #waiting = [];
  #sentId = "";
  /** Of the question that waits first. */
  #tries = 0;
  #lastTurn = "";
  #known = new Set();
  #isWelcome = false;
  #isOver = false;
  #isIdle = false;
  /** Whether a session with words in it expired: nobody can delete it with its token any more. */
  #isLeft = false;
  #blocked = 0;
  #blockedAt = 0;
  /** @type {number | undefined} */ #stateTimer;
  #isTold = false;
  #tell = () => {};
  /** @type {number | undefined} */ #answerTimer;
  /** @type {() => void} */ #wake = () => {};

  /** @param {URL} base @param {Listener} listener */
  constructor(base, listener) {
    this.#base = base;
    this.#listener = listener;
    this.#session = new Session(base, {
      onToken: (token) => {
        this.#session.keep(token);
        this.#rouse();
      },
      onNews: () => this.#look(),
      onEnd: (reason) => this.#end(reason),
    });
  }

  /** Connect, and stay connected until told to leave. @param {AbortSignal} signal */
  async start(signal) {
    this.#listen(signal);
    let pauseMs = FIRST_PAUSE_MS;
    for (; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const trouble = await this.#findTrouble(signal);
      if (signal.aborted) return;
      if (this.#isWelcome) pauseMs = FIRST_PAUSE_MS;
      this.#isWelcome = false;
      while (this.#isIdle && !signal.aborted) {
        await new Promise((resolve) => (this.#wake = () => resolve(null)));
      }
      if (!this.#isOver && !trouble.blocked) await this.#rest(trouble, pauseMs);
      this.#isOver = false;
    }
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#session.listen(signal);
    addEventListener("online", () => this.#wake(), { signal });
    const look = () => document.visibilityState === "visible" && this.#wake();
    document.addEventListener("visibilitychange", look, { signal });
    signal.addEventListener("abort", () => {
      this.#line?.close();
      this.#wake();
    });
  }

  /**
   * Put a question as soon as there is a connection and it is its turn.
   *
   * @param {Question} question
   * @returns {string} the turn's id
   */
  send(question) {
    const id = randomId();
    this.#waiting.push({ ...question, id, language: this.language });
    this.#rouse();
    this.#flush();
    return id;
  }

  /** @param {string} path @param {string} method @param {object} [body] */
  call(path, method, body) {
    const init = { method, body: body && JSON.stringify(body), token: this.#session.token };
    return call(new URL(path, this.#base), init);
  }

  /** Delete the conversation; every tab hears of it. */
  async erase() {
    const { token } = this.#session;
    const reason = token ? await this.#delete() : "deleted";
    if (token) this.#session.tellEnd(token, reason);
    if (this.#session.token === token) this.#end(reason); // else the stream has told it
  }

  async #delete() {
    try {
      const { deleted } = await this.call("session", "DELETE");
      return deleted === false ? "deleting" : "deleted";
    } catch (error) {
      if (asTrouble(error).status === SESSION_EXPIRED) return "left";
      throw error;
    }
  }

  /** Follow the conversation until the line ends; return why it did. @param {AbortSignal} signal */
  async #findTrouble(signal) {
    const trouble = await this.#follow(signal).catch(asTrouble);
    if (signal.aborted) return trouble;
    if (!this.#isOver) this.#report(trouble.state ?? "offline", trouble.sentence);
    return (trouble.blocked && (await this.#noteBlock().catch(asTrouble))) || trouble;
  }

  /** @param {AbortSignal} signal */
  async #follow(signal) {
    const session = await this.#begin();
    if (signal.aborted) throw new CallError({ state: "offline" });
    const Line = this.#isBlocked ? PostLine : SocketLine;
    const greeting = { session, ...(this.#lastTurn && { after: this.#lastTurn }) };
    this.#sentId = "";
    const line = new Line(
      this.#base,
      greeting,
      (frame) => line === this.#line && this.#take(frame),
    );
    this.#line = line;
    const trouble = await line.ended.catch(asTrouble);
    clearTimeout(this.#answerTimer);
    this.#line = undefined;
    line.close();
    return trouble;
  }

  get #isBlocked() {
    return this.#blocked >= MOST_BLOCKED && Date.now() < this.#blockedAt + SOCKET_AGAIN_MS;
  }

  /** Count a handshake that failed while calls get through. */
  async #noteBlock() {
    await this.call(`messages?after=${this.#lastTurn}`, "GET");
    this.#blocked += 1;
    this.#blockedAt = Date.now();
  }

  async #begin() {
    if (!this.#session.token) await this.#session.ask();
    if (!this.#session.token) {
      const { session } = await this.call("session", "POST", { language: this.language });
      this.#session.keep(session ?? "");
      this.#session.share();
    }
    return this.#session.token;
  }

  /** @param {Frame} frame */
  #take(frame) {
    const { onSaid, onWaiting, onProgress, onUsed } = this.#listener;
    if (frame.welcome) this.#welcome(turnsOf(frame.welcome.messages));
    else if (frame.said) onSaid(frame.said);
    else if (frame.waiting) onWaiting(frame.waiting.id, frame.waiting.place);
    else if (frame.progress) onProgress(frame.progress.id, frame.progress.check);
    else if (frame.turn) this.#complete(frame.turn);
    else if (frame.refused) this.#refuse(frame.refused);
    else if (frame.ended) this.#end(frame.ended.reason);
    if (frame.progress || frame.said || frame.waiting) this.#expectAnswer();
    onUsed((frame.welcome ?? frame.turn)?.used ?? []);
  }

  /** @param {Turn[]} turns */
  #welcome(turns) {
    if (this.#line instanceof SocketLine) this.#blocked = 0;
    this.#isWelcome = true;
    this.#report("online");
    const waiting = this.#waiting.map(({ id }) => id);
    const isNews = (/** @type {Turn} */ { id }) => this.#known.size || waiting.includes(id);
    const history = turns.filter((turn) => !isNews(turn));
    const news = turns.filter(isNews);
    if (history.length) this.#listener.onHistory(history);
    for (const { id } of history) this.#note(id);
    for (const turn of news) this.#complete(turn);
    this.#flush();
  }

  /** @param {Turn} turn */
  #complete(turn) {
    if (this.#known.has(turn.id)) return;
    this.#note(turn.id);
    this.#report("online");
    this.#leave(turn.id);
    this.#listener.onTurn(turn);
    if (this.#line instanceof PostLine) this.#session.tellNews();
    this.#flush();
  }

  /** @param {string} id */
  #note(id) {
    this.#known.add(id);
    this.#lastTurn = id;
  }

  /** @param {NonNullable<Frame["refused"]>} refusal */
  #refuse({ id, status, error, retry_after }) {
    if (PASSING_TROUBLE.includes(status) && ++this.#tries < MOST_TRIES) {
      this.#report("busy", error.message);
      clearTimeout(this.#answerTimer);
      const pauseMs = (retry_after ?? 0) * 1_000 + vary(FIRST_PAUSE_MS);
      this.#answerTimer = setTimeout(() => this.#flush(true), pauseMs);
      return;
    }
    this.#report("online");
    this.#leave(id);
    this.#listener.onRefused(id, error.message);
    this.#flush();
  }

  /** @param {string} id */
  #leave(id) {
    clearTimeout(this.#answerTimer);
    this.#tries = 0;
    this.#waiting = this.#waiting.filter((question) => question.id !== id);
    if (this.#sentId === id) this.#sentId = "";
  }

  /** @param {string} reason */
  #end(reason) {
    const told = reason === "deleted" && this.#isLeft ? "left" : reason;
    this.#session.keep("");
    this.#lastTurn = "";
    this.#isLeft = reason === "expired";
    if (!this.#isLeft) this.#waiting = [];
    this.#isOver = true;
    this.#isIdle = !this.#waiting.length;
    this.#report("online"); // what was wrong with the line matters no more
    this.#listener.onEnded(told);
    this.#line?.close();
  }

  /** Send the first question that waits, unless one is under way. @param {boolean} [again] */
  #flush(again) {
    const [question] = this.#waiting;
    if (!question || !this.#isWelcome || !this.#line) return;
    if (this.#sentId && !again) return;
    this.#sentId = question.id;
    this.#expectAnswer();
    this.#line.send(question);
  }

  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    if (this.#sentId) this.#answerTimer = setTimeout(() => this.#line?.close(), ANSWER_MS);
  }

  #look() {
    if (this.#line instanceof PostLine && !this.#sentId) this.#line.look(this.#lastTurn);
  }

  #rouse() {
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#wake();
  }

  /** @param {CallError} error @param {number} longestMs */
  async #rest(error, longestMs) {
    this.#report(error.state ?? "offline", error.sentence);
    const pauseMs = error.pauseMs || vary(longestMs);
    await new Promise((resolve) => {
      this.#wake = () => resolve(null);
      setTimeout(resolve, pauseMs);
    });
  }

  /** @param {State} state @param {Sentence} [sentence] */
  #report(state, sentence) {
    this.#tell = () => this.#listener.onState(state, sentence);
    if (state === "online") {
      clearTimeout(this.#stateTimer);
      this.#stateTimer = undefined;
      this.#tell();
    } else if (this.#stateTimer) {
      if (this.#isTold) this.#tell();
    } else {
      this.#isTold = false;
      this.#stateTimer = setTimeout(() => {
        this.#isTold = true;
        this.#tell();
      }, STATE_MS);
    }
  }
}

/** @param {unknown} error @returns {CallError} */
function asTrouble(error) {
  if (error instanceof CallError) return error;
  throw error;
}

/** @param {Message[]} messages @returns {Turn[]} */
function turnsOf(messages) {
  /** @type {Turn[]} */ const turns = [];
  for (const message of messages) {
    if (message.role === "user") turns.push({ id: message.id, messages: [] });
    turns.at(-1)?.messages.push(message);
  }
  return turns;
}

/** So that not all widgets return at once. @param {number} longestMs */
function vary(longestMs) {
  return longestMs * (0.5 + Math.random() / 2);
}

/** `crypto.randomUUID` is missing on plain http. */
function randomId() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}
