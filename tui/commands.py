"""The commands of the palette, named `Area: Verb`, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SystemCommand

if TYPE_CHECKING:
    from tui.app import DossierApp


def commands(app: DossierApp) -> Iterator[SystemCommand]:
    """Every command that makes sense now."""
    yield SystemCommand("Chat: New", "Begin a new conversation; this one is kept", partial(new_chat, app))
    if app.desk.last_saved() is not None:
        yield SystemCommand("Chat: Resume last", "Go on with the last saved conversation", partial(resume_chat, app))
    if app.desk.chat.turns:
        yield SystemCommand("Chat: Export", "Write the conversation to a Markdown file here", partial(export_chat, app))
    if app.place is not None:
        yield SystemCommand("Answer: Read", "Open the article at the answer", app.action_read_article)
        yield SystemCommand("Answer: Copy", "Copy the quote with its source", app.action_copy_quote)
        yield SystemCommand("Answer: Open", "Open the file in your editor, at the line", app.action_open_file)
    yield SystemCommand("Articles: Refresh", "Read the files again and index what changed", app.refresh_articles)
    for name in sorted(app.available_themes, key=lambda name: (not name.startswith("dossier"), name)):
        yield SystemCommand(f"Theme: Use {name}", "Colours of the chat; remembered", partial(use_theme, app, name))
    yield SystemCommand("Help: Show", "What the focused part is for, and its keys", app.action_help)
    yield SystemCommand("Dossier: Quit", "Leave at once; the conversation is saved", app.action_quit)


async def new_chat(app: DossierApp) -> None:
    """An empty conversation, with the first screen."""
    app.desk.new_chat()
    await app.transcript.clear()
    app.close_article()
    app.welcome.display = True
    app.prompt.focus()


async def resume_chat(app: DossierApp) -> None:
    """The last saved conversation, as it was."""
    path = app.desk.last_saved()
    if path is None:
        return
    chat = await app.desk.resume(path)
    app.welcome.display = False
    await app.transcript.clear()
    await app.transcript.restore([turn.reply for turn in chat.turns])
    for turn in chat.turns:
        app.prompt.history.send(turn.reply.question)


async def export_chat(app: DossierApp) -> None:
    """Writes the conversation into the working folder and says where."""
    path = Path.cwd() / f"dossier-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.md"
    try:
        await app.desk.export(path)
    except OSError as error:
        app.notify(f"{path} could not be written: {error.strerror}", markup=False, severity="error")
        return
    app.notify(f"Written to {path}", markup=False)


def use_theme(app: DossierApp, name: str) -> None:
    """Changes the colours and remembers them."""
    app.theme = name
    try:
        app.remember_theme(name)
    except OSError as error:
        app.notify(f"The theme could not be remembered: {error.strerror}", markup=False, severity="warning")
