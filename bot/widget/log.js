/** The log on the screen: what is added where, what is read out, and what is in sight. */

import { settle } from "./live_check.js";

/** @import { Panel } from "./panel.js" */

const SCROLL_MARGIN_PX = 12;

export class Log {
  #panel;

  /** @param {Panel} panel */
  constructor(panel) {
    this.#panel = panel;
  }

  /** Show what was said before, without reading it out again. @param {HTMLElement[]} nodes */
  restore(nodes) {
    const { log } = this.#panel;
    log.ariaLive = "off";
    log.prepend(...nodes);
    requestAnimationFrame(() => (log.ariaLive = "polite"));
    this.scrollTo(log.lastElementChild);
  }

  /** @param {HTMLElement} node goes above the questions that still wait */
  append(node) {
    const { log } = this.#panel;
    log.insertBefore(node, log.querySelector("[data-sending=waiting]"));
  }

  /**
   * Put an answer below its question, in place of its live table.
   *
   * @param {HTMLElement} bubble
   * @param {HTMLElement} live
   * @param {HTMLElement[]} nodes
   */
  answer(bubble, live, nodes) {
    if (live.isConnected) {
      settle(this.#panel.scroller, live, nodes);
    } else {
      bubble.after(...nodes);
      this.scrollTo(bubble);
    }
  }

  /** Empty it; the focus stays in the chat. */
  clear() {
    const { log, title } = this.#panel;
    const hadFocus = log.matches(":focus-within");
    log.replaceChildren();
    if (hadFocus) title.focus();
  }

  /** @param {Element | null} node */
  scrollTo(node) {
    if (node instanceof HTMLElement)
      this.#panel.scroller.scrollTop = node.offsetTop - SCROLL_MARGIN_PX;
  }

  /** @param {string} words @param {string} [sentence] of the server's, which knows more */
  showState(words, sentence) {
    const { state: line, log } = this.#panel;
    const text = sentence ?? words;
    if (line.textContent === text) return;
    line.textContent = text;
    if (!log.querySelector(".live")) this.scrollTo(log.lastElementChild);
  }
}
