"""`x`: why this answer, in full, over the conversation."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
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

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The explanation, its lines unbroken."""
        with ScrollableContainer(id="why"):
            yield Static(Content.styled(self._text, ".sentence"), markup=False, id="why-text")
