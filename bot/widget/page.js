/** The demo page: choose its language before it is drawn, and let its topics ask the chat. */

/** @import { LotseChat } from "./widget.js" */

(() => {
  const TITLES = { de: "Hilfe · Lotse-Demo", en: "Help centre · Lotse demo" };

  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  const language = asked.toLowerCase().startsWith("de") ? "de" : "en";
  document.documentElement.lang = language;
  document.title = TITLES[language];

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-ask]") : null;
    const chat = /** @type {LotseChat | null} */ (document.querySelector("lotse-chat:defined"));
    if (!link || !chat) return;
    event.preventDefault();
    chat.ask(link.textContent ?? "");
  });
})();
