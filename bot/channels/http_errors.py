"""Refusals over HTTP: one JSON shape, in both languages, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from kb.language import Language

logger = logging.getLogger(__name__)
CODE = web.ResponseKey("lotse.code", str)
"""Under which a refusal's response says what it is, to whoever counts."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ERROR_TEXTS: Mapping[str, Mapping[Language, str]] = {
    "not_json": {
        Language.ENGLISH: "The request must be a JSON object, sent as application/json.",
        Language.GERMAN: "Die Anfrage muss ein JSON-Objekt sein, gesendet als application/json.",
    },
    "too_large": {
        Language.ENGLISH: "The request is too large: at most 8 KiB.",
        Language.GERMAN: "Die Anfrage ist zu groß: höchstens 8 KiB.",
    },
    "unknown_field": {
        Language.ENGLISH: "Unknown field: {detail}",
        Language.GERMAN: "Unbekanntes Feld: {detail}",
    },
    "bad_field": {
        Language.ENGLISH: "This field is missing or not usable: {detail}",
        Language.GERMAN: "Dieses Feld fehlt oder ist nicht brauchbar: {detail}",
    },
    "malformed": {
        Language.ENGLISH: "This request cannot be read.",
        Language.GERMAN: "Diese Anfrage ist nicht lesbar.",
    },
    "origin": {
        Language.ENGLISH: (
            "This website may not use the chat. Its operator can allow it: LOTSE_ORIGINS."
        ),
        Language.GERMAN: (
            "Diese Website darf den Chat nicht benutzen. Der Betreiber kann sie zulassen: "
            "LOTSE_ORIGINS."
        ),
    },
    "session": {
        Language.ENGLISH: "The session has ended. Start a new one.",
        Language.GERMAN: "Die Sitzung ist beendet. Beginnen Sie eine neue.",
    },
    "token": {
        Language.ENGLISH: "The token is missing or wrong.",
        Language.GERMAN: "Das Token fehlt oder ist falsch.",
    },
    "button": {
        Language.ENGLISH: "This button is no longer valid. Please ask again.",
        Language.GERMAN: "Diese Schaltfläche gilt nicht mehr. Bitte fragen Sie noch einmal.",
    },
    "too_fast": {
        Language.ENGLISH: "That was too fast for me. Please wait for my answer.",
        Language.GERMAN: "Das war zu schnell für mich. Bitte warten Sie meine Antwort ab.",
    },
    "message": {
        Language.ENGLISH: "This message is not part of the conversation.",
        Language.GERMAN: "Diese Nachricht gehört nicht zum Gespräch.",
    },
    "long_comment": {
        Language.ENGLISH: "The comment is too long: at most 500 characters.",
        Language.GERMAN: "Der Kommentar ist zu lang: höchstens 500 Zeichen.",
    },
    "upgrade": {
        Language.ENGLISH: "This address is for WebSockets only.",
        Language.GERMAN: "Diese Adresse ist nur für WebSockets da.",
    },
    "busy": {
        Language.ENGLISH: (
            "Many people are asking at the moment; you would be number {detail}. There should be "
            "room again in about {seconds} seconds."
        ),
        Language.GERMAN: (
            "Im Moment fragen viele zugleich; Sie wären an Stelle {detail}. In etwa {seconds} "
            "Sekunden dürfte wieder Platz sein."
        ),
    },
    "elsewhere": {
        Language.ENGLISH: "This conversation is just being taken over. Please try again.",
        Language.GERMAN: (
            "Dieses Gespräch wird gerade übernommen. Bitte versuchen Sie es noch einmal."
        ),
    },
    "too_slow": {
        Language.ENGLISH: "The request came too slowly. Please try again.",
        Language.GERMAN: "Die Anfrage kam zu langsam. Bitte versuchen Sie es noch einmal.",
    },
    "too_many": {
        Language.ENGLISH: "That was too much at once. Please wait a moment.",
        Language.GERMAN: "Das war zu viel auf einmal. Bitte warten Sie einen Augenblick.",
    },
    "too_many_streams": {
        Language.ENGLISH: "Too many people are here at the moment. Please wait a little.",
        Language.GERMAN: "Im Moment sind zu viele hier. Bitte warten Sie einen Augenblick.",
    },
    "not_found": {
        Language.ENGLISH: "There is nothing here.",
        Language.GERMAN: "Hier ist nichts.",
    },
    "method": {
        Language.ENGLISH: "This cannot be asked in this way.",
        Language.GERMAN: "So kann das nicht angefragt werden.",
    },
    "not_ready": {
        Language.ENGLISH: "Lotse does not answer rightly at the moment. Please try again.",
        Language.GERMAN: "Lotse antwortet gerade nicht richtig. Bitte noch einmal versuchen.",
    },
    "draining": {
        Language.ENGLISH: "This server is stopping. Please try again in a moment.",
        Language.GERMAN: (
            "Dieser Server wird gerade beendet. Bitte versuchen Sie es gleich noch einmal."
        ),
    },
    "not_readable": {
        Language.ENGLISH: "What is stored can't be read just now. Please try again in a minute.",
        Language.GERMAN: (
            "Was gespeichert ist, lässt sich gerade nicht lesen. Bitte versuchen Sie es in einer "
            "Minute noch einmal."
        ),
    },
    "internal": {
        Language.ENGLISH: "The fault is on our side. Please try again.",
        Language.GERMAN: "Der Fehler liegt bei uns. Bitte versuchen Sie es noch einmal.",
    },
}


WAITING_STATUSES = (429, 503)
"""Those that pass: the response says after how many seconds to try again."""
CODE_OF_STATUS = {404: "not_found", 405: "method", 413: "too_large", 426: "upgrade"}


def code_of_status(status: int) -> str:
    """Return the code for an error of the HTTP library, which has only a status."""
    return CODE_OF_STATUS.get(status, "malformed" if status < 500 else "internal")


class RefusalError(Exception):
    """A request that is answered with an error; ``retry_after`` seconds matter with 429 and 503."""

    def __init__(self, status: int, code: str, detail: str = "", retry_after: int = 1) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.status = status
        self.code = code
        self.detail = detail

    def body(self) -> dict[str, Any]:
        """Return the error's object: its code, and a sentence in each language."""
        message = {
            language.value: text.format(detail=self.detail, seconds=self.retry_after)
            for language, text in ERROR_TEXTS[self.code].items()
        }
        return {"code": self.code, "message": message}

    def response(self, more: Mapping[str, str] | None = None) -> web.Response:
        """Return the error as JSON."""
        body = {"error": self.body()}
        headers = dict(more or {})
        if self.status in WAITING_STATUSES:
            headers["Retry-After"] = str(self.retry_after)
        response = web.json_response(body, status=self.status, headers=headers)
        response[CODE] = self.code
        return response


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and mistakes into JSON."""
    try:
        return await handler(request)
    except RefusalError as refusal:
        return refusal.response()
    except web.HTTPException as error:
        found = RefusalError(error.status, code_of_status(error.status))
        allowed = error.headers.get("Allow", "")
        return found.response({"Allow": allowed} if allowed else {})
    except ConnectionError:
        raise  # the client went away
    except Exception as error:  # noqa: BLE001  # nobody gets a traceback
        route = request.match_info.route.resource  # the path itself is what somebody typed
        where = route.canonical if route else "?"
        logger.error("%s %s failed: %s", request.method, where, type(error).__name__)
        return RefusalError(500, "internal").response()
