"""Where sentences begin and end: in news and notes, without a model."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

_STOP = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”）]*")
"""Marks that may end a sentence, with the quotes and brackets that close behind them."""

_NEVER_LAST = frozenset(
    "mr mrs ms dr prof rev hon gen col lt sgt capt cpl det insp cmdr adm maj gov sen rep pres supt fr sr st ste mt ft "
    "vs v cf e.g i.e eg ie viz approx ca fig figs eq nos vol vols pp p sec ch nr messrs mme mlle".split()
)
"""Abbreviations that something always follows."""

_SELDOM_LAST = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues thu thur thurs fri "
    "inc ltd corp co bros jr etc al a.m p.m u.s u.k u.n e.u d.c b.c ph.d m.d est dept univ assn ave blvd rd "
    "hrs hr ed eds trans".split()
)
"""Abbreviations that end a sentence only when a sentence opens behind them."""

_ALSO_WORDS = frozenset("no art sec min max wed sat sun".split())
"""Words that are abbreviations only before a number or a month."""

_MONTHS = frozenset(
    "jan january feb february mar march apr april jun june jul july aug august sep sept september "
    "oct october nov november dec december".split()
)
"""Without May, which is a name too."""

_OPENERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my in on at by for from with after "
    "before when while since although though as if but and or however meanwhile there here who what where why how "
    "some many most all no not one two according last next another both each".split()
)
"""Words that, with a capital, open a sentence."""

_LIST_MARK = re.compile(r"(?:[-*+•‣·–—]|\d{1,3}[.)]|[a-z][.)]|#{1,6})\s|[|>]")
_WORD_BEFORE = re.compile(r"[\w.&]+$")
_NEXT_WORD = re.compile(r"[\"'“‘«(\[]*([\w'’-]+)")
_WRAPPED_LINE_CHARS = 45
"""A line at least this long that ends without a stop is taken to go on in the next one."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences' (start, end) offsets in order, without blanks around; together they hold all visible text."""
    spans: list[tuple[int, int]] = []
    for block_start, block_end in _blocks(text):
        start = block_start
        for stop in [*_stops(text, block_start, block_end), block_end]:
            span = _trimmed(text, start, stop)
            if span[0] < span[1]:
                spans.append(span)
            start = stop
    return spans


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The (start, end) of the sentence that holds text[start:end], or of the sentences when it runs across some."""
    spans = sentences_of(text)
    if not spans:
        return start, end
    first = max(bisect_right([span[0] for span in spans], start) - 1, 0)
    last = min(bisect_left([span[1] for span in spans], end), len(spans) - 1)
    return min(spans[first][0], start), max(spans[max(first, last)][1], end)


sentences_of = lru_cache(maxsize=64)(sentences)  # every span of a passage asks for its own


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: broken at blank lines, list items, headings and short lines."""
    start = offset = 0
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        offset += len(line) + 1
        if not goes_on(line.strip(), following.strip()):
            yield start, min(offset, len(text))
            start = offset


def goes_on(line: str, following: str) -> bool:
    """Whether the text of a line runs on in the following one, as in hard-wrapped files."""
    if not line or not following or _LIST_MARK.match(following) or line.startswith(("#", "|")):
        return False
    return following[0].islower() or len(line) >= _WRAPPED_LINE_CHARS


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in _STOP.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, match, end):
            yield match.end()


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    following = _NEXT_WORD.match(text[stop.end() : min(end, stop.end() + 60)].lstrip())
    if stop[0][0] in "。！？":
        return True
    word = following[1] if following else ""
    if word[:1].islower():
        return False
    if stop[0][0] != "." or stop[0].startswith(".."):
        return True
    return _period_ends(text, stop, word)


def _period_ends(text: str, stop: re.Match[str], following: str) -> bool:
    """Whether a period ends a sentence before this word, or before a sign where that is ""."""
    before = _WORD_BEFORE.search(text[max(0, stop.start() - 20) : stop.start()])
    if before is None or len(stop[0]) > 1:
        return True
    word = before[0].casefold().lstrip(".")
    if word in _ALSO_WORDS and before[0] != "Sec":  # a secretary, whose name follows
        return not following[:1].isdigit() and following.casefold() not in _MONTHS
    if word in _NEVER_LAST:
        return False
    initial = len(word) == 1 and word.isalpha() and before[0].isupper()
    dotted = re.fullmatch(r"\w(?:\.\w)+", word) is not None
    if initial or dotted or word in _SELDOM_LAST:
        return following.casefold() in _OPENERS and not (initial and following == "I")
    return not (word.isdigit() and len(word) < 3 and _begins_line(text, stop.start() - len(word)))


def _begins_line(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"
