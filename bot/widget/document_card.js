/** A document such as the letter to IT: read, copy, download, print. */

import { namedCopyButton } from "./copying.js";
import { button, element, icon } from "./nodes.js";
import { print, save } from "./output.js";

/** What the collapsed box shows, about twelve lines of sixty characters. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 700;
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
  const paper = button({}, icon("print"), words.print);
  const actions = element(
    "div",
    { class: "replies" },
    namedCopyButton(body, words),
    download,
    paper,
  );
  const card = element("div", { class: "box document" }, bar, body, actions);
  download.addEventListener("click", () => save(file));
  paper.addEventListener("click", () => print(card, file));
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
