"""Unpack the Chromium inside an npm package, for machines that have Node.js and no browser."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@sparticuz/chromium@147.0.0"
SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
FOLDER = Path(__file__).resolve().parent.parent / ".bench" / "chromium"
LAUNCHER = "launch"
LAUNCHER_SCRIPT = """#!/bin/sh
# The package brings the libraries and fonts that bare systems lack.
folder=$(dirname "$0")
export LD_LIBRARY_PATH="$folder/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$folder"
exec "$folder/chromium" "$@"
"""
# Python's standard library has no Brotli; that of Node.js has.
DECOMPRESS = """
const { readFileSync, writeFileSync } = require("fs");
const [packed, plain] = process.argv.slice(1);
writeFileSync(plain, require("zlib").brotliDecompressSync(readFileSync(packed)));
"""


class PackedBrowserError(Exception):
    """A package that could not be fetched or unpacked."""


def unpacked_browser() -> Path | None:
    """Return the browser of an earlier `unpack_browser`, None where there was none."""
    launcher = FOLDER / LAUNCHER
    return launcher if launcher.is_file() else None


def unpack_browser() -> Path:
    """Fetch the package, check it against its known hash, and unpack its browser."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise PackedBrowserError("npm, which could fetch one, is missing too")
    print(f"Taking the Chromium of the npm package {PACKAGE} (68 MB) …", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _extract(_fetch(npm, folder), folder)
        for packed in sorted((folder / "package" / "bin").glob("*.br")):
            _unpack(node, packed)
    (FOLDER / "chromium").chmod(0o755)
    launcher = FOLDER / LAUNCHER  # comes last: it stands for a whole browser
    launcher.write_text(LAUNCHER_SCRIPT, encoding="utf-8")
    launcher.chmod(0o755)
    return launcher


def _fetch(npm: str, folder: Path) -> Path:
    run = subprocess.run(
        [npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, check=False
    )
    archives = list(folder.glob("*.tgz"))
    if run.returncode or len(archives) != 1:
        raise PackedBrowserError(f"npm could not fetch {PACKAGE}")
    digest = hashlib.sha512(archives[0].read_bytes()).digest()
    if base64.b64encode(digest).decode() != SHA512:
        raise PackedBrowserError(f"the {PACKAGE} that npm fetched is not the one we know")
    return archives[0]


def _extract(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as file:
        file.extractall(folder)


def _unpack(node: str, packed: Path) -> None:
    plain = packed.with_suffix("")
    command = [node, "--eval", DECOMPRESS, str(packed), str(plain)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise PackedBrowserError(f"{packed.name} could not be decompressed")
    if plain.suffix == ".tar":
        _extract(plain, FOLDER)
    else:
        shutil.move(plain, FOLDER / plain.name)
