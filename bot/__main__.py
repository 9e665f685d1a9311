"""The command line: ``python -m bot COMMAND``; ``--help`` lists the commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot.command_error import CommandError
from bot.memory import prepare_memory
from bot.process import prepare_process
from bot.settings import Settings, SettingsError, read_settings
from bot.unused_modules import leave_out_unused
from kb.errors import ContentError
from kb.language import Language

DESCRIPTION = "Lotse, a help chatbot in German and English that checks ports live."
USAGE_ERROR = 2
MOST_DAYS = 3650
ANSWERING = ("serve", "ask", "talk")  # the commands that load a model
MOST_WORKERS = 64
LIST_FORMATS = ("text", "csv", "json", "nftables", "windows", "acl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code; every failure is one sentence on stderr."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except (CommandError, ContentError) as error:
        return _fail(str(error), 1)
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["rasa"]:  # Rasa reads its own options
        return _rasa(arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings()
    except SettingsError as error:
        return _fail(str(error), USAGE_ERROR)
    if options.command in ANSWERING:
        leave_out_unused(settings)
        prepare_memory()
    prepare_process(settings.log_level)
    if options.command == "serve":
        from bot.log_setup import log_json_lines

        log_json_lines()
    return _command(options.command)(settings, options)


def _command(name: str) -> Callable[[Settings, argparse.Namespace], int]:
    """Return a command; only those that need Rasa import it."""
    if name == "check":
        from bot.check_command import check

        return check
    if name == "gateways":
        from bot.gateways_command import gateways

        return gateways
    if name == "report":
        from bot.report_command import report

        return report
    if name == "embed":
        from bot.embed_command import embed

        return embed
    if name == "fingerprint":
        from bot.fingerprint_command import fingerprint

        return fingerprint
    if name == "cluster":
        from bot.cluster.command import cluster

        return cluster
    from bot import commands

    command: Callable[[Settings, argparse.Namespace], int] = getattr(commands, name)
    return command


def _fail(text: str, code: int) -> int:
    print(f"lotse: {text}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="train if needed, then serve the bot")
    serve.add_argument("--preview", action="store_true", help="reload articles when they change")
    cluster = commands.add_parser("cluster", help="serve with several workers, to try that out")
    cluster.add_argument("--workers", type=_workers, default=2, help="how many")
    train = commands.add_parser("train", help="train the model if what it is made of has changed")
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")
    ask = commands.add_parser("ask", help="answer one question and stop")
    ask.add_argument("text")
    talk = commands.add_parser("talk", help="talk to the bot in this terminal")
    check = commands.add_parser("check", help="check the ports of listed gateways")
    gateways = commands.add_parser("gateways", help="print what a firewall must let out")
    gateways.add_argument("--format", choices=LIST_FORMATS, default="text")
    for command in (check, gateways):
        names = "region, city, product, host, row id, or 'all'"
        command.add_argument("names", nargs="*", help=names)
    report = commands.add_parser("report", help="what people thought of the answers")
    report.add_argument("--days", type=_days, default=30, help="how far back to look")
    marks = commands.add_parser("fingerprint", help="print the SHA-256 of what this bot is made of")
    for command in (ask, check, report, marks):
        command.add_argument("--json", action="store_true", help="print JSON")
    for command in (ask, talk, check, gateways, report):
        command.add_argument("--language", choices=[language.value for language in Language])
    embed = commands.add_parser("embed", help="print what a website needs to show the chat")
    embed.add_argument("--url", help="Lotse's own origin, such as https://help.example.com")
    embed.add_argument("--language", choices=["auto", *(language.value for language in Language)])
    commands.add_parser("rasa", help="run a command of Rasa's, e.g. 'rasa data validate'")
    return parser


def _days(text: str) -> int:
    return _number(text, MOST_DAYS)


def _workers(text: str) -> int:
    return _number(text, MOST_WORKERS)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {most}, not {text!r}")
    return int(text)


def _rasa(arguments: list[str]) -> int:
    """Run Rasa's own command line where TensorFlow may be absent."""
    from bot.training import CONFIG, component_names
    from bot.without_tensorflow import TensorflowMissingError, refuse_components

    prepare_process("WARNING")
    try:
        refuse_components(component_names(CONFIG))
        if arguments[:2] == ["run", "actions"]:
            from bot.service import provide_resources

            provide_resources(read_settings())
    except SettingsError as error:
        return _fail(str(error), USAGE_ERROR)
    except (TensorflowMissingError, ContentError) as error:
        return _fail(str(error), 1)
    from rasa.__main__ import main as run_rasa

    sys.argv = ["rasa", *_on_this_machine_only(arguments)]
    run_rasa()
    return 0


def _on_this_machine_only(arguments: list[str]) -> list[str]:
    """Keep Rasa's servers, which know no rights and echo conversations, off other interfaces."""
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    serves = arguments[:1] in (["run"], ["shell"]) and arguments[:2] != ["run", "actions"]
    if serves and not {"-i", "--interface"} & set(arguments):
        return [*arguments, "--interface", "127.0.0.1"]
    return arguments


if __name__ == "__main__":
    sys.exit(main())
