"""Markdown as plain text: marks go, words stay, and every column of the file can still be told."""

from __future__ import annotations

import re
from itertools import accumulate

from index.clean import clean

_MARKS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^(?P<open>[ ]*(?:```|~~~).*)$",
        r"^(?P<open>[ ]*(?P<rule>[-*_=])(?:[ ]*(?P=rule)){2,}[ ]*)$",
        r"^(?P<open>(?:[ ]*>)+[ ]?)",
        r"^(?P<open>#{1,6}[ ]+)",
        r"(?<![\\`])(?P<open>`+)[^`\n]+(?P<close>`+)",
        r"(?<!\\)(?P<open>!\[)[^\[\]\n]*(?P<close>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\))",
        r"(?<!\\)(?P<open>\[)[^\[\]\n]*(?P<close>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\))",
        r"(?<!\\)(?P<open>\*\*)(?=[^\s*])[^*\n]+(?<=[^\s\\])(?P<close>\*\*)",
        r"(?<![\w\\])(?P<open>__)(?=[^\s_])[^\n_]+(?<=[^\s\\])(?P<close>__)(?!\w)",
        r"(?<![\w*\\])(?P<open>\*)(?=[^\s*])[^*\n]+(?<=[^\s\\])(?P<close>\*)(?![\w*])",
        r"(?<![\w\\])(?P<open>_)(?=[^\s_])[^\n_]+(?<=[^\s\\])(?P<close>_)(?!\w)",
        r"(?P<open>\\)[!-/:-@\[-`{-~]",
    )
)
"""What a mark opens and closes with: fences, rules, quotes, headings, code, pictures and links, emphasis, escapes."""


def without_marks(text: str, removed: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The cleaned text without marks, and its removed offsets, those of the marks among them."""
    for pattern in _MARKS:
        spans = [
            match.span(name)
            for match in pattern.finditer(text)
            for name in pattern.groupindex.keys() & {"open", "close"}
        ]
        shorter, more_removed = _without(text, removed, sorted(spans))
        if clean(shorter) == shorter:  # marks between a letter and its accent have to stay
            text, removed = shorter, more_removed
    return text, removed


def _without(text: str, removed: tuple[int, ...], spans: list[tuple[int, int]]) -> tuple[str, tuple[int, ...]]:
    """The text without these spans of single lines, and the removed offsets with theirs."""
    if not spans:
        return text, removed
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    pieces = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    gone_before = [0, *accumulate(end - start for start, end in spans)]
    offsets = [start - gone for (start, end), gone in zip(spans, gone_before, strict=False) for _ in range(start, end)]
    place = 0
    for offset in removed:
        while place < len(spans) and spans[place][1] <= offset:
            place += 1
        inside = max(0, offset - spans[place][0]) if place < len(spans) else 0
        offsets.append(offset - gone_before[place] - inside)
    return "".join(pieces), tuple(sorted(offsets))
