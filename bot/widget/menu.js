/** The menu: a person, the transcript, the size, all that is stored, and deletion. */

import { button, element, icon } from "./nodes.js";

/** @import { Panel } from "./panel.js" */

/**
 * What the entries do.
 *
 * @typedef {object} MenuActions
 * @property {() => void} person
 * @property {() => void} save
 * @property {() => void} print
 * @property {() => void} resize
 * @property {() => void} take
 * @property {() => Promise<void>} erase
 */

const ENTRIES = /** @type {const} */ ({
  person: "person",
  save: "download",
  print: "print",
  resize: "resize",
  take: "download",
});

export class Menu {
  #panel;
  #actions;
  /** @type {Words} */ #words;
  #list = element("div", { class: "menu", id: "menu", hidden: true });

  /** @param {Panel} panel @param {MenuActions} actions @param {Words} words */
  constructor(panel, actions, words) {
    this.#panel = panel;
    this.#actions = actions;
    this.#words = words;
    panel.menu.after(this.#list);
    panel.menu.addEventListener("click", () => this.toggle(this.#list.hidden));
    this.#list.addEventListener("keydown", (event) => this.#move(event));
    this.#list.addEventListener("focusout", ({ relatedTarget }) => {
      const stays = relatedTarget instanceof Node && this.#list.contains(relatedTarget);
      if (relatedTarget && !stays && relatedTarget !== panel.menu) this.toggle(false);
    });
    panel.dialog.addEventListener("pointerdown", (event) => {
      const path = event.composedPath();
      if (!path.includes(this.#list) && !path.includes(panel.menu)) this.toggle(false);
    });
  }

  /** @param {Words} words */
  translate(words) {
    this.#words = words;
    if (!this.#list.hidden) this.#fill();
  }

  /** @param {boolean} open */
  toggle(open) {
    if (open === !this.#list.hidden) return;
    const hadFocus = this.#list.matches(":focus-within");
    this.#list.hidden = !open;
    this.#panel.menu.ariaExpanded = String(open);
    if (open) {
      this.#fill();
      this.#list.querySelector("button")?.focus();
    } else if (hadFocus) {
      this.#panel.menu.focus();
    }
  }

  #fill() {
    const entries = Object.entries(ENTRIES).map(([name, picture]) => {
      const key = /** @type {keyof typeof ENTRIES} */ (name);
      return this.#entry(key, picture, () => {
        this.toggle(false);
        this.#actions[key]();
      });
    });
    const erase = this.#entry("erase", "bin", () => this.#confirm());
    this.#list.replaceChildren(...entries, erase);
  }

  /** @param {keyof typeof ENTRIES | "erase"} name @param {Parameters<typeof icon>[0]} picture @param {() => void} act */
  #entry(name, picture, act) {
    const node = button({ class: name }, icon(picture), this.#words.menuEntries[name]);
    node.addEventListener("click", act);
    return node;
  }

  #confirm() {
    const { eraseQuestion, eraseYes, eraseNo, eraseFailed } = this.#words;
    const question = element("p", { id: "erase-question" }, eraseQuestion);
    const yes = button({ class: "erase", "aria-describedby": "erase-question" }, eraseYes);
    const no = button({}, eraseNo);
    no.addEventListener("click", () => this.toggle(false));
    yes.addEventListener("click", async () => {
      try {
        await this.#actions.erase();
        this.toggle(false);
      } catch {
        question.textContent = eraseFailed;
        question.setAttribute("role", "alert");
      }
    });
    this.#list.replaceChildren(question, element("div", { class: "replies" }, yes, no));
    no.focus();
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      this.toggle(false);
    } else if (step) {
      const nodes = Array.from(this.#list.querySelectorAll("button")).filter((node) =>
        node.checkVisibility(),
      );
      const now = nodes.findIndex((node) => node.matches(":focus"));
      nodes.at((now + step) % nodes.length)?.focus();
      event.preventDefault();
    }
  }
}
