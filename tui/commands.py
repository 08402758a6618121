"""The commands of the palette, named `Area: Verb`, and what they do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported, SystemCommand

from index.errors import UserError
from tui.answer import copied
from tui.editor import editor_command
from tui.highlight import clip

if TYPE_CHECKING:
    from tui.app import DossierApp


LABEL_CELLS = 48


def commands(app: DossierApp) -> Iterator[SystemCommand]:
    """Every command that makes sense now."""
    yield SystemCommand("Chat: New", "Begin a new conversation; this one is kept", partial(new_chat, app))
    saved = app.desk.saved()
    if saved:
        resume_last = partial(resume_chat, app, saved[0])
        yield SystemCommand("Chat: Resume last", "Go on with the last saved conversation", resume_last)
    for path in saved:
        if label := _label(path):
            yield SystemCommand(f"Chat: Resume {label}", "Go on with this one", partial(resume_chat, app, path))
    if app.desk.chat.turns:
        yield SystemCommand("Chat: Export", "Write the conversation to a Markdown file here", partial(export_chat, app))
    if app.view.place is not None:
        yield SystemCommand("Answer: Read", "Open the article at the answer", app.action_read_article)
        yield SystemCommand("Answer: Copy", "Copy the quote with its source", app.action_copy_quote)
        yield SystemCommand("Answer: Open", "Open the file in your editor, at the line", app.action_open_file)
        yield SystemCommand("Answer: Why", "The passages read, and what each feature added", app.action_why)
    yield SystemCommand(
        "Articles: Refresh", "Read the files again and index what changed", partial(app.refresh_articles, True)
    )
    for name in sorted(app.available_themes, key=lambda name: (not name.startswith("dossier"), name)):
        yield SystemCommand(f"Theme: Use {name}", "Colours of the chat; remembered", partial(use_theme, app, name))
    yield SystemCommand("Help: Show", "What the focused part is for, and its keys", app.action_help)
    yield SystemCommand("Dossier: Quit", "Leave at once; the conversation is saved", app.action_quit)


async def new_chat(app: DossierApp) -> None:
    """An empty conversation, with the first screen; a question still running is given up."""
    app.workers.cancel_group(app, "resume")
    app.workers.cancel_group(app, "ask")
    app.desk.new_chat()
    await app.view.transcript.clear()
    app.view.close_article()
    app.view.welcome.display = True
    app.view.prompt.focus()


def _label(path: Path) -> str:
    """The question that a saved conversation begins with, in one line without markup; "" when it cannot be read."""
    from qa.chat import first_question

    try:
        question = clip(first_question(path), LABEL_CELLS)
    except OSError:
        return ""
    return question.replace("[", "(").replace("]", ")")


def resume_chat(app: DossierApp, path: Path) -> None:
    """A saved conversation, as it was, once it is read; a question still running then is given up."""
    app.run_worker(_resume(app, path), exclusive=True, group="resume", exit_on_error=False)


async def _resume(app: DossierApp, path: Path) -> None:
    try:
        chat = await app.desk.read_chat(path)
    except UserError as error:
        app.notify(f"{error.message} {error.hint}", markup=False, severity="error")
        return
    app.workers.cancel_group(app, "ask")
    app.desk.resume(chat)
    app.view.welcome.display = False
    app.view.close_article()
    app.view.prompt.focus()
    for turn in chat.turns:
        app.view.prompt.history.send(turn.reply.question)
    await app.view.transcript.restore([turn.reply for turn in chat.turns])


def export_chat(app: DossierApp) -> None:
    """Writes the conversation into the working folder and says where."""
    app.run_worker(_export(app), group="export", exit_on_error=False)


async def _export(app: DossierApp) -> None:
    try:
        path = await app.desk.export(f"dossier-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.md")
    except UserError as error:
        app.notify(f"{error.message} {error.hint}", markup=False, severity="error")
        return
    app.notify(f"Written to {path}", markup=False)


def copy_quote(app: DossierApp) -> None:
    """Copies the quote with its source."""
    place = app.view.place
    if place is None:
        return
    app.copy_to_clipboard(copied(place))
    app.notify("Copied the quote with its source.", markup=False, timeout=2)


def open_file(app: DossierApp) -> None:
    """Opens the file in the person's editor, at the line; the chat waits."""
    place = app.view.place
    if place is None:
        return
    try:
        command = editor_command(place.citation, os.environ)
        with app.suspend():
            subprocess.run(command, stderr=sys.__stderr__, check=False)
    except UserError as error:
        app.notify(f"{error.message} {error.hint}", markup=False, severity="warning")
    except (OSError, SuspendNotSupported) as error:
        app.notify(f"The editor could not be started: {error}", markup=False, severity="warning")


def use_theme(app: DossierApp, name: str) -> None:
    """Changes the colours and remembers them."""
    app.theme = name
    try:
        app.remember_theme(name)
    except OSError as error:
        app.notify(f"The theme could not be remembered: {error.strerror}", markup=False, severity="warning")
