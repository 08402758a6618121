"""The conversation: its turns, and a cursor that walks the places their answers point to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from tui.answer import Place
from tui.turn import TurnCard

if TYPE_CHECKING:
    from index.search import Hit
    from qa.ask import Reply

KEPT_TURNS = 100
"""Mounted at once: every turn on screen costs at each layout."""
CARD_EDGE = 3
"""Cells of a card that are not text."""


class Transcript(VerticalScroll):
    """All turns, the last one below."""

    HELP = """\
The conversation. Up and down walk the answers; enter opens the article at the answer.

An answer is a quote, highlighted in its sentence, with the file and line it stands at. The word says how sure
Dossier is, the number how often such an answer is right.
"""
    BINDING_GROUP_TITLE = "Answers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.read_article", "Read", id="answers.read", tooltip="Open the article at the answer"),
        Binding("down,j", "step(1)", "Next", show=False, id="answers.next", tooltip="The answer below"),
        Binding("up,k", "step(-1)", "Previous", show=False, id="answers.previous", tooltip="The answer above"),
        Binding("m", "fold", "More", id="answers.more", tooltip="Show the other answers, or fold them"),
        Binding("y", "app.copy_quote", "Copy", id="answers.copy", tooltip="Copy the quote with its source"),
        Binding("o", "app.open_file", "Open", id="answers.open", tooltip="Open the file in your editor, at the line"),
        Binding("x", "app.why", "Why", show=False, id="answers.why", tooltip="Why this answer: passages and scores"),
        Binding("e", "edit", "Edit", show=False, id="answers.edit", tooltip="Edit the question in the prompt"),
    ]

    class Moved(Message):
        """Another place is the current one."""

    class Found(Message):
        """The passages of a question, before they are read."""

        def __init__(self, card: TurnCard, hits: tuple[Hit, ...]) -> None:
            super().__init__()
            self.card = card
            self.hits = hits

    class Edited(Message):
        """A question is to be edited."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._current: TurnCard | None = None

    @property
    def cards(self) -> list[TurnCard]:
        """The turns on screen, first asked first."""
        return list(self.query(TurnCard))

    @property
    def current(self) -> TurnCard | None:
        """The turn whose answer the keys are about: the one selected, else the last with a place."""
        if self._current is not None and self._current.is_attached:
            return self._current
        return next((card for card in reversed(self.cards) if card.places), None)

    @property
    def place(self) -> Place | None:
        """Where the current answer stands."""
        card = self.current
        return card.places[card.selected or 0] if card and card.places else None

    async def add(self, question: str) -> TurnCard:
        """A new turn at the bottom; the oldest leaves the screen when there are too many."""
        self.deselect()
        card = TurnCard(question)
        await self.mount(card)
        for old in self.cards[:-KEPT_TURNS]:
            await old.remove()
        self.call_after_refresh(self._stay_below)
        return card

    def complain(self, message: str, hint: str) -> None:
        """Shows an error that belongs to no question, in two lines."""
        card = TurnCard("")
        card.fail(message, hint)
        self.mount(card)
        self.call_after_refresh(self._stay_below)

    def _stay_below(self) -> None:
        """Keeps the last turn in view while it grows; a conversation that fits stands at the top."""
        self.anchor(self.max_scroll_y > 0)

    def read(self, card: TurnCard, hits: Sequence[Hit]) -> None:
        """Shows the passages that are being read."""
        card.read(hits, self.content_size.width - CARD_EDGE)

    def finish(self, card: TurnCard, reply: Reply) -> None:
        """Shows the reply; a card taller than the screen is shown from its top."""
        card.finish(reply)
        self.deselect()
        self.call_after_refresh(self._reveal, card)

    def _reveal(self, card: TurnCard) -> None:
        self._stay_below()
        if card.outer_size.height > self.size.height and card is self.cards[-1]:
            self.scroll_to(y=card.virtual_region.y, animate=False)
            self.release_anchor()

    async def restore(self, replies: Sequence[Reply]) -> None:
        """Shows the turns of a saved conversation, the last ones of a long one, in place of those on screen."""
        cards = [TurnCard(reply.question) for reply in replies[-KEPT_TURNS:]]
        for card, reply in zip(cards, replies[-KEPT_TURNS:], strict=True):
            card.finish(reply)
        cleared = self.clear()
        mounted = self.mount_all(cards)  # before anything is awaited: a question asked meanwhile stands below
        await cleared
        await mounted
        self.call_after_refresh(self._stay_below)

    def clear(self) -> AwaitRemove:
        """Takes every turn off the screen; awaited, it is done."""
        self._current = None
        return self.query(TurnCard).remove()

    def select(self, card: TurnCard, number: int) -> None:
        """Makes a place the current one and brings it into view."""
        if self._current not in (None, card):
            self.deselect()
        self._current = card
        card.select(number)
        self.post_message(self.Moved())
        self.call_after_refresh(self._bring_into_view, card, number)

    def deselect(self) -> None:
        """No place is marked."""
        if self._current is not None:
            self._current.select(None)
        self._current = None

    def _bring_into_view(self, card: TurnCard, number: int) -> None:
        top = card.virtual_region.y + (card.row_of_place(number) if number else 0)
        if not self.scroll_y <= top <= self.scroll_y + self.size.height - 6:
            self.release_anchor()
            self.scroll_to(y=max(0, top - 1), animate=False)

    def action_step(self, by: int) -> None:
        """Moves to the next place shown, through all turns."""
        stops = [(card, number) for card in self.cards if card.places for number in range(max(1, card.shown))]
        card = self.current
        if card is None:
            return
        here = stops.index((card, card.selected or 0)) + by
        if 0 <= here < len(stops):
            self.select(*stops[here])
        else:
            self.scroll_relative(y=by * 3, animate=False)

    def step_in_reply(self, by: int) -> None:
        """Moves to the next place of the same reply, folded or not, around its ends."""
        card = self.current
        if card is not None and card.places:
            self.select(card, ((card.selected or 0) + by) % len(card.places))

    def action_fold(self) -> None:
        """Unfolds the other answers of the current turn, or folds them."""
        if self.current is not None:
            self.current.fold()

    def action_edit(self) -> None:
        """Puts the current question, as it was understood, into the prompt."""
        if self.current is not None:
            reply = self.current.reply
            self.post_message(self.Edited(reply.understood if reply else self.current.question))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 Textual gives them
        """Hides the keys that have nothing to work on."""
        card = self.current
        if action == "fold":
            return card is not None and card.reply is not None and len(card.reply.answers) > 1
        return card is not None if action == "edit" else True

    def allow_focus(self) -> bool:
        """Whether there is an answer to walk to."""
        return self.current is not None

    def on_focus(self) -> None:
        """The last answer is selected on entering."""
        if self._current is None and (card := self.current) is not None:
            self.select(card, 0)

    def on_click(self, event: events.Click) -> None:
        """Selects the answer that was clicked."""
        card = event.widget
        if isinstance(card, TurnCard) and card.places:
            offset = event.get_content_offset(card)
            self.select(card, card.place_at(offset.y) if offset else 0)
