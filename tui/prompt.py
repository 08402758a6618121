"""The line a question is typed in, and the questions typed before."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui.highlight import one_line


class History:
    """Lines typed before, walked up and down; an edited line is kept as it was left until the next one is sent."""

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._drafts: dict[int, str] = {}
        self._at = 0

    def send(self, line: str) -> None:
        """Remembers a line (once when it is repeated) and forgets the drafts."""
        if line.strip() and line not in self._sent[-1:]:
            self._sent.append(line)
        self._drafts.clear()
        self._at = len(self._sent)

    def step(self, shown: str, by: int) -> str:
        """The line `by` steps away from the one shown, which is kept; the one shown where there is no such line."""
        target = self._at + by
        if not 0 <= target <= len(self._sent):
            return shown
        self._drafts[self._at] = shown
        self._at = target
        return self._drafts.get(target, self._sent[target] if target < len(self._sent) else "")


class Prompt(Input):
    """Takes a question; up and down walk the questions before it."""

    HELP = """\
Type a question and press enter. The answer is a quote from your articles.

Enter on an empty line opens the article of the last answer. A question that is running is given up with escape.
"""
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Ask", id="prompt.ask", tooltip="Ask; on an empty line, open the article"),
        Binding("tab", "screen.walk_answers", "Answers", id="prompt.answers", tooltip="Go to the answers"),
        Binding("ctrl+q", "app.quit", "Quit", priority=True, id="prompt.quit", tooltip="Leave at once; all is saved"),
        Binding("up", "earlier", "Earlier", show=False, id="prompt.earlier", tooltip="The question before this one"),
        Binding("down", "later", "Later", show=False, id="prompt.later", tooltip="The question after this one"),
    ]

    class Asked(Message):
        """A line was sent; it may be empty."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(placeholder="Ask your articles", id="prompt", select_on_focus=False)
        self.history = History()

    async def action_submit(self) -> None:
        """Sends the line and clears it."""
        text = self.value
        self.history.send(text)
        self.value = ""
        self.post_message(self.Asked(text))

    def action_earlier(self) -> None:
        """Shows the question before this one."""
        self._show(self.history.step(self.value, -1))

    def action_later(self) -> None:
        """Shows the question after this one."""
        self._show(self.history.step(self.value, 1))

    def give(self, text: str) -> None:
        """Puts `text` in the line when it is empty; what was typed is never lost."""
        if not self.value:
            self._show(text)

    def edit(self, text: str) -> None:
        """Shows `text` to be edited; what stood there is one step up."""
        self.history.send(self.value)
        self._show(text)
        self.focus()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted text becomes one clean line, whole."""
        event.prevent_default()
        event.stop()
        self.replace(one_line(event.text), *self.selection)

    def _show(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)
