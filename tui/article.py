"""The whole article, scrolled to the answer, with a search in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.answer import LONGEST_TITLE, STALE, Place, where
from tui.highlight import Span, clip, highlight, one_line, row_of

if TYPE_CHECKING:
    from index.load import Article

SHOWN_CHARACTERS = 150_000
"""Wrapping more would hold the keys up: of a longer article the part around the answer is shown."""


class ArticleBody(VerticalScroll):
    """The text of the article."""

    HELP = """\
The article the answer stands in, with the answer highlighted and the other answers underlined.

n and p walk the answers of the reply, / finds words in the article, y copies the quote with its source,
o opens the file in your editor at the line.
"""
    BINDING_GROUP_TITLE = "Article"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "screen.step_answer(1)", "Next", id="article.next", tooltip="The next answer"),
        Binding("p", "screen.step_answer(-1)", "Before", show=False, id="article.previous", tooltip="The one before"),
        Binding("slash", "screen.find", "Find", key_display="/", id="article.find", tooltip="Find words in it"),
        Binding("y", "app.copy_quote", "Copy", id="article.copy", tooltip="Copy the quote with its source"),
        Binding("o", "app.open_file", "Open", id="article.open", tooltip="Open the file in your editor, at the line"),
        Binding("x", "app.why", "Why", show=False, id="article.why", tooltip="Why this answer"),
        Binding("j", "scroll_down", "Down", show=False, id="article.down", tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", show=False, id="article.up", tooltip="Scroll up"),
    ]


class FindInput(Input):
    """Words to find in the article."""

    HELP = "Type words to find in the article. Enter goes to the next place, up to the one before, escape closes."
    BINDING_GROUP_TITLE = "Find"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "screen.step_found(1)", "Next", id="find.next", tooltip="The next place found"),
        Binding("up", "screen.step_found(-1)", "Previous", id="find.previous", tooltip="The place found before"),
    ]


class ArticlePane(Vertical):
    """An article open at a place; its state is the place, the words searched for, and which of them is current."""

    def __init__(self) -> None:
        super().__init__(id="article")
        self.article: Article | None = None
        self.place: Place | None = None
        self._others: tuple[Place, ...] = ()
        self._found: list[Span] = []
        self._found_at = 0

    def compose(self) -> ComposeResult:
        """Head, body and the line to find in."""
        yield Static(id="article-head", markup=False)
        with ArticleBody(id="article-body"):
            yield Static(id="article-text", markup=False)
        yield FindInput(placeholder="Find in the article", id="find", compact=True)

    @property
    def body(self) -> ArticleBody:
        """The part that scrolls and takes the keys."""
        return self.query_one(ArticleBody)

    def show(self, article: Article, place: Place, others: tuple[Place, ...]) -> None:
        """Shows the article at the place; `others` are underlined where they stand in it."""
        if self.article is None or article.id != self.article.id:
            self.close_find()
        self.article, self.place = article, place
        self._others = tuple(other for other in others if other.article_id == article.id and other != place)
        self._draw()
        self._reveal(place.start)

    def show_gone(self, place: Place, why: str) -> None:
        """Says why there is nothing to show at the place."""
        self.article, self.place = None, place
        self.query_one("#article-head", Static).update(_head(place, ""))
        self.query_one("#article-text", Static).update(Content.styled(why, ".dim"))

    def _draw(self) -> None:
        article, place = self.article, self.place
        if article is None or place is None:
            return
        text, shift = self._window(article.text, self._centre(place))
        content = highlight(text, _shifted([(o.start, o.end) for o in self._others if o.exact], shift), ".other")
        content = content.add_spans(highlight(text, _shifted(self._found, shift), ".found").spans)
        content = content.add_spans(highlight(text, _shifted([(place.start, place.end)], shift), place.style).spans)
        if self._found:
            current = _shifted([self._found[self._found_at]], shift)
            content = content.add_spans(highlight(text, current, ".found-current").spans)
        self.query_one("#article-text", Static).update(content)
        self.query_one("#article-head", Static).update(_head(place, self._found_note()))

    def _centre(self, place: Place) -> int:
        """The offset that what is shown of a very long article lies around."""
        return self._found[self._found_at][0] if self._found else place.start

    def _window(self, text: str, offset: int) -> tuple[str, int]:
        if len(text) <= SHOWN_CHARACTERS:
            return text, 0
        start = max(0, offset - SHOWN_CHARACTERS // 2)
        return text[start : start + SHOWN_CHARACTERS], start

    def _reveal(self, offset: int) -> None:
        self.call_after_refresh(self._reveal_now, offset)

    def _reveal_now(self, offset: int) -> None:
        if self.article is None or self.place is None:
            return
        text, shift = self._window(self.article.text, self._centre(self.place))
        width = self.query_one("#article-text", Static).content_size.width
        row = row_of(text, offset - shift, width)
        body = self.body
        body.scroll_to(y=max(0, row - body.size.height // 3), animate=False)

    def on_resize(self) -> None:
        """Keeps the answer in view when the width changes."""
        if self.place is not None:
            self._reveal(self.place.start)

    def open_find(self) -> None:
        """Opens the line to find in."""
        self.add_class("-finding")
        self.query_one(FindInput).focus()

    def close_find(self) -> None:
        """Closes the line and forgets what was found."""
        self._found = []
        self.remove_class("-finding")
        self.query_one(FindInput).value = ""

    @property
    def finding(self) -> bool:
        """Whether the line to find in is open."""
        return self.has_class("-finding")

    @on(Input.Changed, "#find")
    def find(self, event: Input.Changed) -> None:
        """Marks every place where the words stand and goes to the first one below the answer."""
        event.stop()
        words, text = event.value.split(), self.article.text if self.article else ""
        wanted = r"\s+".join(map(re.escape, words))  # words may stand across the end of a line
        self._found = [match.span() for match in re.finditer(wanted, text, re.IGNORECASE)] if words else []
        answer_at = self.place.start if self.place else 0
        self._found_at = next((n for n, (start, _) in enumerate(self._found) if start >= answer_at), 0)
        if self._found:
            self.step_found(0)
        else:
            self._draw()

    def step_found(self, by: int) -> None:
        """Goes to the next place found, around the ends."""
        if self._found:
            self._found_at = (self._found_at + by) % len(self._found)
            self._draw()
            self._reveal(self._found[self._found_at][0])

    def _found_note(self) -> str:
        if self._found:
            return f"{self._found_at + 1} of {len(self._found):,} found"
        return "nothing found" if self.finding and self.query_one(FindInput).value.strip() else ""


def _shifted(spans: list[Span], shift: int) -> list[Span]:
    return [(start - shift, end - shift) for start, end in spans]


def _head(place: Place, note: str) -> Content:
    """Title; then place and date; then what there is to say."""
    citation = place.citation
    lines = [Content.styled(clip(citation.title, LONGEST_TITLE), ".title")]
    source = Content.styled(where(citation), ".source")
    lines.append(
        source + Content.styled("".join(f" · {part}" for part in (one_line(citation.date), note) if part), ".dim")
    )
    if place.stale:
        lines.append(Content.styled(STALE, ".warning"))
    return Content("\n").join(lines)
