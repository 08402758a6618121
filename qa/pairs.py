"""Brackets and quotes that belong together, and spans mended where they cut such a pair in two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BRACKETS = {"(": ")", "[": "]", "{": "}"}
QUOTES = {"“": "”", "„": "“", "«": "»", "「": "」", "‘": "’", '"': '"', "'": "'"}
CLOSER = BRACKETS | QUOTES
SINGLE = "'’‘"  # these are apostrophes too
REACH = 40  # characters after which a quote is not completed any more
LEAST_BEFORE = 3  # letters before an unclosed bracket that can stand as the answer


@dataclass(frozen=True, slots=True)
class Mark:
    """One bracket or quote of a text."""

    place: int
    opener: str
    """The character that opens its pair."""
    opens: bool


def mend(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with every pair whole or out of it, and without a pair around all of it."""
    while (loose := _loose_mark(text, start, end)) is not None:
        start, end = _completed(text, start, end, loose) or _without(text, start, end, loose)
    while end - start > 2 and _wraps(text, start, end):
        start, end = start + 1, end - 1
    return start, end


def _marks(text: str, start: int, end: int) -> Iterator[Mark]:
    open_german = False
    for place in range(start, end):
        character = text[place]
        if character == "“" and open_german:
            yield Mark(place, "„", False)
            open_german = False
        elif character in "'\"’":
            role = _role(text, place)
            if role is not None:
                yield Mark(place, "‘" if character == "’" else character, role)
        elif character in CLOSER:
            open_german = open_german or character == "„"
            yield Mark(place, character, True)
        else:
            opener = next((o for o, closer in CLOSER.items() if closer == character), None)
            if opener is not None:
                yield Mark(place, opener, False)


def _role(text: str, place: int) -> bool | None:
    """Whether the quote at this place opens a pair; None for an apostrophe, as in "don't" and "'90s"."""
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    single = text[place] in SINGLE
    if single and before.isalnum() and after.isalnum():
        return None
    opens = (before.isspace() or before in "([{“„«‘–—-/") and not after.isspace()
    opens = opens or (before in "\"'" and after.isalnum())
    if opens and single and (after.isdigit() or text[place] == "’"):
        return None
    return opens


def _pairs(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[Mark]]:
    """The whole pairs inside, by place, and the marks whose other half is missing."""
    pairs: list[tuple[int, int]] = []
    waiting: list[Mark] = []
    loose: list[Mark] = []
    for mark in _marks(text, start, end):
        if mark.opens:
            waiting.append(mark)
            continue
        at = next((i for i in reversed(range(len(waiting))) if waiting[i].opener == mark.opener), None)
        if at is None:
            loose.append(mark)
        else:
            pairs.append((waiting[at].place, mark.place))
            loose += waiting[at + 1 :]
            del waiting[at:]
    return pairs, loose + waiting


def _loose_mark(text: str, start: int, end: int) -> Mark | None:
    """The first mark without its other half; an apostrophe inside the span passes for none."""
    _, loose = _pairs(text, start, end)
    disturbing = (
        m for m in loose if m.opener not in SINGLE or m.place in (start, end - 1) or _other(text, start, end, m)
    )
    return next(disturbing, None)


def _other(text: str, start: int, end: int, loose: Mark) -> int | None:
    """The place of the missing half outside of the span, near enough to take it in."""
    reach = 2 if loose.opener in BRACKETS else REACH
    low, high = (end, min(len(text), end + reach)) if loose.opens else (max(0, start - reach), start)
    line_end = text.find("\n", low, high) if loose.opens else text.rfind("\n", low, high)
    if line_end >= 0:
        low, high = (low, line_end) if loose.opens else (line_end + 1, high)
    others = [m for m in _marks(text, low, high) if m.opener == loose.opener]
    nearest = (others[0] if loose.opens else others[-1]) if others else None
    return nearest.place if nearest and nearest.opens != loose.opens else None


def _completed(text: str, start: int, end: int, loose: Mark) -> tuple[int, int] | None:
    """The span grown to the missing half; None when that is far, when it cuts another pair, or at the span's edge."""
    other = _other(text, start, end, loose)
    if other is None or loose.place == (start if loose.opens else end - 1):
        return None
    grown = (start, other + 1) if loose.opens else (other, end)
    return grown if _loose_mark(text, *grown) is None else None


def _without(text: str, start: int, end: int, loose: Mark) -> tuple[int, int]:
    """The side of the mark that says more; before a bracket that opens, the side that it only explains."""
    before, after = (_letters(text[start : loose.place]), _letters(text[loose.place + 1 : end]))
    explained = loose.opens and loose.opener in BRACKETS and before >= LEAST_BEFORE
    return (start, loose.place) if explained or before > after else (loose.place + 1, end)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _wraps(text: str, start: int, end: int) -> bool:
    pairs, loose = _pairs(text, start, end)
    return not loose and (start, end - 1) in pairs
