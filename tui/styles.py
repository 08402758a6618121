"""The names content is marked with; the style sheet says what each looks like, with colours and without."""

from __future__ import annotations

from textual.style import Style
from textual.widget import Widget

STYLES = {
    "answer",
    "bar",
    "bar-rest",
    "brand",
    "chosen",
    "confidence",
    "dim",
    "error",
    "found",
    "found-current",
    "key",
    "mark",
    "nearest",
    "nothing",
    "other",
    "passage",
    "question",
    "sentence",
    "source",
    "title",
    "warning",
}
"""Component classes of every screen: `Content.stylize(".mark", …)` finds them there."""


class Styled(Widget):
    """A screen whose styles keep their background.

    Textual blends an opaque background away when it makes the partial style of a component class.
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of the component classes; with `partial`, only what they themselves say."""
        style = super().get_visual_style(*component_classes, partial=partial)
        for name in component_classes if partial else ():
            background = self.get_component_styles(name).background
            style += Style(background=background) if background.a else Style()
        return style
