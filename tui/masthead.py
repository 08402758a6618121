"""The top line: what is open on the left, what is going on on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.highlight import clip, one_line

if TYPE_CHECKING:
    from index.build import Progress

BAR_CELLS = 12


def bar(done: int, total: int, cells: int = BAR_CELLS) -> Content:
    """A bar of `cells` cells, filled in proportion; empty while the total is unknown."""
    filled = min(cells, cells * done // total) if total > 0 else 0
    return Content.styled("━" * filled, ".bar") + Content.styled("─" * (cells - filled), ".bar-rest")


class Masthead(Horizontal):
    """One row of constant height."""

    class Indexed(Message):
        """How far the indexing is."""

        def __init__(self, progress: Progress) -> None:
            super().__init__()
            self.progress = progress

    def __init__(self, name: str) -> None:
        super().__init__(id="masthead")
        self._collection = one_line(name)
        self._state = Static(id="masthead-state", markup=False)  # kept: progress may still come while the app closes

    def compose(self) -> ComposeResult:
        """The name and the state."""
        title = Content.styled("Dossier", ".brand") + Content.styled("  " + self._collection, ".dim")
        yield Static(title, id="masthead-name", markup=False)
        yield self._state

    def say(self, text: str) -> None:
        """Shows one quiet phrase on the right."""
        self._state.update(Content.styled(clip(text, 60), ".dim"))

    def progress(self, progress: Progress) -> None:
        """Shows how far the indexing is."""
        verb = {"reading": "reading", "embedding": "indexing"}.get(progress.stage, progress.stage)
        counted = Content.styled(f" {progress.done:,}/{progress.total:,}", ".dim")
        state = Content.styled(f"{verb} ", ".dim") + bar(progress.done, progress.total) + counted
        self._state.update(state)
