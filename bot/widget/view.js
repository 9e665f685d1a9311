/** What the chat shows: the panel, and the messages in it. */

import { element, icon, renderMarkdown, spoken } from "./nodes.js";
import { WORDS, nearestLanguage } from "./strings.js";

/** Commands, paths and hosts; not `PIN>` or `4001`. */
const WORTH_COPYING = /[./\\:]\S|\s-/;
/** The server's, in code points after NFKC. */
const LIMIT = 1_000;
const COUNTED_FROM = 800;

/** @typedef {ReturnType<typeof buildPanel>} Panel */

/** Build the panel without words. */
export function buildPanel() {
  const launcher = button({ class: "launcher", "aria-haspopup": "dialog" }, icon("chat"), "");
  const title = element("h2", { tabindex: -1 }, element("strong"), element("span"));
  const languages = [languageButton("de", "Deutsch"), languageButton("en", "English")];
  const close = button({}, icon("cross"));
  const head = element(
    "div",
    { class: "head" },
    element("span", { class: "flag" }),
    title,
    ...languages,
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
  const top = { launcher, dialog, title, languages, close, greeting, about, prompt, examples };
  return { ...top, scroller, log, typing, state, ...composer };
}

/**
 * Put in the words.
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

/** @param {Panel} panel @param {Words} words */
export function updateComposer({ field, counter, send }, words) {
  const count = countCharacters(field.value);
  const tooLong = count > LIMIT;
  const numbers = [count, LIMIT].map((number) => number.toLocaleString(words.locale));
  counter.textContent =
    count > COUNTED_FROM ? words.count(numbers) + (tooLong ? words.shorten : "") : "";
  counter.ariaLive = tooLong ? "polite" : "off";
  field.ariaInvalid = tooLong ? "true" : null;
  send.ariaDisabled = tooLong || !count ? "true" : null;
}

/** @param {string} text */
export function isTooLong(text) {
  return countCharacters(text) > LIMIT;
}

function buildComposer() {
  const counter = element("p", { class: "counter", id: "counter" });
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

/** @param {Language} language @param {string} name */
function languageButton(language, name) {
  const code = language.toUpperCase();
  return button({ lang: language, "aria-label": `${code}, ${name}` }, code);
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
  if (article?.step) {
    node.append(progress(article, words));
    text = text.replace(`**${words.step(article.step, article.steps)}**`, "");
  }
  if (kind === "warning" || kind === "error") {
    node.append(element("p", { class: "alarm" }, icon("alert"), words[kind]));
  }
  const body = element("div", { class: "text" }, renderMarkdown(text ?? ""));
  for (const code of body.querySelectorAll("code")) addCopyButton(code, words);
  node.append(body);
  if (check) placeTable(body, checkTable(check, words));
  if (article) node.append(source(article, words));
  if (buttons?.length) node.append(quickReplies(buttons, words, press));
  return node;
}

/**
 * Show what the person said.
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

/** @param {string} text @param {Language} lang */
export function notice(text, lang) {
  return element("p", { class: "notice", lang }, text);
}

/** @param {Article} article @param {Words} words */
function progress({ step, steps }, words) {
  const dashes = element("span");
  for (let dash = 1; dash <= (steps ?? 0); dash += 1) {
    dashes.append(element("i", { class: dash <= (step ?? 0) && "on" }));
  }
  return element("p", { class: "progress" }, words.step(step, steps), dashes);
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

/** @param {Button[]} buttons @param {Words} words @param {(button: Button) => void} press */
function quickReplies(buttons, words, press) {
  const group = element("div", { class: "replies" });
  for (const reply of buttons) {
    const node = button({ value: reply.title }, reply.title);
    node.addEventListener("click", () => {
      if (node.ariaDisabled) return;
      markUsed(node, words);
      press(reply);
    });
    group.append(node);
  }
  return group;
}

/** @param {HTMLElement} code @param {Words} words */
function addCopyButton(code, words) {
  if (!WORTH_COPYING.test(code.textContent ?? "")) return;
  const node = button({ class: "copy" }, icon("copy"), spoken(words.copy));
  node.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      node.replaceChildren(icon("check"), spoken(words.copied));
    } catch {
      getSelection()?.selectAllChildren(code);
    }
  });
  code.after(node);
}

/** @param {HTMLElement} body @param {HTMLElement} table goes below the headline, above the advice */
function placeTable(body, table) {
  const headline = body.querySelector("p > strong:first-child")?.parentElement;
  if (headline) headline.after(table);
  else body.append(table);
}

/** @param {Check} check @param {Words} words */
function checkTable({ seen_from, time, rows }, words) {
  const clock = new Date(time).toLocaleTimeString(words.locale, { timeStyle: "long" });
  const caption = element("caption", {}, `${words.seenFrom[seen_from] ?? seen_from}, ${clock}`);
  const titles = [words.port, words.result, "ms"].map((title) =>
    element("th", { scope: "col" }, title),
  );
  const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...titles)));
  const hosts = new Map();
  for (const row of rows) {
    if (!hosts.has(row.host)) hosts.set(row.host, element("tbody", {}, hostRow(row)));
    hosts.get(row.host).append(portRow(row, words));
  }
  table.append(...hosts.values());
  return table;
}

/** @param {CheckRow} row */
function hostRow({ host, label }) {
  const attributes = { scope: "rowgroup", colspan: 3 };
  const cell = element("th", attributes, element("code", {}, host), element("small", {}, label));
  return element("tr", { class: "host" }, cell);
}

/** @param {CheckRow} row @param {Words} words */
function portRow({ gateway, port, state, reason, milliseconds }, words) {
  const [tone, picture] = toneOf(state);
  const result = reason || (words.states[state] ?? state);
  const cell = element("td", { class: tone }, icon(picture), result);
  const took = element("td", {}, milliseconds == null ? "–" : String(Math.round(milliseconds)));
  const attributes = { "data-gateway": gateway, "data-state": state };
  return element("tr", attributes, element("th", { scope: "row" }, String(port)), cell, took);
}

/** @param {string} state @returns {[tone: string, picture: Parameters<typeof icon>[0]]} */
function toneOf(state) {
  if (state === "open" || state === "ok") return ["good", "check"];
  return state === "checking" || state === "unknown" ? ["", "clock"] : ["bad", "cross"];
}
