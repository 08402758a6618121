"""`x`: why this answer, in full, over the conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.styles import STYLES, Styled


class WhyScreen(ModalScreen[None], Styled):
    """How an answer, or a refusal, came about; any of its keys closes it, the arrows scroll it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,x,q,enter", "dismiss", "Close", id="why.close", tooltip="Close the explanation"),
    ]

    def __init__(self, text: Callable[[int], str]) -> None:
        """`text` gives the explanation in lines of so many columns."""
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Room for the explanation: how wide it is, is known once it is there."""
        with VerticalScroll(id="why"):
            yield Static(markup=False, id="why-text")

    def on_resize(self) -> None:
        """Lays the explanation out for the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        shown = self.query_one("#why-text", Static)
        shown.update(Content.styled(self._text(shown.size.width), ".sentence"))
