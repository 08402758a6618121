"""A span as the model marked it -> the span a person would have marked: brackets, quotes, units, no loose ends."""

from __future__ import annotations

import re

OPENING = {"(": ")", "[": "]", "{": "}", "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}"}
CLOSING = {close: opening for opening, close in OPENING.items()}
EDGES = " \t\n,;:.!?\N{HORIZONTAL ELLIPSIS}\N{EN DASH}\N{EM DASH}-/*_|<>"
FRONT_EDGES = EDGES.replace(".", "")  # ".NET", ".5"
SCALES = ("thousand", "million", "billion", "trillion")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]\.)+$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|vs|etc|approx|Dr|Mr|Mrs|Ms|a\.m|p\.m)\.$"
)
_UNIT = re.compile(
    r"""
    \s?% | [\s-]per\s?cent\b
    | [\s-](thousand|million|billion|trillion)s?\b(\s(dollars|euros|pounds|people|tons|tonnes)\b)?
    | [\s-](k|c|m)?m\b | \s?(km/h|kg|mph|GHz|MHz|GB|TB|°C|°F)\b | \s?[ap]\.?m\.?(?=\W|$)
    | [\s-](dollar|euro|pound|forint|zloty|mile|ton|tonne|kilogram|degree|year|month|week|day|hour|minute|second)s?\b
    | [\s-](yen|yuan|feet|foot|inch(es)?|kilomet(er|re)s?|met(er|re)s?|lit(er|re)s?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCY = re.compile(r"(?:(?:US|A|C|NZ|HK|AU|CA)?[$€£¥]|(?:USD|EUR|GBP|Rs\.?)\s?)$")
_TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|Lord|Lady|Gen|Lt|Col|Capt|Sgt|Rev|St)\.?\s)$")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """The span cut well: as characters of `text`, never empty where the span held a word.

    Loose punctuation goes; a bracket or quote opened inside is closed or dropped; a number keeps its currency and its
    unit; a name keeps its title.
    """
    start, end = _strip(text, start, end)
    start, end = _balance(text, start, end)
    start, end = _strip(text, start, end)
    return _widen(text, start, end) if start < end else (start, end)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in FRONT_EDGES and not _signed_number(text, start):
        start += 1
    while start < end and text[end - 1] in EDGES:
        if text[end - 1] == "." and _ABBREVIATION.search(text[start:end]):
            break
        end -= 1
    if end < len(text) and text[end] == "." and re.search(r"\b(?:[A-Za-z]\.)+[A-Za-z]$", text[start:end]):
        end += 1  # the last period of "U.S."
    for owner in ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s"):
        if text[start:end].endswith(owner) and end - start > 3:
            end -= len(owner)
    return start, end


def _signed_number(text: str, start: int) -> bool:
    return text[start] in "-\N{EN DASH}" and text[start + 1 : start + 2].isdigit()


def _balance(text: str, start: int, end: int) -> tuple[int, int]:
    """Drops or completes brackets and double quotes that the span cuts in two."""
    for opening, closing in OPENING.items():
        inside = text[start:end]
        depth, lowest = 0, 0
        for character in inside:
            depth += (character == opening) - (character == closing)
            lowest = min(lowest, depth)
        if lowest < 0:
            start, end = _mend_unopened(text, start, end, closing)
        elif depth > 0:
            start, end = _mend_unclosed(text, start, end, opening, closing)
    if text[start:end].count('"') % 2:
        start, end = _mend_straight_quote(text, start, end)
    return _unwrap(text, start, end)


def _mend_unclosed(text: str, start: int, end: int, opening: str, closing: str) -> tuple[int, int]:
    at = text.rindex(opening, start, end)
    if at == start:
        return start + 1, end
    close = text.find(closing, end, end + 2)
    return (start, close + 1) if close >= 0 else (start, at)


def _mend_unopened(text: str, start: int, end: int, closing: str) -> tuple[int, int]:
    at = text.index(closing, start, end)
    return (start, at) if 2 * (at - start) >= end - start else (at + 1, end)


def _mend_straight_quote(text: str, start: int, end: int) -> tuple[int, int]:
    at = text.index('"', start, end)
    if at == start:
        return (start, end + 1) if text[end : end + 1] == '"' else (start + 1, end)
    if text.rindex('"', start, end) == end - 1:
        return (start - 1, end) if start and text[start - 1] == '"' else (start, end - 1)
    if text[end : end + 1] == '"':
        return start, end + 1
    if start and text[start - 1] == '"':
        return start - 1, end
    return (start, at) if 2 * (at - start) >= end - start else (at + 1, end)


def _unwrap(text: str, start: int, end: int) -> tuple[int, int]:
    """Without brackets or quotes around the whole span: they belong to the sentence."""
    while end - start > 2:
        first, last, inner = text[start], text[end - 1], text[start + 1 : end - 1]
        paired = OPENING.get(first) == last or (first == last == '"')
        if not paired or first in inner or last in inner:
            return start, end
        start, end = start + 1, end - 1
    return start, end


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start].isdigit() and (currency := _CURRENCY.search(text, max(0, start - 4), start)):
        start = currency.start()
    scaled = text[start:end].lower().endswith(SCALES)
    if (text[end - 1].isdigit() or scaled) and (unit := _UNIT.match(text, end)):
        end = unit.end()
    if text[start].isupper() and (title := _TITLE.search(text, max(0, start - 6), start)):
        start = title.start()
    return start, end
