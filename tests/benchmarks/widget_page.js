// What the page under test notes about itself: when it could be used, long tasks, frames.

window.bench = { longTasks: [], shown: null, ready: null, frames: [] };

new PerformanceObserver((list) => {
  window.bench.longTasks.push(...list.getEntries().map(({ duration }) => duration));
}).observe({ type: "longtask", buffered: true });

/** Find through shadow roots. */
window.findDeep = (selector, root = document) => {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const { shadowRoot } of root.querySelectorAll("*")) {
    const inside = shadowRoot && window.findDeep(selector, shadowRoot);
    if (inside) return inside;
  }
  return null;
};

/** Click the opener as soon as it is there, and note when the chat is ready. */
window.useAtOnce = (opener, ready) => {
  const look = () => {
    const node = opener && !window.bench.shown && window.findDeep(opener);
    if (node) {
      window.bench.shown = performance.now();
      node.click();
    }
    if (window.findDeep(ready)) window.bench.ready = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/** Note every frame until told to stop. */
window.watchFrames = () => {
  let last = performance.now();
  window.bench.frames = [];
  const look = (now) => {
    window.bench.frames.push(now - last);
    last = now;
    if (!window.bench.stopped) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/** Return everything the page has stored. */
window.stored = async () => [
  ...Object.keys(sessionStorage),
  ...Object.keys(localStorage),
  ...(await indexedDB.databases()).map(({ name }) => name),
  ...(document.cookie ? [document.cookie] : []),
];

/** Return whether a text stands in something that is read out when it changes. */
window.isReadOut = (text) => {
  const regions = "[role=log], [role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
  const search = (root) =>
    [...root.querySelectorAll(regions)].some((node) => node.textContent.includes(text)) ||
    [...root.querySelectorAll("*")].some(({ shadowRoot }) => shadowRoot && search(shadowRoot));
  return search(document);
};
