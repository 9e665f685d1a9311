/** Copy commands, hosts and documents. */

import { button, element, icon, spoken } from "./nodes.js";

/** Commands, paths and hosts; not `PIN>` or `4001`. */
const WORTH_COPYING = /[./\\:]\S|\s-/;

/**
 * Put a small copy button behind a code in running text, if it is worth copying.
 *
 * @param {HTMLElement} code
 * @param {Words} words
 */
export function addCopyButton(code, words) {
  if (!WORTH_COPYING.test(code.textContent ?? "")) return;
  code.after(copyButton(code, { class: "copy" }, spoken(words.copy), spoken(words.copied)));
}

/**
 * Make a button with a word on it.
 *
 * @param {HTMLElement} source
 * @param {Words} words
 */
export function namedCopyButton(source, words) {
  return copyButton(source, {}, words.copy, words.copied);
}

/**
 * Show a command with its title and a button.
 *
 * @param {Command} command
 * @param {Words} words
 */
export function commandBox({ title, text }, words) {
  const code = element("pre", { tabindex: 0, role: "region", "aria-label": title }, text);
  const copy = namedCopyButton(code, words);
  copy.append(spoken(` (${title})`));
  const bar = element("div", { class: "bar" }, element("strong", {}, title), copy);
  return element("div", { class: "box" }, bar, code);
}

/**
 * @param {HTMLElement} source
 * @param {Record<string, string>} attributes
 * @param {Node | string} label
 * @param {Node | string} doneLabel
 */
function copyButton(source, attributes, label, doneLabel) {
  const node = button(attributes, icon("copy"), label);
  node.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent ?? "");
      node.replaceChildren(icon("check"), doneLabel);
    } catch {
      getSelection()?.selectAllChildren(source);
    }
  });
  return node;
}
