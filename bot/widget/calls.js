/** Single calls of the server, and why one may fail. */

import { CallError, readReply, STREAMED } from "./reply.js";

const TIMEOUT_MS = 30_000;
/** Statuses that a repeated call may not meet again. */
export const PASSING_TROUBLE = [429, 502, 503, 504];

/**
 * Call the server.
 *
 * @param {URL} address
 * @param {RequestInit & { token?: string }} init
 * @param {OnLine} [onLine] for an answer that comes line by line
 * @returns {Promise<Reply>}
 */
export async function call(address, { token, ...init }, onLine) {
  const response = await reach(address, token, init, onLine && STREAMED);
  if (response.status === 204) return {};
  const reply = await readReply(response, onLine);
  if (response.ok && !reply.error) return reply;
  const { error, status = response.status } = reply;
  if (!PASSING_TROUBLE.includes(status)) throw new CallError({ status, sentence: error?.message });
  const pauseMs = Number(reply.retry_after ?? response.headers.get("Retry-After")) * 1_000;
  throw new CallError({ status, state: "busy", sentence: error?.message, pauseMs });
}

/** @param {URL} address @param {string | undefined} token @param {RequestInit} init @param {string} [accept] */
async function reach(address, token, init, accept) {
  /** @type {Record<string, string>} */ const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (accept) headers.Accept = accept;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(address, { ...init, headers, signal, redirect: "manual" });
  } catch {
    throw new CallError({ state: (await isShutOut(address)) ? "refused" : "offline" });
  }
}

/**
 * Tell a server that lets this website not in from one that is away: a page may not read the
 * refusal, but it sees that the widget itself can be had.
 *
 * @param {URL} address
 */
async function isShutOut({ origin }) {
  if (origin === location.origin) return false;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const init = { method: "HEAD", cache: /** @type {const} */ ("no-store"), signal };
    return (await fetch(new URL("widget.js", import.meta.url), init)).ok;
  } catch {
    return false;
  }
}
