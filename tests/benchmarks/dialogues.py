"""What is said in the benchmarks: every kind of message, every fourth a check of ports."""

CHECKS = (
    "gateway europa erreichbar?",
    "geht hongkong",
    "is Zurich up",
    "check the servers in Chicago",
)
GERMAN = (
    "hallo",
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "Schritt für Schritt bitte",
    "weiter",
    CHECKS[0],
    "wie hoch ist der Marginzins für Dollar",
    CHECKS[1],
    "vielen Dank",
)
ENGLISH = (
    "Good morning",
    "How do I install the API on Linux?",
    CHECKS[2],
    "What can you do?",
    "How do I log in with my security card?",
    CHECKS[3],
    "I want to talk to a person",
    "Thank you",
)
SCRIPTS = (GERMAN, ENGLISH)
