"""Confidence and threshold fitted anew on a person's own questions, and what that is worth on ones not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.errors import UserError
from qa.calibrate import CONFIDENCE_FEATURES, Judged, fit_log_odds, fit_threshold, judge
from qa.evaluate import Figures, Outcome
from qa.metrics import auroc, expected_calibration_error
from qa.weights import Weights, reaches

LEAST_QUESTIONS = 30
FOLDS = 5
EVENTS_A_FEATURE = 10
"""So many right and so many wrong answers for each weight that is fitted (Peduzzi et al. 1996)."""


def refit(outcomes: Sequence[Outcome], base: Weights) -> Weights:
    """`base` with the confidence, and the threshold where some question has no answer, that these outcomes ask for.

    The ranking stays. With few outcomes the log odds of `base` are only scaled and shifted (Platt 1999); with many,
    each feature is weighed anew. The outcomes are to be ranked by `base`.
    """
    answered = [o for o in outcomes if o.answers]
    judged = [judge(o.question, o.answers) for o in answered]
    rarer = min(sum(o.right for o in answered), sum(not o.right for o in answered))
    if rarer >= EVENTS_A_FEATURE * len(CONFIDENCE_FEATURES):
        confident, bias = fit_log_odds(judged)
    else:
        confident, bias = _rescaled(judged, base)
    fitted = replace(base, confident=confident, bias=bias)
    if all(o.question.answerable for o in answered):
        return fitted
    confidences = [fitted.confidence(o.answers[0].evidence) for o in answered]
    threshold = fit_threshold(confidences, [o.right for o in answered], [o.question.answerable for o in answered])
    return replace(fitted, threshold=threshold)


def _rescaled(judged: Sequence[Judged], base: Weights) -> tuple[dict[str, float], float]:
    """The weights and bias of `base`, all times one number, and another added to the bias."""
    odds = [Judged(({"score": base.log_odds(j.evidence[0])},), j.right[:1]) for j in judged]
    scale, shift = fit_log_odds(odds, features=("score",))
    factor = scale.get("score", 0.0)
    return {name: factor * weight for name, weight in base.confident.items()}, factor * base.bias + shift


def check_enough(outcomes: Sequence[Outcome]) -> None:
    """Raises UserError when there are too few questions, or too few right or wrong first answers, to fit on."""
    right = sum(o.right for o in outcomes if o.answers)
    wrong = sum(not o.right for o in outcomes if o.answers)
    if len(outcomes) >= LEAST_QUESTIONS and min(right, wrong) >= FOLDS:
        return
    raise UserError(
        f"{len(outcomes)} questions, {right} answered right and {wrong} wrong, are too few to fit confidence on",
        f"At least {LEAST_QUESTIONS} are needed, {FOLDS} or more of them answered right and {FOLDS} or more wrong; "
        "questions that the articles do not answer count as wrong.",
    )


def before(outcomes: Sequence[Outcome], base: Weights) -> Figures:
    """How well `base`, which ranked the outcomes, knows right from wrong."""
    confidences = [o.confidence for o in outcomes]
    return _figures(outcomes, confidences, [reaches(c, base.threshold) for c in confidences])


def cross_validated(outcomes: Sequence[Outcome], base: Weights) -> Figures:
    """How well the refitted weights know right from wrong on questions they were not fitted on.

    Five times, four fifths of the questions are fitted on and the others judged.
    """
    confidences, given = [0.0] * len(outcomes), [False] * len(outcomes)
    for fold in _folds(outcomes):
        held_out = set(fold)
        fitted = refit([o for i, o in enumerate(outcomes) if i not in held_out], base)
        for i in fold:
            if outcomes[i].answers:
                confidences[i] = fitted.confidence(outcomes[i].answers[0].evidence)
                given[i] = reaches(confidences[i], fitted.threshold)
    return _figures(outcomes, confidences, given)


def _folds(outcomes: Sequence[Outcome]) -> list[list[int]]:
    """Indexes of the outcomes, dealt out so that each fold has its share of right ones and of answerable questions."""
    order = sorted(range(len(outcomes)), key=lambda i: (outcomes[i].right, outcomes[i].question.answerable))
    return [order[fold::FOLDS] for fold in range(FOLDS)]


def _figures(outcomes: Sequence[Outcome], confidences: Sequence[float], given: Sequence[bool]) -> Figures:
    right = [o.right for o in outcomes]
    asked = list(zip(outcomes, given, strict=True))
    has = [(o, shown) for o, shown in asked if o.question.answerable]
    rest = [shown for o, shown in asked if not o.question.answerable]
    figures = {
        "ece": expected_calibration_error(confidences, right),
        "auroc": auroc(confidences, right),
        "right_and_given": 100 * sum(o.right and shown for o, shown in has) / len(has),
    }
    return figures | ({"rightly_refused": 100 * sum(not shown for shown in rest) / len(rest)} if rest else {})
