"""What speaks for a span: the features that ranking and confidence are fitted on."""

from __future__ import annotations

import math

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
}
GROUP_FEATURES = {
    "score": "the ranking's own sum",
    "gap": "score minus that of the best different answer",
    "agreement": "best margin of the same answer in another passage",
}
MARGIN_LIMIT = 25.0


def gather(asked: frozenset[str], expected: Expected, hit: Hit, span: Span, answer: str, sentence: str) -> Evidence:
    """The features of one span by name; `asked` holds the question's terms, `sentence` is the one around the answer."""
    said = frozenset(words(answer))
    around = frozenset(words(sentence)) - said
    matched = type_match(expected, answer)
    return {
        "margin": max(-MARGIN_LIMIT, min(MARGIN_LIMIT, span.margin)),
        "share": max(-MARGIN_LIMIT, span.score - span.norm),
        "presence": min(MARGIN_LIMIT, span.norm - span.null),
        "logit": span.score,
        "dense": hit.dense,
        "lexical": hit.lexical,
        "coverage": hit.coverage,
        "nearness": 1.0 / hit.rank,
        "sentence": len(asked & around) / max(1, len(asked)),
        "type": max(0.0, matched),
        "mismatch": max(0.0, -matched),
        "length": math.log(max(1, len(answer.split()))),
    }
