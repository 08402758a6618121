"""What speaks for a span: the features that ranking and confidence are fitted on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.search import Hit
from index.words import words
from qa.expect import Expected, type_match
from qa.spans import Span

Evidence = dict[str, float]

FEATURES = {
    "margin": "span score minus the null score of its window, in logits",
    "share": "log of the span's softmax within its window: 0 when the window offers nothing else",
    "presence": "log of the window's whole softmax over its null's: does it answer, wherever the answer's borders are",
    "logit": "start logit + end logit of the span",
    "dense": "cosine of question and passage",
    "lexical": "BM25 of the passage",
    "coverage": "idf-weighted share of the question's words in the passage or its title",
    "nearness": "1 / rank of the passage in the search",
    "sentence": "share of the question's words in the answer's sentence",
    "type": "1 when the answer looks like what is asked for (who, when, how many)",
    "mismatch": "1 when the answer cannot be what is asked for: no name for a who, no number for a how many",
    "length": "log of the answer's number of words",
    "follows": "nearness to the answer before in its article, in a question that leans on it: 1 right behind it",
}
GROUP_FEATURES = {
    "score": "the ranking's own sum but for follows: an answer comes first for standing near, and is no surer for it",
    "gap": "the whole sum minus that of the best different answer",
    "agreement": "best margin of the same answer in another passage",
}
MARGIN_LIMIT = 25.0
NEARBY = 300.0  # characters over which nearness to the answer before falls to 1/e: two or three sentences


@dataclass(frozen=True, slots=True)
class Told:
    """Where the answer before ends: a talk mostly goes on from there."""

    article: str
    """Its id."""
    end: int
    """One past the answer's last character, counted in the article."""
    history: str = ""
    """What was asked and answered, as a reader is told of it."""
    typed: str = ""
    """The question at hand as it was typed after that."""

    def nearness(self, article: str, start: int, stop: int | None = None) -> float:
        """Of what begins at `start` of an article: 1 right behind it; with `stop`, the most of what begins until there.

        What lies before the answer told counts half as much as what lies behind it.
        """
        if article != self.article:
            return 0.0
        if stop is not None and start <= self.end:
            start = min(self.end, stop)
        behind = start - self.end
        return math.exp(-behind / NEARBY) if behind >= 0 else 0.5 * math.exp(behind / NEARBY)


def span_evidence(span: Span) -> Evidence:
    """The features that the reader alone gives, by name."""
    return {
        "margin": max(-MARGIN_LIMIT, min(MARGIN_LIMIT, span.margin)),
        "share": max(-MARGIN_LIMIT, span.score - span.norm),
        "presence": min(MARGIN_LIMIT, span.norm - span.null),
        "logit": span.score,
    }


def gather(
    asked: frozenset[str],
    expected: Expected,
    hit: Hit,
    span: Span,
    answer: str,
    sentence: str,
    told: Told | None = None,
) -> Evidence:
    """The features of one span by name; `asked` holds the question's terms, `sentence` is the one around the answer.

    `told` is the answer that the question leans on, where it leans on one.
    """
    said = frozenset(words(answer))
    around = frozenset(words(sentence)) - said
    matched = type_match(expected, answer)
    return span_evidence(span) | {
        "dense": hit.dense,
        "lexical": hit.lexical,
        "coverage": hit.coverage,
        "nearness": 1.0 / hit.rank,
        "sentence": len(asked & around) / max(1, len(asked)),
        "type": max(0.0, matched),
        "mismatch": max(0.0, -matched),
        "length": math.log(max(1, len(answer.split()))),
        "follows": told.nearness(hit.passage.article_id, hit.passage.start + span.start) if told else 0.0,
    }
