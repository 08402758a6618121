"""The first screen: what is indexed, and three questions that work."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.highlight import one_line

if TYPE_CHECKING:
    from index.store import Status


class Suggestions(OptionList):
    """Questions to begin with."""

    HELP = "Questions that the articles answer. Enter or the number asks one; a click does too."
    BINDING_GROUP_TITLE = "Suggestions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Ask", id="suggestions.ask", tooltip="Ask the selected question"),
        *(
            Binding(n, f"app.suggested({n})", "Ask", show=False, id=f"suggestions.{n}", tooltip=f"Ask question {n}")
            for n in "123"
        ),
    ]


class Welcome(Vertical):
    """What stands in the conversation before the first question."""

    class Chosen(Message):
        """A suggested question is to be asked."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self) -> None:
        super().__init__(id="welcome")
        self.questions: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """What is indexed, then the questions."""
        yield Static(Content.styled("Ask your articles", ".title"), markup=False)
        yield Static(
            Content.styled("Every answer is a quote, with its file and line.", ".dim"), markup=False, id="promise"
        )
        yield Static(Content.styled("Opening your articles", ".dim"), id="indexed", markup=False)
        yield Static(id="suggestions-label", markup=False)
        yield Suggestions(id="suggestions", compact=True)

    def describe(self, status: Status) -> None:
        """Says what is indexed."""
        self.query_one("#indexed", Static).update(indexed(status))

    def suggest(self, questions: Sequence[str]) -> None:
        """Offers questions."""
        self.questions = tuple(questions)
        label = "Type a number, or pick one:" if questions else ""
        self.query_one("#suggestions-label", Static).update(Content.styled(label, ".dim"))
        choices = self.query_one(Suggestions)
        choices.clear_options()
        choices.add_options(Option(_numbered(n, question)) for n, question in enumerate(questions, 1))
        choices.display = bool(questions)
        choices.highlighted = 0 if questions else None

    def question(self, number: str) -> str | None:
        """The question with this number, typed."""
        known = {str(n): question for n, question in enumerate(self.questions, 1)}
        return known.get(number.strip())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Asks the question that was picked."""
        event.stop()
        self.post_message(self.Chosen(self.questions[event.option_index]))


def _numbered(number: int, question: str) -> Content:
    return Content.styled(f"{number}  ", ".key") + Content.styled(one_line(question), ".sentence")


def indexed(status: Status) -> Content:
    """Articles, passages and where they come from; what was skipped."""
    counts = Content.styled(f"{status.articles:,} articles · {status.passages:,} passages", ".sentence")
    lines = [counts, Content.styled(", ".join(_short(path) for path in status.paths), ".dim")]
    if status.skipped:
        lines.append(Content.styled(f"{len(status.skipped):,} files skipped: `dossier status` says why", ".dim"))
    return Content("\n").join(lines)


def _short(path: str) -> str:
    """The path relative to the working folder when under it, else with the home folder as a tilde."""
    for folder, sign in ((Path.cwd, ""), (Path.home, "~/")):
        with suppress(ValueError, OSError):  # not under it, or it is gone
            return one_line(f"{sign}{Path(path).relative_to(folder())}")
    return one_line(path)
