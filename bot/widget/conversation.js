/** One conversation: what was said, what waits to be sent, and what comes back. */

import { checkFromBrowser } from "./browser_check.js";
import { updateComposer } from "./composer.js";
import { Connection } from "./connection.js";
import { liveCheck, settle } from "./live_check.js";
import { botMessage, markUsed, notice, userMessage } from "./message.js";
import { CallError } from "./reply.js";
import { WORDS } from "./strings.js";

/** @import { Panel } from "./panel.js" */

const API = new URL("api/", import.meta.url);
const SCROLL_MARGIN_PX = 12;

export class Conversation {
  #panel;
  #announce;
  #connection;

  /**
   * @param {Panel} panel
   * @param {Language} language
   * @param {(name: string, detail: object) => void} announce to the host page
   */
  constructor(panel, language, announce) {
    this.#panel = panel;
    this.#announce = announce;
    const showState = this.#showState.bind(this);
    this.#connection = new Connection(API, showState, () => this.#noteRenewal());
    this.language = language;
  }

  get language() {
    return this.#connection.language;
  }

  set language(language) {
    this.#connection.language = language;
  }

  get #words() {
    return WORDS[this.language];
  }

  /** Show what was said before a reload. */
  async resume() {
    try {
      this.#restore(await this.#connection.history());
    } catch (error) {
      this.#append(this.#botMessage(this.#explain(error)));
    }
  }

  /** @param {Message[]} messages not to be read out again */
  #restore(messages) {
    const { log } = this.#panel;
    const nodes = messages.map((message, index) => this.#remember(message, messages[index + 1]));
    log.ariaLive = "off";
    log.prepend(...nodes);
    requestAnimationFrame(() => (log.ariaLive = "polite"));
    this.#scrollTo(log.lastElementChild);
  }

  /** @param {Message} message @param {Message} [next] */
  #remember(message, next) {
    if (message.role === "user") return userMessage(message.text, this.#words);
    const node = this.#botMessage(message);
    for (const button of node.querySelectorAll("button")) {
      if (button.value && button.value === next?.text) markUsed(button, this.#words);
    }
    return node;
  }

  /**
   * Put a question, show how its check goes on, and then its answers.
   *
   * @param {Question} question
   * @param {string} text what the person is shown to have said
   */
  async say(question, text) {
    const bubble = userMessage(text, this.#words);
    const live = liveCheck(this.language);
    this.#panel.log.append(bubble);
    this.#mark(bubble, "waiting");
    this.#announce("lotse-message", { role: "user", text });
    this.#scrollTo(bubble);
    const messages = await this.#send(question, bubble, (check) => {
      live.update(check);
      if (live.node.isConnected) return;
      bubble.after(live.node);
      this.#scrollTo(bubble);
    });
    if (bubble.dataset.sending === "failed" && "text" in question) this.offer(text);
    this.#receive(messages, bubble, live.node);
    return messages;
  }

  /** @param {Question} question @param {HTMLElement} bubble @param {OnProgress} onProgress */
  async #send(question, bubble, onProgress) {
    try {
      const messages = await this.#connection.send(question, onProgress);
      this.#mark(bubble, "sent");
      return messages.length ? messages : [this.#ownMessage("fallback", this.#words.silent)];
    } catch (error) {
      this.#mark(bubble, "failed");
      return [this.#explain(error)];
    }
  }

  /** @param {Message[]} messages @param {HTMLElement} bubble @param {HTMLElement} live */
  #receive(messages, bubble, live) {
    const nodes = messages.map((message) => this.#botMessage(message));
    if (live.isConnected) {
      settle(this.#panel.scroller, live, nodes);
    } else {
      for (const node of nodes) this.#append(node);
      this.#scrollTo(bubble);
    }
    for (const message of messages) this.#announce("lotse-message", { ...message, role: "bot" });
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
    this.#append(live.node);
    this.#scrollTo(live.node);
    const findings = await checkFromBrowser(check, words, (table) => live.update(table));
    const reached = Object.values(findings).filter((finding) => finding === "reachable").length;
    const unknown = check.rows.length - reached;
    const untried = check.rows.some((row) => !row.browser);
    live.finish(...(untried ? [words.whyNotTried] : []), ...(reached ? [words.proxyNote] : []));
    const said = words.checkedHere(reached, unknown);
    const messages = await this.say({ browser_check: findings }, said);
    if (messages.some((message) => message.check?.seen_from === "browser")) live.giveWay();
  }

  /** @param {string} text for the field, unless it is in use */
  offer(text) {
    this.#panel.field.value ||= text;
    updateComposer(this.#panel, this.#words);
  }

  /** @param {HTMLElement} bubble @param {"waiting" | "sent" | "failed"} sending */
  #mark(bubble, sending) {
    bubble.dataset.sending = sending;
    bubble.lastElementChild?.replaceChildren(this.#words[sending]);
  }

  /** @param {Message} message */
  #botMessage(message) {
    return botMessage(message, {
      press: ({ id, title }) => this.say({ button: id }, title),
      checkHere: (check, language) => this.#checkHere(check, language),
    });
  }

  #noteRenewal() {
    this.#append(notice(this.#words.renewed, this.language));
  }

  /** @param {HTMLElement} node goes above the questions that still wait */
  #append(node) {
    const { log } = this.#panel;
    log.insertBefore(node, log.querySelector("[data-sending=waiting]"));
  }

  /** @param {Element | null} node */
  #scrollTo(node) {
    if (!(node instanceof HTMLElement)) return;
    this.#panel.scroller.scrollTop = node.offsetTop - SCROLL_MARGIN_PX;
  }

  /** @param {State} state @param {Sentence} [sentence] */
  #showState(state, sentence) {
    const { state: line, log } = this.#panel;
    const text = sentence?.[this.language] ?? this.#words[state];
    if (line.textContent === text) return;
    line.textContent = text;
    if (!log.querySelector(".live")) this.#scrollTo(log.lastElementChild);
  }

  /** @param {unknown} error */
  #explain(error) {
    const sentence = error instanceof CallError && error.sentence?.[this.language];
    return this.#ownMessage("error", sentence || this.#words.refused);
  }

  /** @param {string} kind @param {string} text @returns {Message} */
  #ownMessage(kind, text) {
    return { id: "", kind, language: this.language, text };
  }
}
