/** A check that is still going on: one message, brought up to date in place. */

import { checkTable, countDone, fillTable } from "./check_table.js";
import { element } from "./nodes.js";
import { WORDS } from "./strings.js";

/**
 * Make a message that screen readers leave alone; what comes of it is told once, at the end.
 *
 * @param {Language} lang
 */
export function liveCheck(lang) {
  const words = WORDS[lang];
  const summary = element("p", { class: "done" });
  const text = element("div", { class: "text" }, summary);
  const node = element("div", { class: "message bot live", lang, "aria-live": "off" }, text);
  /** @type {HTMLTableElement | undefined} */ let table;

  /** @param {Check} check */
  function update(check) {
    const [done, all] = [countDone(check), check.rows.length];
    const bar = element("progress", { max: all, value: done, "aria-hidden": true });
    summary.replaceChildren(words.done(done, all), bar);
    if (table) fillTable(table, check, words);
    else text.append((table = checkTable(check, words)));
  }

  /** @param {...string} notes go below the finished table */
  function finish(...notes) {
    node.classList.remove("live");
    summary.remove();
    text.append(...notes.map((note) => element("p", { class: "note" }, note)));
  }

  /** Leave the table to another message, and keep the notes. */
  function giveWay() {
    table?.remove();
    if (!text.children.length) node.remove();
  }

  return { node, update, finish, giveWay };
}

/**
 * Put the answer in place of the live message, without moving a table that is being read.
 *
 * @param {HTMLElement} scroller
 * @param {HTMLElement} live
 * @param {HTMLElement[]} answers
 */
export function settle(scroller, live, answers) {
  const before = tableTop(live);
  live.replaceWith(...answers);
  for (const node of answers) node.classList.add("settled");
  const after = tableTop(answers.find((node) => node.querySelector("table")));
  if (before && after && scroller.scrollTop > before) scroller.scrollTop += after - before;
}

/** @param {HTMLElement} [node] */
function tableTop(node) {
  const table = node?.querySelector("table");
  return node && table ? node.offsetTop + table.offsetTop : 0;
}
