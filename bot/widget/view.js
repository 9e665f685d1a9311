// @ts-check
/** What the chat shows: the panel, and the messages in it. */

import { element, icon, renderMarkdown, spoken } from "./nodes.js";
import { WORDS, nearestLanguage } from "./strings.js";

const CONFIRMATION_MS = 2_000;
/** The server's, in code points after NFKC. */
const LIMIT = 1_000;
const COUNTDOWN_FROM = 200;

/** @typedef {ReturnType<typeof buildPanel>} Panel */

/** Build the launcher and the panel, without words. */
export function buildPanel() {
  const launcher = button({ class: "launcher", "aria-haspopup": "dialog" }, icon("chat"), "");
  const title = element("h2", { tabindex: -1 }, element("strong"), element("span"));
  const languages = [languageButton("de", "Deutsch"), languageButton("en", "English")];
  const close = button({}, icon("cross"));
  const head = element("header", {}, flag(), title, ...languages, close);
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
  const top = { launcher, dialog, title, languages, close, greeting, about, prompt, examples };
  return { ...top, scroller, log, typing, state, ...composer };
}

/**
 * Put in the words; the conversation stays as it is.
 *
 * @param {Panel} panel
 * @param {Language} language
 */
export function translatePanel(panel, language) {
  const words = WORDS[language];
  const { launcher, dialog, title, close, examples } = panel;
  launcher.lang = dialog.lang = language;
  launcher.lastChild?.replaceWith(words.launcher);
  dialog.ariaLabel = `${words.name}, ${words.role}`;
  title.children[0].textContent = words.name;
  title.children[1].textContent = words.role;
  for (const node of panel.languages) node.ariaPressed = String(node.lang === language);
  close.ariaLabel = words.close;
  for (const part of /** @type {const} */ (["greeting", "about", "prompt", "label"])) {
    panel[part].textContent = words[part];
  }
  const questions = words.examples.map((text) => element("li", {}, button({ value: text }, text)));
  examples.replaceChildren(...questions);
  panel.scroller.ariaLabel = words.log;
  panel.field.placeholder = words.placeholder;
  panel.send.ariaLabel = words.send;
  updateComposer(panel, words);
}

/**
 * Count what is typed near the limit.
 *
 * @param {Panel} panel
 * @param {Words} words
 */
export function updateComposer({ field, counter, send }, words) {
  const count = countCharacters(field.value);
  const [typed, limit] = [count, LIMIT].map((number) => number.toLocaleString(words.locale));
  const tooLong = count > LIMIT;
  counter.textContent = tooLong ? words.tooLong(typed, limit) : "";
  if (!tooLong && count > LIMIT - COUNTDOWN_FROM) counter.textContent = words.left(LIMIT - count);
  field.ariaInvalid = tooLong ? "true" : null;
  send.ariaDisabled = tooLong || !count ? "true" : null;
}

/** @param {string} text */
export function isTooLong(text) {
  return countCharacters(text) > LIMIT;
}

function buildComposer() {
  const counter = element("p", { class: "counter", id: "counter", role: "status" });
  const label = spoken("");
  const attributes = {
    id: "question",
    rows: 1,
    enterkeyhint: "send",
    "aria-describedby": "counter",
  };
  const field = element("textarea", attributes);
  const send = element("button", { class: "send" }, icon("send"));
  const named = element("label", { for: "question" }, label);
  const form = element("form", {}, counter, named, field, send);
  return { form, counter, label, field, send };
}

/** @param {Record<string, string | boolean>} attributes @param {...(Node | string)} children */
function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

/** Flag H: "I have a pilot on board". */
function flag() {
  return element("span", { class: "flag" });
}

/** @param {Language} language @param {string} name */
function languageButton(language, name) {
  return button({ lang: language, "aria-label": name }, language.toUpperCase());
}

/** @param {string} text */
function countCharacters(text) {
  return Array.from(text.trim().normalize("NFKC")).length;
}

/**
 * Show what the bot says.
 *
 * @param {Message} message
 * @param {(button: Button) => void} press
 */
export function botMessage({ id, kind, text, article, check, buttons, ...message }, press) {
  const lang = nearestLanguage(message.language);
  const words = WORDS[lang];
  const attributes = { class: "message bot", lang, "data-kind": kind, "data-id": id };
  const node = element("div", attributes, spoken(words.bot));
  if (article?.step && article.steps) node.append(progress(article.step, article.steps, words));
  if (kind === "warning" || kind === "error") node.append(alarm(words[kind]));
  const copyButton = (/** @type {string} */ code) => copyButtonFor(code, words);
  node.append(element("div", { class: "text" }, renderMarkdown(text ?? "", copyButton)));
  if (check) node.append(checkTable(check, words));
  if (article) node.append(source(article, words));
  if (buttons?.length) node.append(quickReplies(buttons, words, press));
  return node;
}

/**
 * Show what the person said, as plain text.
 *
 * @param {string} text
 * @param {Words} words
 */
export function userMessage(text, words) {
  const bubble = element("div", { class: "text", dir: "auto" }, text);
  return element("div", { class: "message user" }, spoken(words.you), bubble, element("small"));
}

/**
 * Disable a quick reply, except that it keeps the focus.
 *
 * @param {HTMLButtonElement} node
 * @param {Words} words
 */
export function markUsed(node, words) {
  node.ariaDisabled = "true";
  node.append(icon("check"), spoken(words.chosen));
}

/** @param {number} step @param {number} steps @param {Words} words */
function progress(step, steps, words) {
  const dashes = Array.from({ length: steps }, (_, index) =>
    element("i", { class: index < step && "on" }),
  );
  return element(
    "p",
    { class: "progress" },
    words.step(step, steps),
    element("span", {}, ...dashes),
  );
}

/** @param {string} words */
function alarm(words) {
  return element("p", { class: "alarm" }, icon("alert"), words);
}

/** @param {Article} article @param {Words} words */
function source({ title, kb, status, reviewed }, words) {
  const day = new Date(reviewed).toLocaleDateString(words.locale, {
    dateStyle: "medium",
    timeZone: "UTC",
  });
  const facts = [title, kb === "none" ? null : kb, reviewed && words.reviewed(day)];
  const line = element("p", { class: "source" }, icon("page"), facts.filter(Boolean).join(" · "));
  if (words.status[status]) line.append(" · ", element("strong", {}, words.status[status]));
  return line;
}

/** @param {Button[]} buttons @param {Words} words @param {Parameters<typeof botMessage>[1]} press */
function quickReplies(buttons, words, press) {
  const nodes = buttons.map((button) => {
    const node = element("button", { type: "button", value: button.title }, button.title);
    node.addEventListener("click", () => {
      if (node.ariaDisabled) return;
      markUsed(node, words);
      press(button);
    });
    return node;
  });
  return element("div", { class: "replies" }, ...nodes);
}

/** @param {string} code @param {Words} words */
function copyButtonFor(code, words) {
  const label = spoken(words.copy);
  const button = element("button", { type: "button", class: "copy" }, icon("copy"), label);
  const say = (/** @type {string} */ text, /** @type {"copy" | "check"} */ picture) => {
    label.textContent = text;
    button.firstChild?.replaceWith(icon(picture));
  };
  button.addEventListener("click", async () => {
    if (!(await copy(code, button.previousSibling))) return;
    say(words.copied, "check");
    setTimeout(say, CONFIRMATION_MS, words.copy, "copy");
  });
  return button;
}

/** @param {string} code @param {Node | null} node selected if there is no clipboard */
async function copy(code, node) {
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    if (node) getSelection()?.selectAllChildren(node);
    return false;
  }
}

/** @param {Check} check @param {Words} words */
function checkTable({ seen_from, time, rows }, words) {
  const form = /** @type {const} */ ({ timeStyle: "long" });
  const clock = new Date(time).toLocaleTimeString(words.locale, form);
  const caption = element("caption", {}, `${words.seenFrom[seen_from] ?? seen_from}, ${clock}`);
  const titles = [words.port, words.result, "ms"].map((title) =>
    element("th", { scope: "col" }, title),
  );
  const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...titles)));
  const hosts = new Map();
  for (const row of rows) {
    if (!hosts.has(row.host)) hosts.set(row.host, element("tbody", {}, hostRow(row, words)));
    hosts.get(row.host).append(portRow(row, words));
  }
  table.append(...hosts.values());
  return table;
}

/** @param {CheckRow} row @param {Words} words */
function hostRow({ host, label, role }, words) {
  const name = [label, words.roles[role] ?? role].filter(Boolean).join(", ");
  const attributes = { scope: "rowgroup", colspan: 3 };
  const cell = element(
    "th",
    attributes,
    element("code", {}, host),
    " ",
    element("small", {}, name),
  );
  return element("tr", { class: "host" }, cell);
}

/** @param {CheckRow} row @param {Words} words */
function portRow({ gateway, port, state, reason, milliseconds }, words) {
  const [result, why] = [state, reason ?? ""].map((code) => words.findings[code] ?? code);
  const [tone, picture] = toneOf(state);
  const cell = element("td", { class: tone }, icon(picture), result);
  if (why !== result) cell.append(element("small", {}, why));
  const took = element("td", {}, milliseconds == null ? "–" : String(Math.round(milliseconds)));
  const attributes = { "data-gateway": gateway, "data-state": state };
  return element("tr", attributes, element("th", { scope: "row" }, String(port)), cell, took);
}

/** @param {string} state @returns {[tone: string, picture: Parameters<typeof icon>[0]]} */
function toneOf(state) {
  if (state === "open" || state === "ok") return ["good", "check"];
  return state === "checking" || state === "unknown" ? ["", "clock"] : ["bad", "cross"];
}
