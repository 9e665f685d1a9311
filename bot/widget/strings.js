// @ts-check
/** Every word the widget says by itself, in both languages. */

/** @typedef {Record<string, string>} ByCode */

const en = {
  locale: "en-GB",
  launcher: "Ask Lotse",
  name: "Lotse",
  role: "Automated assistant",
  close: "Close chat",
  greeting: "Hello, where shall we head?",
  about:
    "I am an automated assistant and know about login, connections, TWS and its API. Please never type a password or PIN here.",
  prompt: "For example",
  examples: [
    "How do I log in with my security card (DSC+)?",
    "Which ports must our firewall allow?",
    "Is the Zurich gateway reachable?",
    "How do I move my TWS layout to a new computer?",
  ],
  log: "Conversation",
  you: "You: ",
  bot: "Lotse: ",
  typing: "Lotse is writing…",
  label: "Your question",
  placeholder: "Ask a question…",
  send: "Send",
  left: (/** @type {number} */ count) => `${count} characters left`,
  tooLong: (/** @type {string} */ count, /** @type {string} */ limit) =>
    `${count} of ${limit} characters: please shorten`,
  online: "",
  offline: "No connection, I keep trying…",
  portal: "This network shows a page of its own, perhaps to sign in. I keep trying…",
  busy: "Lotse is busy, I keep trying…",
  waiting: "Not sent yet",
  failed: "Not sent",
  renewed: "The earlier session had expired; this is a new one.",
  refused: "That did not work. Please try again.",
  silent: "I have no answer to that. Please try other words.",
  copy: "Copy",
  copied: "Copied",
  chosen: "(chosen)",
  warning: "Careful",
  error: "Something went wrong",
  step: (/** @type {number} */ step, /** @type {number} */ steps) => `Step ${step} of ${steps}`,
  reviewed: (/** @type {string} */ date) => `reviewed ${date}`,
  status: /** @type {ByCode} */ ({ outdated: "outdated", unconfirmed: "not confirmed" }),
  port: "Port",
  result: "Result",
  seenFrom: /** @type {ByCode} */ ({ server: "Seen from our server" }),
  roles: /** @type {ByCode} */ ({ single: "" }),
  findings: /** @type {ByCode} */ ({
    ok: "open",
    tls_ok: "TLS ok",
    timeout: "no answer",
    silent: "no answer",
    unknown_host: "name not found",
    dns_failure: "name service failed",
    reset: "connection reset",
    tls_failed: "TLS failed",
    not_tls: "no TLS on this port",
    expired: "certificate expired",
    wrong_host: "certificate for another host",
    untrusted_issuer: "issuer not trusted",
    too_slow: "TLS too slow",
    checking: "checking…",
  }),
};

/** @type {typeof en} */
const de = {
  locale: "de-DE",
  launcher: "Lotse fragen",
  name: "Lotse",
  role: "Automatischer Assistent",
  close: "Chat schließen",
  greeting: "Guten Tag, wohin soll es gehen?",
  about:
    "Ich bin ein automatischer Assistent und kenne mich mit Anmeldung, Verbindungen, TWS und API aus. Bitte schreiben Sie hier nie ein Passwort oder eine PIN.",
  prompt: "Zum Beispiel",
  examples: [
    "Wie melde ich mich mit der Sicherheitskarte (DSC+) an?",
    "Welche Ports muss unsere Firewall freigeben?",
    "Ist das Gateway in Zürich erreichbar?",
    "Wie nehme ich mein TWS-Layout auf einen neuen PC mit?",
  ],
  log: "Gespräch",
  you: "Sie: ",
  bot: "Lotse: ",
  typing: "Lotse schreibt…",
  label: "Ihre Frage",
  placeholder: "Frage eingeben…",
  send: "Senden",
  left: (count) => `Noch ${count} Zeichen`,
  tooLong: (count, limit) => `${count} von ${limit} Zeichen: bitte kürzen`,
  online: "",
  offline: "Keine Verbindung, ich versuche es weiter…",
  portal: "Dieses Netz zeigt eine eigene Seite, vielleicht zur Anmeldung. Ich versuche es weiter…",
  busy: "Lotse ist ausgelastet, ich versuche es weiter…",
  waiting: "Noch nicht gesendet",
  failed: "Nicht gesendet",
  renewed: "Die frühere Sitzung war abgelaufen; dies ist eine neue.",
  refused: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
  silent: "Darauf habe ich keine Antwort. Bitte versuchen Sie es mit anderen Worten.",
  copy: "Kopieren",
  copied: "Kopiert",
  chosen: "(gewählt)",
  warning: "Achtung",
  error: "Etwas ist schiefgegangen",
  step: (step, steps) => `Schritt ${step} von ${steps}`,
  reviewed: (date) => `geprüft am ${date}`,
  status: { outdated: "veraltet", unconfirmed: "nicht bestätigt" },
  port: "Port",
  result: "Ergebnis",
  seenFrom: { server: "Von unserem Server aus gesehen" },
  roles: { primary: "primär", backup: "Reserve", single: "" },
  findings: {
    ok: "offen",
    tls_ok: "TLS in Ordnung",
    open: "offen",
    closed: "geschlossen",
    failed: "gescheitert",
    refused: "abgelehnt",
    timeout: "keine Antwort",
    silent: "keine Antwort",
    unknown_host: "Name nicht gefunden",
    dns_failure: "Namensdienst gestört",
    reset: "Verbindung abgebrochen",
    unreachable: "nicht erreichbar",
    tls_failed: "TLS gescheitert",
    not_tls: "kein TLS an diesem Port",
    expired: "Zertifikat abgelaufen",
    wrong_host: "Zertifikat für anderen Namen",
    untrusted_issuer: "Aussteller nicht vertraut",
    too_slow: "TLS zu langsam",
    checking: "wird geprüft…",
    unknown: "nicht bekannt",
  },
};

export const WORDS = { de, en };

/**
 * Reduce a tag such as `de-CH` to a language of ours.
 *
 * @param {string} tag
 * @returns {Language}
 */
export function nearestLanguage(tag) {
  return /^de\b/i.test(tag) ? "de" : "en";
}
