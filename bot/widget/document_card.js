/** A document such as the letter to IT: read, copy, download, print. */

import { namedCopyButton } from "./copying.js";
import { button, element, icon } from "./nodes.js";

/** What the collapsed box shows, about twelve lines of sixty characters. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 700;
/** Some browsers read the file only after the click. */
const KEEP_FILE_MS = 60_000;
const PRINT_STYLE = `
  pre { margin: 0; font: 10pt/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  @page { margin: 2cm; }
`;

/**
 * Show a document with what can be done with it.
 *
 * @param {Attachment} file
 * @param {Words} words
 */
export function documentCard(file, words) {
  const { name, text } = file;
  const body = element("pre", { tabindex: 0, role: "region", "aria-label": name }, text);
  const bar = element("div", { class: "bar" }, icon("page"), element("strong", {}, name));
  const download = button({}, icon("download"), words.download);
  const print = button({}, icon("print"), words.print);
  const actions = element(
    "div",
    { class: "replies" },
    namedCopyButton(body, words),
    download,
    print,
  );
  const card = element("div", { class: "box document" }, bar, body, actions);
  download.addEventListener("click", () => save(file));
  print.addEventListener("click", () => printIn(card, file));
  const long = text.length > MOST_CHARACTERS || text.split("\n").length > MOST_LINES;
  if (long) body.after(expander(body, words));
  return card;
}

/** @param {HTMLElement} body @param {Words} words */
function expander(body, words) {
  const node = button({ class: "more", "aria-expanded": "false" }, words.showAll);
  node.addEventListener("click", () => {
    const all = body.classList.toggle("all");
    node.ariaExpanded = String(all);
    node.textContent = all ? words.showLess : words.showAll;
  });
  return node;
}

/** @param {Attachment} file */
function save({ name, media_type, text }) {
  const href = URL.createObjectURL(new Blob([text], { type: `${media_type};charset=utf-8` }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEEP_FILE_MS);
}

/**
 * Print from a frame of its own, so that the host page stays as it is.
 *
 * @param {HTMLElement} card
 * @param {Attachment} file
 */
function printIn(card, { name, text }) {
  card.querySelector("iframe")?.remove();
  const frame = element("iframe", { title: name, tabindex: -1, "aria-hidden": true });
  frame.addEventListener("load", () => {
    const [page, view] = [frame.contentDocument, frame.contentWindow?.window];
    if (!page || !view) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(PRINT_STYLE);
    page.adoptedStyleSheets = [sheet];
    page.title = name;
    page.body.append(element("pre", {}, text));
    view.print();
  });
  card.append(frame);
}
