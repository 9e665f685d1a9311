/** Build DOM nodes from names, text and small Markdown; nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";
/** A host without user, port or letters that look like others; `kb` knows which are listed. */
const ADDRESS = String.raw`https:\/\/((?:(?!xn--)[a-z\d-]+\.)+[a-z]+)(?:\/[^\s()\\]*)?`;
const INLINE = RegExp(
  String.raw`\*\*(.+?)\*\*|\*(\w[^*]*)\*|\x60([^\x60]+)\x60|\[([^\]]+)\]\((${ADDRESS})\)`,
  "g",
);
const ITEM = /^\s*(?:[-*]|(\d+)\.)\s+(.*)/;
const FENCE = /^\s*```/;

const ICONS = {
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  alert: "M12 4 3 20h18ZM12 10v5M12 17v.1",
  busy: "M12 4a8 8 0 1 0 8 8",
  check: "m5 12 5 5 9-10",
  chat: "M4 5h16v12h-9l-5 4v-4H4Z",
  cross: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h11v11H9ZM15 9V4H4v11h5",
  download: "M12 4v11m-5-4 5 5 5-5M5 20h14",
  menu: "M5 12h.1M12 12h.1M19 12h.1",
  page: "M6 4h8l4 4v12H6ZM9 12h6M9 16h6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20c.5-4 3-6 7-6s6.5 2 7 6",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7Z",
  resize: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  send: "M12 20V5M5 11l7-7 7 7",
  thumb: "M8 11v9H4v-9ZM8 11l4-8c2 0 3 1 2.5 3L14 9h5c1 0 1.8 1 1.5 2l-2 8c-.2.6-.8 1-1.5 1H8",
  unknown: "M8 9a4 4 0 1 1 4 4.5v2M12 19v.1",
};

/**
 * Make an element; an attribute that is `false` is left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

/** @param {Record<string, string | boolean>} attributes @param {...(Node | string)} children */
export function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

/**
 * Draw an icon, which screen readers skip.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const [picture, stroke] = ["svg", "path"].map((tag) => document.createElementNS(SVG, tag));
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  stroke.setAttribute("d", ICONS[name]);
  picture.append(stroke);
  return picture;
}

/**
 * Wrap words that only screen readers speak.
 *
 * @param {string} words
 */
export function spoken(words) {
  return element("span", { class: "spoken" }, words);
}

/**
 * Render paragraphs, lists, commands, bold, stressed, code and https links.
 *
 * @param {string} text
 */
export function renderMarkdown(text) {
  const nodes = new DocumentFragment();
  const lines = text.split(/\r?\n/);
  while (lines.length) {
    if (lines[0].trim()) nodes.append(takeBlock(lines));
    else lines.shift();
  }
  return nodes;
}

/** @param {string[]} lines */
function takeBlock(lines) {
  if (FENCE.test(lines[0])) return takeCommand(lines);
  if (ITEM.test(lines[0])) return takeList(lines);
  return element("p", {}, ...renderInline(takeParagraph(lines)));
}

/** @param {string[]} lines */
function takeCommand(lines) {
  lines.shift();
  const end = lines.findIndex((line) => FENCE.test(line));
  const code = lines.splice(0, end < 0 ? lines.length : end).join("\n");
  lines.shift();
  return element("pre", {}, element("code", {}, code));
}

/** @param {string[]} lines */
function takeList(lines) {
  const first = ITEM.exec(lines[0])?.[1];
  const list = first ? element("ol", { start: first }) : element("ul");
  for (let item; (item = ITEM.exec(lines[0] ?? "")) && !item[1] === !first; ) {
    lines[0] = item[2];
    list.append(element("li", {}, ...renderInline(takeParagraph(lines))));
    if (!lines[0]?.trim() && ITEM.test(lines[1] ?? "")) lines.shift();
  }
  return list;
}

/** @param {string[]} lines */
function takeParagraph(lines) {
  const starts = [/^\s*$/, FENCE, ITEM];
  const end = lines.findIndex((line, index) => index && starts.some((start) => start.test(line)));
  return lines.splice(0, end < 0 ? lines.length : end).join(" ");
}

/** @param {string} text @returns {(Node | string)[]} */
function renderInline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), renderSpan(match));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

/** @param {RegExpMatchArray} match */
function renderSpan([, bold, stressed, code, label, href, host]) {
  if (bold) return element("strong", {}, ...renderInline(bold));
  if (stressed) return element("em", {}, stressed);
  if (href) {
    const words = label === host ? label : `${label} (${host})`; // where it leads is always seen
    return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, words);
  }
  return element("code", {}, code);
}
