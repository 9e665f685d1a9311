"""What Lotse says in Slack by itself, in both languages; nothing in it needs escaping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.language import Language


@dataclass(frozen=True)
class Words:
    """The texts of one language; ``{…}`` stands for what the caller fills in.

    Texts are mrkdwn. Labels of buttons and menus, titles and prompts are plain.
    """

    greeting: str
    about: str
    prompt: str
    examples: tuple[str, ...]
    short_examples: tuple[str, ...]
    assistant_greeting: str
    no_files: str
    no_answer: str
    too_fast: str
    error: str
    secret_warning: str
    thinking: str
    checking: str
    usage_ask: str
    usage_check: str
    button_expired: str
    not_yours: str
    you_asked: str
    check_please: str
    share: str
    already_shared: str
    shared_by: str
    letter_refused: str
    helpful: str
    not_helpful: str
    thanks: str
    why: str
    reasons: Mapping[str, str]
    choose: str
    continued: str
    alarms: Mapping[str, str]
    step: str
    reviewed: str
    status: Mapping[str, str]
    home_title: str
    home_examples: str
    home_where_title: str
    home_where: str
    home_language_title: str
    home_language: str
    home_languages: Mapping[str, str]
    home_careful: str
    forget_title: str
    forget: str
    forget_button: str
    forget_question: str
    forget_yes: str
    forget_no: str
    forgotten: str

    @property
    def hello(self) -> str:
        """Return the answer to a greeting or to a mention without a question."""
        examples = "\n".join(f"• {example}" for example in self.examples)
        return f"{self.greeting} {self.about}\n\n{self.prompt}:\n{examples}"


_ENGLISH = Words(
    greeting="Hello, I am Lotse, an automated assistant.",
    about=(
        "I know about login, connections, TWS and its API. Please never type a password or PIN "
        "here."
    ),
    prompt="For example",
    examples=(
        "How do I log in with my security card (DSC+)?",
        "Which ports must our firewall allow?",
        "Is the Zurich gateway reachable?",
        "How do I move my TWS layout to a new computer?",
    ),
    short_examples=(
        "Log in with a DSC+ card",
        "Ports for the firewall",
        "Check the Zurich gateway",
        "Move my TWS layout",
    ),
    assistant_greeting=(
        "Hello, I am Lotse, an automated assistant. What can I help with? Please never type a "
        "password or PIN here."
    ),
    no_files=(
        "I can't read files or pictures. Please copy the error message or the output and send it "
        "as text."
    ),
    no_answer="I have no answer to that. Please try other words.",
    too_fast="That is too fast for me. Please wait for my answer, then ask on.",
    error=(
        "Something went wrong on my side, and I have no answer for you. Please try again, or turn "
        "to the broker's client services."
    ),
    secret_warning=(
        "Please delete that message: it seems to hold a password, a PIN, a code or an account "
        "number, and everybody in this channel can read it. I can't do it for you, since Slack "
        "does not let me delete it. A password or PIN should be changed as well."
    ),
    thinking="is looking that up…",
    checking="Checking the ports, one moment…",
    usage_ask=(
        "Put your question after the command, for example: `/lotse Which ports must our firewall "
        "allow?`"
    ),
    usage_check=(
        "Name a region or a gateway, for example: `/portcheck Europe` or `/portcheck "
        "zdc1.ibllc.com`"
    ),
    button_expired=(
        "This button was used already or has expired, or it belongs to somebody else's question. "
        "Please use a newer one, or ask your question again."
    ),
    not_yours="Only the person who asked can rate this answer.",
    you_asked="You asked: {question}",
    check_please="Is {place} reachable?",
    share="Share in this channel",
    already_shared="This has been shared in the channel already.",
    shared_by="Shared by {user}",
    letter_refused=(
        "I could not attach the letter as a file, because I lack the permission for it here "
        "(`files:write`). Whoever manages the apps of this workspace can grant it."
    ),
    helpful="Helpful",
    not_helpful="Not helpful",
    thanks="Thank you.",
    why="What was wrong? (optional)",
    reasons={
        "wrong": "Wrong",
        "other_question": "Not my question",
        "unclear": "Hard to follow",
        "outdated": "Out of date",
    },
    choose="Please choose",
    continued="Continued, part {part} of {parts}",
    alarms={"warning": "Careful", "error": "Something went wrong"},
    step="Step {step} of {steps}",
    reviewed="reviewed on {date}",
    status={"outdated": "outdated", "unconfirmed": "not confirmed"},
    home_title="Lotse, an automated assistant",
    home_examples="Try one of these. The answer comes as a direct message.",
    home_where_title="Where to ask",
    home_where=(
        "• Write to me under *Messages*; only you can read that.\n"
        "• Mention me in a channel I was invited to. I answer in the thread, and you can ask on "
        "there without a mention.\n"
        "• Type `/lotse` and your question anywhere. Only you see the answer until you share it.\n"
        "• Type `/portcheck` and a region or a gateway to have its ports checked."
    ),
    home_language_title="Language",
    home_language="Which language shall I answer in?",
    home_languages={
        "auto": "The one I write in",
        "de": "Deutsch",
        "en": "English",
    },
    home_careful=(
        "You are talking to a program, not to a person. It never wants to know a password, a PIN "
        "or a code of yours, so please never type one."
    ),
    forget_title="What I keep of you",
    forget=(
        "I keep what you ask me and what I answer for about a day, then it is deleted. You can "
        "have it deleted now: all our conversations in this workspace, your ratings and the "
        "language you chose. What stands in Slack itself stays there."
    ),
    forget_button="Delete what Lotse keeps of me",
    forget_question="Delete all this now? It cannot be brought back.",
    forget_yes="Delete",
    forget_no="Keep",
    forgotten="Deleted. I keep nothing of you any more.",
)

_GERMAN = Words(
    greeting="Guten Tag, ich bin Lotse, ein automatischer Assistent.",
    about=(
        "Ich kenne mich mit Anmeldung, Verbindungen, TWS und API aus. Bitte schreiben Sie hier nie "
        "ein Passwort oder eine PIN."
    ),
    prompt="Zum Beispiel",
    examples=(
        "Wie melde ich mich mit der Sicherheitskarte (DSC+) an?",
        "Welche Ports muss unsere Firewall freigeben?",
        "Ist das Gateway in Zürich erreichbar?",
        "Wie nehme ich mein TWS-Layout auf einen neuen PC mit?",
    ),
    short_examples=(
        "Mit der DSC+ anmelden",
        "Ports für die Firewall",
        "Gateway in Zürich prüfen",
        "TWS-Layout mitnehmen",
    ),
    assistant_greeting=(
        "Guten Tag, ich bin Lotse, ein automatischer Assistent. Womit kann ich helfen? Bitte "
        "schreiben Sie hier nie ein Passwort oder eine PIN."
    ),
    no_files=(
        "Dateien und Bilder kann ich nicht lesen. Bitte kopieren Sie die Fehlermeldung oder die "
        "Ausgabe und schicken Sie sie als Text."
    ),
    no_answer="Darauf habe ich keine Antwort. Bitte fragen Sie mit anderen Worten.",
    too_fast="Das geht mir zu schnell. Bitte warten Sie meine Antwort ab, dann fragen Sie weiter.",
    error=(
        "Bei mir ist etwas schiefgegangen, deshalb habe ich keine Antwort für Sie. Bitte versuchen "
        "Sie es noch einmal oder wenden Sie sich an den Kundenservice des Brokers."
    ),
    secret_warning=(
        "Bitte löschen Sie diese Nachricht: Darin steht offenbar ein Passwort, eine PIN, ein Code "
        "oder eine Kontonummer, und alle in diesem Kanal können sie lesen. Ich kann das nicht für "
        "Sie tun, denn Slack lässt mich sie nicht löschen. Ein Passwort oder eine PIN ändern Sie "
        "bitte auch."
    ),
    thinking="schaut nach…",
    checking="Ich prüfe die Ports, einen Moment bitte…",
    usage_ask=(
        "Schreiben Sie Ihre Frage hinter den Befehl, zum Beispiel: `/lotse Welche Ports muss "
        "unsere Firewall freigeben?`"
    ),
    usage_check=(
        "Nennen Sie eine Region oder ein Gateway, zum Beispiel: `/portcheck Europa` oder "
        "`/portcheck zdc1.ibllc.com`"
    ),
    button_expired=(
        "Dieser Knopf ist schon benutzt oder gilt nicht mehr, oder er gehört zu der Frage von "
        "jemand anderem. Bitte nehmen Sie einen neueren, oder stellen Sie Ihre Frage noch einmal."
    ),
    not_yours="Diese Antwort kann nur bewerten, wer gefragt hat.",
    you_asked="Sie haben gefragt: {question}",
    check_please="Ist {place} erreichbar?",
    share="Im Kanal teilen",
    already_shared="Das ist im Kanal schon geteilt.",
    shared_by="Geteilt von {user}",
    letter_refused=(
        "Ich konnte das Schreiben nicht als Datei anhängen, weil mir hier die Berechtigung dafür "
        "fehlt (`files:write`). Wer die Apps dieses Workspace verwaltet, kann sie erteilen."
    ),
    helpful="Hilfreich",
    not_helpful="Nicht hilfreich",
    thanks="Danke.",
    why="Was hat nicht gepasst? (freiwillig)",
    reasons={
        "wrong": "Falsch",
        "other_question": "Nicht meine Frage",
        "unclear": "Unverständlich",
        "outdated": "Veraltet",
    },
    choose="Bitte wählen",
    continued="Fortsetzung, Teil {part} von {parts}",
    alarms={"warning": "Achtung", "error": "Etwas ist schiefgegangen"},
    step="Schritt {step} von {steps}",
    reviewed="geprüft am {date}",
    status={"outdated": "veraltet", "unconfirmed": "nicht bestätigt"},
    home_title="Lotse, ein automatischer Assistent",
    home_examples="Probieren Sie eine dieser Fragen aus. Die Antwort kommt als Direktnachricht.",
    home_where_title="Wo Sie fragen können",
    home_where=(
        "• Schreiben Sie mir unter *Nachrichten*; das lesen nur Sie.\n"
        "• Erwähnen Sie mich in einem Kanal, in den ich eingeladen bin. Ich antworte im Thread, "
        "und dort können Sie ohne Erwähnung weiterfragen.\n"
        "• Geben Sie irgendwo `/lotse` und Ihre Frage ein. Die Antwort sehen nur Sie, bis Sie sie "
        "teilen.\n"
        "• Geben Sie `/portcheck` und eine Region oder ein Gateway ein, um dessen Ports prüfen zu "
        "lassen."
    ),
    home_language_title="Sprache",
    home_language="In welcher Sprache soll ich antworten?",
    home_languages={
        "auto": "In der, in der ich schreibe",
        "de": "Deutsch",
        "en": "English",
    },
    home_careful=(
        "Sie sprechen mit einem Programm, nicht mit einem Menschen. Es will nie ein Passwort, eine "
        "PIN oder einen Code von Ihnen wissen; schreiben Sie hier bitte nie so etwas hinein."
    ),
    forget_title="Was ich von Ihnen aufbewahre",
    forget=(
        "Was Sie mich fragen und was ich antworte, bewahre ich etwa einen Tag lang auf, dann wird "
        "es gelöscht. Sie können es auch jetzt löschen lassen: alle unsere Gespräche in diesem "
        "Workspace, Ihre Bewertungen und die gewählte Sprache. Was in Slack selbst steht, bleibt "
        "dort."
    ),
    forget_button="Löschen, was Lotse von mir aufbewahrt",
    forget_question="Das alles jetzt löschen? Es lässt sich nicht zurückholen.",
    forget_yes="Löschen",
    forget_no="Behalten",
    forgotten="Gelöscht. Ich bewahre nichts mehr von Ihnen auf.",
)

WORDS: Mapping[Language, Words] = {Language.ENGLISH: _ENGLISH, Language.GERMAN: _GERMAN}
