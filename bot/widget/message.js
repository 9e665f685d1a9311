// @ts-check
/** Build the bubbles of the conversation. */

import { renderCheck } from "./check.js";
import { copyButtons } from "./copy.js";
import { element, icon, spoken } from "./dom.js";
import { renderMarkdown } from "./markdown.js";
import { WORDS, nearestLanguage } from "./strings.js";

/** @import { Article, Button, Message } from "./connection.js" */
/** @import { Language, Words } from "./strings.js" */

/** Shown as a row of dots up to this many steps, in words alone beyond. */
const MOST_DOTS = 16;

/** @typedef {(button: Button, node: HTMLButtonElement) => void} Press */

/**
 * Show what the bot says, in the message's own language.
 *
 * @param {Message} message
 * @param {Press} press called when a quick reply is chosen
 * @returns {HTMLDivElement}
 */
export function botMessage(message, press) {
  const language = nearestLanguage(message.language);
  const words = WORDS[language];
  const { id, kind } = message;
  const attributes = { class: "message bot", lang: language, "data-kind": kind, "data-id": id };
  return element("div", attributes, spoken(words.bot), ...parts(message, words, language, press));
}

/**
 * @param {Message} message
 * @param {Words} words
 * @param {Language} language
 * @param {Press} press
 * @returns {Node[]}
 */
function parts(message, words, language, press) {
  const { kind, text, article, check, buttons } = message;
  const text_ = element("div", { class: "text" }, renderMarkdown(text ?? "", copyButtons(words)));
  return [
    ...(article?.step && article.steps ? [progress(article.step, article.steps, words)] : []),
    ...(kind === "warning" || kind === "error" ? [alarm(words[kind])] : []),
    text_,
    ...(check ? [renderCheck(check, words, language)] : []),
    ...(article ? [source(article, words, language)] : []),
    ...(buttons?.length ? [quickReplies(buttons, words, press)] : []),
  ];
}

/**
 * Show what the person said, as plain text.
 *
 * @param {string} text
 * @param {Words} words
 * @returns {HTMLDivElement}
 */
export function userMessage(text, words) {
  const bubble = element("div", { class: "text", dir: "auto" }, text);
  return element("div", { class: "message user" }, spoken(words.you), bubble);
}

/**
 * Say below a person's message that it has not arrived, or take that back.
 *
 * @param {HTMLElement} message
 * @param {"" | "waiting" | "failed"} state
 * @param {string} words
 */
export function markSending(message, state, words) {
  message.dataset.state = state;
  message.querySelector("small")?.remove();
  if (state && words) message.append(element("small", {}, words));
}

/**
 * Show a quiet line between the bubbles.
 *
 * @param {string} text
 * @param {Language} language
 */
export function notice(text, language) {
  return element("p", { class: "notice", lang: language }, text);
}

/**
 * Mark a quick reply as used. It keeps the focus, so it is not really disabled.
 *
 * @param {HTMLButtonElement} node
 * @param {boolean} used
 * @param {Words} words
 */
export function markUsed(node, used, words) {
  node.ariaDisabled = used ? "true" : null;
  if (used) node.append(icon("check"), spoken(` (${words.chosen})`));
  else node.replaceChildren(node.dataset.title ?? "");
}

/** @param {string} words */
function alarm(words) {
  return element("p", { class: "alarm" }, icon("alert"), words);
}

/**
 * @param {number} step
 * @param {number} steps
 * @param {Words} words
 */
function progress(step, steps, words) {
  const line = element("p", { class: "progress" }, words.step(step, steps));
  if (steps > MOST_DOTS) return line;
  const dots = element("span", { "aria-hidden": "true" });
  for (let dot = 1; dot <= steps; dot += 1)
    dots.append(element("i", { class: dot <= step && "on" }));
  line.append(dots);
  return line;
}

/**
 * @param {Article} article
 * @param {Words} words
 * @param {Language} language
 */
function source({ title, kb, status, reviewed }, words, language) {
  const facts = [kb !== "none" && kb, reviewed && words.reviewed(localDate(reviewed, language))];
  const line = element("p", { class: "source" }, icon("page"), element("cite", {}, title));
  for (const fact of facts) if (fact) line.append(" · ", fact);
  const caveat = words.status[status];
  if (caveat) line.append(" · ", element("strong", { "data-status": status }, caveat));
  return line;
}

/**
 * @param {Button[]} buttons
 * @param {Words} words
 * @param {Press} press
 */
function quickReplies(buttons, words, press) {
  const group = element("div", { class: "replies" });
  for (const button of buttons) {
    const attributes = { type: "button", "data-title": button.title };
    const node = element("button", attributes, button.title);
    node.addEventListener("click", () => {
      if (node.ariaDisabled === "true") return;
      markUsed(node, true, words);
      press(button, node);
    });
    group.append(node);
  }
  return group;
}

/**
 * @param {string} date in ISO form
 * @param {Language} language
 */
function localDate(date, language) {
  const day = new Date(date);
  if (Number.isNaN(day.getTime())) return date;
  const form = /** @type {const} */ ({ day: "numeric", month: "long", year: "numeric" });
  if (language === "en") return day.toLocaleDateString("en-GB", { ...form, timeZone: "UTC" });
  return day.toLocaleDateString("de-DE", {
    ...form,
    month: "2-digit",
    day: "2-digit",
    timeZone: "UTC",
  });
}
