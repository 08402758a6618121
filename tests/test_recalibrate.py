from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from index.errors import UserError
from qa.evaluate import Outcome
from qa.questions import Question
from qa.rank import rank
from qa.recalibrate import before, check_enough, cross_validated, refit
from qa.weights import Weights
from tests.readings import BY_MARGIN, article, hit, reading

MTS = article("MTS partnered with Huawei in Moscow on Wednesday.", "mts")
RIGHT = Question("q", "Who partnered with MTS?", ("Huawei",), "", "", "")
WRONG = Question("q", "Who partnered with MTS?", ("Nokia",), "", "", "")
NONE = Question("q", "Who partnered with MTS?", (), "", "", "")


def outcome(asked: Question, margin: float | None, weights: Weights = BY_MARGIN) -> Outcome:
    """The whole path answers "Huawei" with this margin, or finds nothing."""
    found = hit(MTS)
    margins = {} if margin is None else {"Huawei": margin}
    answers = rank(asked.text, [found], [reading(found, **margins)], {MTS.id: MTS}, weights)
    return Outcome(asked, answers, (found,), {}, 0.1)


def drawn(count: int, seed: int, slope: float, bias: float, unanswerable: bool = True) -> list[Outcome]:
    """Outcomes that are right with log odds of slope * margin + bias."""
    random = np.random.default_rng(seed)
    outcomes = []
    for number in range(count):
        margin = random.normal(2, 3)
        right = random.random() < 1 / (1 + np.exp(-(slope * margin + bias)))
        outcomes.append(outcome(RIGHT if right else (NONE if unanswerable and number % 2 else WRONG), margin))
    return outcomes


def test_too_few_questions_are_refused_with_what_is_needed() -> None:
    enough = [outcome(RIGHT, 3)] * 25 + [outcome(NONE, 1)] * 5
    check_enough(enough)
    for few in (enough[1:], [outcome(RIGHT, 3)] * 96 + [outcome(NONE, 1)] * 4, [outcome(NONE, 1)] * 90):
        with pytest.raises(UserError, match="too few") as refused:
            check_enough(few)
        assert "At least 30 are needed, 5 or more of them" in refused.value.hint


def test_questions_for_which_nothing_was_found_teach_nothing() -> None:
    outcomes = drawn(60, 1, 1.0, -1.0)
    with pytest.raises(UserError, match="too few"):
        check_enough([outcome(RIGHT, 3)] * 30 + [outcome(NONE, None)] * 30)
    assert refit([*outcomes, outcome(WRONG, None)], BY_MARGIN) == refit(outcomes, BY_MARGIN)


def test_the_ranking_stays() -> None:
    base = dataclasses.replace(BY_MARGIN, null_threshold=1.5)
    fitted = refit(drawn(60, 2, 1.0, -1.0), base)
    assert (fitted.ranking, fitted.null_threshold) == (base.ranking, base.null_threshold)
    assert fitted != base


def test_few_questions_scale_and_shift_the_log_odds_that_were() -> None:
    outcomes = drawn(140, 3, 1.0, -2.0)
    fitted = refit(outcomes, BY_MARGIN)
    assert set(fitted.confident) == set(BY_MARGIN.confident)
    assert fitted.confident["margin"] == pytest.approx(1.0, abs=0.35)
    assert fitted.bias == pytest.approx(-2.0, abs=0.8)
    odds = [(fitted.log_odds(o.answers[0].evidence), BY_MARGIN.log_odds(o.answers[0].evidence)) for o in outcomes]
    assert [new for new, _ in sorted(odds, key=lambda pair: pair[1])] == sorted(new for new, _ in odds)


def test_many_questions_weigh_every_feature_anew() -> None:
    fitted = refit(drawn(400, 4, 1.0, -2.0), BY_MARGIN)
    assert {"score", "margin"} <= set(fitted.confident)


def test_confidence_that_says_nothing_becomes_the_share_that_is_right() -> None:
    upside_down = [outcome(RIGHT, -3.0)] * 20 + [outcome(NONE, 3.0)] * 20
    fitted = refit(upside_down, BY_MARGIN)
    confidences = [fitted.confidence(o.answers[0].evidence) for o in upside_down]
    assert confidences == pytest.approx([0.5] * 40, abs=0.01)


def test_without_a_question_that_has_no_answer_the_threshold_stays() -> None:
    assert refit(drawn(60, 5, 1.0, -1.0, unanswerable=False), BY_MARGIN).threshold == BY_MARGIN.threshold
    assert refit(drawn(60, 5, 1.0, -1.0), BY_MARGIN).threshold != BY_MARGIN.threshold


def test_before_is_what_the_outcomes_were_ranked_with() -> None:
    outcomes = [outcome(RIGHT, 4), outcome(RIGHT, -4), outcome(WRONG, -2), outcome(NONE, 6), outcome(NONE, -6)]
    figures = before(outcomes, BY_MARGIN)
    assert figures["right_and_given"] == pytest.approx(100 / 3)
    assert figures["rightly_refused"] == 50
    assert figures["auroc"] == pytest.approx(3 / 6)
    assert "rightly_refused" not in before(outcomes[:3], BY_MARGIN)


def test_calibration_is_better_after_on_questions_not_fitted_on() -> None:
    outcomes = drawn(300, 6, 1.5, -4.0)
    was, is_now = before(outcomes, BY_MARGIN), cross_validated(outcomes, BY_MARGIN)
    assert is_now["ece"] < was["ece"] / 2
    assert is_now["auroc"] == pytest.approx(was["auroc"], abs=0.02)


def test_cross_validation_does_not_judge_by_what_it_was_fitted_on() -> None:
    chance = [outcome(RIGHT if number % 2 else NONE, (number * 7919 % 97) / 10) for number in range(100)]
    seen = refit(chance, BY_MARGIN)
    in_sample = before(
        [dataclasses.replace(o, answers=outcome(o.question, o.answers[0].score, seen).answers) for o in chance], seen
    )
    assert cross_validated(chance, BY_MARGIN)["ece"] > in_sample["ece"]


def test_figures_are_the_same_in_any_order_of_equal_questions() -> None:
    outcomes = [outcome(RIGHT, 4)] * 20 + [outcome(NONE, -1)] * 20
    assert cross_validated(outcomes, BY_MARGIN) == pytest.approx(cross_validated(outcomes[::-1], BY_MARGIN))
