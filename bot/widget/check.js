// @ts-check
/** Show what a port check found as a table: one group of rows a gateway, one row a port. */

import { element, icon } from "./dom.js";

/** @import { Check, CheckRow } from "./connection.js" */
/** @import { Language, Words } from "./strings.js" */
/** @import { IconName } from "./dom.js" */

/** Every other state is bad news. @type {Record<string, [tone: string, icon: IconName]>} */
const TONES = {
  open: ["good", "check"],
  ok: ["good", "check"],
  checking: ["waiting", "clock"],
  pending: ["waiting", "clock"],
  unknown: ["waiting", "alert"],
};

/**
 * Build the table with its caption: from where, and when.
 *
 * @param {Check} check
 * @param {Words} words
 * @param {Language} language
 * @returns {HTMLTableElement}
 */
export function renderCheck(check, words, language) {
  const caption = element("caption", {}, words.seenFrom[check.seen_from] ?? check.seen_from);
  caption.append(element("time", { datetime: check.time }, localTime(check.time, language)));
  const table = element("table", { class: "check" }, caption, renderHead(words));
  for (const rows of groupByHost(check.rows)) table.append(renderHost(rows, words));
  return table;
}

/** @param {Words} words */
function renderHead(words) {
  const titles = [words.port, words.result, words.milliseconds];
  const cells = titles.map((title) => element("th", { scope: "col" }, title));
  return element("thead", {}, element("tr", {}, ...cells));
}

/**
 * @param {CheckRow[]} rows of one host
 * @param {Words} words
 */
function renderHost(rows, words) {
  const { host, label, role } = /** @type {CheckRow} */ (rows[0]);
  const what = [label, words.roles[role] ?? role].filter(Boolean).join(", ");
  const cell = element("th", { scope: "rowgroup", colspan: 3 }, element("code", {}, host));
  if (what) cell.append(" ", element("span", {}, what));
  const results = rows.map((row) => renderRow(row, words));
  return element("tbody", {}, element("tr", { class: "host" }, cell), ...results);
}

/**
 * @param {CheckRow} row
 * @param {Words} words
 */
function renderRow(row, words) {
  const [tone, picture] = TONES[row.state] ?? ["bad", "cross"];
  const state = words.states[row.state] ?? inWords(row.state);
  const reason = row.reason ? (words.reasons[row.reason] ?? inWords(row.reason)) : "";
  const result = element("td", { class: tone }, icon(picture), state);
  if (reason && reason !== state) result.append(element("small", {}, reason));
  const port = element("th", { scope: "row" }, String(row.port));
  const milliseconds = row.milliseconds == null ? "–" : String(Math.round(row.milliseconds));
  const cells = [port, result, element("td", { class: "number" }, milliseconds)];
  return element("tr", { "data-gateway": row.gateway, "data-state": row.state }, ...cells);
}

/** @param {CheckRow[]} rows */
function groupByHost(rows) {
  /** @type {Map<string, CheckRow[]>} */
  const groups = new Map();
  for (const row of rows) groups.set(row.host, [...(groups.get(row.host) ?? []), row]);
  return groups.values();
}

/**
 * Make a code that the strings do not know readable.
 *
 * @param {string} code
 */
function inWords(code) {
  return code.replaceAll("_", " ");
}

/**
 * @param {string} time in ISO form
 * @param {Language} language
 */
function localTime(time, language) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const parts = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return date.toLocaleTimeString(language === "de" ? "de-DE" : "en-GB", {
    ...parts,
    timeZoneName: "short",
  });
}
