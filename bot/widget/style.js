/** The looks. A site sets `--lotse-accent`. */

/** Phones, and desktops at a high zoom. */
export const NARROW = "(max-width: 520px), (max-height: 460px)";

const DARK = `
  --paper: #101a22; --surface: #1b2933; --ink: #e7eef3; --muted: #a3b4c0; --line: #2d3e4a;
  --edge: #718592; --good: #74d3a4; --bad: #ff9f92; --warn: #f2c46d;
  --link: color-mix(in srgb, var(--accent) 35%, #dff1ff); color-scheme: dark;
`;

export const STYLE = `
:host {
  --accent: var(--lotse-accent, #0d4a6b); --on-accent: var(--lotse-on-accent, #fff);
  --paper: #fff; --surface: #f1f5f7; --ink: #13232e; --muted: #506370; --line: #d8e1e7;
  --edge: #788a96; --good: #17694a; --bad: #a62b20; --warn: #805400;
  --link: var(--accent); color-scheme: light;
  all: initial; direction: ltr; color: var(--ink); position: fixed; z-index: 2147483000;
  font: 15px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }

:host([hidden]) { display: none; }
[hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit; }
ul, ol { padding: 0 0 0 22px; }
strong { font-weight: 650; }
a { color: var(--link); }
button { padding: 0; border: 1px solid transparent; border-radius: 10px; background: none;
  min-width: 24px; min-height: 24px; text-align: start; cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: -1px; }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; vertical-align: middle; }
code { font: 13px/1.5 ui-monospace, monospace; }
em { font-style: italic; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.launcher { position: fixed; inset: auto 20px max(20px, env(safe-area-inset-bottom)) auto;
  display: flex; align-items: center; gap: 10px; padding: 12px 20px 12px 16px; border-radius: 40px;
  font-weight: 650; background: var(--accent); color: var(--on-accent); box-shadow: 0 4px 20px #0a1c2a4d; }
.launcher:has(+ [open]) { display: none; }
:host([position="left"]) .launcher { inset: auto auto max(20px, env(safe-area-inset-bottom)) 20px; }
.unread:not(:empty) { position: absolute; top: -2px; right: 6px; width: 14px; height: 14px; overflow: hidden;
  border: 2px solid var(--paper); border-radius: 50%; background: #c9372c; color: transparent; font-size: 1px; }
.launcher:focus-visible, .head > :focus-visible { outline-color: var(--on-accent); outline-offset: -4px; }

dialog { position: fixed; inset: auto 20px 20px auto; padding: 0; margin: 0;
  width: min(var(--lotse-width, 408px), 100vw - 40px); max-width: none;
  height: min(var(--lotse-height, 640px), 100dvh - 40px); max-height: none; overflow: hidden; background: var(--paper);
  border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 12px 48px #0a1c2a4d; }
dialog[open] { display: flex; flex-direction: column; }
dialog.large { --lotse-width: 760px; --lotse-height: 100dvh; }
:host([position="left"]) dialog { inset: auto auto 20px 20px; }
.head { display: flex; align-items: center; padding: 12px 10px 12px 16px; background: var(--accent);
  color: var(--on-accent); }
.head > button { width: 36px; height: 36px; text-align: center; font-size: 13px; }
.head [aria-pressed="true"] { font-weight: 650; text-decoration: underline; }
.head svg { stroke-width: 2; }
[aria-controls="menu"] svg { stroke-width: 3; }
h2 { flex: 1; line-height: 1.3; outline: none; font-size: 13px; }
h2 strong { display: block; font-size: 17px; }
.flag { flex: none; width: 28px; height: 22px; margin-right: 12px; border-radius: 3px;
  background: linear-gradient(90deg, #fff 50%, #c9372c 50%); }

.scroller { flex: 1; position: relative; overflow: hidden auto; overscroll-behavior: contain;
  padding: 20px 16px 4px; overflow-wrap: anywhere; }
.welcome { color: var(--muted); font-size: 14px; margin-bottom: 16px; }
.welcome:not(:has(+ :empty)) :is(h3, h4, ul) { display: none; }
h3 { font-size: 20px; line-height: 1.3; font-weight: 650; color: var(--ink); margin-bottom: 8px; }
h4 { margin: 20px 0 8px; font-weight: 650; }
.welcome ul { padding: 0; list-style: none; display: grid; gap: 8px; }
.welcome button { width: 100%; padding: 9px 14px; border-color: var(--line); color: var(--link);
  font-size: 15px; }

.log { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; }
.typing, .counter { font-size: 13px; line-height: 1.45; color: var(--muted); }
.typing { padding: 8px 2px; visibility: hidden; }
.log:has([data-sending="waiting"], [data-sending="asked"]) + .typing { visibility: visible; transition: visibility 0s .35s; }
.scroller:has(+ .state:empty) .user:not([data-sending="failed"]) small { display: none; }
.scroller:has(.live) .typing, .scroller:has(+ .state:not(:empty)) .typing { visibility: hidden; }
.state:not(:empty) { padding: 8px 16px; font-size: 13px; background: var(--surface); }
form { display: grid; grid-template-columns: 1fr auto; gap: 0 8px; align-items: end;
  padding: 12px 16px max(12px, env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
.counter { grid-column: 1 / -1; }
.counter:not(:empty) { padding-bottom: 6px; }
label { position: absolute; }
textarea { field-sizing: content; width: 100%; max-height: 132px; resize: none; padding: 8px 12px;
  font-size: 16px; line-height: 1.4; background: var(--paper); border: 1px solid var(--edge);
  border-radius: 10px; }
textarea::placeholder { color: var(--muted); opacity: 1; }
.send { width: 42px; height: 42px; text-align: center; background: var(--accent); color: var(--on-accent); }
.send[aria-disabled] { background: var(--surface); color: var(--muted); cursor: default; }

button:not([aria-disabled]):hover { border-color: currentColor; }
@media ${NARROW} {
  dialog, :host([position="left"]) dialog { inset: var(--lotse-view-top, 0) auto auto 0; width: 100%;
    height: var(--lotse-view-height, 100dvh); border: 0; border-radius: 0; }
  .handle, .menu .resize { display: none; }
  .head > button { min-width: 40px; min-height: 44px; }
  .head { padding-top: max(12px, env(safe-area-inset-top)); }
}
@media (max-width: 359px) { .flag { display: none; } }
@media (forced-colors: active) {
  .launcher, dialog, .bot, .user .text, .send, .rating button { border: 1px solid; }
  [aria-pressed="true"] { border: 2px solid Highlight; }
  .on { border-color: Highlight; }
  .flag, .unread { forced-color-adjust: none; }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open], .message:not(.settled) { animation: rise .18s ease-out; }
  .busy svg { animation: turn 1.2s linear infinite; }
  @keyframes turn { to { rotate: 1turn; } }
  @keyframes rise { from { opacity: 0; translate: 0 6px; } }
}
`;
