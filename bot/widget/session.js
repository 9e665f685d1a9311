/** The token of the conversation: one value in this tab's storage, shared with open tabs. */

const STORAGE_KEY = "lotse-session";
const ASK_MS = 200;

/**
 * What other tabs tell.
 *
 * @typedef {object} Tabs
 * @property {(token: string) => void} onToken one has begun a session
 * @property {() => void} onNews one has got an answer
 * @property {(reason: string) => void} onEnd one has ended the session
 */

export class Session {
  token = stored();
  #base;
  #listener;
  /** @type {BroadcastChannel | undefined} */ #tabs;

  /** @param {URL} base @param {Tabs} listener */
  constructor(base, listener) {
    this.#base = base;
    this.#listener = listener;
  }

  /** Hear other tabs, until told to leave. @param {AbortSignal} signal */
  listen(signal) {
    const tabs = new BroadcastChannel(`lotse ${this.#base.origin}`);
    tabs.addEventListener("message", ({ data }) => this.#hear(data));
    this.#tabs = tabs;
    signal.addEventListener("abort", () => {
      tabs.close();
      this.#tabs = undefined;
    });
  }

  /** Take the token of another open tab, if there is one. */
  async ask() {
    const asking = new AbortController();
    const offered = new Promise((resolve) => {
      /** @param {MessageEvent} event */
      const take = ({ data }) => data.token && resolve(data.token);
      this.#tabs?.addEventListener("message", take, { signal: asking.signal });
      setTimeout(resolve, ASK_MS, "");
    });
    this.#tabs?.postMessage({ ask: true });
    const token = await offered;
    asking.abort();
    this.keep(this.token || token);
  }

  /** @param {string} token of a session that begins; empty for one that has ended */
  keep(token) {
    this.token = token;
    store(token);
  }

  /** Let other tabs, whose session has ended too, go on in this one. */
  share() {
    this.#tabs?.postMessage({ token: this.token });
  }

  /** Let tabs that hear of nothing by themselves look. */
  tellNews() {
    this.#tabs?.postMessage({ news: true });
  }

  /** Let them know too that their conversation is gone. @param {string} ended @param {string} reason */
  tellEnd(ended, reason) {
    this.#tabs?.postMessage({ ended, reason });
  }

  /** @param {{ ask?: boolean, token?: string, news?: boolean, ended?: string, reason?: string }} heard */
  #hear({ ask, token, news, ended, reason }) {
    const { onToken, onNews, onEnd } = this.#listener;
    if (ask && this.token) this.share();
    if (token && !this.token) onToken(token);
    if (news) onNews();
    if (ended && ended === this.token) onEnd(reason ?? "");
  }
}

/** Storage may be switched off: then a reload begins anew. */
function stored() {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} token */
function store(token) {
  try {
    if (token) sessionStorage.setItem(STORAGE_KEY, token);
    else sessionStorage.removeItem(STORAGE_KEY);
  } catch {
    // kept in memory alone
  }
}
