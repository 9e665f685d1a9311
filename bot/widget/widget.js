/** The custom element `<lotse-chat>`. */

import { isTooLong, onEnter, updateComposer } from "./composer.js";
import { loadChat, OutdatedError } from "./loader.js";
import { buildPanel, translatePanel } from "./panel.js";
import { nearestLanguage, WORDS } from "./strings.js";
import { NARROW, STYLE } from "./style.js";

/** @import { Conversation } from "./conversation.js" */

const RETRY_MS = 3_000;
/** A shorter wait needs no words. */
const LOADING_MS = 500;
/** What the page's own shortcuts listen to. */
const TYPING = ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"];

/** A page has one chat: the first element; others hand on what they are asked. */
/** @type {LotseChat[]} */ const chats = [];

const narrow = matchMedia(NARROW);
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export class LotseChat extends HTMLElement {
  static observedAttributes = ["language", "open"];

  #panel = buildPanel();
  #pageLanguage = new MutationObserver(() => this.#translate());
  /** @type {Promise<Conversation> | undefined} */ #loading;
  /** @type {Conversation | undefined} */ #conversation;
  /** @type {HTMLElement | undefined} */ #opener;
  /** What is asked while the conversation is loaded. */
  #early = new Set();
  #retry = () => {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#panel.launcher, this.#panel.dialog);
    this.#listenToPanel();
  }

  connectedCallback() {
    if (!chats.includes(this)) chats.push(this);
    narrow.addEventListener("change", this.#reshape);
    this.#pageLanguage.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#translate();
    this.#takeOver();
    this.#conversation?.start();
    this.#retry();
  }

  /** A chat that is only moved is back at once. */
  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#leave());
  }

  #leave() {
    if (!chats.includes(this)) return;
    chats.splice(chats.indexOf(this), 1);
    narrow.removeEventListener("change", this.#reshape);
    this.#pageLanguage.disconnect();
    this.#conversation?.stop();
    if (chats.length) chats[0].#takeOver();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === "language") this.#translate();
    else if (this.#first !== this) return;
    else if (this.hasAttribute("open")) this.#show();
    else this.#hide();
  }

  /** Open the chat and move the focus into it. */
  open() {
    this.#first.toggleAttribute("open", true);
    this.#first.#focus();
  }

  /** Close the chat and give the focus back. */
  close() {
    this.#first.toggleAttribute("open", false);
  }

  /**
   * Open the chat and ask, or keep in the field what is too long.
   *
   * @param {string} text
   */
  ask(text) {
    const chat = this.#first;
    chat.open();
    if (isTooLong(text)) chat.#loading?.then((conversation) => conversation.offer(text));
    else chat.#say(text);
  }

  /**
   * Speak German (`de`), English (`en`), or what the page speaks (`auto`).
   *
   * @param {Language | "auto"} language
   */
  setLanguage(language) {
    this.#first.setAttribute("language", language);
  }

  /** @returns {LotseChat} */
  get #first() {
    return chats.find(({ isConnected }) => isConnected) ?? this;
  }

  #takeOver() {
    this.hidden = this.#first !== this;
    if (!this.hidden && this.hasAttribute("open")) this.#show();
  }

  get #language() {
    const chosen = this.getAttribute("language") ?? "auto";
    return nearestLanguage(chosen === "auto" ? document.documentElement.lang : chosen);
  }

  get #words() {
    return WORDS[this.#language];
  }

  #listenToPanel() {
    const { launcher, dialog, languages, close, examples, field, send } = this.#panel;
    launcher.addEventListener("click", () => this.open());
    close.addEventListener("click", () => this.close());
    dialog.addEventListener("close", () => dialog.open || this.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
    for (const name of TYPING) dialog.addEventListener(name, (event) => event.stopPropagation());
    for (const node of languages) {
      node.addEventListener("click", () => this.setLanguage(nearestLanguage(node.lang)));
    }
    examples.addEventListener("click", ({ target }) => {
      if (target instanceof HTMLButtonElement) this.ask(target.value);
    });
    field.addEventListener("input", () => updateComposer(this.#panel, this.#words));
    onEnter(field, () => this.#submit());
    send.addEventListener("click", () => this.#submit());
  }

  #translate() {
    translatePanel(this.#panel, this.#language);
    if (this.#conversation) this.#conversation.language = this.#language;
    this.#markUnread(!!this.#panel.unread.textContent);
  }

  #show() {
    const { dialog, launcher } = this.#panel;
    if (dialog.open) {
      if (narrow.matches && !dialog.matches(":modal")) this.#reshape(); // it was moved
      return;
    }
    const focused = document.activeElement;
    const usable = focused !== this && focused !== document.body;
    this.#opener = usable && focused instanceof HTMLElement ? focused : launcher;
    this.#showDialog();
    this.#markUnread(false);
    this.#loading ??= this.#load();
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
    const focused = this.shadowRoot?.activeElement;
    this.#panel.dialog.close();
    this.#showDialog();
    if (focused instanceof HTMLElement) focused.focus();
    else this.#focus();
  };

  /** On a phone the field would call the keyboard, over the examples. */
  #focus() {
    (narrow.matches ? this.#panel.title : this.#panel.field).focus();
  }

  /** Nothing of a conversation is loaded before the chat is opened. */
  async #load() {
    const { state } = this.#panel;
    const late = setTimeout(() => (state.textContent ||= this.#words.loading), LOADING_MS);
    const { Conversation } = await this.#fetchConversation();
    clearTimeout(late);
    state.textContent = "";
    this.#conversation = new Conversation(this.#panel, this.#language, (name, detail) => {
      this.#announce(name, detail);
      const isAnswer = name === "lotse-message" && "kind" in detail;
      if (isAnswer && !this.#panel.dialog.open) this.#markUnread(true);
    });
    if (this.isConnected) this.#conversation.start();
    return this.#conversation;
  }

  async #fetchConversation() {
    const { state } = this.#panel;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await loadChat(attempt);
      } catch (error) {
        const isGone = error instanceof OutdatedError;
        state.textContent = isGone ? this.#words.outdated : this.#words.offline;
        await this.#rest();
      }
    }
  }

  /** Off the page, until it is back. */
  #rest() {
    return new Promise((resolve) => {
      this.#retry = () => resolve(null);
      setTimeout(() => this.isConnected && resolve(null), RETRY_MS);
    });
  }

  /** @param {boolean} isUnread */
  #markUnread(isUnread) {
    this.#panel.unread.textContent = isUnread ? this.#words.unread : "";
  }

  /** Until the conversation is loaded, the text stays in the field. */
  async #submit() {
    const { field } = this.#panel;
    field.focus();
    await this.#loading;
    const text = field.value;
    if (!text.trim() || isTooLong(text)) return;
    field.value = "";
    updateComposer(this.#panel, this.#words);
    this.#say(text);
  }

  /** @param {string} text */
  async #say(text) {
    const said = text.trim();
    if (!said || this.#early.has(said)) return;
    this.#early.add(said);
    const conversation = await this.#loading;
    this.#early.delete(said);
    conversation?.say({ text: said }, said);
  }

  /** @param {string} name @param {object} [detail] */
  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("lotse-chat")) customElements.define("lotse-chat", LotseChat);
