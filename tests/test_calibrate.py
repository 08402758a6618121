from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.calibrate import (
    RISING,
    Judged,
    fit_confidence,
    fit_log_odds,
    fit_ranking,
    fit_room,
    fit_threshold,
    judge,
    save_weights,
    says_the_same,
)
from qa.evaluate import Asked, Outcome
from qa.evidence import FEATURES, GROUP_FEATURES
from qa.metrics import expected_calibration_error
from qa.questions import Question
from qa.rank import rank
from qa.weights import Weights, load_weights
from tests.readings import BY_MARGIN, article, hit, reading

NAMES = (*FEATURES, *GROUP_FEATURES)


def evidence(**known: float) -> dict[str, float]:
    """All features of an answer, 0 where not given."""
    return dict.fromkeys(NAMES, 0.0) | known


def question(*answers: str) -> Question:
    return Question("q", "Who partnered with MTS?", answers, "", "", "")


def outcome(asked: Question, **margins: float) -> Outcome:
    """What the path does when these words of one article have these margins."""
    mts = article("MTS partnered with Huawei in Moscow on Wednesday.", "mts")
    found = hit(mts)
    answers = rank(asked.text, [found], [reading(found, **margins)], {mts.id: mts}, BY_MARGIN)
    return Outcome(asked, answers, (found,), {}, 0.1)


def drawn(groups: int, size: int, seed: int) -> list[Judged]:
    """Candidates of which one is right, drawn by a softmax over 1.0 margin + 3.0 coverage - 0.5 length."""
    random = np.random.default_rng(seed)
    judged = []
    for _ in range(groups):
        rows = [
            evidence(margin=random.normal(0, 2), coverage=random.random(), length=random.random() * 4)
            for _ in range(size)
        ]
        scores = np.array([row["margin"] + 3 * row["coverage"] - 0.5 * row["length"] for row in rows])
        chances = np.exp(scores - scores.max())
        right = random.choice(size, p=chances / chances.sum())
        judged.append(Judged(tuple(rows), tuple(i == right for i in range(size))))
    return judged


def test_an_answer_is_judged_by_exact_match_or_enough_of_its_words() -> None:
    answers = outcome(question(), Huawei=4, Moscow=2, partnered_with=1).answers
    assert judge(question("the Huawei."), answers).right == (True, False, False)
    assert judge(question("Huawei", "partnered with whom"), answers).right == (True, False, True)
    assert judge(question(), answers).right == (False, False, False)
    assert judge(question(), answers).evidence[0]["margin"] == 4


def test_the_ranking_finds_the_weights_that_made_the_choices() -> None:
    fitted = fit_ranking(drawn(groups=700, size=4, seed=1))
    assert fitted["margin"] == pytest.approx(1.0, abs=0.15)
    assert fitted["coverage"] == pytest.approx(3.0, abs=0.6)
    assert fitted["length"] == pytest.approx(-0.5, abs=0.15)
    assert all(abs(fitted[name]) < 1e-6 for name in fitted.keys() - {"margin", "coverage", "length"})


def test_the_ranking_learns_nothing_from_questions_without_a_right_candidate_or_with_right_ones_alone() -> None:
    useful = drawn(groups=60, size=3, seed=2)
    rows = (evidence(margin=-9), evidence(margin=9))
    useless = [Judged(rows, (False, False)), Judged(rows, (True, True)), Judged(rows[:1], (True,))]
    assert fit_ranking([*useful, *useless]) == pytest.approx(fit_ranking(useful))


def test_a_ranking_that_can_be_perfect_stays_finite() -> None:
    sure = [Judged((evidence(margin=5 + i), evidence(margin=-i)), (True, False)) for i in range(20)]
    fitted = fit_ranking(sure)
    assert fitted["margin"] > 0
    assert np.isfinite(list(fitted.values())).all()


def judged_by_chance(count: int, seed: int, slope: float = 0.8, bias: float = -1.0) -> list[Judged]:
    """One answer a question, right with log odds of slope * score + bias."""
    random = np.random.default_rng(seed)
    judged = []
    for _ in range(count):
        score = random.normal(0, 2)
        right = random.random() < 1 / (1 + np.exp(-(slope * score + bias)))
        judged.append(Judged((evidence(score=score),), (bool(right),)))
    return judged


def test_confidence_is_the_chance_of_being_right() -> None:
    confident, bias = fit_log_odds(judged_by_chance(4000, seed=3))
    assert confident["score"] == pytest.approx(0.8, abs=0.1)
    assert bias == pytest.approx(-1.0, abs=0.15)
    weights = Weights(confident=confident, bias=bias)
    fresh = judged_by_chance(4000, seed=4)
    confidences = [weights.confidence(j.evidence[0]) for j in fresh]
    assert expected_calibration_error(confidences, [j.right[0] for j in fresh]) < 0.03


def test_confidence_without_any_evidence_is_the_share_of_right_answers() -> None:
    judged = [Judged((evidence(),), (i < 3,)) for i in range(10)]
    confident, bias = fit_log_odds(judged)
    assert Weights(confident=confident, bias=bias).confidence(evidence()) == pytest.approx(0.3, abs=0.01)


def test_confidence_never_falls_when_evidence_for_the_answer_rises() -> None:
    confident, _ = fit_log_odds(judged_by_chance(500, seed=5, slope=-1.0))
    assert all(weight >= 0 for name, weight in confident.items() if name in RISING)


def test_only_the_first_answer_of_a_question_teaches_confidence() -> None:
    first = judged_by_chance(200, seed=6)
    more = [Judged((*j.evidence, evidence(score=9)), (*j.right, False)) for j in first]
    assert fit_log_odds(more) == fit_log_odds(first)


def gain(cut: float, confidences: list[float], right: list[bool], answerable: list[bool]) -> float:
    """Share of the answerable answered right plus share of the others refused."""
    rows = list(zip(confidences, right, answerable, strict=True))
    has, rest = [r for r in rows if r[2]], [r for r in rows if not r[2]]
    given_right = sum(c >= cut and r for c, r, _ in has) / max(1, len(has))
    return given_right + sum(c < cut for c, _, _ in rest) / max(1, len(rest))


@given(
    st.lists(st.tuples(st.integers(0, 99).map(lambda n: n / 100 + 0.005), st.booleans(), st.booleans()), max_size=12)
)
def test_the_threshold_pays_as_much_as_any_other(rows: list[tuple[float, bool, bool]]) -> None:
    confidences = [c for c, _, _ in rows]
    answerable = [a for _, _, a in rows]
    right = [r and a for _, r, a in rows]
    found = fit_threshold(confidences, right, answerable)
    best = max(gain(cut / 100, confidences, right, answerable) for cut in range(2, 99))
    assert gain(found, confidences, right, answerable) == pytest.approx(best)


def test_fitting_all_tells_right_answers_from_wrong_ones() -> None:
    known, unknown = question("Huawei"), question()
    outcomes = [
        made
        for step in range(30)
        for made in (
            outcome(known, Huawei=3 + step / 10, Moscow=1),
            outcome(unknown, Moscow=-3 - step / 10, Wednesday=-6),
        )
    ]
    outcomes.append(Outcome(known, (), (), {}, 0.1))
    ranking = fit_ranking([judge(o.question, o.answers) for o in outcomes if o.answers])
    fitted = fit_confidence(outcomes, Weights(ranking))
    right, wrong = (fitted.confidence(outcomes[i].answers[0].evidence) for i in (0, 1))
    assert wrong < fitted.threshold <= right
    assert fitted.score(outcomes[0].answers[0].evidence) > fitted.score(outcomes[0].answers[1].evidence)


def test_saved_weights_read_back_equal(tmp_path: Path) -> None:
    weights = Weights({"margin": 1.5, "agreement": 0.25}, {"score": 0.5}, -1.25, 0.35, 1.75)
    save_weights(weights, tmp_path, "a note")
    save_weights(dataclasses.replace(weights, bias=-1.5), tmp_path, "again")
    assert load_weights(tmp_path) == dataclasses.replace(weights, bias=-1.5)
    assert [path.name for path in tmp_path.iterdir()] == ["ranking.json"]


def test_one_person_s_answer_is_matched_leniently_when_asked_for() -> None:
    assert says_the_same("52", "52 personnel and citizens")
    assert says_the_same("two", "2")
    assert not says_the_same("the", "52")
    assert not says_the_same("52", "a crew of 52 personnel and citizens of many other nations and ships")
    assert not says_the_same("Huawei", "Ericsson")


def test_the_room_is_the_least_lead_from_which_reading_on_changes_nothing() -> None:
    weights = Weights({"margin": 1.0})
    texts = [article(f"Number {number} of them.", f"n{number}") for number in range(6)]
    hits = tuple(hit(text, rank=rank) for rank, text in enumerate(texts, 1))

    def asked(lead: float, late: float) -> Asked:
        found = [reading(each, Number=-9.0) for each in hits]
        found[0], found[5] = reading(hits[0], Number_0=lead), reading(hits[5], Number_5=late)
        return Asked(question("Number 0"), hits, tuple(found), {text.id: text for text in texts}, {}, 0.1)

    assert fit_room([asked(8, 0), asked(5, 1), asked(3, 4), asked(2, 1)], weights) == 5
    assert fit_room([asked(1, 2)], weights) == float("inf")


def test_a_mismatch_never_helps() -> None:
    judged = [
        Judged((evidence(margin=float(n), mismatch=1.0), evidence(margin=float(n))), (True, False)) for n in range(20)
    ]
    assert "mismatch" not in fit_ranking(judged)
    confident, _ = fit_log_odds([*judged, *(Judged((evidence(),), (False,)) for _ in range(20))])
    assert "mismatch" not in confident
