"""Fits ranking and confidence on questions with known answers."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.evaluate import RIGHT_F1, Asked, Outcome
from qa.merge import same_answer
from qa.metrics import f1_score, normalize_answer
from qa.order import FIRST_READ, by_promise, leader
from qa.questions import Question
from qa.rank import Answer
from qa.weights import FILE_NAME, Weights

RANKING_FEATURES = (
    "margin",
    "share",
    "presence",
    "logit",
    "dense",
    "coverage",
    "nearness",
    "sentence",
    "type",
    "mismatch",
    "length",
)
RISING = ("score", "gap", "agreement", "margin", "presence", "logit", "dense", "coverage", "sentence", "type")
"""Confidence may not fall when one of these rises."""
HELPING = ("margin", "share", "presence", "logit", "dense", "coverage", "nearness", "sentence", "type", "agreement")
"""A candidate may not rank lower for one of these."""
HURTING = ("mismatch",)
"""A candidate may not rank higher, or be surer, for one of these."""
CONFIDENCE_FEATURES = (*RISING, *HURTING)
RIDGE = 0.003
STEPS = 60
NESTED_F1 = 0.35
MOST_CHANGED = 0.003  # of the first answers that reading on would have changed

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidate answers of one question and which are right."""

    evidence: tuple[dict[str, float], ...]
    right: tuple[bool, ...]


def judge(question: Question, answers: Sequence[Answer], lenient: bool = False) -> Judged:
    """The answers judged against the accepted ones: right with F1 of `RIGHT_F1` or more.

    `lenient` counts those right too that say the same.
    """
    right = tuple(
        question.answerable
        and (
            f1_score(a.text, question.answers) >= RIGHT_F1
            or (lenient and any(says_the_same(a.text, accepted) for accepted in question.answers))
        )
        for a in answers
    )
    return Judged(tuple(dict(a.evidence) for a in answers), right)


def says_the_same(answer: str, accepted: str) -> bool:
    """Whether the one only adds to the other: "52", "52 personnel and citizens".

    Most training questions have the answer of one person, and a second one would have marked it longer or shorter: by
    that one alone confidence would be fitted too low.
    """
    own, right = set(normalize_answer(answer).split()), set(normalize_answer(accepted).split())
    if not own or not right:
        return False
    nested = own <= right or right <= own
    return same_answer(answer, accepted) or (nested and f1_score(answer, (accepted,)) >= NESTED_F1)


def fit_confidence(outcomes: Sequence[Outcome], ranking: Weights) -> Weights:
    """The ranking with confidence fitted on what it did with questions of known answers, leniently judged."""
    confident, bias = fit_log_odds([judge(o.question, o.answers, lenient=True) for o in outcomes if o.answers])
    return replace(ranking, confident=confident, bias=bias)


def fit_ranking(judged: Sequence[Judged]) -> dict[str, float]:
    """Weights that give the right answers of a question most of its softmax over candidates.

    A conditional logit (McFadden 1974) with a little ridge; questions without a right candidate teach nothing and are
    left out. A weight of the wrong sign (`HELPING`, `HURTING`) comes from chance: that feature is left out.
    """
    names = [*RANKING_FEATURES, "agreement"]
    useful = [j for j in judged if any(j.right) and not all(j.right)]
    while True:
        weights = _conditional_logit([(_matrix(j.evidence, names), np.array(j.right)) for j in useful])
        by_chance = _by_chance(names, weights, HELPING)
        if not by_chance:
            return dict(zip(names, weights.tolist(), strict=True))
        names.remove(by_chance[0])


def _by_chance(names: Sequence[str], weights: Matrix, helping: Sequence[str]) -> list[str]:
    """The features whose weight has a sign that it cannot have but by chance."""
    return [n for n, w in zip(names, weights, strict=True) if (w < 0 and n in helping) or (w > 0 and n in HURTING)]


def _conditional_logit(groups: list[tuple[Matrix, NDArray[np.bool_]]]) -> Matrix:
    """One weight a column, for groups of (features of the candidates, which are right)."""
    scale = np.concatenate([x for x, _ in groups]).std(axis=0) + 1e-6
    width = len(scale)
    weights = np.zeros(width)
    for _ in range(STEPS):
        gradient, hessian = -RIDGE * len(groups) * weights, RIDGE * len(groups) * np.eye(width)
        for raw, right in groups:
            x = raw / scale
            p = _softmax(x @ weights)
            q = p * right / (p * right).sum()
            mean = p @ x
            gradient += (q - p) @ x
            hessian += (x * p[:, None]).T @ x - np.outer(mean, mean)
        step = np.linalg.solve(hessian, gradient)
        weights += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-5:
            break
    return np.asarray(weights / scale, float)


def fit_log_odds(
    judged: Sequence[Judged], top: int = 1, features: Sequence[str] = CONFIDENCE_FEATURES
) -> tuple[dict[str, float], float]:
    """Weights and bias of the log odds that an answer is right, over the first `top` of each question.

    Logistic regression with a little ridge, by Newton's method. The weights of what is in `RISING` may not fall below
    zero, nor that of `HURTING` above it.
    """
    rows = [(e, r) for j in judged for e, r in list(zip(j.evidence, j.right, strict=True))[:top]]
    names = list(features)
    labels = np.array([r for _, r in rows], float)
    while True:
        x = _matrix([e for e, _ in rows], names)
        mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
        weights, bias = _logistic((x - mean) / scale, labels)
        by_chance = _by_chance(names, weights, RISING)
        if not by_chance:
            break
        names.remove(by_chance[0])
    raw = weights / scale
    return dict(zip(names, raw.tolist(), strict=True)), float(bias - raw @ mean)


def fit_room(asked: Sequence[Asked], weights: Weights) -> float:
    """How far the first answer must lie above what is unread, so that reading on changes it `MOST_CHANGED` of the time.

    Every passage of `asked` is to have been read. inf when there is no such lead.
    """
    found = []
    for each in asked:
        order, promised = by_promise(each.hits, weights)
        first = set(order[:FIRST_READ])
        if len(order) > FIRST_READ:
            begun = [reading if i in first else None for i, reading in enumerate(each.readings)]
            begin, lead = leader(each.question.text, each.hits, begun, each.articles, weights)
            whole, _ = leader(each.question.text, each.hits, each.readings, each.articles, weights)
            if begin and whole:
                found.append((lead - promised[order[FIRST_READ]], begin.text != whole.text))
    found.sort(reverse=True)
    changed, room = 0, math.inf
    for number, (lead, differs) in enumerate(found, 1):
        changed += differs
        if changed <= MOST_CHANGED * number:
            room = lead
    return room


def fit_threshold(confidences: Sequence[float], right: Sequence[bool], answerable: Sequence[bool]) -> float:
    """The confidence at which answering pays most, half the weight on questions with and half on those without answer.

    Gains: a right answer given, and a question without an answer refused.
    """
    confidence = np.asarray(confidences)
    correct, has = np.asarray(right, float), np.asarray(answerable, bool)
    best, best_gain = 0.5, -1.0
    for cut in np.linspace(0.02, 0.98, 97):
        given = confidence >= cut
        gain = (given & has) @ correct / max(1, has.sum()) + (~given & ~has).sum() / max(1, (~has).sum())
        if gain > best_gain:
            best, best_gain = float(cut), float(gain)
    return best


def save_weights(weights: Weights, folder: Path, note: str, reader: str = "") -> None:
    """Writes `ranking.json`, aside first; in an index folder with the name of the reader it was fitted for."""
    fitted: dict[str, object] = {
        "note": note,
        "reader": reader,
        "ranking": {name: round(w, 5) for name, w in weights.ranking.items()},
        "confident": {name: round(w, 5) for name, w in weights.confident.items()},
        "bias": round(weights.bias, 5),
        "threshold": round(weights.threshold, 4),
        "null_threshold": round(weights.null_threshold, 4),
    }
    if math.isfinite(weights.room):
        fitted["room"] = round(weights.room, 4)
    aside = folder / f"{FILE_NAME}.part"
    aside.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    aside.replace(folder / FILE_NAME)


def _matrix(evidence: Sequence[dict[str, float]], names: Sequence[str]) -> Matrix:
    return np.array([[e[name] for name in names] for e in evidence], float).reshape(len(evidence), len(names))


def _softmax(scores: Matrix) -> Matrix:
    shifted = np.exp(scores - scores.max())
    return np.asarray(shifted / shifted.sum(), float)


def _logistic(x: Matrix, labels: Matrix) -> tuple[Matrix, float]:
    design = np.column_stack([x, np.ones(len(x))])
    weights = np.zeros(design.shape[1])
    ridge = RIDGE * len(x) * np.diag([*np.ones(x.shape[1]), 0.0])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (labels - p) - ridge @ weights
        hessian = (design * (p * (1 - p))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(hessian, gradient)
        weights += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    return weights[:-1], float(weights[-1])
