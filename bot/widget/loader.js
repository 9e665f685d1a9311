/** Load the conversation's file: once, when it is needed, and only the one that we published. */

import { element } from "./nodes.js";

/** Both are put in when the files are joined: see `bot/widget_files.py`. */
const CHAT = { file: "./conversation.js", integrity: "" };
const GONE = 404;

/** The file is gone: Lotse was renewed behind the open page. */
export class OutdatedError extends Error {}

/**
 * Load it; may be called again after a failure, with another number.
 *
 * @param {number} attempt
 * @returns {Promise<typeof import("./conversation.js")>}
 */
export async function loadChat(attempt) {
  // A browser may remember that an address failed.
  const address = new URL(CHAT.file + (attempt ? `?${attempt}` : ""), import.meta.url);
  try {
    if (CHAT.integrity) await verify(address);
    return await import(address.href);
  } catch (error) {
    const { status } = await fetch(address, { method: "HEAD", cache: "no-store" });
    throw status === GONE ? new OutdatedError() : error;
  }
}

/** Fetch it with its hash: what `import` finds then has been checked. @param {URL} address */
function verify({ href }) {
  const link = element("link", { rel: "modulepreload", href, integrity: CHAT.integrity });
  link.crossOrigin = "anonymous";
  if (!link.relList.supports("modulepreload")) return;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  }).finally(() => link.remove());
}
