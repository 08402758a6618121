"""Passages are read in order of promise, until no unread one can change the first answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from index.load import Article
from index.search import Hit
from index.words import words
from qa.evidence import Told
from qa.expect import asks_for_several
from qa.rank import Answer, rank
from qa.read import Reading
from qa.weights import Weights

FIRST_READ = 4
"""Passages read before the first look at whether more are needed."""
AS_MUCH_ABOUT_IT = 0.8
"""Of the coverage of the first answer's passage: what covers less of the question is about something else."""
Read = Callable[[Sequence[Hit]], Sequence[Reading]]
"""Reads these passages: one reading each, in their order."""


def read_in_order(
    question: str,
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    weights: Weights,
    read: Read,
    told: Told | None = None,
) -> tuple[Reading | None, ...]:
    """One reading a hit, None where there was no need to read.

    When the first answer of the most promising passages cannot be overtaken, only those of the others are read that
    speak of it, since they may support it, and those as much about the question as its own, since they may contradict
    it. A question for several things has all of them read. `told` is the answer before, as for `rank`.
    """
    order, promised = by_promise(hits, weights, told)
    readings: list[Reading | None] = [None] * len(hits)

    def read_these(places: Sequence[int]) -> None:
        for place, reading in zip(places, read([hits[i] for i in places]), strict=True):
            readings[place] = reading

    if math.isinf(weights.room) or asks_for_several(question):
        read_these(order)
        return tuple(readings)
    read_these(order[:FIRST_READ])
    rest = order[FIRST_READ:]
    if rest:
        answer, lead = leader(question, hits, readings, articles, weights, told)
        if answer and lead - promised[rest[0]] >= weights.room:
            about_it = AS_MUCH_ABOUT_IT * answer.evidence["coverage"]
            rest = [i for i in rest if hits[i].coverage >= about_it or _speaks_of(answer.text, hits[i].passage.text)]
        read_these(rest)
    return tuple(readings)


def by_promise(hits: Sequence[Hit], weights: Weights, told: Told | None = None) -> tuple[list[int], list[float]]:
    """The places of the hits, most promising first, and what each hit promises."""
    follows = [
        told.nearness(hit.passage.article_id, hit.passage.start, hit.passage.start + len(hit.passage.text))
        if told
        else 0.0
        for hit in hits
    ]
    promised = [
        weights.promise(hit.dense, hit.coverage, hit.rank, near) for hit, near in zip(hits, follows, strict=True)
    ]
    return sorted(range(len(hits)), key=lambda i: -promised[i]), promised


def leader(
    question: str,
    hits: Sequence[Hit],
    readings: Sequence[Reading | None],
    articles: Mapping[str, Article],
    weights: Weights,
    told: Told | None = None,
) -> tuple[Answer | None, float]:
    """The first answer of what has been read, and its score; -inf when there is none."""
    found = rank(question, *known(hits, readings), articles, weights, told)
    return (found[0], found[0].score) if found else (None, float("-inf"))


def known(hits: Sequence[Hit], readings: Sequence[Reading | None]) -> tuple[list[Hit], list[Reading]]:
    """The hits that were read, and what was read in them."""
    read = [(hit, reading) for hit, reading in zip(hits, readings, strict=True) if reading is not None]
    return [hit for hit, _ in read], [reading for _, reading in read]


def _speaks_of(answer: str, text: str) -> bool:
    """Whether the text has half of the answer's words or more."""
    said = set(words(answer))
    return len(said & set(words(text))) * 2 >= len(said)
