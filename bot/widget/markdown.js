// @ts-check
/** Turn the small Markdown of a message into DOM nodes. */

import { element } from "./dom.js";

/** Bold, code, link: the three things that may stand within a line. */
const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^\s)]+)\)/g;
const LIST_ITEM = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*)$/;
const FENCE = /^\s*```/;

/** Commands, paths and hosts are worth a copy button; `PIN>` or `4001` are not. */
const WORTH_COPYING = /[./\\:]\S|\s-/;

/** @typedef {(code: string) => Node} CopyButton */

/**
 * Render paragraphs, lists, bold, code and https links.
 *
 * @param {string} text
 * @param {CopyButton} copyButton makes the button that stands behind a piece of code
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text, copyButton) {
  const result = new DocumentFragment();
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  while (lines.length > 0) {
    const block = takeBlock(lines, copyButton);
    if (block) result.append(block);
  }
  return result;
}

/**
 * @param {string[]} lines what is left; the block's lines are taken from its front
 * @param {CopyButton} copyButton
 * @returns {Node | null}
 */
function takeBlock(lines, copyButton) {
  const line = lines[0] ?? "";
  if (line.trim() === "") {
    lines.shift();
    return null;
  }
  if (FENCE.test(line)) return takeFence(lines, copyButton);
  if (LIST_ITEM.test(line)) return takeList(lines, copyButton);
  const heading = HEADING.exec(line);
  if (heading) {
    lines.shift();
    return element("p", { class: "heading" }, ...renderInline(heading[1] ?? "", copyButton));
  }
  return element("p", {}, ...renderInline(takeParagraph(lines), copyButton));
}

/**
 * @param {string[]} lines
 * @param {CopyButton} copyButton
 */
function takeFence(lines, copyButton) {
  lines.shift();
  const end = lines.findIndex((line) => FENCE.test(line));
  const code = lines.splice(0, end < 0 ? lines.length : end).join("\n");
  lines.shift();
  const box = element("pre", { tabindex: 0 }, element("code", {}, code));
  return element("div", { class: "command" }, box, copyButton(code));
}

/**
 * @param {string[]} lines
 * @param {CopyButton} copyButton
 */
function takeList(lines, copyButton) {
  const number = LIST_ITEM.exec(lines[0] ?? "")?.[1];
  const list = number ? element("ol", { start: number }) : element("ul");
  for (let item = LIST_ITEM.exec(lines[0] ?? ""); item; item = LIST_ITEM.exec(lines[0] ?? "")) {
    if (Boolean(item[1]) !== Boolean(number)) break;
    lines[0] = item[2] ?? "";
    list.append(element("li", {}, ...renderInline(takeParagraph(lines), copyButton)));
    while (LIST_ITEM.test(lines[1] ?? "") && lines[0]?.trim() === "") lines.shift();
  }
  return list;
}

/**
 * Join lines up to the next blank line or block.
 *
 * @param {string[]} lines
 */
function takeParagraph(lines) {
  const taken = [lines.shift() ?? ""];
  while (
    lines[0]?.trim() &&
    ![FENCE, LIST_ITEM, HEADING].some((start) => start.test(lines[0] ?? ""))
  ) {
    taken.push((lines.shift() ?? "").trim());
  }
  return taken.join(" ");
}

/**
 * @param {string} text
 * @param {CopyButton} copyButton
 * @returns {(Node | string)[]}
 */
function renderInline(text, copyButton) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), renderSpan(match, copyButton));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

/**
 * @param {RegExpMatchArray} match
 * @param {CopyButton} copyButton
 * @returns {Node | string}
 */
function renderSpan([source, bold, code, label, address], copyButton) {
  if (bold) return element("strong", {}, ...renderInline(bold, copyButton));
  if (code) return renderCode(code, copyButton);
  return isSecureAddress(address ?? "") ? renderLink(label ?? "", address ?? "") : source;
}

/**
 * @param {string} code
 * @param {CopyButton} copyButton
 */
function renderCode(code, copyButton) {
  const node = element("code", {}, code);
  if (!WORTH_COPYING.test(code)) return node;
  return element("span", { class: "copyable" }, node, copyButton(code));
}

/**
 * @param {string} label
 * @param {string} address
 */
function renderLink(label, address) {
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** @param {string} address */
function isSecureAddress(address) {
  return URL.canParse(address) && new URL(address).protocol === "https:";
}
