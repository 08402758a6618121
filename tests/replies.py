"""Replies made by hand, for the tests of the faces."""

from __future__ import annotations

import math
from pathlib import Path

from index.load import Citation
from index.search import Hit
from index.split import Passage
from qa.ask import Reply
from qa.rank import Answer, Quote

TEXT = "Earlier things were said. MTS partnered with Huawei\nin Moscow. Later things followed."
OFFSET = 100  # of the passage in its article


def quote(words: str = "Huawei", source: Path | str = "/articles/mts.txt", page: int | None = None) -> Quote:
    """The first occurrence of the words in the passage; from a pdf when a page is given."""
    start = TEXT.index(words)
    line, column = (None, None) if page else (7, start + 1)
    citation = Citation(str(source), "Red carpet", "2019-06-06", line, column, page)
    return Quote(Passage("a1", OFFSET, OFFSET + len(TEXT), TEXT), start, start + len(words), citation)


def answer(words: str = "Huawei", confidence: float = 0.91, *support: Quote, stale: bool = False) -> Answer:
    """An answer of these words."""
    return Answer(quote(words), confidence, 3.0, support, stale)


def hit(rank: int = 1, source: Path | str = "/articles/mts.txt") -> Hit:
    """A passage found."""
    found = quote("Earlier", source)
    return Hit(found.passage, found.citation, 1 / rank, rank, math.nan, 0.0)


def reply(*answers: Answer, question: str = "who partnered with MTS?", understood: str = "") -> Reply:
    """A reply with these answers; with none, a refusal."""
    hits = tuple(hit(rank) for rank in range(1, 6))
    reason = "" if answers else "No passage is about this."
    return Reply(question, understood or question, answers, hits, 0.0321, reason)
