"""Text and spans -> styled content: pure, in characters of the text given and cells of the screen.

Styles are component classes (`.mark`), so that the style sheet decides their colours and what stays without colour.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from textual.content import Content
from textual.content import Span as Styled

from index.clean import clean

Span = tuple[int, int]

MARK = ".mark"
ELLIPSIS = "…"


def highlight(text: str, spans: Sequence[Span], style: str = MARK) -> Content:
    """`text` unchanged, each span marked out to whole graphemes; an empty span and one outside mark nothing."""
    whole = (whole_graphemes(text, start, end) for start, end in spans)
    return Content(text).add_spans([Styled(start, end, style) for start, end in whole if start < end])


def whole_graphemes(text: str, start: int, end: int) -> Span:
    """The smallest span that holds start..end and cuts no grapheme (an accent or a joined emoji is never split)."""
    start, end = max(0, start), min(len(text), end)
    if start >= end:
        return (start, start)
    borders = _borders(text)
    return borders[bisect_right(borders, start) - 1], borders[bisect_left(borders, end)]


@lru_cache(maxsize=4)
def _borders(text: str) -> Sequence[int]:
    """The offsets at which graphemes begin, and the end of the text; kept, an article is marked in many places."""
    if text.isascii():
        return range(len(text) + 1)
    return [start for start, _, _ in split_graphemes(text)[0]] + [len(text)]


def one_line(text: str) -> str:
    """`text` as it may stand in one line of a screen: cleaned, every run of blanks one space."""
    return " ".join(clean(text).split())


def clip(text: str, width: int) -> str:
    """`text` in one line of at most `width` cells, an ellipsis where it was cut; graphemes stay whole."""
    line = one_line(text)
    if cell_len(line) <= width:
        return line
    kept, room = 0, width - cell_len(ELLIPSIS)
    for _, end, cells in split_graphemes(line)[0]:
        if (room := room - cells) < 0:
            break
        kept = end
    return (line[:kept].rstrip() + ELLIPSIS) if width > 0 else ""


def excerpt(text: str, around: Span, span: Span, room: int = 480) -> tuple[str, Span]:
    """The piece `around` of text as a paragraph, and `span` in it; past `room` characters it is cut near the span."""
    start, end = min(around[0], span[0]), max(around[1], span[1])
    if end - start > room:
        spare = max(0, room - (span[1] - span[0])) // 2
        start, end = max(start, span[0] - spare), min(end, span[1] + spare)
        start, end = _at_blanks(text, start, end, span)
    head = ELLIPSIS + " " if start > around[0] else ""
    tail = " " + ELLIPSIS if end < around[1] else ""
    piece = text[start:end].replace("\n", " ").replace("\t", " ")
    shift = len(head) - start
    return head + piece + tail, (span[0] + shift, span[1] + shift)


def _at_blanks(text: str, start: int, end: int, span: Span) -> Span:
    """start..end drawn in to the nearest blanks, never into the span."""
    while start < span[0] and not text[start - 1 : start].isspace():
        start += 1
    while end > span[1] and not text[end : end + 1].isspace():
        end -= 1
    return start, end


def row_of(text: str, offset: int, width: int) -> int:
    """The row, counted from 0, in which the character at `offset` stands when Textual wraps `text` to `width` cells."""
    if width < 1 or not text:
        return 0
    line_start = text.rfind("\n", 0, offset) + 1
    line = text[line_start:].partition("\n")[0].replace("\t", " ")
    above = len(Content(text[: line_start - 1]).wrap(width)) if line_start else 0
    seen = 0
    for row, piece in enumerate(rows := Content(line).wrap(width)):
        words = piece.plain.strip()
        seen = line.index(words, seen) + len(words)
        if offset - line_start < seen:
            return above + row
    return above + len(rows) - 1
