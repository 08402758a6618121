"""How good it is: the reader on its own contexts, and the whole path from a question to its answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.load import Article
from index.search import Hit, Search
from qa.ask import PASSAGES_READ
from qa.cut import tidy
from qa.metrics import (
    auroc,
    best_threshold,
    coverage_at,
    exact_match,
    expected_calibration_error,
    f1_score,
    percentile,
)
from qa.order import known, read_in_order
from qa.questions import Question
from qa.rank import Answer, rank
from qa.read import Reader, Reading
from qa.weights import Weights, reaches

RECALL_AT = (1, 5, 10, 20)
STABLE = 0.02  # a confidence may move so far when more passages are read
RIGHT_F1 = 0.6  # an answer with this token F1 or more counts as right when answers are counted
Figures = dict[str, float]
OnQuestion = Callable[[int, int], object]
"""Hears (questions done, questions in all)."""


def unheard(done: int, total: int) -> None:
    """Does nothing."""


@dataclass(frozen=True, slots=True)
class ReaderOutcome:
    """What the reader did with one question on its own context."""

    margin: float
    """Best span minus its null, in logits."""
    exact: float
    """EM of the best span, 0 when there is no right answer."""
    f1: float
    """F1 of the best span, 0 when there is no right answer."""
    answerable: bool


def run_reader(
    questions: Sequence[Question], reader: Reader, on_question: OnQuestion = unheard
) -> tuple[list[ReaderOutcome], Figures]:
    """Each question read on its own context; the outcomes and the speed. Questions need a context."""
    reader.load()
    outcomes, began = [], time.perf_counter()
    for number, question in enumerate(questions):
        (reading,) = reader.read(question.text, [question.context])
        text = best_text(reading, question.context)
        exact, f1 = (
            (exact_match(text, question.answers), f1_score(text, question.answers))
            if question.answerable
            else (0.0, 0.0)
        )
        outcomes.append(ReaderOutcome(reading.margin, exact, f1, question.answerable))
        on_question(number + 1, len(questions))
    return outcomes, {"questions_a_second": len(questions) / max(1e-9, time.perf_counter() - began)}


def best_text(reading: Reading, passage: str) -> str:
    """The words of the best span, its borders tidied; empty when there is none."""
    if not reading.spans:
        return ""
    start, end = tidy(passage, reading.spans[0].start, reading.spans[0].end)
    return passage[start:end]


def reader_figures(outcomes: Sequence[ReaderOutcome], threshold: float) -> Figures:
    """EM and F1 in percent, at the best and at a fixed margin threshold, the parts, and the no-answer AUROC."""
    margins, answerable = [o.margin for o in outcomes], [o.answerable for o in outcomes]
    with_answer = [o for o in outcomes if o.answerable]
    without = [o for o in outcomes if not o.answerable]
    cut, best_f1 = best_threshold(margins, [o.f1 for o in outcomes], answerable)
    _, best_em = best_threshold(margins, [o.exact for o in outcomes], answerable)
    figures = {
        "questions": float(len(outcomes)),
        "best_f1": 100 * best_f1,
        "best_em": 100 * best_em,
        "best_threshold": cut,
        "fixed_threshold": threshold,
        "fixed_f1": 100 * _mean([_earned(o, o.f1, threshold) for o in outcomes]),
        "fixed_em": 100 * _mean([_earned(o, o.exact, threshold) for o in outcomes]),
    }
    if with_answer:
        figures |= {
            "has_answer_questions": float(len(with_answer)),
            "has_answer_f1": 100 * _mean([o.f1 for o in with_answer]),
            "has_answer_em": 100 * _mean([o.exact for o in with_answer]),
        }
    if without:
        figures |= {
            "no_answer_questions": float(len(without)),
            "no_answer_refused": 100 * _mean([float(o.margin < threshold) for o in without]),
        }
    if with_answer and without:
        figures["no_answer_auroc"] = auroc(margins, answerable)
    return figures


def _earned(outcome: ReaderOutcome, score: float, threshold: float) -> float:
    if outcome.margin < threshold:
        return float(not outcome.answerable)
    return score


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the whole path did with one question."""

    question: Question
    answers: tuple[Answer, ...]
    """Every candidate answer, best first, given or not."""
    hits: tuple[Hit, ...]
    """The passages found."""
    ranks: dict[str, int]
    """Rank of the first gold passage by search ("dense", "lexical", "fused"); 0 when it was not found."""
    seconds: float

    @property
    def confidence(self) -> float:
        """Of the first answer; 0 without one."""
        return self.answers[0].confidence if self.answers else 0.0

    def exact(self, top: int = 1) -> float:
        """Best EM of the first `top` answers."""
        return max((exact_match(a.text, self.question.answers) for a in self.answers[:top]), default=0.0)

    def f1(self, top: int = 1) -> float:
        """Best F1 of the first `top` answers."""
        return max((f1_score(a.text, self.question.answers) for a in self.answers[:top]), default=0.0)

    @property
    def right(self) -> bool:
        """Whether the first answer is right: with F1 of `RIGHT_F1` or more."""
        return self.question.answerable and self.f1() >= RIGHT_F1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that was found and read for it, to be ranked by one rule or several."""

    question: Question
    hits: tuple[Hit, ...]
    readings: tuple[Reading | None, ...]
    """One a hit; None where it was not read."""
    articles: Mapping[str, Article]
    ranks: dict[str, int]
    seconds: float

    def first(self, passages: int) -> Asked:
        """The same, had only so many passages been found."""
        return replace(self, hits=self.hits[:passages], readings=self.readings[:passages])

    def ranked(self, weights: Weights) -> Outcome:
        """What comes of it under these weights."""
        began = time.perf_counter()
        answers = rank(self.question.text, *known(self.hits, self.readings), self.articles, weights)
        seconds = self.seconds + time.perf_counter() - began
        return Outcome(self.question, answers, self.hits, self.ranks, seconds)


def ask_all(
    questions: Sequence[Question],
    search: Search,
    reader: Reader,
    gold_source: Callable[[Question], str | None],
    on_question: OnQuestion = unheard,
    stop_by: Weights | None = None,
    passages: int = PASSAGES_READ,
) -> Iterator[Asked]:
    """Each question asked of the whole index, one after the other; so many passages are found for it.

    Without `stop_by` every passage found is read; with it, reading stops as in the product.
    `gold_source` names the file that holds the question's answer; None when any file may.
    """
    search.load()
    reader.load()
    for number, question in enumerate(questions):
        began = time.perf_counter()
        hits = tuple(search.hits(question.text, passages))
        articles = search.store.articles({hit.passage.article_id for hit in hits})

        def read(chosen: Sequence[Hit], asked: str = question.text) -> Sequence[Reading]:
            titles = [hit.citation.title for hit in chosen]
            return reader.read(asked, [hit.passage.text for hit in chosen], titles=titles)

        readings = read_in_order(question.text, hits, articles, stop_by or Weights(), read)
        seconds = time.perf_counter() - began
        ranks = gold_ranks(question, search, gold_source(question)) if question.answerable else {}
        yield Asked(question, hits, readings, articles, ranks, seconds)
        on_question(number + 1, len(questions))


def gold_ranks(question: Question, search: Search, source: str | None) -> dict[str, int]:
    """For each way of searching, the rank of the first passage of the gold file that holds an accepted answer."""
    found = {}
    for way, hits in search.compare(question.text, max(RECALL_AT)).items():
        gold = (number for number, hit in enumerate(hits, 1) if is_gold(hit, question, source))
        found[way] = next(gold, 0)
    return found


def is_gold(hit: Hit, question: Question, source: str | None) -> bool:
    """Whether the passage comes from the gold file and holds an accepted answer."""
    if source is not None and Path(hit.citation.source).name != source:
        return False
    return any(answer in hit.passage.text for answer in question.answers)


def end_to_end_figures(outcomes: Sequence[Outcome], threshold: float) -> Figures:
    """Recall, EM, F1 in percent, refusals, calibration, latency, and where answers were lost."""
    answerable = [o for o in outcomes if o.question.answerable]
    rest = [o for o in outcomes if not o.question.answerable]
    figures = {"questions": float(len(outcomes)), "answerable": float(len(answerable))}
    if answerable:
        for way in ("dense", "lexical", "fused"):
            for k in RECALL_AT:
                figures[f"recall@{k}_{way}"] = 100 * _mean([float(0 < o.ranks[way] <= k) for o in answerable])
        figures |= {
            "first_em": 100 * _mean([o.exact() for o in answerable]),
            "first_f1": 100 * _mean([o.f1() for o in answerable]),
            "best_of_3_em": 100 * _mean([o.exact(3) for o in answerable]),
            "best_of_3_f1": 100 * _mean([o.f1(3) for o in answerable]),
            "right_and_given": 100 * _mean([float(o.right and reaches(o.confidence, threshold)) for o in answerable]),
            "wrongly_refused": 100 * _mean([float(not reaches(o.confidence, threshold)) for o in answerable]),
            **_losses(answerable),
        }
    if rest:
        figures["rightly_refused"] = 100 * _mean([float(not reaches(o.confidence, threshold)) for o in rest])
    confidences, right = [o.confidence for o in outcomes], [o.right for o in outcomes]
    figures |= {
        "ece": expected_calibration_error(confidences, right),
        "auroc": auroc(confidences, right),
        "coverage_at_80": 100 * coverage_at(confidences, right, 0.8),
        "p50_ms": 1000 * percentile([o.seconds for o in outcomes], 0.5),
        "p95_ms": 1000 * percentile([o.seconds for o in outcomes], 0.95),
    }
    return figures


def moved_figures(fewer: Sequence[Outcome], more: Sequence[Outcome]) -> Figures:
    """How far the confidence of the same questions moves when more passages are read, and how often the answer does."""
    moved = [abs(one.confidence - other.confidence) for one, other in zip(fewer, more, strict=True)]
    texts = [[o.answers[0].text if o.answers else "" for o in outcomes] for outcomes in (fewer, more)]
    return {
        "moved_mean": _mean(moved),
        "moved_p95": percentile(moved, 0.95),
        "moved_over_0.02": 100 * _mean([float(distance > STABLE) for distance in moved]),
        "moved_answer": 100 * _mean([float(one != other) for one, other in zip(*texts, strict=True)]),
    }


def _losses(answerable: Sequence[Outcome]) -> Figures:
    """Where the first answer's F1 went: passage not among those read, another passage first, the wrong span."""
    lost = {"lost_not_found": 0.0, "lost_read_elsewhere": 0.0, "lost_wrong_span": 0.0}
    for outcome in answerable:
        missing = 1.0 - outcome.f1()
        if not 0 < outcome.ranks["fused"] <= PASSAGES_READ:
            lost["lost_not_found"] += missing
        elif not outcome.answers or not any(
            a in outcome.answers[0].quote.passage.text for a in outcome.question.answers
        ):
            lost["lost_read_elsewhere"] += missing
        else:
            lost["lost_wrong_span"] += missing
    return {name: 100 * value / len(answerable) for name, value in lost.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
