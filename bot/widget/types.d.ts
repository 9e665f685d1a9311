/** What the files share and what passes over the wire; read by `tsc` alone, never by a browser. */

type Language = "de" | "en";
type Sentence = Partial<Record<Language, string>>;
type State = "online" | "offline" | "portal" | "busy";

type Question = { text: string } | { button: string };

interface Message {
  id: string;
  /** `user` or `bot`; only in the history. */
  role?: string;
  kind: string;
  language: Language;
  text: string;
  buttons?: Button[];
  article?: Article | null;
  check?: Check | null;
  confidence?: number;
}

interface Button {
  id: string;
  title: string;
}

interface Article {
  id: string;
  title: string;
  kb: string | null;
  status: string;
  /** An ISO date. */
  reviewed: string;
  step: number | null;
  steps: number | null;
}

interface Check {
  seen_from: string;
  /** An ISO time. */
  time: string;
  rows: CheckRow[];
}

interface CheckRow {
  gateway: string;
  host: string;
  port: number;
  /** For people, with place and role. */
  label: string;
  role: string;
  /** A code such as `ok` or `timeout`. */
  state: string;
  /** The same in words. */
  reason: string | null;
  milliseconds: number | null;
}

interface Reply {
  session?: string;
  messages?: Message[];
  error?: { code: string; message?: Sentence };
}

/** What the widget says by itself; `states` and the like are keyed by the code in a message. */
interface Words {
  locale: string;
  launcher: string;
  name: string;
  role: string;
  close: string;
  greeting: string;
  about: string;
  prompt: string;
  examples: string[];
  log: string;
  you: string;
  bot: string;
  typing: string;
  /** For people, with place and role. */
  label: string;
  placeholder: string;
  send: string;
  count: (numbers: string[]) => string;
  shorten: string;
  online: string;
  offline: string;
  portal: string;
  busy: string;
  waiting: string;
  failed: string;
  sent: string;
  renewed: string;
  refused: string;
  silent: string;
  copy: string;
  copied: string;
  chosen: string;
  warning: string;
  error: string;
  step: (step: number | null, steps: number | null) => string;
  reviewed: (date: string) => string;
  status: Record<string, string>;
  port: string;
  result: string;
  seenFrom: Record<string, string>;
  states: Record<string, string>;
}
