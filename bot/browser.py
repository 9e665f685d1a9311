"""Find a Chromium or Chrome for the tests, and get one where there is none.

`make test` runs this before the tests. Only the standard library is used.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bot.packed_browser import PackedBrowserError, unpack_browser, unpacked_browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = ("Chromium", "Google Chrome")
FLAGS = (
    "--no-sandbox",  # as root, in containers, Chromium does not start otherwise
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
START_SECONDS = 60.0
PROOF = "started"
PROOF_PAGE = f"data:text/html,<title>{PROOF}</title>"


class BrowserError(Exception):
    """No browser that starts; its text says what to do."""


def main() -> int:
    """Say which browser the tests will use, or why there is none."""
    try:
        print(f"Browser for the tests: {provide_browser()}", flush=True)
    except BrowserError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    return 0


def find_browser() -> Path:
    """Return the first browser on this machine that starts; raise `BrowserError` without one."""
    for candidate in _candidates():
        if starts(candidate):
            return candidate
    raise BrowserError("there is no Chromium or Chrome that starts; run: python -m bot.browser")


def provide_browser() -> Path:
    """Return a browser that starts, installed if need be; raise `BrowserError` if all fails."""
    try:
        return find_browser()
    except BrowserError:
        pass
    if _install_from_debian():
        try:
            return find_browser()
        except BrowserError:
            pass
    return _take_packed()


def starts(browser: Path) -> bool:
    """Start the browser once without a window and return whether it renders a page.

    It is asked over its debugging port, as Playwright does; the npm package's browser would hang
    at ``--dump-dom``, whose resources it lacks.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        profile = Path(name)
        command = [str(browser), *FLAGS, "--headless", f"--user-data-dir={profile}"]
        command += ["--remote-debugging-port=0", PROOF_PAGE]
        try:
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
            )
        except OSError:
            return False
        try:
            return _renders(process)
        finally:
            _kill(process)
            process.communicate()


def _renders(process: subprocess.Popen[bytes]) -> bool:
    deadline = threading.Timer(START_SECONDS, _kill, [process])
    deadline.start()
    try:
        port = _debugging_port(process)
        while port and process.poll() is None:
            if PROOF in _page_titles(port):
                return True
            time.sleep(0.05)
    finally:
        deadline.cancel()
    return False


def _debugging_port(process: subprocess.Popen[bytes]) -> int | None:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(rb"DevTools listening on ws://[^/]+:(\d+)/", line):
            return int(found[1])
    return None


def _page_titles(port: int) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)  # never by a proxy
    try:
        connection.request("GET", "/json/list")
        return [str(target["title"]) for target in json.load(connection.getresponse())]
    except (OSError, ValueError, http.client.HTTPException):
        return []
    finally:
        connection.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # the browser's children too


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        for name in MAC_APPLICATIONS:
            application = folder / f"{name}.app" / "Contents" / "MacOS" / name
            if application.is_file():
                yield application
    if packed := unpacked_browser():
        yield packed


def _install_from_debian() -> bool:
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        return False
    print("No browser found. Installing Debian's chromium (about 100 MB) …", flush=True)
    install = [apt_get, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return _runs([apt_get, "update", "-qq"]) and _runs(install)


def _runs(command: Sequence[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run = subprocess.run(command, env=environment, capture_output=True, check=False)
    return run.returncode == 0


def _take_packed() -> Path:
    advice = "Install Chromium or Chrome, for example Debian's package chromium"
    try:
        browser = unpack_browser()
    except PackedBrowserError as error:
        raise BrowserError(f"no browser for the tests: {error}. {advice}.") from error
    if not starts(browser):
        raise BrowserError(f"no browser for the tests: {browser} does not start. {advice}.")
    return browser


if __name__ == "__main__":
    sys.exit(main())
