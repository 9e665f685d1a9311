// Note what a screen reader announces: what is added to live regions that are not off.
window.heard = [];
const SILENT = ["off"];
const regionOf = (node) => {
  for (let each = node.nodeType === 1 ? node : node.parentElement; each; each = each.parentElement) {
    const live = each.getAttribute("aria-live");
    if (SILENT.includes(live)) return null;
    if (live || ["log", "status", "alert"].includes(each.getAttribute("role"))) return each;
  }
  return null;
};
const announce = (node) => {
  const element = node.nodeType === 1 ? node : node.parentElement;
  const text = node.textContent.trim();
  if (text && element?.isConnected && element.checkVisibility({ visibilityProperty: true }) && regionOf(node)) {
    window.heard.push(text);
  }
};
addEventListener("DOMContentLoaded", async () => {
  await customElements.whenDefined("lotse-chat");
  const { shadowRoot } = document.querySelector("lotse-chat");
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") announce(target);
      else for (const node of addedNodes) announce(node);
    }
  }).observe(shadowRoot, { childList: true, characterData: true, subtree: true });
});
