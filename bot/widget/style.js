// @ts-check
/** The widget's looks. A site sets `--lotse-accent`; all else follows from it. */

/** Where the panel is a full-screen sheet: phones, and desktops at a high zoom. */
export const NARROW = "(max-width: 520px), (max-height: 460px)";

const DARK = `
  --paper: #101a22; --surface: #1b2933; --ink: #e7eef3; --muted: #a3b4c0; --line: #2d3e4a;
  --edge: #718592; --good: #74d3a4; --bad: #ff9f92; --warn: #f2c46d;
  --link: color-mix(in srgb, var(--accent) 35%, #dff1ff);
  color-scheme: dark;
`;

export const STYLE = `
:host {
  all: initial; direction: ltr; position: fixed; z-index: 2147483000; inset: auto 0 0 auto;
  --accent: var(--lotse-accent, #0d4a6b); --on-accent: var(--lotse-on-accent, #fff);
  --paper: #fff; --surface: #f1f5f7; --ink: #13232e; --muted: #506370; --line: #d8e1e7;
  --edge: #788a96; --good: #17694a; --bad: #a62b20; --warn: #805400; --link: var(--accent);
  color-scheme: light; color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }
@media print { :host { display: none; } }

*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, h4, p, ul, ol, pre { margin: 0; font: inherit; }
ul, ol { padding-inline-start: 22px; }
strong { font-weight: 650; }
a { color: var(--link); text-underline-offset: 2px; }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent; padding: 0;
  border-radius: 8px; cursor: pointer; min-width: 24px; min-height: 24px; text-align: start; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
svg { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
code, pre { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }

.launcher { position: fixed; inset-inline-end: max(20px, env(safe-area-inset-right));
  inset-block-end: max(20px, env(safe-area-inset-bottom)); display: flex; align-items: center; gap: 10px;
  padding: 12px 20px 12px 16px; border-radius: 99px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: 0 1px 2px #0a1c2a33, 0 6px 20px #0a1c2a40; }
.launcher:focus-visible { outline: 3px solid var(--on-accent); outline-offset: -5px; }

dialog { position: fixed; inset: auto 20px 20px auto; margin: 0; padding: 0; width: 408px;
  height: min(640px, var(--viewport, 100dvh) - 40px); max-width: none; max-height: none;
  overflow: hidden; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: 16px; box-shadow: 0 2px 6px #0a1c2a1f, 0 16px 48px #0a1c2a38; }
dialog[open] { display: flex; flex-direction: column; }

header { display: flex; align-items: center; gap: 4px; padding: 12px 10px 12px 16px;
  background: var(--accent); color: var(--on-accent); }
header :focus-visible { outline-color: var(--on-accent); outline-offset: -2px; }
h2 { flex: 1; display: flex; flex-direction: column; line-height: 1.3; min-width: 0; }
h2:focus-visible { outline: none; }
h2 strong { font-size: 17px; letter-spacing: .01em; }
h2 span { font-size: 13px; }
.flag { flex: none; width: 28px; height: 22px; margin-inline-end: 10px; border-radius: 3px;
  background: linear-gradient(90deg, #fff 50%, #c9372c 50%); forced-color-adjust: none; }
.languages { display: flex; }
.languages button, .close { min-width: 36px; min-height: 36px; display: grid; place-items: center;
  font-size: 13px; font-weight: 600; letter-spacing: .03em; }
.languages button[aria-pressed="true"] { text-decoration: underline 2px; text-underline-offset: 5px; }

.scroller { flex: 1; position: relative; overflow: hidden auto; overscroll-behavior: contain;
  padding: 20px 16px 4px; overflow-wrap: anywhere; }
.scroller:focus-visible { outline-offset: -3px; }
.welcome { display: grid; gap: 8px; margin-block-end: 20px; }
.welcome[data-over] { padding-block-end: 14px; border-block-end: 1px solid var(--line); }
.welcome[data-over] :is(h3, .start) { display: none; }
h3 { font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; }
.about { color: var(--muted); font-size: 14px; }
.welcome[data-over] .about { font-size: 13px; }
h4 { margin-block: 16px 8px; font-size: 13px; font-weight: 650; color: var(--muted); }
.start ul { list-style: none; padding: 0; display: grid; gap: 8px; }
.start button { width: 100%; padding: 10px 14px; border-color: var(--line); border-radius: 10px;
  line-height: 1.4; color: var(--link); font-weight: 550; }

.log { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; }
.message { position: relative; display: grid; gap: 10px; }
.bot { justify-self: start; max-width: 100%; min-width: 0; padding: 12px 14px;
  background: var(--surface); border: 1px solid transparent; border-radius: 4px 14px 14px 14px; }
.user { justify-self: end; justify-items: end; max-width: 86%; gap: 2px; }
.user .text { padding: 9px 14px; background: var(--accent); color: var(--on-accent);
  border: 1px solid transparent; border-radius: 14px 14px 4px 14px; white-space: pre-wrap;
  unicode-bidi: plaintext; }
.user small { font-size: 12px; color: var(--muted); }
.user[data-state="failed"] small { color: var(--bad); }
.bot .text { display: grid; gap: 8px; }
.bot li + li { margin-block-start: 4px; }
.heading { font-weight: 650; }
.notice { font-size: 13px; color: var(--muted); text-align: center; padding-inline: 12px; }
.text code { padding: 1px 4px; border-radius: 4px; background: var(--paper); border: 1px solid var(--line); }
.copyable { white-space: normal; }
.copy { display: inline-grid; place-items: center; vertical-align: middle; margin: -4px 0 -2px 2px;
  color: var(--muted); position: relative; }
.copy[data-done] { color: var(--good); }
.command { display: flex; align-items: start; gap: 4px; padding: 6px 6px 6px 10px; border-radius: 8px;
  background: var(--paper); border: 1px solid var(--line); }
.command pre { flex: 1; min-width: 0; overflow-x: auto; padding: 2px 0; overflow-wrap: normal; }
.command code { padding: 0; border: 0; }
.command .copy { margin: 0; }

.bot[data-kind="warning"] { border-color: var(--warn); }
.bot[data-kind="error"] { border-color: var(--bad); }
.alarm { display: flex; align-items: center; gap: 6px; font-weight: 650; color: var(--bad); }
[data-kind="warning"] .alarm { color: var(--warn); }
.progress { font-size: 13px; font-weight: 600; color: var(--muted); }
.progress span { display: flex; gap: 4px; margin-block-start: 6px; }
.progress i { flex: 1; height: 4px; max-width: 48px; border-radius: 2px; background: var(--line);
  border: 0 solid; }
.progress .on { background: var(--link); }
.source { position: relative; padding-inline-start: 22px; font-size: 13px; line-height: 1.45;
  color: var(--muted); }
.source svg { position: absolute; inset: 2px auto auto 0; width: 16px; height: 16px; }
.source cite { font-style: normal; }
.source strong { color: var(--warn); }
.replies { display: flex; flex-wrap: wrap; gap: 8px; }
.replies button { padding: 6px 14px; border: 1px solid var(--edge); border-radius: 99px;
  background: var(--paper); color: var(--link); font-size: 14px; font-weight: 550; line-height: 1.4; }
.replies button[aria-disabled] { cursor: default; color: var(--muted); background: none;
  border-color: var(--line); }
.replies svg { width: 15px; height: 15px; margin-inline-start: 6px; vertical-align: -2px; }

.check { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.4; }
.check caption { padding-block-end: 6px; font-size: 13px; text-align: start; color: var(--muted); }
.check time { display: block; font-variant-numeric: tabular-nums; }
.check th, .check td { padding: 4px 6px 4px 0; text-align: start; vertical-align: top; font-weight: 400; }
.check thead th { font-size: 12px; color: var(--muted); padding-block: 0 2px; }
.check th:last-child, .check .number { text-align: end; padding-inline-end: 0;
  font-variant-numeric: tabular-nums; }
.check .host th { padding-block: 8px 2px; border-block-start: 1px solid var(--line); text-align: start; }
.check .host code { font-weight: 650; }
.check .host span { display: block; font-size: 12px; color: var(--muted); }
.check td svg { width: 16px; height: 16px; margin-inline-end: 5px; vertical-align: -3px; }
.check small { display: block; padding-inline-start: 21px; font-size: 12px; color: var(--muted); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.waiting { color: var(--muted); }

.typing { min-height: 32px; padding: 8px 2px 0; font-size: 13px; color: var(--muted); }
.state { display: flex; align-items: center; gap: 8px; padding: 8px 16px; font-size: 13px;
  line-height: 1.4; background: var(--surface); border-block-start: 1px solid var(--line); }
.state span { flex: 1; }
.state button { font-weight: 600; color: var(--link); text-decoration: underline;
  text-underline-offset: 2px; }

.composer { display: grid; grid-template-columns: 1fr auto; gap: 0 8px; align-items: end;
  padding: 12px 16px max(12px, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); }
.counter { grid-column: 1 / -1; font-size: 13px; color: var(--muted); font-variant-numeric: tabular-nums; }
.counter:not(:empty) { padding-block-end: 6px; }
.counter:has(~ [aria-invalid]) { color: var(--bad); font-weight: 600; }
.composer label { position: absolute; }
textarea { font: inherit; font-size: 16px; line-height: 1.4; color: inherit; background: var(--paper);
  width: 100%; max-height: 132px; resize: none; margin: 0; padding: 8px 12px; overflow-y: auto;
  border: 1px solid var(--edge); border-radius: 10px; }
textarea::placeholder { color: var(--muted); opacity: 1; }
textarea:focus-visible { outline-offset: -1px; }
textarea[aria-invalid] { border-color: var(--bad); outline-color: var(--bad); }
.send { width: 42px; height: 42px; display: grid; place-items: center; border-radius: 10px;
  background: var(--accent); color: var(--on-accent); }
.send[aria-disabled] { background: var(--surface); color: var(--muted); border-color: var(--line); cursor: default; }

@media (hover: hover) {
  .launcher:hover, .send:not([aria-disabled]):hover { background: color-mix(in srgb, var(--accent) 88%, #fff); }
  header button:hover { background: #ffffff26; }
  :is(.start button, .replies button:not([aria-disabled])):hover { border-color: var(--link);
    background: color-mix(in srgb, var(--link) 8%, var(--paper)); }
  .copy:hover { background: var(--line); }
}
@media ${NARROW} {
  dialog { inset: 0 auto auto 0; width: 100vw; width: 100dvw; height: var(--viewport, 100dvh);
    border: 0; border-radius: 0; box-shadow: none; }
  header { padding-block-start: max(12px, env(safe-area-inset-top)); }
  header, .scroller, .state, .composer {
    padding-inline-start: max(16px, env(safe-area-inset-left));
    padding-inline-end: max(12px, env(safe-area-inset-right)); }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: rise .18s ease-out; }
  .message { animation: rise .18s ease-out; }
  @keyframes rise { from { opacity: 0; translate: 0 6px; } }
  .typing:not(:empty) { animation: breathe 1.6s ease-in-out infinite; }
  @keyframes breathe { 50% { opacity: .55; } }
}
@media (forced-colors: active) {
  .launcher, .send, .user .text, .bot, .languages button[aria-pressed="true"] { border-color: CanvasText; }
  .progress i { border-width: 1px; }
  .progress .on { background: Highlight; forced-color-adjust: none; }
}
`;
