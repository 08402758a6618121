"""The spans of all passages -> one ranked list of answers, each with the probability that it is right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.load import Article, Citation
from index.search import Hit
from index.sentences import sentence_around
from index.split import Passage
from index.words import question_words
from qa.cut import amount_start, name_start, tidy, whole_list
from qa.evidence import Evidence, Told, gather
from qa.expect import (
    UNMISTAKABLE,
    Expected,
    asks_for_several,
    asks_who_someone_is,
    expected_type,
    is_other_measure,
    type_match,
)
from qa.merge import same_answer
from qa.read import Reading
from qa.weights import Weights

_AGO = re.compile(r"\s+ago\b", re.IGNORECASE)
CONFIDENCE_WORDS = ((0.85, "almost sure"), (0.65, "likely"), (0.4, "unsure"), (0.0, "a guess"))


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a passage, with the place it stands at."""

    passage: Passage
    start: int
    """First character, counted in the passage."""
    end: int
    """One past the last character."""
    citation: Citation
    """Where the quote begins."""

    @property
    def text(self) -> str:
        """The words quoted, exactly as they stand."""
        return self.passage.text[self.start : self.end]

    @property
    def sentence(self) -> tuple[int, int]:
        """The sentence it stands in, as characters of the passage."""
        return sentence_around(self.passage.text, self.start, self.end)

    @property
    def place(self) -> tuple[str, int, int]:
        """Article id, first and last character of the article: equal for the same quote in two overlapping passages."""
        return self.passage.article_id, self.passage.start + self.start, self.passage.start + self.end


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question, with everything that speaks for it."""

    quote: Quote
    confidence: float
    """Fitted probability that the answer is right, 0 to 1."""
    score: float
    """What answers of one question are ranked by."""
    support: tuple[Quote, ...] = ()
    """The same answer elsewhere, best first; not including `quote`."""
    stale: bool = False
    """Whether the file has changed on disk, or gone, since it was indexed."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The features behind score and confidence, by name."""

    @property
    def text(self) -> str:
        """The words quoted, exactly as they stand."""
        return self.quote.text


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    words: frozenset[str]
    """The question's own terms."""
    expected: Expected
    several: bool
    """Whether it asks for a list."""


@dataclass(slots=True)
class _Candidate:
    quote: Quote
    evidence: Evidence
    score: float


def confidence_word(confidence: float) -> str:
    """How sure, in words, of a confidence as it is shown: with two digits."""
    return next(word for least, word in CONFIDENCE_WORDS if round(confidence, 2) >= least)


def rank(
    question: str,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    articles: Mapping[str, Article],
    weights: Weights,
    told: Told | None = None,
) -> tuple[Answer, ...]:
    """Every different answer found, best first.

    `readings` belong to `hits` one to one; `articles` holds the article of each hit; `told` is the answer before
    in a talk, where the question leans on it. Whether the first answer is good enough to be given is not decided here:
    compare its confidence with `weights.threshold`.
    """
    asks = _Asked(question, frozenset(question_words(question)), expected_type(question), asks_for_several(question))
    candidates = [
        candidate
        for hit, reading in zip(hits, readings, strict=True)
        for candidate in _candidates(asks, hit, reading, articles[hit.passage.article_id], weights, told)
    ]
    groups = _group(_unrepeated(candidates))
    leading = [group[0].score + weights.agreement_bonus(_elsewhere(group)) for group in groups]
    order = sorted(range(len(groups)), key=lambda i: -leading[i])
    return tuple(_answer(groups[i], leading[i], _rival(leading, i), weights) for i in order)


def _candidates(
    asks: _Asked, hit: Hit, reading: Reading, article: Article, weights: Weights, told: Told | None
) -> list[_Candidate]:
    found = []
    for span in reading.spans:
        start, end = tidy(hit.passage.text, span.start, span.end)
        if asks.several:
            start, end = whole_list(hit.passage.text, start, end)
        elif asks.expected in (Expected.PERSON, Expected.NAME) and not asks_who_someone_is(asks.question):
            start = name_start(hit.passage.text, start, end)
        elif asks.expected in (Expected.MONEY, Expected.COUNT, Expected.NUMBER):
            start = amount_start(hit.passage.text, start, end)
        words = hit.passage.text[start:end]
        if not any(c.isalnum() for c in words):
            continue
        if asks.expected is Expected.DURATION and _AGO.match(hit.passage.text, end):
            continue  # when it was, not how long
        nameless = asks.expected is Expected.NAME and hit.passage.text.islower()  # nothing in it looks like a name
        if asks.expected in UNMISTAKABLE and type_match(asks.expected, words) == -1.0 and not nameless:
            continue
        if is_other_measure(asks.question, words):
            continue
        quote = Quote(hit.passage, start, end, article.cite(hit.passage.start + start))
        first, last = quote.sentence
        evidence = gather(asks.words, asks.expected, hit, span, quote.text, hit.passage.text[first:last], told)
        found.append(_Candidate(quote, evidence, weights.score(evidence)))
    return found


def _unrepeated(candidates: list[_Candidate]) -> list[_Candidate]:
    """Best first, without a quote that overlaps a better one: passages share sentences."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.score):
        article, start, end = candidate.quote.place
        others = (k.quote.place for k in kept)
        if not any(article == a and start < e and s < end for a, s, e in others):
            kept.append(candidate)
    return kept


def _group(candidates: list[_Candidate]) -> list[list[_Candidate]]:
    """The candidates by answer, each group best first."""
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        group = next((g for g in groups if same_answer(g[0].quote.text, candidate.quote.text)), None)
        if group is None:
            groups.append([candidate])
        else:
            group.append(candidate)
    return groups


def _elsewhere(group: list[_Candidate]) -> float:
    """The best margin of the same answer in another text, or 0 when there is none; a copy of an article is none."""
    first = group[0].quote.passage.text
    return max((c.evidence["margin"] for c in group[1:] if c.quote.passage.text != first), default=0.0)


def _rival(scores: list[float], own: int) -> float:
    """The best score of another answer; far below when there is none."""
    return max((score for i, score in enumerate(scores) if i != own), default=scores[own] - 10.0)


def _answer(group: list[_Candidate], score: float, rival: float, weights: Weights) -> Answer:
    best = group[0]
    evidence = dict(best.evidence)
    evidence["score"] = score - weights.ranking.get("follows", 0.0) * evidence["follows"]
    evidence["gap"] = max(-10.0, min(10.0, score - rival))
    evidence["agreement"] = max(0.0, _elsewhere(group))
    support = tuple(c.quote for c in group[1:])
    return Answer(best.quote, weights.confidence(evidence), score, support, evidence=evidence)
