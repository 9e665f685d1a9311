/** Two thumbs below an answer, and why the second one. */

import { onEnter } from "./composer.js";
import { button, element, icon, spoken } from "./nodes.js";

const RATED_KINDS = ["answer", "check", "fallback"];
const REASONS = /** @type {const} */ (["wrong", "other_question", "unclear", "outdated"]);
const LONGEST_COMMENT = 500;

/** @param {Message} message */
export function canBeRated({ id, kind, article }) {
  return (
    !!id && (RATED_KINDS.includes(kind) || (!!article?.step && article.step === article.steps))
  );
}

/**
 * Ask whether a message helped.
 *
 * @param {Message} message
 * @param {Words} words
 * @param {(id: string, rating: Rating) => Promise<void>} rate
 */
export function ratingBar({ id, feedback }, words, rate) {
  const [up, down] = [true, false].map((helpful) => thumb(helpful, words));
  const thanks = element("span", { role: "status" });
  const bar = element("div", { class: "rating" }, up, down, thanks);
  /** @param {boolean | null | undefined} helpful */
  const show = (helpful) => {
    up.ariaPressed = String(helpful === true);
    down.ariaPressed = String(helpful === false);
  };
  /** @param {Rating} rating */
  const send = async (rating) => {
    const before = feedback;
    show((feedback = rating.helpful));
    try {
      await rate(id, rating);
      thanks.textContent = words.thanks;
    } catch {
      show((feedback = before));
      thanks.textContent = words.notRated;
    }
  };
  up.addEventListener("click", () => {
    bar.nextElementSibling?.remove();
    send({ helpful: true });
  });
  down.addEventListener("click", () => {
    if (bar.nextElementSibling) return;
    const form = why(words, send, down);
    bar.after(form);
    form.scrollIntoView({ block: "nearest" });
    send({ helpful: false });
  });
  show(feedback);
  return bar;
}

/** @param {boolean} helpful @param {Words} words */
function thumb(helpful, words) {
  const name = spoken(helpful ? words.helpful : words.notHelpful);
  const node = button({ class: helpful ? "up" : "down" }, icon("thumb"), name);
  node.title = name.textContent ?? "";
  return node;
}

/**
 * @param {Words} words
 * @param {(rating: Rating) => Promise<void>} send
 * @param {HTMLElement} opener
 */
function why(words, send, opener) {
  /** @type {string | undefined} */ let reason;
  const chips = REASONS.map((name) =>
    button({ value: name, "aria-pressed": false }, words.reasons[name]),
  );
  const field = element("input", { maxlength: LONGEST_COMMENT, "aria-label": words.comment });
  field.placeholder = words.comment;
  const done = button({}, words.send);
  const attributes = { role: "form", class: "why", "aria-label": words.why };
  const form = element("div", attributes, element("p", {}, words.why));
  form.append(element("div", { class: "replies" }, ...chips), field, done);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      reason = chip.ariaPressed === "true" ? undefined : chip.value;
      for (const each of chips) each.ariaPressed = String(each.value === reason);
    });
  }
  const finish = () => {
    send({ helpful: false, reason, comment: field.value.trim() || undefined });
    opener.focus();
    form.remove();
  };
  done.addEventListener("click", finish);
  onEnter(field, finish);
  return form;
}
