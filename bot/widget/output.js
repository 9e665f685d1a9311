/** Take a text out of the chat: as a file, or on paper. */

import { element } from "./nodes.js";

/** Some browsers read the file only after the click. */
const KEEP_FILE_MS = 60_000;
const PRINT_STYLE = `
  pre { margin: 0; font: 10pt/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  @page { margin: 2cm; }
`;

/** @param {Attachment} file */
export function save({ name, media_type, text }) {
  const href = URL.createObjectURL(new Blob([text], { type: `${media_type};charset=utf-8` }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEEP_FILE_MS);
}

/**
 * Print from a frame of its own, so that the host page stays as it is.
 *
 * @param {HTMLElement} place for the frame
 * @param {Attachment} file
 */
export function print(place, { name, text }) {
  place.querySelector("iframe")?.remove();
  const frame = element("iframe", { title: name, tabindex: -1, "aria-hidden": true });
  frame.addEventListener("load", () => {
    const [page, view] = [frame.contentDocument, frame.contentWindow?.window];
    if (!page || !view) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(PRINT_STYLE);
    page.adoptedStyleSheets = [sheet];
    page.title = name;
    page.body.append(element("pre", {}, text));
    view.addEventListener("afterprint", () => frame.remove());
    view.print();
  });
  place.append(frame);
}
