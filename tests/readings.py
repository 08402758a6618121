"""Articles, passages found in them and what a reader made of them, by hand."""

from __future__ import annotations

from index.load import Article
from index.search import Hit
from index.split import Passage
from qa.evidence import FEATURES
from qa.read import Reading
from qa.spans import Span
from qa.weights import Weights

BY_MARGIN = Weights(ranking={"margin": 1.0}, confident={"margin": 0.5}, bias=0.0, threshold=0.6)
"""Ranks by the reader's margin alone."""


def article(text: str, name: str = "a") -> Article:
    """An article whose text begins on line 1 of its file."""
    return Article(name, f"Title of {name}", "2019-06-06", text, f"/articles/{name}.txt", 1, (), ())


def hit(found_in: Article, part: str = "", rank: int = 1, dense: float = 0.5, coverage: float = 1.0) -> Hit:
    """The part of the article (all of it by default), found."""
    words = part or found_in.text
    start = found_in.text.index(words)
    passage = Passage(found_in.id, start, start + len(words), words)
    citation = found_in.cite(start)
    return Hit(passage=passage, citation=citation, rank=rank, dense=dense, lexical=3.0, coverage=coverage)


def span(text: str, words: str, margin: float) -> Span:
    """The first occurrence of the words, so far above its null of 2."""
    start = text.index(words)
    return Span(start, start + len(words), score=margin + 2.0, null=2.0, norm=margin + 3.0)


def reading(found: Hit, **margins: float) -> Reading:
    """A reading of these words with these margins; `_` in a word stands for a blank."""
    spans = [span(found.passage.text, words.replace("_", " "), margin) for words, margin in margins.items()]
    return Reading(tuple(sorted(spans, key=lambda found_span: -found_span.margin)))


def evidence(**known: float) -> dict[str, float]:
    """All features, 0 where not given."""
    return dict.fromkeys(FEATURES, 0.0) | known
