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
.launcher:focus-visible, .head :focus-visible { outline-color: var(--on-accent); outline-offset: -4px; }

dialog { position: fixed; inset: auto 20px 20px auto; padding: 0; width: 408px; max-width: none;
  height: min(640px, 100dvh - 40px); max-height: none; overflow: hidden; background: var(--paper);
  border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 12px 48px #0a1c2a4d; }
dialog[open] { display: flex; flex-direction: column; }
.head { display: flex; align-items: center; padding: 12px 10px 12px 16px; background: var(--accent);
  color: var(--on-accent); }
.head button { width: 36px; height: 36px; text-align: center; font-size: 13px; }
.head [aria-pressed="true"] { font-weight: 650; text-decoration: underline; }
h2 { flex: 1; line-height: 1.3; outline: none; font-size: 13px; }
h2 strong { display: block; font-size: 17px; }
.flag { width: 28px; height: 22px; margin-right: 12px; border-radius: 3px;
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
.message, .text { display: grid; grid-template-columns: minmax(0, auto); gap: 10px; }
.bot { justify-self: start; max-width: 100%; padding: 12px 14px; background: var(--surface);
  border: 1px solid transparent; border-radius: 4px 14px 14px; }
.user { justify-self: end; justify-items: end; max-width: 86%; gap: 2px; }
.user .text { display: block; padding: 9px 14px; border: 1px solid transparent;
  border-radius: 14px 14px 4px; background: var(--accent); color: var(--on-accent);
  white-space: pre-wrap; }
small, .notice, .note, .source, .progress, .done, caption, thead, .typing, .counter { font-size: 13px;
  line-height: 1.45; color: var(--muted); }
.notice { text-align: center; }
.text li + li { margin-top: 6px; }
.text :not(th) > code { padding: 1px 4px; border-radius: 4px; background: var(--paper); border: 1px solid var(--line); }
.copy { position: relative; text-align: center; color: var(--muted); }
.copy svg, td svg, .source svg, .replies svg, .bar svg { width: 16px; height: 16px; margin-right: 5px; }
.copy svg { margin: 0; }
pre { white-space: pre-wrap; font: 12.5px/1.5 ui-monospace, monospace; }
.user .text[tabindex] { max-height: 240px; overflow: auto; font: 12.5px/1.5 ui-monospace, monospace; }

.box { border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
.bar { display: flex; align-items: center; gap: 6px; padding: 5px 6px 5px 12px; font-size: 14px; }
.bar strong { flex: 1; }
.bar button, .more { padding: 3px 8px; color: var(--link); font-size: 14px; }
.box pre { max-height: 240px; overflow: auto; padding: 9px 12px; border-top: 1px solid var(--line); }
.box pre.all { max-height: none; }
.document .bar { padding: 9px 12px; }
.document .replies { gap: 6px; padding: 9px 12px; border-top: 1px solid var(--line); }
.document .replies button { padding: 4px 11px; }
.more { display: block; width: 100%; padding: 6px 12px; border-radius: 0; border-top-color: var(--line); }
iframe { position: absolute; width: 0; height: 0; border: 0; }

.bot:has(.alarm) { border-color: var(--edge); }
.alarm { display: flex; gap: 6px; font-weight: 650; }
.progress span { display: flex; gap: 4px; margin-top: 6px; }
i { flex: 1; max-width: 48px; border: 2px solid var(--line); border-radius: 2px; }
.on { border-color: var(--link); }
.source strong { color: var(--warn); }
.replies { display: flex; flex-wrap: wrap; gap: 8px; }
.replies button { padding: 5px 14px; border-color: var(--edge); border-radius: 20px;
  background: var(--paper); color: var(--link); font-size: 14px; }
.replies [aria-disabled] { cursor: default; color: var(--muted); background: none; border-color: var(--line); }
.replies [aria-disabled] svg { margin: 0 0 0 6px; }

table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.4;
  overflow-wrap: break-word; }
caption { text-align: start; padding-bottom: 6px; }
th, td { padding: 4px 6px 4px 0; text-align: start; vertical-align: top; }
tr > :nth-child(3) { text-align: end; padding-right: 0; }
.host { border-top: 1px solid var(--line); }
.host code { font-weight: 650; }
th small, td small { display: block; text-indent: 0; }
td:nth-child(2) { padding-left: 21px; text-indent: -21px; }
.done { display: grid; gap: 6px; font-variant-numeric: tabular-nums; }
progress { width: 100%; height: 6px; accent-color: var(--link); }
.busy { color: var(--muted); }
.good { color: var(--good); }
.bad, .alarm, [data-sending="failed"] small, .counter:has(~ [aria-invalid]) { color: var(--bad); }
[data-kind="warning"] .alarm { color: var(--warn); }

.typing { padding: 8px 2px; visibility: hidden; }
.log:has([data-sending="waiting"]) + .typing { visibility: visible; transition: visibility 0s .35s; }
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
  dialog { inset: 0 auto auto 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
  .head { padding-top: max(12px, env(safe-area-inset-top)); }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open], .message:not(.settled) { animation: rise .18s ease-out; }
  .busy svg { animation: turn 1.2s linear infinite; }
  @keyframes turn { to { rotate: 1turn; } }
  @keyframes rise { from { opacity: 0; translate: 0 6px; } }
}
`;
