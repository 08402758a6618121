"""F1: what the focused part is for, and the keys that work in it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui.highlight import clip
from tui.styles import STYLES, Styled


def explanation(focused: Widget | None) -> str:
    """The help of the nearest widget that has one."""
    nodes = focused.ancestors_with_self if focused else []
    text = next((inspect.cleandoc(node.HELP) for node in nodes if isinstance(node, Widget) and node.HELP), "")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def key_lines(bindings: Iterable[ActiveBinding], display: Callable[[Binding], str]) -> Content:
    """One line for each thing that can be done: its keys, as `display` writes them, and what it does."""
    keys: dict[str, list[str]] = {}
    for active in bindings:
        if active.enabled and active.binding.tooltip:
            keys.setdefault(active.binding.tooltip, []).append(display(active.binding))
    lines = [
        Content.styled(f"{' '.join(names):>7}  ", ".key") + Content.styled(told, ".sentence")
        for told, names in keys.items()
    ]
    return Content("\n").join(lines)


class HelpScreen(ModalScreen[None], Styled):
    """Help on one part of the screen; any of its keys closes it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter", "dismiss", "Close", id="help.close", tooltip="Close the help"),
    ]

    def __init__(self, title: str, text: str, keys: Content) -> None:
        super().__init__()
        self._heading = title
        self._text = text
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Title, explanation, keys."""
        with VerticalScroll(id="help"):
            yield Static(Content.styled(clip(self._heading, 60), ".title"), markup=False)
            yield Static(Content.styled(self._text, ".sentence"), markup=False, id="help-text")
            yield Static(self._keys, markup=False)
            yield Static(Content.styled("Escape closes this help.", ".dim"), markup=False, id="help-foot")
