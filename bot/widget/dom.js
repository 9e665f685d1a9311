// @ts-check
/** Build DOM nodes from names and text; nothing in the widget ever parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a 24 × 24 grid. */
const ICONS = {
  alert: "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17.2v.1",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chat: "M4 5h16v11.5H11L6.5 20v-3.5H4Z",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10.5v10.5H9ZM15 9V4.5H4.5V15H9",
  cross: "m7 7 10 10M17 7 7 17",
  page: "M6.5 3.5h7l4 4v13h-11ZM13.5 3.5v4h4M9.5 12h5M9.5 15.5h5",
  send: "M12 19.5v-15M5.5 11 12 4.5l6.5 6.5",
};

/** @typedef {keyof typeof ICONS} IconName */

/**
 * Make an element; an attribute that is `false` is left out, one that is `true` stands empty.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * Draw an icon, which screen readers skip: the words beside it say the same.
 *
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "path");
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
 * @returns {HTMLSpanElement}
 */
export function spoken(words) {
  return element("span", { class: "spoken" }, words);
}
