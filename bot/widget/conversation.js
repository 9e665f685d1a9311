/** One conversation: what was said, what waits to be sent, and what comes back. */

import { checkFromBrowser } from "./browser_check.js";
import { wordFor } from "./codes.js";
import { updateComposer } from "./composer.js";
import { liveCheck } from "./live_check.js";
import { Log } from "./log.js";
import { LOG_STYLE } from "./log_style.js";
import { Menu } from "./menu.js";
import { botMessage, markUsed, notice, userMessage } from "./message.js";
import { print, save } from "./output.js";
import { CallError } from "./reply.js";
import { followKeyboard, makeResizable, toggleSize } from "./shape.js";
import { nearestLanguage, WORDS } from "./strings.js";
import { transcript } from "./transcript.js";
import { Transport } from "./transport.js";

/** @import { Panel } from "./panel.js" */

/** What stands where the server has taken a secret out. */
const REMOVED = /\[[A-Z]+\]/;

/** Screen readers read a place out; nobody wants to hear each. */
const PLACE_MS = 4_000;

const API = new URL("api/", import.meta.url);

/**
 * A question on the screen whose answer is not there yet.
 *
 * @typedef {object} Open
 * @property {HTMLElement} bubble
 * @property {ReturnType<typeof liveCheck>} live
 * @property {Question} [question] of this tab's
 * @property {(messages: Message[]) => void} [resolve]
 */

export class Conversation {
  /** @type {Message[]} */ messages = [];
  #panel;
  #announce;
  #log;
  #menu;
  #transport;
  /** @type {Map<string, Open>} */ #open = new Map();
  /** @type {AbortController | undefined} */ #presence;
  #placedAt = 0;

  /**
   * @param {Panel} panel
   * @param {Language} language
   * @param {(name: string, detail: object) => void} announce to the host page
   */
  constructor(panel, language, announce) {
    this.#panel = panel;
    this.#announce = announce;
    adoptStyle(panel.dialog.getRootNode());
    this.#log = new Log(panel);
    this.#menu = new Menu(panel, this.#entries(), WORDS[language]);
    makeResizable(panel.dialog);
    this.#transport = new Transport(API, {
      onState: (state, sentence) =>
        this.#log.showState(this.#words[state], sentence?.[this.language]),
      onHistory: (turns) => this.#restore(turns),
      onSaid: ({ id, text }) => {
        this.#mark(this.#opened(id, text).bubble, "asked");
        this.#resetTyping();
      },
      onWaiting: (id, place) => this.#showPlace(id, place),
      onProgress: (id, check) => this.#showProgress(id, check),
      onTurn: (turn) => this.#complete(turn),
      onUsed: (used) => markUsed(panel.log, used),
      onRefused: (id, sentence) => this.#fail(id, sentence),
      onEnded: (reason) => this.#end(reason),
    });
    this.language = language;
  }

  get language() {
    return this.#transport.language;
  }

  set language(language) {
    this.#transport.language = language;
    this.#menu.translate(WORDS[language]);
  }

  get #words() {
    return WORDS[this.language];
  }

  /** Connect, show what was said before, and stay connected. */
  start() {
    if (this.#presence) return;
    this.#presence = new AbortController();
    followKeyboard(this.#panel.dialog, this.#presence.signal);
    this.#transport.start(this.#presence.signal);
  }

  /** Disconnect; `start` goes on where it was. */
  stop() {
    this.#presence?.abort();
    this.#presence = undefined;
  }

  /**
   * Put a question.
   *
   * @param {Question} question
   * @param {string} text what the person is shown to have said
   * @returns {Promise<Message[]>} the answer, which is shown already
   */
  say(question, text) {
    const id = this.#transport.send(question);
    const open = this.#opened(id, text, question);
    this.#mark(open.bubble, "waiting");
    this.#log.scrollTo(open.bubble);
    return new Promise((resolve) => (open.resolve = resolve));
  }

  /** @returns {import("./menu.js").MenuActions} */
  #entries() {
    const { dialog } = this.#panel;
    return {
      person: () => this.say({ button: "talk-to-person" }, this.#words.menuEntries.person),
      save: () => save(transcript(this.messages, this.language)),
      print: () => print(dialog, transcript(this.messages, this.language)),
      resize: () => toggleSize(dialog),
      take: () => this.#take(),
      erase: () => this.#transport.erase(),
    };
  }

  /** Save all that the server keeps of the conversation. */
  async #take() {
    try {
      const kept = await this.#transport.call("export", "GET");
      const name = `lotse-${kept.exported?.slice(0, 10)}.json`;
      save({ name, media_type: "application/json", text: JSON.stringify(kept, null, 1) });
    } catch (error) {
      const sentence = error instanceof CallError && error.sentence?.[this.language];
      this.#log.append(notice(sentence || this.#words.eraseFailed, this.language));
    }
  }

  /**
   * Tell whether a message helped, and perhaps why not.
   *
   * @param {string} message its id
   * @param {Rating} rating
   */
  async #rate(message, rating) {
    await this.#transport.call("feedback", "POST", { message, ...rating });
    const rated = this.messages.find(({ id }) => id === message);
    if (rated) rated.feedback = rating.helpful;
  }

  /** @param {string} text for the field, unless it is in use */
  offer(text) {
    this.#panel.field.value ||= text;
    updateComposer(this.#panel, this.#words);
  }

  /** @param {Turn[]} turns not to be read out again */
  #restore(turns) {
    const messages = turns.flatMap((turn) => turn.messages);
    this.messages.push(...messages);
    this.#log.restore(
      messages.map((message, index) => this.#remember(message, messages[index + 1])),
    );
  }

  /** @param {Message} message @param {Message} [next] */
  #remember(message, next) {
    if (message.role !== "user") return this.#botMessage(message);
    return userMessage(message.text, this.#words, next?.language);
  }

  /** @param {string} id @param {string} text @param {Question} [question] of this tab's @returns {Open} */
  #opened(id, text, question) {
    const known = this.#open.get(id);
    if (known) return known;
    const bubble = userMessage(text, this.#words);
    const open = { bubble, live: liveCheck(this.language), question };
    this.#open.set(id, open);
    if (question) this.#panel.log.append(bubble);
    else this.#log.append(bubble);
    this.#announce("lotse-message", { role: "user", text });
    return open;
  }

  /** @param {string} id @param {number} place in the queue, from 1 */
  #showPlace(id, place) {
    const open = this.#open.get(id);
    if (!open) return;
    this.#mark(open.bubble, "asked");
    if (Date.now() < this.#placedAt + PLACE_MS) return;
    this.#placedAt = Date.now();
    this.#panel.typing.textContent = this.#words.before(place - 1);
  }

  #resetTyping() {
    this.#placedAt = 0;
    this.#panel.typing.textContent = this.#words.typing;
  }

  /** @param {string} id @param {Check} check */
  #showProgress(id, check) {
    const open = this.#open.get(id);
    if (!open) return;
    open.live.update(check);
    if (open.live.node.isConnected) return;
    open.bubble.after(open.live.node);
    this.#log.scrollTo(open.bubble);
  }

  /** @param {Turn} turn */
  #complete({ id, messages }) {
    const [said, ...answers] = messages;
    const open = this.#opened(id, said.text);
    const spoken = answers.at(-1)?.language;
    const text = open.bubble.querySelector(".text");
    if (text instanceof HTMLElement && spoken) text.lang = nearestLanguage(spoken);
    if (text && REMOVED.test(said.text)) text.textContent = said.text;
    this.messages.push(...messages);
    this.#mark(open.bubble, "sent");
    this.#close(
      id,
      open,
      answers.length ? answers : [this.#ownMessage("fallback", this.#words.silent)],
    );
  }

  /** @param {string} id @param {Sentence} [sentence] */
  #fail(id, sentence) {
    const open = this.#open.get(id);
    if (!open) return;
    const { bubble, question } = open;
    this.#mark(bubble, "failed");
    if (question && "text" in question) this.offer(question.text);
    this.#close(id, open, [
      this.#ownMessage("error", sentence?.[this.language] ?? this.#words.failure),
    ]);
  }

  /** @param {string} id @param {Open} open @param {Message[]} answers */
  #close(id, { bubble, live, resolve }, answers) {
    this.#open.delete(id);
    this.#resetTyping();
    const nodes = answers.map((answer) => this.#botMessage(answer));
    this.#log.answer(bubble, live.node, nodes);
    for (const answer of answers) this.#announce("lotse-message", { ...answer, role: "bot" });
    resolve?.(answers);
  }

  /** @param {string} reason */
  #end(reason) {
    if (reason !== "expired") {
      this.messages = [];
      for (const { resolve } of this.#open.values()) resolve?.([]);
      this.#open.clear();
      this.#log.clear();
      this.#panel.dialog.querySelector("iframe")?.remove(); // what was printed
      this.#announce("lotse-delete", {});
    }
    this.#log.append(notice(wordFor(this.#words.ended, reason) ?? "", this.language));
  }

  /**
   * Try from this browser what it may try, and tell the server what came of it.
   *
   * @param {Check} check
   * @param {Language} language the message's
   */
  async #checkHere(check, language) {
    const words = WORDS[language];
    const live = liveCheck(language);
    this.#log.append(live.node);
    this.#log.scrollTo(live.node);
    const findings = await checkFromBrowser(check, words, (table) => live.update(table));
    const reached = Object.values(findings).filter((finding) => finding === "reachable").length;
    const unknown = check.rows.length - reached;
    const untried = check.rows.some((row) => !row.browser);
    live.finish(...(untried ? [words.whyNotTried] : []), ...(reached ? [words.proxyNote] : []));
    const said = words.checkedHere(reached, unknown);
    const messages = await this.say({ browser_check: findings }, said);
    if (messages.some((message) => message.check?.seen_from === "browser")) live.giveWay();
  }

  /** @param {HTMLElement} bubble @param {"waiting" | "asked" | "sent" | "failed"} sending */
  #mark(bubble, sending) {
    bubble.dataset.sending = sending;
    bubble.lastElementChild?.replaceChildren(this.#words[sending]);
  }

  /** @param {Message} message */
  #botMessage(message) {
    return botMessage(message, {
      press: ({ id, title }) => this.say({ button: id }, title),
      checkHere: (check, language) => this.#checkHere(check, language),
      rate: (id, rating) => this.#rate(id, rating),
    });
  }

  /** @param {string} kind @param {string} text @returns {Message} */
  #ownMessage(kind, text) {
    return { id: "", kind, language: this.language, text };
  }
}

/** @param {Node} root */
function adoptStyle(root) {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOG_STYLE);
  root.adoptedStyleSheets.push(sheet);
}
