"""A table in the terminal that fills up while a check from this machine runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bot.check_mark import CHECKING, FAILED, OPEN, UNDECIDED, mark_of
from bot.visible_text import visible
from kb.language import Language

BAR_WIDTH = 30
_STYLES = {OPEN: "green", CHECKING: "dim", UNDECIDED: "yellow", FAILED: "red"}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "checking": "checking",
        "done": "{done} of {count} finished",
        "caption": "Seen from this machine:",
    },
    Language.GERMAN: {
        "checking": "wird geprüft",
        "done": "{done} von {count} fertig",
        "caption": "Von diesem Rechner aus gesehen:",
    },
}


class LiveTable:
    """Redraws the table in place on a terminal; elsewhere prints it once, when it is whole."""

    def __init__(self, language: Language, shown: bool = True, console: Console | None = None):
        self.language = language
        self._console = console or Console(highlight=False, soft_wrap=False)
        self._shown = shown
        self._live = Live(console=self._console, auto_refresh=False)
        self._newest: RenderableType = Text("")

    def __enter__(self) -> LiveTable:
        """Begin to draw."""
        if self._redraws:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last table standing."""
        if self._redraws:
            self._live.stop()
        elif self._shown:
            self._console.print(self._newest)

    @property
    def _redraws(self) -> bool:
        return self._shown and self._console.is_terminal

    def show(self, check: Mapping[str, Any]) -> None:
        """Show a check as far as it has come."""
        self._newest = self._draw(check)
        if self._redraws:
            self._live.update(self._newest, refresh=True)

    def _draw(self, check: Mapping[str, Any]) -> RenderableType:
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column()
        for row in check["rows"]:
            table.add_row(*self._cells(row))
        caption = Text(_TEXTS[self.language]["caption"])
        bars = [] if check["finished"] else [self._bar(check)]
        return Group(caption, table, *bars)

    def _cells(self, row: Mapping[str, Any]) -> tuple[Text, Text, Text, Text]:
        mark = mark_of(row["state"])
        took = f"{row['milliseconds']} ms" if row["milliseconds"] is not None else ""
        reason = row["reason"] or _TEXTS[self.language]["checking"]
        more = f"\n{row['detail']}" if row.get("detail") else ""
        name = f"{row['host']}:{row['port']}"
        # A certificate's issuer is a stranger's text: never markup, and nothing terminals obey.
        words = Text(visible(f"{reason}  ({row['label']}){more}"))
        return Text(mark, _STYLES[mark]), Text(visible(name)), Text(took), words

    def _bar(self, check: Mapping[str, Any]) -> RenderableType:
        count = len(check["rows"])
        done = sum(row["state"] != "checking" for row in check["rows"])
        words = _TEXTS[self.language]["done"].format(done=done, count=count)
        grid = Table.grid(padding=(0, 2))
        grid.add_row(ProgressBar(total=count, completed=done, width=BAR_WIDTH), words)
        return grid
