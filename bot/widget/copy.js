// @ts-check
/** The button behind a command or host that puts it on the clipboard. */

import { element, icon, spoken } from "./dom.js";

/** @import { Words } from "./strings.js" */

const CONFIRMATION_MS = 2_000;

/**
 * Make a maker of copy buttons in one language.
 *
 * @param {Words} words
 * @returns {(code: string) => HTMLButtonElement}
 */
export function copyButtons(words) {
  return (code) => {
    const label = spoken(words.copy);
    const button = element("button", { type: "button", class: "copy", title: words.copy }, label);
    button.append(icon("copy"));
    button.addEventListener("click", async () => {
      confirm(button, label, (await copy(button, code)) ? words.copied : words.copyByHand);
      setTimeout(() => confirm(button, label, words.copy), CONFIRMATION_MS);
    });
    return button;
  };
}

/**
 * Copy, or select the code where the browser keeps the clipboard to itself.
 *
 * @param {HTMLButtonElement} button
 * @param {string} code
 */
async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    if (button.previousElementSibling)
      getSelection()?.selectAllChildren(button.previousElementSibling);
    return false;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} label
 * @param {string} words
 */
function confirm(button, label, words) {
  const original = words === button.title;
  label.textContent = words;
  button.toggleAttribute("data-done", !original);
  button.querySelector("svg")?.replaceWith(icon(original ? "copy" : "check"));
}
