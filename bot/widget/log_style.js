/** The looks of what comes with the conversation: messages, tables, boxes, menu. */

export const LOG_STYLE = `
.message, .text { display: grid; grid-template-columns: minmax(0, auto); gap: 10px; }
.bot { justify-self: start; max-width: 100%; padding: 12px 14px; background: var(--surface);
  border: 1px solid transparent; border-radius: 4px 14px 14px; }
.user { justify-self: end; justify-items: end; max-width: 86%; gap: 2px; }
.user .text { display: block; padding: 9px 14px; border: 1px solid transparent;
  border-radius: 14px 14px 4px; background: var(--accent); color: var(--on-accent);
  white-space: pre-wrap; }
small, .notice, .note, .progress, .done, caption, thead { font-size: 13px;
  line-height: 1.45; color: var(--muted); }
.notice { text-align: center; }
.text li + li { margin-top: 6px; }
.text :not(th) > code { padding: 1px 4px; border-radius: 4px; background: var(--paper); border: 1px solid var(--line); }
.copy { position: relative; text-align: center; color: var(--muted); }
.copy svg, td svg, .replies svg, .bar svg { width: 16px; height: 16px; margin-right: 5px; }
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
.source { display: flex; align-items: center; gap: 8px; padding: 8px 10px; border: 1px solid var(--line);
  border-radius: 10px; background: var(--paper); color: var(--muted); }
.source span { flex: 1; }
.source b { display: block; hyphens: auto; font-weight: 650; font-size: 14px; line-height: 1.35; color: var(--ink); }
.source strong { display: inline-block; padding: 0 8px; border: 1px solid; border-radius: 20px; color: var(--warn); }
.rating { display: flex; align-items: center; gap: 2px; margin: -4px 0 -6px -6px; }
.rating button { width: 32px; height: 32px; text-align: center; color: var(--muted); }
.rating svg { width: 17px; height: 17px; }
.rating .down svg { rotate: 180deg; }
.rating [aria-pressed="true"] { color: var(--link); background: color-mix(in srgb, var(--link) 14%, transparent); }
.rating span[role] { margin-left: 6px; font-size: 13px; color: var(--muted); }
.why { display: grid; grid-template-columns: 1fr auto; gap: 8px; align-items: end; }
.why p { grid-column: 1 / -1; font-size: 13px; color: var(--muted); }
.why .replies { grid-column: 1 / -1; }
.why [aria-pressed="true"] { border-color: var(--link); background: color-mix(in srgb, var(--link) 14%, var(--paper)); }
input { min-width: 0; padding: 5px 10px; font-size: 16px; background: var(--paper); border: 1px solid var(--edge);
  border-radius: 10px; }
input::placeholder { color: var(--muted); opacity: 1; font-size: 14px; }
.why > button { padding: 5px 12px; border-color: var(--edge); color: var(--link); font-size: 14px; }
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


.menu { position: absolute; z-index: 1; inset: 58px 10px auto auto; width: min(280px, 100% - 20px); padding: 6px;
  background: var(--paper); color: var(--ink); border: 1px solid var(--edge); border-radius: 12px;
  box-shadow: 0 8px 28px #0a1c2a40; }
.menu > button { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 40px; padding: 6px 10px; }
.menu > button svg { color: var(--muted); }
.menu p { padding: 8px 10px; }
.menu .replies { padding: 4px 10px 8px; }
.menu .erase, .menu .erase svg { color: var(--bad); }
.handle { position: absolute; inset: 0 auto auto 0; width: 20px; height: 20px; cursor: nwse-resize;
  touch-action: none; }
:host([position="left"]) .handle { inset: 0 0 auto auto; cursor: nesw-resize; }
`;
