/** The panel around the conversation, and its words. */

import { buildComposer, updateComposer } from "./composer.js";
import { button, element, icon } from "./nodes.js";
import { WORDS } from "./strings.js";

/** @typedef {ReturnType<typeof buildPanel>} Panel */

/** Build the panel without words. */
export function buildPanel() {
  const [launch, unread] = [element("span"), element("span", { class: "unread" })];
  const launcher = button(
    { class: "launcher", "aria-haspopup": "dialog" },
    icon("chat"),
    launch,
    unread,
  );
  const title = element("h2", { tabindex: -1 }, element("strong"), element("span"));
  const languages = [languageButton("de", "Deutsch"), languageButton("en", "English")];
  const menu = button({ "aria-expanded": false, "aria-controls": "menu" }, icon("menu"));
  const close = button({}, icon("cross"));
  const head = element(
    "div",
    { class: "head" },
    element("span", { class: "flag" }),
    title,
    ...languages,
    menu,
    close,
  );
  const [greeting, about, prompt] = [element("h3"), element("p"), element("h4")];
  const examples = element("ul");
  const welcome = element("div", { class: "welcome" }, greeting, about, prompt, examples);
  const log = element("div", { class: "log", role: "log", "aria-live": "polite" });
  const typing = element("p", { class: "typing", role: "status" });
  const scroller = element("div", { class: "scroller", role: "region", tabindex: 0 });
  scroller.append(welcome, log, typing);
  const state = element("p", { class: "state", role: "status" });
  const composer = buildComposer();
  const dialog = element("dialog", { role: "dialog" }, head, scroller, state, composer.form);
  const top = { launcher, launch, unread, dialog, title, languages, menu, close };
  const middle = { greeting, about, prompt, examples };
  return { ...top, ...middle, scroller, log, typing, state, ...composer };
}

/**
 * Put in the words.
 *
 * @param {Panel} panel
 * @param {Language} language
 */
export function translatePanel(panel, language) {
  const words = WORDS[language];
  const { launcher, dialog, title, menu, close, examples } = panel;
  launcher.lang = dialog.lang = language;
  panel.launch.textContent = words.launcher;
  dialog.ariaLabel = `${words.name}, ${words.role}`;
  title.children[0].textContent = words.name;
  title.children[1].textContent = words.role;
  for (const node of panel.languages) node.ariaPressed = String(node.lang === language);
  menu.ariaLabel = words.menu;
  close.ariaLabel = words.close;
  for (const part of /** @type {const} */ (["greeting", "about", "prompt", "label", "typing"])) {
    panel[part].textContent = words[part];
  }
  const questions = words.examples.map((text) => element("li", {}, button({ value: text }, text)));
  examples.replaceChildren(...questions);
  panel.scroller.ariaLabel = words.log;
  panel.field.placeholder = words.placeholder;
  panel.send.ariaLabel = words.send;
  updateComposer(panel, words);
}

/** @param {Language} language @param {string} name */
function languageButton(language, name) {
  const code = language.toUpperCase();
  return button({ lang: language, "aria-label": `${code}, ${name}` }, code);
}
