/** What was said, as plain text. */

import { wordFor } from "./codes.js";
import { nearestLanguage, WORDS } from "./strings.js";

const BOLD_OR_CODE = /\*\*(.+?)\*\*|`([^`]+)`/g;
const LINK = /\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g;

/**
 * Write the transcript of a conversation.
 *
 * @param {Message[]} messages
 * @param {Language} language of its frame; what was said stays in its own
 * @returns {Attachment}
 */
export function transcript(messages, language) {
  const words = WORDS[language];
  const begun = new Date(messages[0]?.time ?? Date.now());
  const heading = words.transcriptOf(begun.toLocaleDateString(words.locale, { dateStyle: "long" }));
  const text = [heading, ...messages.map((message) => entry(message, words))].join("\n\n");
  const day = begun.toISOString().slice(0, 10);
  return {
    name: `${words.transcriptName}-${day}.txt`,
    media_type: "text/plain",
    text: `${text}\n`,
  };
}

/** @param {Message} message @param {Words} frame */
function entry(message, frame) {
  const words = WORDS[nearestLanguage(message.language ?? frame.locale)];
  const time =
    message.time && new Date(message.time).toLocaleTimeString(frame.locale, { timeStyle: "short" });
  const who = message.role === "user" ? frame.you : frame.bot;
  return [
    [time && `[${time}]`, who.trim()].filter(Boolean).join(" "),
    ...parts(message, words),
  ].join("\n");
}

/** @param {Message} message @param {Words} words */
function parts({ role, text, check, commands, document, article }, words) {
  return [
    role === "user" ? text : plain(text),
    ...(check?.rows ?? []).map((row) => line(row, words)),
    ...(commands ?? []).map((command) => `${command.title}:\n${command.text}`),
    document ? `--- ${document.name} ---\n${document.text}` : "",
    article
      ? `(${[article.title, article.kb, wordFor(words.status, article.status)].filter(Boolean).join(" · ")})`
      : "",
  ].filter(Boolean);
}

/** @param {string} text in small Markdown */
function plain(text) {
  return text.replace(BOLD_OR_CODE, (_, bold, code) => bold ?? code).replace(LINK, "$1 ($2)");
}

/** @param {CheckRow} row @param {Words} words */
function line({ host, port, state, reason, milliseconds, detail }, words) {
  const took = milliseconds == null ? "" : `, ${Math.round(milliseconds)} ms`;
  return `${host}:${port} – ${reason ?? wordFor(words.states, state) ?? state}${took}${detail ? ` (${detail})` : ""}`;
}
