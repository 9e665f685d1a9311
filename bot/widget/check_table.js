/** The table of a check, filled row by row. */

import { rowKey } from "./browser_check.js";
import { wordFor } from "./codes.js";
import { element, icon } from "./nodes.js";

/** What each line on the screen shows; a line is built anew only where that has changed. */
/** @type {WeakMap<HTMLElement, string>} */ const shown = new WeakMap();

/** What is neither good nor bad: nothing was found out. */
const OPEN_ENDED = ["unknown", "not_finished", "not_tried"];

/**
 * Show a check; `fillTable` brings it up to date.
 *
 * @param {Check} check
 * @param {Words} words
 */
export function checkTable(check, words) {
  const titles = [words.port, words.result, "ms"].map((title) =>
    element("th", { scope: "col" }, title),
  );
  const head = element("thead", {}, element("tr", {}, ...titles));
  const table = element("table", {}, element("caption"), head);
  fillTable(table, check, words);
  return table;
}

/**
 * Replace the rows that changed, and leave the others alone.
 *
 * @param {HTMLTableElement} table
 * @param {Check} check
 * @param {Words} words
 */
export function fillTable(table, check, words) {
  const clock = new Date(check.time).toLocaleTimeString(words.locale, { timeStyle: "long" });
  const from = wordFor(words.seenFrom, check.seen_from) ?? check.seen_from;
  table.caption?.replaceChildren(`${from}, ${clock}`);
  table.ariaBusy = String(check.finished === false && countDone(check) < check.rows.length);
  const lines = new Map(Array.from(table.rows, (line) => [line.dataset.row, line]));
  for (const row of check.rows) {
    const earlier = lines.get(rowKey(row));
    const content = JSON.stringify(row);
    if (earlier && shown.get(earlier) === content) continue;
    const line = portRow(row, words);
    shown.set(line, content);
    if (earlier) earlier.replaceWith(line);
    else hostGroup(table, row).append(line);
  }
}

/** @param {Check} check */
export function countDone({ rows }) {
  return rows.filter(({ state }) => state !== "checking").length;
}

/** @param {HTMLTableElement} table @param {CheckRow} row */
function hostGroup(table, { host, label }) {
  const group = Array.from(table.tBodies).find((body) => body.dataset.host === host);
  if (group) return group;
  const attributes = { scope: "rowgroup", colspan: 3 };
  const cell = element("th", attributes, element("code", {}, host), element("small", {}, label));
  const body = element("tbody", { "data-host": host }, element("tr", { class: "host" }, cell));
  table.append(body);
  return body;
}

/** @param {CheckRow} row @param {Words} words */
function portRow(row, words) {
  const { gateway, port, state, reason, milliseconds } = row;
  const [tone, picture] = toneOf(state);
  const cell = element(
    "td",
    { class: tone },
    icon(picture),
    reason || (wordFor(words.states, state) ?? state),
  );
  for (const fact of [row.detail, row.since]) if (fact) cell.append(element("small", {}, fact));
  const took = element("td", {}, milliseconds == null ? "–" : String(Math.round(milliseconds)));
  const attributes = { "data-row": rowKey(row), "data-gateway": gateway, "data-state": state };
  return element("tr", attributes, element("th", { scope: "row" }, String(port)), cell, took);
}

/** @param {string} state @returns {[tone: string, picture: Parameters<typeof icon>[0]]} */
function toneOf(state) {
  if (["ok", "open", "reachable"].includes(state)) return ["good", "check"];
  if (state === "checking") return ["busy", "busy"];
  return OPEN_ENDED.includes(state) ? ["", "unknown"] : ["bad", "cross"];
}
