"""Why this answer: the passages found, what spoke for the answer, and what each part of it added."""

from __future__ import annotations

from dataclasses import dataclass

from index.search import Hit
from qa.ask import Reply
from qa.evidence import FEATURES, GROUP_FEATURES
from qa.rank import Answer
from qa.weights import Weights, probability

MEANINGS = FEATURES | GROUP_FEATURES


@dataclass(frozen=True, slots=True)
class PassageFound:
    """One passage, how it was found and what was read in it."""

    hit: Hit
    """The passage with its rank, cosine, BM25 and coverage."""
    margin: float | None
    """How far its best span beats its null, in logits; None where it was not read, or had no word."""
    chosen: bool
    """Whether the answer stands in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One feature of the answer and what it added."""

    name: str
    meaning: str
    """What the feature is, in words."""
    value: float
    ranking_weight: float
    """What the ranking multiplies it by; 0 when the ranking leaves it out."""
    confidence_weight: float
    """What the confidence multiplies it by; 0 when the confidence leaves it out."""

    @property
    def to_score(self) -> float:
        """What it added to the score."""
        return self.value * self.ranking_weight

    @property
    def to_log_odds(self) -> float:
        """What it added to the log odds of being right."""
        return self.value * self.confidence_weight


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the first answer of a reply, or the best candidate of a refusal, came about."""

    answer: Answer | None
    """None when nothing was found to read."""
    given: bool
    """Whether it was given; otherwise it was not sure enough."""
    passages: tuple[PassageFound, ...]
    """Nearest first."""
    parts: tuple[Part, ...]
    """The features that have a weight: `to_score` sums to the score, `bias` and `to_log_odds` to the log odds."""
    bias: float
    """Log odds of being right when every feature is zero."""
    threshold: float
    """The lowest confidence at which an answer is given."""
    conflict: bool
    """Whether the answer shares its confidence with one that contradicts it."""

    @property
    def log_odds(self) -> float:
        """Of being right: the bias and what the features added."""
        return self.bias + sum(part.to_log_odds for part in self.parts)

    @property
    def confidence(self) -> float:
        """P(right) by the sum of the log odds, whatever other articles say."""
        return probability(self.log_odds)


def explain(reply: Reply, weights: Weights) -> Explanation:
    """How the reply's first answer, or the best candidate it refused, came about under the weights that ranked it."""
    answer = next(iter((*reply.answers, *reply.refused)), None)
    passages = tuple(
        PassageFound(hit, margin, answer is not None and hit.passage == answer.quote.passage)
        for hit, margin in zip(reply.hits, reply.margins or (None,) * len(reply.hits), strict=True)
    )
    parts = _parts(answer, weights) if answer else ()
    return Explanation(answer, reply.answered, passages, parts, weights.bias, weights.threshold, reply.conflict)


def _parts(answer: Answer, weights: Weights) -> tuple[Part, ...]:
    weighted = [
        name for name in MEANINGS if name in answer.evidence and (name in weights.ranking or name in weights.confident)
    ]
    return tuple(
        Part(
            name,
            MEANINGS[name],
            answer.evidence[name],
            weights.ranking.get(name, 0.0),
            weights.confident.get(name, 0.0),
        )
        for name in weighted
    )
