"""What the commands do; each takes the settings and its options and returns the exit code."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import logging
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TextIO

from aiohttp import web

from bot.channels.limiter import Limiter
from bot.command_error import CommandError
from bot.connections import BACKLOG, ConnectionLimits, Connections, serving
from bot.conversation import Message, Said, UnknownButtonError, plain_text
from bot.files import most_connections
from bot.fingerprints import fingerprints
from bot.memory import settle_memory
from bot.model_file import PIN, ModelError
from bot.operator_site import listen_for_operator, operator_site
from bot.preview import preview
from bot.service import Parts, build, create_application
from bot.settings import PROJECT, Settings
from bot.stop import Stop
from bot.stores.database import DatabaseError
from bot.training import ModelFiles, TrainingError
from bot.training import train as train_model
from bot.typed_text import TextError
from bot.visible_text import visible
from bot.watch.tracing import tracing_to
from bot.without_tensorflow import TensorflowMissingError
from kb.language import Language

logger = logging.getLogger(__name__)

EXAMPLES = (
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "How do I install the API on Linux?",
    "Is the Zurich gateway up?",
)
CHANNEL = "terminal"
TURNS_SECONDS = 10.0  # what a turn may take


def train(settings: Settings, options: argparse.Namespace) -> int:
    """Train the model in this process."""
    if settings.model_sha256:
        raise CommandError(f"{PIN} names the only model that may be loaded; unset it to train one")
    files = ModelFiles.of(settings)
    problem = files.problem(settings)
    if problem is None and files.is_changed():
        problem = f"the model file {files.model} was changed after it was trained"
    if problem is None and not options.force:
        print("The model is up to date.")
        return 0
    print(f"Training the model: {problem or 'as you asked'}.", flush=True)
    _show_training_progress()
    try:
        with redirect_stdout(io.StringIO()):  # Rasa praises a file that is renamed right after
            model = train_model(settings)
    except (TrainingError, TensorflowMissingError) as error:
        raise CommandError(str(error)) from error
    print(f"Trained: {model}")
    return 0


def _show_training_progress() -> None:
    progress = logging.getLogger("rasa.engine.training.hooks")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("  %(message)s"))
    progress.addHandler(handler)


def ensure_model(settings: Settings, progress: TextIO | None = None) -> tuple[Path, str]:
    """Return the model and the digest it must have; train where it is missing or out of date.

    Training has a process of its own, so that its memory is given back. A model that was changed
    is not trained anew: `AgentThread.load` refuses it, for somebody should know.
    """
    files = ModelFiles.of(settings)
    problem = files.problem(settings)  # raises ContentError for a broken article
    if settings.model_sha256:
        return files.model, settings.model_sha256
    if problem is not None:
        command = [sys.executable, "-m", "bot", "train"]
        out = progress or sys.stderr
        training = subprocess.run(command, cwd=PROJECT, check=False, stdout=out, stderr=progress)
        if training.returncode:
            raise CommandError("the model could not be trained; the reason stands above")
    return files.model, files.noted_sha256()


@contextmanager
def _running(
    settings: Settings, database_url: str | None = None, progress: TextIO | None = None
) -> Iterator[Parts]:
    try:
        model, sha256 = ensure_model(settings, progress)
    except ModelError as error:
        raise CommandError(str(error)) from error
    try:
        parts = build(settings, database_url)
    except DatabaseError as error:
        raise CommandError(f"{error} (settings: LOTSE_DATA, LOTSE_DATABASE_URL)") from error
    try:
        parts.agent.load(model, sha256)
        settle_memory()
        yield parts
    except ModelError as error:
        raise CommandError(str(error)) from error
    finally:
        parts.close()


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; turns under way are finished first."""
    signal.signal(signal.SIGTERM, _stop_early)
    with (
        _listen(settings) as listener,
        listen_for_operator(settings.operator_port) as operating,
        tracing_to(settings.otlp_url),
        _running(settings, progress=sys.stdout) as parts,  # stderr is for lines of JSON
    ):
        marks = fingerprints(settings, parts.agent.model_sha256)
        logger.info("fingerprints: %s", marks)
        parts.metrics.build(marks.model, marks.knowledge, marks.code)
        application = create_application(settings, parts)
        application.cleanup_ctx.append(operator_site(operating, parts, _print_line))
        application.on_startup.append(lambda _: _announce(listener))
        if options.preview:
            resources = parts.resources
            application.cleanup_ctx.append(
                preview(resources.library, resources.gateways, _print_line)
            )
        asyncio.run(_serve(settings, application, listener, parts))
    return 0


async def _serve(
    settings: Settings, application: web.Application, listener: socket.socket, parts: Parts
) -> None:
    stop = Stop()
    stop.listen()
    limits = ConnectionLimits(most=most_connections(ConnectionLimits.most))
    connections = Connections(limits, Limiter(settings.proxies).network_of)
    async with serving(application, listener, connections):
        await stop.asked.wait()
        parts.health.drain()
        await stop.grant(settings.grace_seconds)
        if not await parts.conversations.finish(TURNS_SECONDS):
            logger.warning("turns under way were cut off: they took too long")


def _print_line(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _listen(settings: Settings) -> Iterator[socket.socket]:
    """Take the port before the long work, so that a taken one is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
            listener.listen(BACKLOG)  # binding alone would let a second server do the same
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(
                f"cannot listen on {settings.host}:{settings.port}: {reason}. "
                "Stop what uses the port, or set LOTSE_PORT or LOTSE_HOST to another one."
            ) from error
        yield listener


def _stop_early(*_: object) -> None:
    raise KeyboardInterrupt  # until aiohttp takes the signal over


async def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"\nLotse listens on http://{shown}:{port}\n\nOpen it in a browser and ask, for example:")
    for example in EXAMPLES:
        print(f"  {example}")
    print(flush=True)


def ask(settings: Settings, options: argparse.Namespace) -> int:
    """Answer one question; nothing is kept."""
    with _temporary(settings) as parts:
        messages = asyncio.run(_say(parts, f"ask-{secrets.token_hex(8)}", options.text, options))
    if options.json:
        print(json.dumps(messages, ensure_ascii=False, indent=2))
    else:
        for message in messages:
            _print(message)
    return 0


def talk(settings: Settings, options: argparse.Namespace) -> int:
    """Talk until an empty line or the end of input; a number presses a button."""
    with _temporary(settings) as parts:
        conversation = f"talk-{secrets.token_hex(8)}"
        shown: list[dict[str, str]] = []
        for line in iter(_read_line, None):
            pressed = int(line) - 1 if line.isdecimal() and 0 < int(line) <= len(shown) else None
            button = shown[pressed]["id"] if pressed is not None else None
            messages = asyncio.run(_say(parts, conversation, line, options, button))
            for message in messages:
                _print(message)
            shown = [button for message in messages for button in message["buttons"]]
    return 0


def _read_line() -> str | None:
    try:
        return input("> ").strip() or None
    except EOFError:
        return None


async def _say(
    parts: Parts,
    conversation: str,
    text: str,
    options: argparse.Namespace,
    button: str | None = None,
) -> list[Message]:
    language = Language.parse(options.language)
    said = Said(None if button else text, button, language=language, platform=_platform())
    try:
        turn = await parts.conversations.say(conversation, CHANNEL, said)
        return [dict(reply) for reply in turn.replies]
    except TextError as error:
        return [await parts.conversations.refuse(conversation, error, language)]
    except UnknownButtonError as error:  # cannot be: the ids come from the last answer
        raise CommandError("this choice is no longer there") from error


def _platform() -> str | None:
    return {"win32": "windows", "darwin": "macos", "linux": "linux"}.get(sys.platform)


@contextmanager
def _temporary(settings: Settings) -> Iterator[Parts]:
    with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
        with _running(settings, f"sqlite:///{Path(folder) / 'lotse.sqlite'}") as parts:
            yield parts


def _print(message: Message) -> None:
    print(f"\n{visible(plain_text(message))}\n")  # a terminal obeys what is not seen
    for number, button in enumerate(message["buttons"], 1):
        print(f"  [{number}] {visible(button['title'])}")
    if message["buttons"]:
        print()
