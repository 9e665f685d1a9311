"""``views.*``, ``files.*`` and ``assistant.threads.*`` of the Web API."""

from __future__ import annotations

from typing import Any

from tests.slack.block_check import MOST_BLOCKS_OF_A_VIEW, block_faults
from tests.slack.methods import ApiError, Body, Method, channel_of, said_by_us, wanted
from tests.slack.workspace import BOT_USER, Stored, View, Workspace

MOST_PROMPTS = 4


def _publish(workspace: Workspace, body: Body) -> dict[str, Any]:
    user, content = wanted(body, "user_id", "view")
    if user not in workspace.people:
        raise ApiError("user_not_found")
    _check_view(content, "home")
    before = workspace.homes.get(user)
    versions = before.versions + 1 if before else 1
    name = before.id if before else workspace.new_id("V")
    workspace.homes[user] = View(name, user, content, list(content["blocks"]), versions)
    workspace.changes.announce()
    return {"view": {**content, "id": name, "hash": f"1700000000.{versions}"}}


def _check_view(content: Any, kind: str) -> None:
    faults = ["[ERROR] invalid view"]
    if isinstance(content, dict) and content.get("type") == kind:
        faults = block_faults(content.get("blocks"), MOST_BLOCKS_OF_A_VIEW)
    if faults:
        raise ApiError("invalid_arguments", response_metadata={"messages": faults})


def _open(workspace: Workspace, body: Body) -> dict[str, Any]:
    _, content = wanted(body, "trigger_id", "view")
    _check_view(content, "modal")
    view = View(workspace.new_id("V"), "", content, list(content["blocks"]))
    workspace.modals.append(view)
    workspace.changes.announce()
    return {"view": {**content, "id": view.id}}


def _get_upload_url(workspace: Workspace, body: Body) -> dict[str, Any]:
    name, length = wanted(body, "filename", "length")
    if int(length) < 1:
        raise ApiError("invalid_arguments")
    file = Stored(workspace.new_id("F"), name, snippet_type=body.get("snippet_type") or "")
    workspace.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{body['own_url']}/upload/{file.id}"}


def _complete_upload(workspace: Workspace, body: Body) -> dict[str, Any]:
    (files,) = wanted(body, "files")
    stored = [_uploaded(workspace, entry) for entry in files]
    if body.get("channel_id"):
        _share(workspace, stored, body)
    return {"files": [{"id": file.id, "title": file.title} for file in stored]}


def _uploaded(workspace: Workspace, entry: dict[str, Any]) -> Stored:
    file = workspace.files.get(entry["id"])
    if file is None or not file.content:
        raise ApiError("file_not_found")
    file.title = entry.get("title") or file.name
    return file


def _share(workspace: Workspace, stored: list[Stored], body: Body) -> None:
    channel = channel_of(workspace, body, "channel_id")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    text = {"text": body.get("initial_comment"), "thread_ts": body.get("thread_ts")}
    message = said_by_us(workspace, channel, text)
    message.subtype, message.files = "file_share", [file.as_json() for file in stored]
    for file in stored:
        file.channel, file.thread_ts = channel.id, message.thread_ts
    workspace.store(message)


def _set_status(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel, thread = _assistant_thread(workspace, body)
    workspace.statuses.append((channel, thread, str(body.get("status") or "")))
    workspace.changes.announce()
    return {}


def _assistant_thread(workspace: Workspace, body: Body) -> tuple[str, str]:
    (thread,) = wanted(body, "thread_ts")
    return channel_of(workspace, body, "channel_id").id, thread


def _set_prompts(workspace: Workspace, body: Body) -> dict[str, Any]:
    prompts = body.get("prompts")
    if not isinstance(prompts, list) or not 0 < len(prompts) <= MOST_PROMPTS:
        raise ApiError("invalid_arguments")
    if any(not prompt.get("title") or not prompt.get("message") for prompt in prompts):
        raise ApiError("invalid_arguments")
    workspace.prompts[_assistant_thread(workspace, body)] = prompts
    workspace.changes.announce()
    return {}


def _set_title(workspace: Workspace, body: Body) -> dict[str, Any]:
    (title,) = wanted(body, "title")
    workspace.titles[_assistant_thread(workspace, body)] = title
    workspace.changes.announce()
    return {}


SURFACE_METHODS: dict[str, Method] = {
    "views.publish": _publish,
    "views.open": _open,
    "files.getUploadURLExternal": _get_upload_url,
    "files.completeUploadExternal": _complete_upload,
    "assistant.threads.setStatus": _set_status,
    "assistant.threads.setSuggestedPrompts": _set_prompts,
    "assistant.threads.setTitle": _set_title,
}
