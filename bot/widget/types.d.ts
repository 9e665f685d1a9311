/** What passes over the wire; read by `tsc` alone, never by a browser. */

type Language = "de" | "en";
type Words = typeof import("./strings.js").WORDS.en;
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
  label: string;
  role: string;
  state: string;
  reason: string | null;
  milliseconds: number | null;
}

interface Reply {
  session?: string;
  messages?: Message[];
  error?: { code: string; message?: Sentence };
}
