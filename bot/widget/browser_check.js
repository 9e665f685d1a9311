/** Try HTTPS hosts from this page; it learns whether an answer came, and never why none did. */

const TIMEOUT_MS = 4_000;
const MOST_AT_ONCE = 6;

/**
 * Try the rows that a browser may try, and report the table as it fills.
 *
 * @param {Check} check seen from elsewhere
 * @param {Words} words
 * @param {OnProgress} onProgress
 * @returns {Promise<BrowserFindings>}
 */
export async function checkFromBrowser(check, words, onProgress) {
  const rows = check.rows.map((row) => untried(row, words));
  const waiting = rows.filter((row) => row.browser);
  const show = () => {
    const finished = rows.every((row) => row.state !== "checking");
    onProgress({ seen_from: "browser", time: new Date().toISOString(), finished, rows });
  };
  const work = async () => {
    for (let row; (row = waiting.shift()); ) {
      Object.assign(row, await tryRow(row, words));
      show();
    }
  };
  show();
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, work));
  return Object.fromEntries(rows.map((row) => [rowKey(row), finding(row)]));
}

/** @param {CheckRow} row */
export function rowKey({ gateway, port }) {
  return `${gateway}:${port}`;
}

/** @param {CheckRow} row @param {Words} words @returns {CheckRow} */
function untried({ gateway, host, port, label, role, browser }, words) {
  const state = browser ? "checking" : "unknown";
  const reason = browser ? null : words.notFromBrowser;
  return { gateway, host, port, label, role, browser, state, reason, milliseconds: null };
}

/** @param {CheckRow} row @param {Words} words */
async function tryRow({ host, port }, words) {
  const begin = performance.now();
  if (!(await answers(host, port))) return { state: "unknown", detail: words.noReason };
  const milliseconds = performance.now() - begin;
  return { state: "reachable", detail: words.answerCame, milliseconds };
}

/** @param {string} host @param {number} port */
async function answers(host, port) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const { type } = await fetch(`https://${host}:${port}/`, {
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: controller.signal,
    });
    // A site's service worker may answer in the host's place; its own pages are not opaque.
    return type === "opaque" || !navigator.serviceWorker?.controller;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    controller.abort(); // the page behind the answer is not wanted
  }
}

/** @param {CheckRow} row @returns {"reachable" | "unknown"} */
function finding({ state }) {
  return state === "reachable" ? "reachable" : "unknown";
}
