"""Of what people type, what is seen stays, whatever the script; what is not seen goes."""

from __future__ import annotations

import unicodedata

import pytest

from bot import typed_text
from bot.typed_text import LONGEST_READ, Problem, TextError, clean_text
from bot.visible_text import MOST_MARKS

SCRIPTS = {
    "German": "Größenüberprüfung für Straßen",
    "Vietnamese": "Làm thế nào để đăng nhập tiếng Việt ợ ữ",
    "Thai": "เข้าสู่ระบบอย่างไร ที่นี่ น้ำ".replace("\u0e33", "\u0e4d\u0e32"),
    "Hebrew with points": "שָׁלוֹם",
    "Arabic": "مَرْحَبًا كيف أسجل الدخول",
    "Persian with a joiner": "می\u200cخواهم",
    "Hindi with a joiner": "क्\u200dष नमस्ते",
    "Korean": "로그인",
    "Japanese": "ログインできない",
    "a family": "👨\u200d👩\u200d👧\u200d👦 Konto",
    "a skin tone": "👩🏽\u200d💻 Hilfe",
    "a heart on fire": "❤\ufe0f\u200d🔥 TWS",
    "a pirate": "🏴\u200d☠\ufe0f TWS",
    "a key cap": "1\ufe0f\u20e3 Port",
    "a flag": "🇩🇪 Hilfe",
}
GONE = {
    "zero-width": "Po\u200brt\ufeff 4\u2060001",
    "bidi": "\u202ePort\u202c \u2066400\u20691\u200f",
    "tags": "Port\U000e0041\U000e007f 4001",
    "soft hyphens": "Po\u00adrt 4001",
    "joiners between letters": "P\u200do\u200crt 40\u200d01",
    "selectors of variants": "P\ufe00ort 4\U000e0100001",
    "private use": "P\ue000ort \U000f0000400\U0010fffd1",
    "noncharacters": "P\ufdd0ort\uffff 4001\U0010ffff",
    "not assigned": "Port\u0378 4001",
    "marks at the beginning": "\u0301\u0338 \u0301Port 4001",
    "joiners at the end": "Port 4001 \u200d",
    "blank letters": "\u3164\u115f\u2800Port 4001",
}
REFUSED = {
    "a sentence in each character": ("\ufdfa" * 1_000, Problem.TOO_LONG),
    "as much as is read": ("\ufdfa" * LONGEST_READ, Problem.TOO_LONG),
    "more than is read": ("a" + "\u200b" * LONGEST_READ, Problem.TOO_LONG),
    "half a character": ("Port \ud83d 4001", Problem.UNREADABLE),
    "the other half": ("Port \udc00 4001", Problem.UNREADABLE),
    "NUL": ("Port\x00 4001", Problem.UNREADABLE),
    "nothing but marks": ("\u0301" * 900, Problem.EMPTY),
    "nothing that is seen": ("\u200d\u2063\U000e0041\ue000\u3164" * 100, Problem.EMPTY),
}
LETTERS = {"e": "\u0301", "\u0e19": "\u0e49", "\u05e9": "\u05c1", "👩": "\u20dd", "4": "\u0335"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_seen_stays_in_every_script(script: str) -> None:
    assert clean_text(SCRIPTS[script]) == unicodedata.normalize("NFC", SCRIPTS[script])


@pytest.mark.parametrize("kind", GONE)
def test_what_is_not_seen_goes(kind: str) -> None:
    assert clean_text(GONE[kind]) == "Port 4001"


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused(kind: str) -> None:
    raw, problem = REFUSED[kind]

    with pytest.raises(TextError) as error:
        clean_text(raw)

    assert error.value.problem is problem


@pytest.mark.parametrize(("letter", "mark"), LETTERS.items())
@pytest.mark.parametrize("count", [5, 500, 3_000])
def test_marks_do_not_pile_up_on_a_letter(letter: str, mark: str, count: int) -> None:
    text = clean_text(f"Hilfe {letter}{mark * count} Hilfe")

    marks = [each for each in unicodedata.normalize("NFD", text) if unicodedata.combining(each)]
    assert len(marks) <= MOST_MARKS + 1  # one of them may be part of the letter
    assert text.startswith("Hilfe ") and text.endswith(" Hilfe")


def test_what_grows_too_long_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its 144,000 characters would cost, and the answer is known before."""
    looked_at: list[str] = []
    monkeypatch.setattr(typed_text, "visible", looked_at.append)

    with pytest.raises(TextError):
        clean_text("\ufdfa" * LONGEST_READ)

    assert looked_at == []


def test_control_characters_are_spaces_and_lines_stay() -> None:
    assert clean_text("Port\x07\x1b[31m\x9b1\r\n4001\x7fTWS") == "Port  [31m 1\n4001 TWS"
