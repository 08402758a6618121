"""The real calls behind the commands; each imports what it needs on its first line, to keep `--help` quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.build import Progress, Report
    from index.store import Status
    from qa.ask import Assistant
    from tui.app import DossierApp
    from tui.collection import Collection
    from tui.settings import Settings


class Real:
    """The program itself, as `tui.subcommands.Core` wants it."""

    def build(
        self, collection: Collection, embedder: str | None, progress: Callable[[Progress], None], rebuild: bool
    ) -> Report:
        """Brings the index up to date, or makes it anew."""
        from index.build import build
        from index.embed import make_embedder

        return build(collection.paths, collection.folder, make_embedder(embedder), progress, rebuild=rebuild)

    def open_assistant(self, folder: Path, embedder: str | None, reader: str | None) -> Assistant:
        """The assistant over the index."""
        from qa.ask import open_assistant

        return open_assistant(folder, embedder, reader)

    def status(self, folder: Path) -> Status:
        """What is indexed."""
        from index.store import Store

        store = Store.open(folder)
        try:
            return store.status()
        finally:
            store.close()

    def reader_name(self, reader: str | None) -> str:
        """The name of the reader that would be used."""
        from qa.read import make_reader

        return make_reader(reader).name

    def chat(self, collection: Collection, settings: Settings) -> int:
        """Runs the chat, then ends the process: no model that is still computing holds the quit."""
        from tui.engine import leave
        from tui.logs import log_file, stderr_in_log
        from tui.subcommands import ANSWERED, BUG
        from tui.terminal import leave_with_terminal

        leave_with_terminal()
        app = make_app(collection, settings)
        with stderr_in_log():
            app.run()
        if app.return_code:
            hint = "Try again; if it stays, report it with that file."
            sys.stderr.write(f"dossier: The chat broke; the traceback is in {log_file()}\n  {hint}\n")
        leave(BUG if app.return_code else ANSWERED)


def make_app(collection: Collection, settings: Settings) -> DossierApp:
    """The chat over these articles."""
    from tui.app import DossierApp
    from tui.suggest import candidates, some_documents

    core, paths, folder = Real(), collection.paths, collection.folder
    embedder, reader = settings.embedder or None, settings.reader or None
    return DossierApp(
        lambda: core.open_assistant(folder, embedder, reader),
        lambda progress: core.build(collection, embedder, progress, rebuild=False),
        lambda: core.status(folder),
        settings,
        name=", ".join(path.name for path in paths),
        candidates=lambda: candidates([str(path) for path in paths], some_documents(folder)),
        chats=folder / "chats",
    )
