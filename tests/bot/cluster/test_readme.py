"""What the README says of nginx is what the real nginx takes, and balances as it says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from bot.settings import PROJECT
from tests.bot.cluster.scene import SmallWorker
from tests.servers import free_port
from tests.tools import provide

AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{lines}
}}
"""


def shown() -> str:
    """Return nginx's lines as they stand in the README."""
    (lines,) = re.findall(r"```nginx\n(.*?)```", (PROJECT / "README.md").read_text("utf-8"), re.S)
    return str(lines)


@contextmanager
def running_nginx(ports: list[int]) -> Iterator[int]:
    """Run nginx with the shown lines; only addresses are others."""
    listening = free_port()
    lines = shown().replace("listen 8080", f"listen 127.0.0.1:{listening}")
    for number, port in enumerate(ports, 1):
        lines = lines.replace(f"10.0.0.1{number}:8080", f"127.0.0.1:{port}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        config = folder / "nginx.conf"
        config.write_text(AROUND.format(folder=folder, lines=lines), "utf-8")
        program = str(provide("nginx", "nginx-light"))
        command = [program, "-e", str(folder / "error.log"), "-p", name, "-c", str(config)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        process = subprocess.Popen(command)
        try:
            yield listening
        finally:
            process.terminate()
            process.wait(timeout=30)


async def until_it_listens(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return


async def test_nginx_keeps_a_conversation_together_and_goes_elsewhere_when_its_worker_ends() -> (
    None
):
    workers = [SmallWorker("worker1"), SmallWorker("worker2")]
    for worker in workers:
        await worker.start()
    with running_nginx([worker.port for worker in workers]) as port:
        await until_it_listens(port)
        url = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession() as client:

            async def called(hint: str) -> str:
                headers = {"Authorization": f"Bearer secret.{hint}"}
                async with client.post(f"{url}/api/messages", headers=headers) as response:
                    assert response.status == 200
                    return await response.text()

            async def streamed(hint: str) -> str:
                async with client.ws_connect(f"{url}/api/stream?route={hint}") as socket:
                    return str(await socket.receive_str())

            hints = [f"{letter}{digit}" for letter in "abcdef" for digit in "01234"]
            before = {hint: await called(hint) for hint in hints}
            streams = {hint: await streamed(hint) for hint in hints}
            await workers[0].stop()
            after = {hint: await called(hint) for hint in hints}
    await workers[1].stop()

    assert set(before.values()) == {"worker1", "worker2"}
    assert streams == before
    assert set(after.values()) == {"worker2"}


def test_the_files_that_are_named_are_there() -> None:
    text = (PROJECT / "README.md").read_text("utf-8")
    section = text.partition("\n## Scaling\n")[2].partition("\n## ")[0]
    named = re.findall(r"\]\(([^)]+)\)", section) + re.findall(r"bot/cluster/[\w/.-]*\w", section)

    assert len(named) > 4
    assert [name for name in named if not (PROJECT / name).exists()] == []
