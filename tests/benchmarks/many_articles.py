"""Write a knowledge base of any size: the shipped articles and made-up ones beside them."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

from kb.articles import ARTICLES_FOLDER
from kb.language import Language
from tests.servers import PROJECT

OTHER_CONTENT = ("kb/gateways.yml", "data/nlu", "tests/model/exam")
# Two lists of each language whose pairs are the topics; the same places mean the same.
THINGS = {
    Language.ENGLISH: (
        "printer scanner router monitor keyboard mouse webcam headset speaker microphone tablet "
        "phone charger battery projector modem antenna drive folder calendar mailbox archive badge "
        "turnstile locker lift heater window lamp thermostat fridge kettle dishwasher vacuum mower "
        "bicycle scooter trailer parking canteen"
    ).split(),
    Language.GERMAN: (
        "Drucker Scanner Router Bildschirm Tastatur Maus Webcam Kopfhörer Lautsprecher Mikrofon "
        "Tablet Telefon Ladegerät Akku Beamer Modem Antenne Laufwerk Ordner Kalender Postfach "
        "Archiv Ausweis Drehkreuz Schließfach Aufzug Heizung Fenster Lampe Thermostat Kühlschrank "
        "Wasserkocher Spülmaschine Staubsauger Rasenmäher Fahrrad Roller Anhänger Parkplatz Kantine"
    ).split(),
}
TASKS = {
    Language.ENGLISH: (
        "order install update reset repair clean lock unlock move share rename replace return "
        "insure register cancel borrow label test calibrate store recycle paint measure rent"
    ).split(),
    Language.GERMAN: (
        "bestellen installieren aktualisieren zurücksetzen reparieren reinigen sperren entsperren "
        "umziehen teilen umbenennen ersetzen zurückgeben versichern anmelden abmelden ausleihen "
        "beschriften testen einstellen lagern entsorgen streichen ausmessen mieten"
    ).split(),
}


def write_project(root: Path, count: int) -> Path:
    """Write ``count`` articles in both languages below ``root`` and return their folder."""
    folder = root / "kb" / "articles"
    shutil.copytree(ARTICLES_FOLDER, folder)
    for name in OTHER_CONTENT:
        source, target = PROJECT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    made = count - len(list((folder / "en").glob("*.md")))
    pairs = list(product(range(len(TASKS[Language.ENGLISH])), range(40)))[:made]
    for language in Language:
        name = f"article_{language.value}.template"
        template = (Path(__file__).parent / name).read_text(encoding="utf-8")
        for number, (task, thing) in enumerate(pairs, 1):
            id = f"{THINGS[Language.ENGLISH][thing]}-{TASKS[Language.ENGLISH][task]}"
            text = template.format(
                id=id,
                thing=THINGS[language][thing],
                task=TASKS[language][task],
                number=number,
            )
            (folder / language.value / f"{id}.md").write_text(text, encoding="utf-8")
    return folder
