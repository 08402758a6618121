"""The field's measures: EM, F1, AUROC, ECE, risk and coverage."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize_answer(text: str) -> str:
    """Lower case, without ASCII punctuation, articles and extra blanks.

    Source: the official SQuAD 1.1 and 2.0 evaluation rules (Rajpurkar et al. 2016, 2018).
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(predicted: str, accepted: Iterable[str]) -> float:
    """1 when the prediction equals an accepted answer after normalisation; no accepted answer means "" is right."""
    own = normalize_answer(predicted)
    return float(any(own == normalize_answer(answer) for answer in _or_empty(accepted)))


def f1_score(predicted: str, accepted: Iterable[str]) -> float:
    """The best token F1 against the accepted answers; empty against empty is 1, against anything else 0."""
    return max(_token_f1(predicted, answer) for answer in _or_empty(accepted))


def _or_empty(accepted: Iterable[str]) -> list[str]:
    """The answers that survive normalisation, as the official script keeps them; the empty one when none is left."""
    return [answer for answer in accepted if normalize_answer(answer)] or [""]


def _token_f1(predicted: str, accepted: str) -> float:
    own, right = normalize_answer(predicted).split(), normalize_answer(accepted).split()
    if not own or not right:
        return float(own == right)
    common = sum((Counter(own) & Counter(right)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(own), common / len(right)
    return 2 * precision * recall / (precision + recall)


def best_threshold(margins: ArrayLike, scores: ArrayLike, answerable: ArrayLike) -> tuple[float, float]:
    """The margin at or above which answering pays most, and the mean score there; arrays of shape (questions,).

    An answered question earns its score (0 when it has no answer), a refused one earns 1 when it has none.
    Source: the official SQuAD 2.0 script's best threshold, with the margin as minus its null odds.
    """
    margin, earned = np.asarray(margins, float), np.asarray(scores, float)
    has_answer = np.asarray(answerable, bool)
    order = np.argsort(-margin, kind="stable")
    gains = np.where(has_answer, earned, -1.0)[order]
    totals = np.concatenate([[0.0], np.cumsum(gains)]) + float((~has_answer).sum())
    ordered = margin[order]
    may_cut = (
        np.concatenate([[True], np.append(ordered[1:] < ordered[:-1], True)]) if len(ordered) else np.array([True])
    )
    best = int(np.argmax(np.where(may_cut, totals, -np.inf)))
    threshold = float("inf") if best == 0 else float(ordered[best - 1])
    return threshold, float(totals[best] / max(1, len(margin)))


def auroc(scores: ArrayLike, positive: ArrayLike) -> float:
    """P(a positive scores above a negative), ties half; nan when one side is missing. Shapes (n,).

    Source: the Mann-Whitney statistic.
    """
    values, labels = np.asarray(scores, float), np.asarray(positive, bool)
    count = int(labels.sum())
    if count == 0 or count == len(labels):
        return float("nan")
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[labels].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def expected_calibration_error(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """The mean distance between confidence and accuracy over equal-width bins, weighted by their size.

    Source: Naeini et al. 2015; Guo et al. 2017, eq. 3.
    """
    return sum(
        size * abs(confidence - accuracy) for confidence, accuracy, size in reliability(confidences, right, bins)
    )


def reliability(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> list[tuple[float, float, float]]:
    """(mean confidence, accuracy, share of the questions) of each equal-width bin that is not empty."""
    confidence, correct = np.asarray(confidences, float), np.asarray(right, float)
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    table = []
    for b in range(bins):
        inside = number == b
        if inside.any():
            table.append((float(confidence[inside].mean()), float(correct[inside].mean()), float(inside.mean())))
    return table


def risk_coverage(confidences: ArrayLike, right: ArrayLike) -> NDArray[np.float64]:
    """Rows (coverage, accuracy) when only the most confident are answered, one for each confidence; shape (m, 2).

    Questions of equal confidence are answered together: no threshold tells them apart.
    """
    confidence, correct = np.asarray(confidences, float), np.asarray(right, float)
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    curve = np.stack([answered / max(1, len(order)), np.cumsum(correct[order]) / answered], axis=1)
    last_of_its_kind = np.append(np.diff(confidence[order]) < 0, True)[: len(order)]
    return np.asarray(curve[last_of_its_kind], float)


def coverage_at(confidences: ArrayLike, right: ArrayLike, accuracy: float) -> float:
    """The largest share of the questions that can be answered at this accuracy or better."""
    curve = risk_coverage(confidences, right)
    reached = curve[curve[:, 1] >= accuracy, 0]
    return float(reached.max()) if len(reached) else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0..1) of the values lies; nan without values."""
    return float(np.quantile(np.asarray(values, float), share)) if len(values) else float("nan")
