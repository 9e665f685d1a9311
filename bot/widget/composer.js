/** The field for questions: how much is typed, and how much may be. */

import { button, element, icon, spoken } from "./nodes.js";

/** The server's, in code points after NFKC. */
const LIMIT = 1_000;
const TOOL_OUTPUT_LIMIT = 6_000;
const COUNTED_FROM = 0.8;
/** What tools print when a connection is tried, and our own result code. */
const TOOL_OUTPUT =
  /LOTSE1-|TcpTestSucceeded|ping.statisti[ck]|CONNECTED\(|Escape character|Trying [\d:[]|nc(?:at)?: |Connection to .+ port|^\*\s+(?:Conn|Could|Host|IPv)/im;

/** @typedef {ReturnType<typeof buildComposer>} Composer */

/** Build the field with its counter and button, without words. */
export function buildComposer() {
  const counter = element("p", { class: "counter", id: "counter" });
  const label = spoken("");
  const attributes = {
    id: "question",
    rows: 1,
    enterkeyhint: "send",
    "aria-describedby": "counter",
  };
  const field = element("textarea", attributes);
  const send = button({ class: "send" }, icon("send"));
  const named = element("label", { for: "question" }, label);
  const form = element("form", {}, counter, named, field, send);
  return { form, counter, label, field, send };
}

/**
 * Say how much is typed when it nears the limit, and take no more than that.
 *
 * @param {Composer} composer
 * @param {Words} words
 */
export function updateComposer({ field, counter, send }, words) {
  const count = countCharacters(field.value);
  const limit = limitOf(field.value);
  const tooLong = count > limit;
  const numbers = [count, limit].map((number) => number.toLocaleString(words.locale));
  counter.textContent =
    count > COUNTED_FROM * limit ? words.count(numbers) + (tooLong ? words.shorten : "") : "";
  counter.ariaLive = tooLong ? "polite" : "off";
  field.ariaInvalid = tooLong ? "true" : null;
  send.ariaDisabled = tooLong || !count ? "true" : null;
}

/**
 * Do something on Enter; a page in a sandbox may not submit forms.
 *
 * @param {HTMLElement} field
 * @param {() => void} act
 */
export function onEnter(field, act) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    act();
  });
}

/** @param {string} text */
export function isTooLong(text) {
  return countCharacters(text) > limitOf(text);
}

/** @param {string} text */
function limitOf(text) {
  return TOOL_OUTPUT.test(text) ? TOOL_OUTPUT_LIMIT : LIMIT;
}

/** @param {string} text */
function countCharacters(text) {
  return Array.from(text.trim().normalize("NFKC")).length;
}
