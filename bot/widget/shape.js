/** The size of the panel: dragged on desktops, given by the keyboard on phones. */

import { element } from "./nodes.js";

const LEAST = { width: 320, height: 400 };
const MARGIN_PX = 40;

/**
 * Let the free corner be dragged; the menu's entry does the same for those who cannot drag.
 *
 * @param {HTMLDialogElement} dialog
 */
export function makeResizable(dialog) {
  const handle = element("div", { class: "handle", "aria-hidden": true });
  handle.addEventListener("pointerdown", (event) => {
    const { left, right, width, height } = dialog.getBoundingClientRect();
    const outward = left + right < innerWidth ? 1 : -1;
    const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      setSize(dialog, "width", width + outward * (clientX - event.clientX), innerWidth);
      setSize(dialog, "height", height - (clientY - event.clientY), innerHeight);
    };
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener(
      "lostpointercapture",
      () => handle.removeEventListener("pointermove", move),
      { once: true },
    );
  });
  dialog.append(handle);
}

/** @param {HTMLDialogElement} dialog */
export function toggleSize(dialog) {
  dialog.classList.toggle("large");
  for (const side of ["width", "height"]) dialog.style.removeProperty(`--lotse-${side}`);
}

/**
 * Keep a sheet above the keyboard of a phone, which covers the page without resizing it.
 *
 * @param {HTMLDialogElement} dialog
 * @param {AbortSignal} signal
 */
export function followKeyboard(dialog, signal) {
  const view = window.visualViewport;
  if (!view) return;
  const follow = () => {
    if (view.scale > 1.01) return; // zoomed in by two fingers
    dialog.style.setProperty("--lotse-view-top", `${view.offsetTop}px`);
    dialog.style.setProperty("--lotse-view-height", `${view.height}px`);
  };
  for (const event of ["resize", "scroll"]) view.addEventListener(event, follow, { signal });
  follow();
}

/** @param {HTMLDialogElement} dialog @param {"width" | "height"} side @param {number} size @param {number} most */
function setSize(dialog, side, size, most) {
  const fitting = Math.max(LEAST[side], Math.min(size, most - MARGIN_PX));
  dialog.style.setProperty(`--lotse-${side}`, `${fitting}px`);
}
