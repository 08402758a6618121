"""Ranked answers -> those that are given: one with its rivals, the parts of a list, or answers that contradict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.expect import Expected, asks_for_several, asks_who_someone_is, expected_type, type_match
from qa.merge import answer_tokens, measured, same_answer, size
from qa.names import TITLES
from qa.order import AS_MUCH_ABOUT_IT
from qa.rank import Answer

LEAST_RUNNER_UP = 0.2  # confidence below which another answer is not worth a line
LEAST_LEFT = 0.05  # of confidence that must be left for one: less is noise
LEAST_RIVAL = 0.3  # confidence from which an answer of another article contradicts the first
ROUNDING = 0.1  # share by which two lengths may differ and be the same, told in other units
NEARLY_AS_SURE = 0.15  # within it the date decides which of two contradicting answers comes first
ONE_ANSWER = frozenset(
    [
        *(Expected.PERSON, Expected.NAME, Expected.COUNT, Expected.NUMBER, Expected.MONEY),
        *(Expected.YEAR, Expected.TIME, Expected.DURATION),
    ]
)
"""The kinds of which a question that asks for one has one: two names contradict, two reasons need not, and one place
may lie in another."""
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|nearly|almost|roughly|over|under|some|up to|at (?:least|most)"
    r"|(?:more|less|fewer) than)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_HAPPENS_TO_MANY = re.compile(
    r"\bwho (?:else )?(?:died|(?:is|was|are|were|got|has been|have been) (?:dead|killed|injured|hurt|wounded|arrested"
    r"|detained|charged|jailed|missing|rescued))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers that are given, in the order they are shown."""

    answers: tuple[Answer, ...]
    several: bool = False
    """Whether the question asks for several, and these are parts of what it asks for."""
    conflict: bool = False
    """Whether articles contradict each other: the first two answers are from different ones, the newer first when both
    are nearly as sure."""


def settle(question: str, ranked: Sequence[Answer], threshold: float = 0.0) -> Settled:
    """What is given of the ranked answers, of which the first is sure enough: its confidence reaches the threshold.

    Of a question with one answer no more than 1 of confidence is shared out: the runners-up get what the first leaves,
    and of two that contradict each other each gets its share.
    """
    first, *others = ranked
    others = [answer for answer in others if answer.confidence >= LEAST_RUNNER_UP]
    if asks_for_several(question):
        return Settled((first, *others), several=bool(others))
    rival = next((other for other in others if _contradict(question, first, other)), None)
    if rival is not None:
        others.remove(rival)
        if _newer(rival, first) and rival.confidence >= max(threshold, first.confidence - NEARLY_AS_SURE):
            first, rival = rival, first
        first, rival = _sharing_evenly(first, rival)
    given = (first, *([rival] if rival else []), *others)
    return Settled(_leaving(given, 1 if rival is None else 2), conflict=rival is not None)


def _contradict(question: str, first: Answer, other: Answer) -> bool:
    """Whether an answer of another article denies the first, as well as words and types can tell."""
    expected = expected_type(question)
    if asks_who_someone_is(question) or _HAPPENS_TO_MANY.search(question):
        return False
    return (
        expected in ONE_ANSWER
        and other.confidence >= LEAST_RIVAL
        and other.quote.passage.article_id not in {q.passage.article_id for q in (first.quote, *first.support)}
        and other.evidence.get("coverage", 0.0) >= AS_MUCH_ABOUT_IT * first.evidence.get("coverage", 0.0)
        and type_match(expected, first.text) > 0
        and type_match(expected, other.text) > 0
        and _incompatible(expected, first.text, other.text)
    )


def _incompatible(expected: Expected, one: str, other: str) -> bool:
    """Whether both cannot be right: "May 2019" only tells more than "2019", and "over 50" may be 52."""
    if expected in (Expected.TIME, Expected.YEAR):
        years = [set(_YEAR.findall(text)) for text in (one, other)]
        return all(years) and years[0].isdisjoint(years[1])
    own, their = answer_tokens(one), answer_tokens(other)
    if set(own) <= set(their) or set(their) <= set(own) or same_answer(one, other):
        return False
    if expected in (Expected.PERSON, Expected.NAME):
        titled = TITLES.issuperset(own[:-1]) or TITLES.issuperset(their[:-1])
        return not (titled and own[-1:] == their[-1:])
    if _ABOUT.search(one) or _ABOUT.search(other):
        return False
    (numbers, units), (others, in_others) = measured(one), measured(other)
    own_size, their_size = size(one), size(other)
    if units != in_others and own_size and their_size and own_size[0] == their_size[0]:
        return abs(own_size[1] - their_size[1]) > ROUNDING * max(own_size[1], their_size[1])
    return not (numbers <= others or others <= numbers or (units and in_others and units.isdisjoint(in_others)))


def _newer(one: Answer, other: Answer) -> bool:
    """Whether its article has the later date, so far as both dates go: "2019" is not older than "2019-05"."""
    own, their = one.quote.citation.date, other.quote.citation.date
    length = min(len(own), len(their))
    return length > 0 and own[:length] > their[:length]


def _sharing_evenly(one: Answer, other: Answer) -> tuple[Answer, Answer]:
    """Both with what is theirs of 1, when together they would have more."""
    whole = max(1.0, one.confidence + other.confidence)
    return replace(one, confidence=one.confidence / whole), replace(other, confidence=other.confidence / whole)


def _leaving(answers: Sequence[Answer], kept: int) -> tuple[Answer, ...]:
    """The answers, each with no more confidence than those before it leave; after those `kept` only with some left."""
    left, shown = 1.0, []
    for number, answer in enumerate(answers):
        if number < kept or min(answer.confidence, left) >= LEAST_LEFT:
            shown.append(replace(answer, confidence=min(answer.confidence, left)))
        left = max(0.0, left - answer.confidence)
    return tuple(shown)
