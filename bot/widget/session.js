/** The token of the conversation: one value in this tab's storage, shared with open tabs. */

const STORAGE_KEY = "lotse-session";
const ASK_MS = 200;

export class Session {
  token = stored();
  #tabs;
  /** @type {(token: string) => void} */ #onToken;
  #onNews;

  /**
   * @param {URL} base
   * @param {(token: string) => void} onToken another tab has begun a session
   * @param {() => void} onNews another tab has got an answer
   */
  constructor(base, onToken, onNews) {
    this.#onToken = onToken;
    this.#onNews = onNews;
    this.#tabs = new BroadcastChannel(`lotse ${base.origin}`);
    this.#tabs.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** Take the token of another open tab, if there is one. */
  async ask() {
    const offered = new Promise((resolve) => {
      this.#tabs.addEventListener("message", ({ data }) => data.token && resolve(data.token));
      setTimeout(resolve, ASK_MS, "");
    });
    this.#tabs.postMessage({ ask: true });
    this.keep(this.token || (await offered));
  }

  /** @param {string} token of a session that begins; empty for one that has ended */
  keep(token) {
    this.token = token;
    store(token);
  }

  /** Let other tabs, whose session has ended too, go on in this one. */
  share() {
    this.#tabs.postMessage({ token: this.token });
  }

  /** Let tabs that hear of nothing by themselves look. */
  tellNews() {
    this.#tabs.postMessage({ news: true });
  }

  /** @param {{ ask?: boolean, token?: string, news?: boolean }} heard */
  #hear({ ask, token, news }) {
    if (ask && this.token) this.share();
    if (token && !this.token) this.#onToken(token);
    if (news) this.#onNews();
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
