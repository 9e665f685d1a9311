/** Every word the widget says by itself, in both languages. */

/** @type {Words} */
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
  count: ([typed, limit]) => `${typed} of ${limit} characters`,
  shorten: ": please shorten",
  online: "",
  offline: "No connection, I keep trying…",
  portal: "This network shows a page of its own, perhaps to sign in. I keep trying…",
  busy: "Lotse is busy, I keep trying…",
  waiting: "Not sent yet",
  failed: "Not sent",
  sent: "",
  renewed: "The earlier session had expired; this is a new one.",
  refused: "That did not work. Please try again.",
  silent: "I have no answer to that. Please try other words.",
  copy: "Copy",
  copied: "Copied",
  chosen: "(chosen)",
  warning: "Careful",
  error: "Something went wrong",
  step: (step, steps) => `Step ${step} of ${steps}`,
  reviewed: (date) => `reviewed ${date}`,
  status: { outdated: "outdated", unconfirmed: "not confirmed" },
  port: "Port",
  result: "Result",
  done: (done, all) => `${done} of ${all} done`,
  seenFrom: {
    server: "Seen from our server",
    browser: "Seen from this browser",
    computer: "Seen from your computer",
  },
  states: {
    ok: "open",
    checking: "checking…",
    reachable: "reachable",
    unknown: "cannot be known",
    not_finished: "not finished",
    not_tried: "not tried",
  },
  checkHere: "Check from this browser",
  checkedHere: (reached, unknown) =>
    `Checked from this browser: ${reached} reachable, ${unknown} cannot be known`,
  answerCame: "An answer came over HTTPS.",
  noReason: "No answer; browsers give pages no reason.",
  notFromBrowser: "cannot be known from a browser",
  whyNotTried:
    "The TWS ports were not tried: a web page cannot tell a refused connection from one that is accepted and closed at once, nor a blocked port from a silent one.",
  proxyNote: "An answer may also have come from a proxy in between.",
  download: "Download",
  print: "Print",
  showAll: "Show all",
  showLess: "Show less",
};

/** @type {Words} */
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
  count: ([typed, limit]) => `${typed} von ${limit} Zeichen`,
  shorten: ": bitte kürzen",
  online: "",
  offline: "Keine Verbindung, ich versuche es weiter…",
  portal: "Dieses Netz zeigt eine eigene Seite, vielleicht zur Anmeldung. Ich versuche es weiter…",
  busy: "Lotse ist ausgelastet, ich versuche es weiter…",
  waiting: "Noch nicht gesendet",
  failed: "Nicht gesendet",
  sent: "",
  renewed: "Die frühere Sitzung war abgelaufen; dies ist eine neue.",
  refused: "Das hat nicht geklappt. Bitte noch einmal versuchen.",
  silent: "Darauf habe ich keine Antwort. Bitte fragen Sie mit anderen Worten.",
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
  done: (done, all) => `${done} von ${all} fertig`,
  seenFrom: {
    server: "Von unserem Server aus gesehen",
    browser: "Aus diesem Browser gesehen",
    computer: "Von Ihrem Computer aus gesehen",
  },
  states: {
    ok: "offen",
    checking: "wird geprüft…",
    reachable: "erreichbar",
    unknown: "nicht feststellbar",
    not_finished: "nicht fertig geworden",
    not_tried: "nicht versucht",
  },
  checkHere: "Aus diesem Browser prüfen",
  checkedHere: (reached, unknown) =>
    `Aus diesem Browser geprüft: ${reached} erreichbar, ${unknown} nicht feststellbar`,
  answerCame: "Über HTTPS kam eine Antwort.",
  noReason: "Keine Antwort; Gründe nennt der Browser einer Seite nicht.",
  notFromBrowser: "aus einem Browser nicht feststellbar",
  whyNotTried:
    "Die TWS-Ports wurden nicht probiert: Eine Webseite kann eine abgelehnte Verbindung nicht von einer unterscheiden, die angenommen und gleich beendet wird, und einen gesperrten Port nicht von einem stummen.",
  proxyNote: "Eine Antwort kann auch von einem Proxy dazwischen stammen.",
  download: "Herunterladen",
  print: "Drucken",
  showAll: "Alles zeigen",
  showLess: "Weniger zeigen",
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
