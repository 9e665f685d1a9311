/** The messages of a conversation. */

import { checkTable } from "./check_table.js";
import { wordFor } from "./codes.js";
import { addCopyButton, commandBox } from "./copying.js";
import { documentCard } from "./document_card.js";
import { button, element, icon, renderMarkdown, spoken } from "./nodes.js";
import { canBeRated, ratingBar } from "./rating.js";
import { nearestLanguage, WORDS } from "./strings.js";

/** A longer text of the person's gets a box that scrolls. */
const LONG = 600;

/**
 * @typedef {object} Actions what buttons in a message do
 * @property {(button: Button) => Promise<Message[]>} press
 * @property {(check: Check, language: Language) => Promise<void>} checkHere
 * @property {(id: string, rating: Rating) => Promise<void>} rate
 */

/**
 * Show what the bot says.
 *
 * @param {Message} message
 * @param {Actions} actions
 */
export function botMessage(message, actions) {
  const { id, kind, article, check } = message;
  let { text } = message;
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
  for (const command of message.commands ?? []) node.append(commandBox(command, words));
  if (message.document) node.append(documentCard(message.document, words));
  if (article) node.append(source(article, words));
  const replies = (message.buttons ?? []).map((reply) => quickReply(reply, actions));
  if (check && isForBrowser(check)) replies.unshift(browserButton(check, lang, actions));
  if (replies.length) node.append(element("div", { class: "replies" }, ...replies));
  if (canBeRated(message)) node.append(ratingBar(message, words, actions.rate));
  return node;
}

/**
 * Show what the person said.
 *
 * @param {string} text
 * @param {Words} words
 * @param {string} [language] the answer's, which is the person's as far as we know
 */
export function userMessage(text, words, language) {
  const lang = !!language && nearestLanguage(language);
  const scrolls = text.length > LONG && { tabindex: 0, role: "region", "aria-label": words.you };
  const bubble = element("div", { class: "text", dir: "auto", lang, ...scrolls }, text);
  return element("div", { class: "message user" }, spoken(words.you), bubble, element("small"));
}

/**
 * Disable quick replies that the server has taken, in whichever tab; they keep the focus.
 *
 * @param {HTMLElement} log
 * @param {string[]} used their ids
 */
export function markUsed(log, used) {
  for (const node of log.querySelectorAll("button")) {
    if (!used.includes(node.value)) continue;
    node.value = ""; // for good
    markPressed(node);
  }
}

/** @param {HTMLButtonElement} node */
function markPressed(node) {
  if (node.ariaDisabled) return;
  node.ariaDisabled = "true";
  const { chosen } = WORDS[nearestLanguage(node.closest(".bot")?.getAttribute("lang") ?? "")];
  node.append(icon("check"), spoken(chosen));
}

/** @param {HTMLButtonElement} node @param {Button} reply */
function markUnused(node, { title }) {
  if (!node.value) return;
  node.ariaDisabled = null;
  node.replaceChildren(title);
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
  const day = new Date(reviewed);
  const facts = [
    kb === "none" ? null : kb,
    +day &&
      words.reviewed(
        day.toLocaleDateString(words.locale, { dateStyle: "medium", timeZone: "UTC" }),
      ),
  ];
  const line = element("small", {}, facts.filter(Boolean).join(" · "));
  const about = element("span", {}, element("b", {}, title), line);
  const warning = wordFor(words.status, status);
  if (warning) line.append(" · ", element("strong", {}, warning));
  return element("div", { class: "source" }, icon("page"), about);
}

/** @param {Button} reply @param {Actions} actions */
function quickReply(reply, { press }) {
  const node = button({ value: reply.id }, reply.title);
  node.addEventListener("click", async () => {
    if (node.ariaDisabled) return;
    markPressed(node);
    const answers = await press(reply);
    if (answers.some(({ kind }) => kind === "error")) markUnused(node, reply);
  });
  return node;
}

/** @param {Check} check */
function isForBrowser({ seen_from, rows }) {
  return seen_from === "server" && rows.some((row) => row.browser);
}

/** @param {Check} check @param {Language} language @param {Actions} actions */
function browserButton(check, language, { checkHere }) {
  const node = button({ class: "check-here" }, WORDS[language].checkHere);
  node.addEventListener("click", async () => {
    if (node.ariaDisabled) return;
    node.ariaDisabled = "true";
    await checkHere(check, language);
    node.ariaDisabled = null;
  });
  return node;
}

/** @param {HTMLElement} body @param {HTMLElement} table goes below the headline, above the advice */
function placeTable(body, table) {
  const headline = body.querySelector("p > strong:first-child")?.parentElement;
  if (headline) headline.after(table);
  else body.append(table);
}
