/** The custom element `<lotse-chat>`. */

import { CallError, Connection } from "./connection.js";
import { NARROW, STYLE } from "./style.js";
import { WORDS, nearestLanguage } from "./strings.js";
import {
  botMessage,
  buildPanel,
  isTooLong,
  markUsed,
  notice,
  translatePanel,
  updateComposer,
  userMessage,
} from "./view.js";

const API = new URL("api/", import.meta.url);
const SCROLL_MARGIN_PX = 12;

const narrow = matchMedia(NARROW);
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export class LotseChat extends HTMLElement {
  static observedAttributes = ["language", "open"];

  #panel = buildPanel();
  #pageLanguage = new MutationObserver(() => this.#translate());
  /** @type {Connection | undefined} */ #connection;
  /** @type {HTMLElement | undefined} */ #opener;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#panel.launcher, this.#panel.dialog);
    this.#listenToPanel();
  }

  connectedCallback() {
    narrow.addEventListener("change", this.#reshape);
    this.#pageLanguage.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#translate();
    if (this.hasAttribute("open")) this.#show();
  }

  disconnectedCallback() {
    narrow.removeEventListener("change", this.#reshape);
    this.#pageLanguage.disconnect();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === "language") this.#translate();
    else if (this.hasAttribute("open")) this.#show();
    else this.#hide();
  }

  /** Open the chat and move the focus into it. */
  open() {
    this.toggleAttribute("open", true);
    this.#focus();
  }

  /** Close the chat and give the focus back. */
  close() {
    this.toggleAttribute("open", false);
  }

  /**
   * Open the chat and ask, or keep in the field what is too long.
   *
   * @param {string} text
   */
  ask(text) {
    this.open();
    if (isTooLong(text)) this.#offer(text);
    else if (text.trim()) this.#say({ text: text.trim() }, text.trim());
  }

  /**
   * Speak German (`de`), English (`en`), or what the page speaks (`auto`).
   *
   * @param {Language | "auto"} language
   */
  setLanguage(language) {
    this.setAttribute("language", language);
  }

  get #language() {
    const chosen = this.getAttribute("language") ?? "auto";
    return nearestLanguage(chosen === "auto" ? document.documentElement.lang : chosen);
  }

  get #words() {
    return WORDS[this.#language];
  }

  #listenToPanel() {
    const { launcher, dialog, languages, close, examples, form, field } = this.#panel;
    launcher.addEventListener("click", () => this.open());
    close.addEventListener("click", () => this.close());
    dialog.addEventListener("close", () => dialog.open || this.close());
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    for (const node of languages) {
      node.addEventListener("click", () => this.setLanguage(nearestLanguage(node.lang)));
    }
    examples.addEventListener("click", ({ target }) => {
      if (target instanceof HTMLButtonElement) this.ask(target.value);
    });
    field.addEventListener("input", () => updateComposer(this.#panel, this.#words));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #translate() {
    translatePanel(this.#panel, this.#language);
    if (this.#connection) this.#connection.language = this.#language;
  }

  #show() {
    const { dialog, launcher } = this.#panel;
    if (dialog.open) return;
    const focused = document.activeElement;
    const usable = focused !== this && focused !== document.body;
    this.#opener = usable && focused instanceof HTMLElement ? focused : launcher;
    this.#showDialog();
    this.#connect();
    this.#announce("lotse-open");
  }

  #hide() {
    const { dialog, launcher } = this.#panel;
    const hadFocus = this.matches(":focus-within");
    dialog.close();
    if (hadFocus) (this.#opener?.isConnected ? this.#opener : launcher).focus();
    this.#announce("lotse-close");
  }

  /** A sheet over the page is modal, a panel beside it is not. */
  #showDialog() {
    if (narrow.matches) this.#panel.dialog.showModal();
    else this.#panel.dialog.toggleAttribute("open", true);
  }

  #reshape = () => {
    if (!this.#panel.dialog.open) return;
    this.#panel.dialog.close();
    this.#showDialog();
    this.#focus();
  };

  /** On a phone the field would call the keyboard, over the examples. */
  #focus() {
    (narrow.matches ? this.#panel.title : this.#panel.field).focus();
  }

  async #connect() {
    if (this.#connection) return;
    const showState = this.#showState.bind(this);
    this.#connection = new Connection(API, showState, () => this.#noteRenewal());
    this.#connection.language = this.#language;
    try {
      this.#restore(await this.#connection.history());
    } catch (error) {
      this.#receive(this.#explain(error));
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

  #submit() {
    const { field } = this.#panel;
    const text = field.value;
    field.focus();
    if (!text.trim() || isTooLong(text)) return;
    field.value = "";
    updateComposer(this.#panel, this.#words);
    this.#say({ text: text.trim() }, text.trim());
  }

  /** @param {string} text for the field, unless it is in use */
  #offer(text) {
    this.#panel.field.value ||= text;
    updateComposer(this.#panel, this.#words);
  }

  /** @param {Question} question @param {string} text */
  async #say(question, text) {
    const bubble = userMessage(text, this.#words);
    this.#panel.log.append(bubble);
    this.#mark(bubble, "waiting");
    this.#announce("lotse-message", { role: "user", text });
    this.#scrollTo(bubble);
    try {
      const messages = (await this.#connection?.send(question)) ?? [];
      this.#mark(bubble, "sent");
      for (const message of messages) this.#receive(message);
      if (!messages.length) this.#receive(this.#ownMessage("fallback", this.#words.silent));
    } catch (error) {
      this.#mark(bubble, "failed");
      this.#receive(this.#explain(error));
      this.#offer(text);
    }
    this.#scrollTo(bubble);
  }

  /** @param {HTMLElement} bubble @param {"waiting" | "sent" | "failed"} sending */
  #mark(bubble, sending) {
    bubble.dataset.sending = sending;
    bubble.lastElementChild?.replaceChildren(this.#words[sending]);
  }

  /** @param {Message} message */
  #receive(message) {
    this.#append(this.#botMessage(message));
    this.#announce("lotse-message", { ...message, role: "bot" });
  }

  /** @param {Message} message */
  #botMessage(message) {
    return botMessage(message, ({ id, title }) => this.#say({ button: id }, title));
  }

  #noteRenewal() {
    this.#append(notice(this.#words.renewed, this.#language));
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
    const text = sentence?.[this.#language] ?? this.#words[state];
    if (line.textContent === text) return;
    line.textContent = text;
    this.#scrollTo(log.lastElementChild);
  }

  /** @param {unknown} error */
  #explain(error) {
    const sentence = error instanceof CallError && error.sentence?.[this.#language];
    return this.#ownMessage("error", sentence || this.#words.refused);
  }

  /** @param {string} kind @param {string} text @returns {Message} */
  #ownMessage(kind, text) {
    return { id: "", kind, language: this.#language, text };
  }

  /** @param {string} name @param {object} [detail] */
  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("lotse-chat")) customElements.define("lotse-chat", LotseChat);
