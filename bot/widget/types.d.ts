/** What the files share and what passes over the wire; read by `tsc` alone, never by a browser. */

type Language = "de" | "en";
type Sentence = Partial<Record<Language, string>>;
type State = "online" | "offline" | "portal" | "busy" | "refused";

/** What a browser can find out about each `<gateway id>:<port>`. */
type BrowserFindings = Record<string, "reachable" | "unknown">;
type Question = { text: string } | { button: string } | { browser_check: BrowserFindings };
/** A question on its way, with its turn's id. */
type Asked = Question & { id: string; language: Language };
type Rating = { helpful: boolean; reason?: string; comment?: string };
type OnProgress = (check: Check) => void;
/** Is given each line before the last. */
type OnLine = (line: Reply) => void;

interface Message {
  id: string;
  /** `user` or `bot`; only in the history and in turns. */
  role?: string;
  kind: string;
  language: Language;
  text: string;
  buttons?: Button[];
  article?: Article | null;
  check?: Check | null;
  document?: Attachment | null;
  commands?: Command[] | null;
  confidence?: number;
  /** An ISO time. */
  time?: string | null;
  /** Whether the person found it helpful. */
  feedback?: boolean | null;
}

/** A question and its answer. */
interface Turn {
  /** The question's. */
  id: string;
  messages: Message[];
  /** The button that was pressed and is good for nothing any more. */
  used?: string[];
}

/** What the server sends over the stream: one of these. */
interface Frame {
  welcome?: { messages: Message[]; used?: string[] };
  said?: { id: string; text: string };
  /** The place in the queue, from 1. */
  waiting?: { id: string; place: number };
  progress?: { id: string; check: Check };
  turn?: Turn;
  refused?: {
    id: string;
    status: number;
    error: { code: string; message?: Sentence };
    /** Seconds. */
    retry_after?: number;
  };
  ended?: { reason: string };
  beat?: boolean;
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

/** A document to take away. */
interface Attachment {
  /** The file's. */
  name: string;
  media_type: string;
  text: string;
}

interface Command {
  title: string;
  text: string;
}

interface Check {
  /** `server`, `browser` or `computer`. */
  seen_from: string;
  /** An ISO time. */
  time: string;
  /** Whether all rows have their result, or none will get one any more. */
  finished?: boolean;
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
  /** Whether a browser may try it: an HTTPS host. */
  browser?: boolean;
  /** The steps in a line. */
  detail?: string | null;
  /** Since when it is so, in words. */
  since?: string | null;
}

interface Reply {
  session?: string;
  progress?: { check: Check };
  waiting?: { place: number };
  /** Of a refusal that comes after other lines. */
  status?: number;
  retry_after?: number;
  messages?: Message[];
  /** Buttons that were pressed and are good for nothing any more. */
  used?: string[];
  deleted?: boolean;
  /** When all that is stored was read: an ISO time. */
  exported?: string;
  error?: { code: string; message?: Sentence };
}

/** What the widget says by itself; `states` and the like are keyed by the code in a message. */
interface Words {
  locale: string;
  launcher: string;
  name: string;
  role: string;
  close: string;
  menu: string;
  menuEntries: Record<"person" | "save" | "print" | "resize" | "take" | "erase", string>;
  eraseQuestion: string;
  eraseYes: string;
  eraseNo: string;
  eraseFailed: string;
  unread: string;
  greeting: string;
  about: string;
  prompt: string;
  examples: string[];
  log: string;
  you: string;
  bot: string;
  typing: string;
  before: (others: number) => string;
  /** For people, with place and role. */
  label: string;
  placeholder: string;
  send: string;
  count: (numbers: string[]) => string;
  shorten: string;
  loading: string;
  online: string;
  offline: string;
  portal: string;
  busy: string;
  waiting: string;
  asked: string;
  failed: string;
  sent: string;
  refused: string;
  /** Why a session is over, by the code in a frame. */
  ended: Record<string, string>;
  failure: string;
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
  done: (done: number, all: number) => string;
  seenFrom: Record<string, string>;
  states: Record<string, string>;
  checkHere: string;
  checkedHere: (reached: number, unknown: number) => string;
  answerCame: string;
  noReason: string;
  notFromBrowser: string;
  whyNotTried: string;
  proxyNote: string;
  download: string;
  print: string;
  showAll: string;
  showLess: string;
  helpful: string;
  notHelpful: string;
  why: string;
  reasons: Record<"wrong" | "other_question" | "unclear" | "outdated", string>;
  comment: string;
  thanks: string;
  notRated: string;
  transcriptName: string;
  transcriptOf: (day: string) => string;
  outdated: string;
}
