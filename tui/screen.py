"""The chat's screen: where its parts stand, which of them has the keys, and one step back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input

from tui.answer import Place, place_in
from tui.article import ArticleBody, ArticlePane
from tui.masthead import Masthead
from tui.prompt import Prompt
from tui.styles import STYLES, Styled
from tui.transcript import Transcript
from tui.welcome import Welcome

if TYPE_CHECKING:
    from index.load import Article

WIDE = 120
"""Cells from which the article stands beside the conversation."""
GONE = "This article has left the index."
CHANGED = "The file has changed since: these words no longer stand in it. Ask again."


class Keys(Footer):
    """The keys that work now; the last one, for help, is left out where the line is short."""

    def compose(self) -> ComposeResult:
        """A label for each key."""
        keys = list(super().compose())
        yield from keys[:-1] if self.screen.has_class("-narrow") else keys

    def on_resize(self) -> None:
        """The line may have become short, or long enough."""
        self.refresh(recompose=True)


class ChatScreen(Screen[None], Styled):
    """The one screen; it owns the styles that content is marked with."""

    COMPONENT_CLASSES: ClassVar[set[str]] = STYLES
    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares them for instances
        (0, "-narrow"),
        (60, "-normal"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 as above

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "step_back", "Back", show=False, id="chat.back", tooltip="One step back"),
    ]

    def __init__(self, collection: str) -> None:
        super().__init__()
        self._collection = collection

    def compose(self) -> ComposeResult:
        """Masthead, conversation beside article, prompt, keys."""
        yield Masthead(self._collection)
        with Horizontal(id="main"):
            with Transcript():
                yield Welcome()
            yield ArticlePane()
        yield Prompt()
        yield Keys(show_command_palette=False, compact=True)

    @property
    def transcript(self) -> Transcript:
        """The conversation."""
        return self.query_one(Transcript)

    @property
    def pane(self) -> ArticlePane:
        """The article."""
        return self.query_one(ArticlePane)

    @property
    def prompt(self) -> Prompt:
        """The question line."""
        return self.query_one(Prompt)

    @property
    def masthead(self) -> Masthead:
        """The top line."""
        return self.query_one(Masthead)

    @property
    def welcome(self) -> Welcome:
        """The first screen."""
        return self.query_one(Welcome)

    @property
    def place(self) -> Place | None:
        """The place the keys are about."""
        return self.transcript.place

    @property
    def reading(self) -> bool:
        """Whether an article is open."""
        return self.has_class("-reading")

    @property
    def wide(self) -> bool:
        """Whether the article stands beside the conversation."""
        return self.size.width >= WIDE

    def show_article(self, article: Article | None, place: Place, places: tuple[Place, ...]) -> None:
        """Opens the article at the place; `places` are those of the reply."""
        self.add_class("-reading")
        if article is None:
            self.pane.show_gone(place, GONE)
            return
        found = [place_in(article, each) for each in (place, *places) if each.article_id == place.article_id]
        if found[0] is None:
            self.pane.show_gone(place, CHANGED)
        else:
            self.pane.show(article, found[0], tuple(other for other in found if other))

    def close_article(self) -> None:
        """The conversation has the screen to itself."""
        self.pane.close_find()
        self.remove_class("-reading")

    def action_step_back(self) -> None:
        """Closes what was opened last, or returns to the prompt."""
        if self.pane.finding:
            self.pane.close_find()
            self.pane.body.focus()
        elif isinstance(self.focused, ArticleBody):
            if not self.wide:
                self.close_article()
            self.transcript.focus()
        elif self.focused is not self.prompt:
            self.prompt.focus()
        else:
            self.close_article()

    def on_key(self, event: events.Key) -> None:
        """What is typed anywhere goes to the prompt."""
        own = self.focused.BINDINGS if isinstance(self.focused, Transcript | ArticleBody) else ()
        keys = {key for binding in own if isinstance(binding, Binding) for key in binding.key.split(",")}
        taken = isinstance(self.focused, Input) or event.key in self.active_bindings.keys() | keys
        if taken or not event.is_printable or event.character is None:
            return
        event.stop()
        event.prevent_default()
        self.prompt.focus()
        self.prompt.insert_text_at_cursor(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 Textual gives them
        """Hides the keys that cannot work now."""
        if action == "walk_answers":
            return self.place is not None
        if action == "step_answer":
            card = self.transcript.current
            return card is not None and len(card.places) > 1
        return True

    def action_walk_answers(self) -> None:
        """Gives the keys to the conversation."""
        self.transcript.focus()

    def action_step_answer(self, by: int) -> None:
        """Goes to the next answer of the reply."""
        self.transcript.step_in_reply(by)

    def action_find(self) -> None:
        """Opens the line to find in the article."""
        self.pane.open_find()

    def action_step_found(self, by: int) -> None:
        """Goes to the next place found."""
        self.pane.step_found(by)
