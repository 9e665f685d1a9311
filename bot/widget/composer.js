// @ts-check
/** The field a question is typed in: grows, counts, and never cuts anything off. */

import { element, icon, spoken } from "./dom.js";

/** @import { Language, Words } from "./strings.js" */

/** What the server accepts, counted as it counts: code points after NFKC. */
const LIMIT = 1_000;
const COUNTDOWN_FROM = 200;

export class Composer {
  /** @type {Words | undefined} */ #words;
  /** @type {Language} */ #language = "en";
  #label = spoken("");
  #counter = element("p", { class: "counter", id: "counter", role: "status" });
  #send = element("button", { type: "submit", class: "send" }, icon("send"));

  /** @readonly */
  field = element("textarea", {
    id: "question",
    rows: 1,
    autocomplete: "off",
    enterkeyhint: "send",
    "aria-describedby": "counter",
  });

  /** @param {(text: string) => void} onQuestion */
  constructor(onQuestion) {
    const label = element("label", { for: "question" }, this.#label);
    /** @readonly */
    this.form = element(
      "form",
      { class: "composer" },
      this.#counter,
      label,
      this.field,
      this.#send,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(onQuestion);
    });
    this.field.addEventListener("input", () => this.#update());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit(onQuestion);
    });
  }

  /**
   * @param {Words} words
   * @param {Language} language
   */
  translate(words, language) {
    this.#words = words;
    this.#language = language;
    this.#label.textContent = words.field;
    this.field.placeholder = words.placeholder;
    this.#send.ariaLabel = words.send;
    this.#send.title = words.send;
    this.#update();
  }

  /**
   * Put a text into the field unless something else is being typed there.
   *
   * @param {string} text
   */
  offer(text) {
    if (this.field.value.trim()) return;
    this.field.value = text;
    this.#update();
  }

  /** @param {(text: string) => void} onQuestion */
  #submit(onQuestion) {
    const text = this.field.value.trim();
    this.field.focus();
    if (!text || isTooLong(text)) return;
    this.field.value = "";
    this.#update();
    onQuestion(text);
  }

  #update() {
    const text = this.field.value.trim();
    const tooLong = isTooLong(text);
    this.#counter.textContent = this.#count(text);
    this.field.ariaInvalid = tooLong ? "true" : null;
    this.#send.ariaDisabled = !text || tooLong ? "true" : null;
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
  }

  /** @param {string} text */
  #count(text) {
    const count = countCharacters(text);
    if (!this.#words || count <= LIMIT - COUNTDOWN_FROM) return "";
    const number = new Intl.NumberFormat(this.#language);
    if (count <= LIMIT) return this.#words.remaining(number.format(LIMIT - count));
    return this.#words.tooLong(number.format(count), number.format(LIMIT));
  }
}

/**
 * Tell whether the server would refuse this text for its length.
 *
 * @param {string} text
 */
export function isTooLong(text) {
  return countCharacters(text) > LIMIT;
}

/** @param {string} text */
function countCharacters(text) {
  return Array.from(text.normalize("NFKC")).length;
}
