// @ts-check
/** The custom element `<lotse-chat>`: a help chat that any page can carry with one tag. */

import { Composer, isTooLong } from "./composer.js";
import { Connection, Refusal } from "./connection.js";
import { botMessage, markSending, markUsed, notice, userMessage } from "./message.js";
import { buildPanel, translatePanel } from "./panel.js";
import { NARROW, STYLE } from "./style.js";
import { WORDS, nearestLanguage } from "./strings.js";

/** @import { Button, Message, Question, Sentence, State } from "./connection.js" */
/** @import { Language } from "./strings.js" */

const API = new URL("api/", import.meta.url);
/** Shorter waits pass without the typing indicator, which would only flicker. */
const TYPING_AFTER_MS = 350;
/** What stays visible above the question that was scrolled to. */
const SCROLL_MARGIN_PX = 12;

const narrow = matchMedia(NARROW);
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export class LotseChat extends HTMLElement {
  static observedAttributes = ["language", "open"];

  #composer = new Composer((text) => this.#say({ text }, text));
  #panel = buildPanel(this.#composer.form);
  /** @type {Connection | undefined} */ #connection;
  /** @type {HTMLElement | null} */ #opener = null;
  /** @type {AbortController | undefined} */ #listening;
  /** @type {State} */ #state = "online";
  /** @type {Sentence | undefined} */ #sentence;
  #unanswered = 0;
  #typingTimer = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#panel.launcher, this.#panel.dialog);
    this.#wireButtons();
  }

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    narrow.addEventListener("change", () => this.#reshape(), { signal });
    addEventListener("online", () => this.#connection?.retryNow(), { signal });
    visualViewport?.addEventListener("resize", () => this.#fit(), { signal });
    const pageLanguage = new MutationObserver(() => this.#translate());
    pageLanguage.observe(document.documentElement, { attributeFilter: ["lang"] });
    signal.addEventListener("abort", () => pageLanguage.disconnect());
    this.#translate();
    if (this.hasAttribute("open")) this.#show();
  }

  disconnectedCallback() {
    this.#listening?.abort();
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
    (narrow.matches ? this.#panel.head.title : this.#composer.field).focus();
  }

  /** Close the chat and give the focus back. */
  close() {
    this.toggleAttribute("open", false);
  }

  /**
   * Open the chat and ask; a question that is too long waits in the text field.
   *
   * @param {string} text
   */
  ask(text) {
    const question = String(text ?? "").trim();
    this.open();
    if (isTooLong(question)) this.#composer.offer(question);
    else if (question) this.#say({ text: question }, question);
  }

  /**
   * Speak German (`"de"`), English (`"en"`), or what the page speaks (`"auto"`).
   *
   * @param {Language | "auto"} language
   */
  setLanguage(language) {
    this.setAttribute("language", language);
  }

  /** @returns {Language} */
  get #language() {
    const chosen = this.getAttribute("language") ?? "auto";
    return nearestLanguage(chosen === "auto" ? document.documentElement.lang : chosen);
  }

  get #words() {
    return WORDS[this.#language];
  }

  #wireButtons() {
    const { launcher, dialog, head, state } = this.#panel;
    launcher.addEventListener("click", () => this.open());
    head.close.addEventListener("click", () => this.close());
    head.languages.de.addEventListener("click", () => this.setLanguage("de"));
    head.languages.en.addEventListener("click", () => this.setLanguage("en"));
    state.retry.addEventListener("click", () => this.#connection?.retryNow());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.close();
    });
    dialog.addEventListener("close", () => dialog.open || this.close());
  }

  #translate() {
    const language = this.#language;
    translatePanel(this.#panel, language, (example) => this.ask(example));
    this.#composer.translate(this.#words, language);
    this.#showState(this.#state, this.#sentence);
    if (this.#connection) this.#connection.language = language;
  }

  #show() {
    const { dialog, launcher } = this.#panel;
    if (dialog.open) return;
    this.#opener = focusedElement(this);
    if (narrow.matches) dialog.showModal();
    else dialog.toggleAttribute("open", true);
    launcher.hidden = true;
    this.#fit();
    this.#connect();
    this.#announce("lotse-open");
  }

  #hide() {
    const { dialog, launcher } = this.#panel;
    if (launcher.hidden === false) return;
    const hadFocus = this.matches(":focus-within");
    dialog.close();
    launcher.hidden = false;
    if (hadFocus) (this.#opener?.isConnected ? this.#opener : launcher).focus();
    this.#announce("lotse-close");
  }

  /** A window that became narrow or wide: a modal sheet turns into a panel, or back. */
  #reshape() {
    const { dialog } = this.#panel;
    if (!dialog.open) return;
    const focused = this.shadowRoot?.activeElement;
    dialog.close();
    if (narrow.matches) dialog.showModal();
    else dialog.toggleAttribute("open", true);
    if (focused instanceof HTMLElement) focused.focus();
    this.#fit();
  }

  /** Keep the field above the keyboard of a phone, which `dvh` does not know about. */
  #fit() {
    const height = visualViewport ? `${visualViewport.height}px` : "100dvh";
    this.#panel.dialog.style.setProperty("--viewport", height);
  }

  async #connect() {
    if (this.#connection) return;
    this.#connection = new Connection(API, {
      onState: (state, sentence) => this.#showState(state, sentence),
      onRenewed: () => this.#append(notice(this.#words.renewed, this.#language)),
    });
    this.#connection.language = this.#language;
    try {
      this.#restore(await this.#connection.history());
    } catch (error) {
      this.#receive(this.#explain(error));
    }
  }

  /**
   * Show what was said before a reload, without having it all read out again.
   *
   * @param {Message[]} messages
   */
  #restore(messages) {
    if (messages.length === 0) return;
    const { log } = this.#panel;
    const nodes = messages.map((message, index) => this.#remembered(message, messages[index + 1]));
    log.ariaLive = "off";
    log.prepend(...nodes);
    requestAnimationFrame(() => (log.ariaLive = "polite"));
    this.#endWelcome();
    this.#scrollTo(log.lastElementChild);
  }

  /**
   * @param {Message} message
   * @param {Message} [next]
   */
  #remembered(message, next) {
    if (message.role === "user") return userMessage(message.text, this.#words);
    const node = this.#botMessage(message);
    for (const button of node.querySelectorAll("button")) {
      const used = next?.role === "user" && button.dataset.title === next.text;
      if (used) markUsed(button, true, WORDS[nearestLanguage(message.language)]);
    }
    return node;
  }

  /**
   * Show a question, send it, and show what comes back.
   *
   * @param {Question} question
   * @param {string} text
   * @param {() => void} [onFailure]
   */
  async #say(question, text, onFailure = () => this.#composer.offer(text)) {
    const bubble = userMessage(text, this.#words);
    this.#endWelcome();
    this.#panel.log.append(bubble);
    markSending(bubble, "waiting", this.#state === "online" ? "" : this.#words.unsent);
    this.#scrollTo(bubble);
    this.#dispatchMessage({ role: "user", text });
    this.#await(1);
    try {
      const messages = (await this.#connection?.send(question)) ?? [];
      markSending(bubble, "", "");
      for (const message of messages) this.#receive(message);
      if (messages.length === 0) this.#receive(this.#localMessage("fallback", this.#words.silent));
    } catch (error) {
      markSending(bubble, "failed", this.#words.failed);
      this.#receive(this.#explain(error));
      onFailure();
    } finally {
      this.#await(-1);
      this.#scrollTo(bubble);
    }
  }

  /** @param {Message} message */
  #receive(message) {
    this.#append(this.#botMessage(message));
    this.#dispatchMessage({ ...message, role: "bot" });
  }

  /** @param {Message} message */
  #botMessage(message) {
    return botMessage(message, (button, node) => this.#press(button, node));
  }

  /**
   * @param {Button} button
   * @param {HTMLButtonElement} node
   */
  #press(button, node) {
    const undo = () => markUsed(node, false, this.#words);
    this.#say({ button: button.id }, button.title, undo);
  }

  /**
   * Add an answer below its question, above the questions that still wait for theirs.
   *
   * @param {HTMLElement} node
   */
  #append(node) {
    this.#endWelcome();
    this.#panel.log.insertBefore(node, this.#panel.log.querySelector("[data-state=waiting]"));
  }

  #endWelcome() {
    this.#panel.welcome.node.toggleAttribute("data-over", true);
  }

  /**
   * Let the newest question stand at the top, so that its answer is read from the start.
   *
   * @param {Element | null} node
   */
  #scrollTo(node) {
    if (!(node instanceof HTMLElement)) return;
    this.#panel.scroller.scrollTop = node.offsetTop - SCROLL_MARGIN_PX;
  }

  /** @param {1 | -1} change in the number of questions without an answer */
  #await(change) {
    this.#unanswered += change;
    clearTimeout(this.#typingTimer);
    if (this.#unanswered === 0) this.#showTyping();
    else this.#typingTimer = setTimeout(() => this.#showTyping(), TYPING_AFTER_MS);
  }

  #showTyping() {
    const writing = this.#unanswered > 0 && this.#state === "online";
    this.#panel.typing.textContent = writing ? this.#words.typing : "";
  }

  /**
   * @param {State} state
   * @param {Sentence} [sentence] what the server said about it
   */
  #showState(state, sentence) {
    const { node, text } = this.#panel.state;
    this.#state = state;
    this.#sentence = sentence;
    node.hidden = state === "online";
    text.textContent = sentence?.[this.#language] ?? this.#words[state];
    this.#showTyping();
    for (const bubble of this.#panel.log.querySelectorAll("[data-state=waiting]")) {
      const words = state === "online" ? "" : this.#words.unsent;
      markSending(/** @type {HTMLElement} */ (bubble), "waiting", words);
    }
  }

  /** @param {unknown} error */
  #explain(error) {
    const said = error instanceof Refusal ? error.sentence?.[this.#language] : undefined;
    return this.#localMessage("error", said ?? this.#words.refused);
  }

  /**
   * @param {string} kind
   * @param {string} text
   * @returns {Message}
   */
  #localMessage(kind, text) {
    const language = this.#language;
    return { id: "", kind, language, text, buttons: [], article: null, check: null };
  }

  /** @param {object} message */
  #dispatchMessage(message) {
    this.#announce("lotse-message", message);
  }

  /**
   * @param {string} name
   * @param {object} [detail]
   */
  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/**
 * Find what has the focus now, to give it back later.
 *
 * @param {HTMLElement} host
 */
function focusedElement(host) {
  const focused = document.activeElement;
  const usable = focused instanceof HTMLElement && focused !== host && focused !== document.body;
  return usable ? focused : null;
}

if (!customElements.get("lotse-chat")) customElements.define("lotse-chat", LotseChat);
