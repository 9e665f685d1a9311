// @ts-check
/** The launcher and the empty panel, and the words on them. */

import { element, icon } from "./dom.js";
import { WORDS } from "./strings.js";

/** @import { Composer } from "./composer.js" */
/** @import { Language } from "./strings.js" */

/** @typedef {ReturnType<typeof buildPanel>} Panel */

/**
 * Build everything that stays when messages come and go.
 *
 * @param {HTMLFormElement} composer
 */
export function buildPanel(composer) {
  const launcher = launcherButton();
  const close = element("button", { type: "button", class: "close" }, icon("close"));
  const languages = { de: languageButton("de", "Deutsch"), en: languageButton("en", "English") };
  const chooser = element("div", { class: "languages", role: "group" }, languages.de, languages.en);
  const name = element("strong");
  const role = element("span");
  const title = element("h2", { tabindex: -1 }, name, role);
  const head = element("header", {}, flag(), title, chooser, close);
  const welcome = buildWelcome();
  const log = element("div", { class: "log", role: "log", "aria-live": "polite" });
  const typing = element("p", { class: "typing", role: "status" });
  const scroller = element("div", { class: "scroller", tabindex: 0, role: "region" });
  scroller.append(welcome.node, log, typing);
  const state = buildState();
  const dialog = element("dialog", { role: "dialog" });
  dialog.append(head, scroller, state.node, composer);
  return {
    launcher,
    dialog,
    head: { title, name, role, chooser, close, languages },
    welcome,
    scroller,
    log,
    typing,
    state,
  };
}

/**
 * Say everything in another language; the conversation stays as it is.
 *
 * @param {Panel} panel
 * @param {Language} language
 * @param {(example: string) => void} ask
 */
export function translatePanel(panel, language, ask) {
  const words = WORDS[language];
  const { launcher, dialog, head, welcome, scroller, state } = panel;
  for (const node of [launcher, dialog]) node.lang = language;
  launcher.lastChild?.replaceWith(words.launcher);
  dialog.ariaLabel = words.dialog;
  head.name.textContent = words.name;
  head.role.textContent = words.role;
  head.chooser.ariaLabel = words.language;
  head.close.ariaLabel = head.close.title = words.close;
  for (const [key, node] of Object.entries(head.languages)) {
    node.ariaPressed = String(key === language);
  }
  welcome.greeting.textContent = words.greeting;
  welcome.notice.textContent = words.notice;
  welcome.title.textContent = words.examplesTitle;
  welcome.examples.replaceChildren(...words.examples.map((text) => exampleItem(text, ask)));
  scroller.ariaLabel = words.log;
  state.retry.textContent = words.retry;
}

function launcherButton() {
  const attributes = { type: "button", class: "launcher", "aria-haspopup": "dialog" };
  return element("button", attributes, icon("chat"), "");
}

/** Flag H of the international code: "I have a pilot on board". */
function flag() {
  return element("span", { class: "flag", "aria-hidden": "true" });
}

/**
 * @param {Language} language
 * @param {string} name
 */
function languageButton(language, name) {
  const attributes = { type: "button", lang: language, "aria-label": name, title: name };
  return element("button", attributes, language.toUpperCase());
}

function buildWelcome() {
  const notice = element("p", { class: "about" });
  const greeting = element("h3");
  const title = element("h4", { id: "examples" });
  const examples = element("ul", { "aria-labelledby": "examples" });
  const start = element("div", { class: "start" }, title, examples);
  const node = element("div", { class: "welcome" }, greeting, notice, start);
  return { node, greeting, notice, title, examples, start };
}

/**
 * @param {string} text
 * @param {(example: string) => void} ask
 */
function exampleItem(text, ask) {
  const button = element("button", { type: "button" }, text);
  button.addEventListener("click", () => ask(text));
  return element("li", {}, button);
}

function buildState() {
  const text = element("span", { role: "status" });
  const retry = element("button", { type: "button" });
  const node = element("div", { class: "state", hidden: true }, icon("clock"), text, retry);
  return { node, text, retry };
}
