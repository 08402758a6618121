"""One turn of the conversation: a question, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui import answer
from tui.answer import Place

if TYPE_CHECKING:
    from index.search import Hit
    from qa.ask import Reply

SCARCE = 20
"""Rows of a screen below which blank lines are left out."""
PATIENCE = 0.15
"""Seconds before a running question says so."""


class TurnCard(Static):
    """One question and what came of it."""

    def __init__(self, question: str) -> None:
        super().__init__(classes="turn", markup=False)
        self.question = question
        self.reply: Reply | None = None
        self.settled = False
        self.places: tuple[Place, ...] = ()
        self.selected: int | None = None
        self.unfolded = False
        self._blocks: list[Content] = [answer.question_block(question), Content(" ")]
        self._notice: Timer | None = None
        self._tight = False
        self._show()

    def note(self, text: str) -> None:
        """Says in one line what the question waits for."""
        self._set(answer.note_block(text))

    def begin(self, waiting: str) -> None:
        """Says what the question waits for; when for nothing, that it is searched, once that has taken a while."""
        self.note(waiting or " ")
        if not waiting:
            self._notice = self.set_timer(PATIENCE, lambda: self.note("Searching"))

    def read(self, hits: Sequence[Hit], width: int) -> None:
        """Shows the passages that are being read, each in a line of at most `width` cells."""
        self._set(answer.reading_block(hits, width))

    def fail(self, message: str, hint: str) -> None:
        """Shows an error: what happened, what to do."""
        self.settled = True
        self._set(answer.error_block(message, hint))

    def set_aside(self) -> None:
        """Says that the question was given up."""
        self.settled = True
        self.note("Set aside.")

    def finish(self, reply: Reply) -> None:
        """Shows the reply."""
        self.reply = reply
        self.places = answer.places(reply)
        self.settled = True
        self._draw()

    def select(self, number: int | None) -> None:
        """Marks the place with this number, or none; a folded one is unfolded."""
        self.selected = number
        if number and self.reply and self.reply.answers:
            self.unfolded = self.unfolded or number >= answer.always_shown(self.reply)
        self.set_class(number is not None, "-current")
        self._draw()

    def fold(self) -> None:
        """Unfolds the runners-up, or folds them again."""
        self.unfolded = not self.unfolded
        if not self.unfolded and self.selected and self.reply:
            self.selected = min(self.selected, answer.always_shown(self.reply) - 1)
        self._draw()

    def row_of_place(self, number: int) -> int:
        """The row of the card in which a place begins."""
        above = self._stacked(self._blocks[: number + 1])
        return len(above.wrap(max(1, self.content_size.width))) + (0 if self._tight else 1)

    def place_at(self, row: int) -> int:
        """The number of the place that covers a row of the card."""
        return max((n for n in range(self.shown) if self.row_of_place(n) <= row), default=0)

    @property
    def shown(self) -> int:
        """How many places the card shows."""
        return min(len(self.places), len(self._blocks) - 1)

    def _draw(self) -> None:
        if self.reply is not None:
            question = answer.question_block(self.reply.question, self.reply.understood)
            self._set(*answer.reply_blocks(self.reply, self.selected, self.unfolded), question=question)

    def _set(self, *blocks: Content, question: Content | None = None) -> None:
        if self._notice is not None:
            self._notice.stop()
        self._blocks = [question or self._blocks[0], *blocks]
        self._show()

    def _show(self) -> None:
        self.update(self._stacked(self._blocks))

    def _stacked(self, blocks: Sequence[Content]) -> Content:
        """The blocks one below the other; blank lines are left out where lines are scarce."""
        whole = Content("\n\n").join(block for block in blocks if block)
        return Content("\n").join(line for line in whole.split("\n") if line) if self._tight else whole

    def on_mount(self) -> None:
        """Lays the card out for the screen."""
        self._fit()

    def on_resize(self) -> None:
        """Lays the card out again when lines have become scarce, or no longer are."""
        self._fit()

    def _fit(self) -> None:
        tight = self.app.size.height < SCARCE
        if tight != self._tight:
            self._tight = tight
            self._show()
