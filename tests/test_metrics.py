from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import (
    auroc,
    best_threshold,
    coverage_at,
    exact_match,
    expected_calibration_error,
    f1_score,
    normalize_answer,
    percentile,
    reliability,
    risk_coverage,
)

HALVES = st.integers(-6, 6).map(lambda n: n / 2)
MARGINS = st.one_of(HALVES, st.just(-math.inf))
JUDGED = st.lists(st.tuples(MARGINS, st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), max_size=14)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Eiffel Tower!", "eiffel tower"),
        ("  a  B\tthe\nc ", "b c"),
        ("U.S.", "us"),
        ("$5,000.50", "500050"),
        ("Theatre of an era", "theatre of era"),
        ("don't", "dont"),
        ("the-end", "theend"),
        ("“Argo”", "“argo”"),
        ("2014–2016", "2014–2016"),
        ("The", ""),
        ("", ""),
    ],
)
def test_answers_are_normalised_as_the_official_script_does(text: str, normal: str) -> None:
    assert normalize_answer(text) == normal


@pytest.mark.parametrize(
    ("predicted", "accepted", "exact", "f1"),
    [
        ("Huawei", ["Huawei"], 1, 1),
        ("the huawei.", ["Ericsson", "Huawei"], 1, 1),
        ("Chinese tech giant Huawei", ["Huawei"], 0, 0.4),
        ("tech giant Huawei", ["Huawei", "Chinese tech giant Huawei"], 0, 6 / 7),
        ("Huawei Huawei", ["Huawei"], 0, 2 / 3),
        ("Ericsson", ["Huawei"], 0, 0),
        ("", ["Huawei"], 0, 0),
        ("", [], 1, 1),
        ("Huawei", [], 0, 0),
        ("", ["the", "..."], 1, 1),
        ("Huawei", ["the", "Huawei"], 1, 1),
        ("", ["the", "Huawei"], 0, 0),
        ("The", ["Huawei"], 0, 0),
    ],
)
def test_exact_match_and_f1_by_hand(predicted: str, accepted: list[str], exact: float, f1: float) -> None:
    assert exact_match(predicted, accepted) == exact
    assert f1_score(predicted, accepted) == pytest.approx(f1)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3))
def test_f1_is_at_least_exact_match(predicted: str, accepted: list[str]) -> None:
    assert 0 <= exact_match(predicted, accepted) <= f1_score(predicted, accepted) <= 1


def earned(judged: list[tuple[float, float, bool]], threshold: float) -> float:
    """The mean score when margins at or above the threshold are answered."""
    gains = [
        (score if answerable else 0.0) if margin >= threshold else float(not answerable)
        for margin, score, answerable in judged
    ]
    return sum(gains) / max(1, len(gains))


@given(JUDGED)
def test_best_threshold_is_the_best_of_all_thresholds(judged: list[tuple[float, float, bool]]) -> None:
    margins, scores, answerable = ([row[i] for row in judged] for i in range(3))
    threshold, best = best_threshold(margins, scores, answerable)
    assert best == pytest.approx(max(earned(judged, t) for t in [*margins, math.inf]))
    assert earned(judged, threshold) == pytest.approx(best)


def test_best_threshold_by_hand() -> None:
    margins, scores = [5.0, 3.0, 2.0, -1.0], [1.0, 0.0, 0.5, 1.0]
    assert best_threshold(margins, scores, [True, False, True, True]) == (-1.0, 0.625)
    assert best_threshold(margins, scores, [True, False, False, False]) == (5.0, 1.0)
    assert best_threshold(margins, [0.0] * 4, [False] * 4) == (math.inf, 1.0)


@given(st.lists(st.tuples(st.one_of(HALVES, st.just(-math.inf)), st.booleans()), max_size=14))
def test_auroc_is_the_share_of_pairs_in_order(rows: list[tuple[float, bool]]) -> None:
    above = [value for value, positive in rows if positive]
    below = [value for value, positive in rows if not positive]
    found = auroc([value for value, _ in rows], [positive for _, positive in rows])
    if not above or not below:
        assert math.isnan(found)
    else:
        pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in above for b in below]
        assert found == pytest.approx(sum(pairs) / len(pairs))


def test_calibration_error_by_hand() -> None:
    confidences, right = [0.95, 0.85, 0.87, 0.1], [True, True, False, False]
    # [0.8, 0.9): confidence 0.86, right 0.5, half of them; [0.9, 1]: 0.95 and 1; [0.1, 0.2): 0.1 and 0
    assert expected_calibration_error(confidences, right) == pytest.approx(0.5 * 0.36 + 0.25 * 0.05 + 0.25 * 0.1)
    assert reliability(confidences, right)[1] == pytest.approx((0.86, 0.5, 0.5))


def test_calibration_error_of_sure_and_right_is_zero() -> None:
    assert expected_calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert expected_calibration_error([], []) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30), st.integers(1, 15))
def test_every_question_is_in_one_bin(rows: list[tuple[float, bool]], bins: int) -> None:
    table = reliability([c for c, _ in rows], [r for _, r in rows], bins)
    assert sum(share for _, _, share in table) == pytest.approx(1)
    assert sum(confidence * share for confidence, _, share in table) == pytest.approx(
        sum(c for c, _ in rows) / len(rows)
    )


def test_risk_and_coverage_by_hand() -> None:
    curve = risk_coverage([0.5, 0.9, 0.7, 0.6], [False, True, True, False])
    assert curve.tolist() == [[0.25, 1.0], [0.5, 1.0], [0.75, pytest.approx(2 / 3)], [1.0, 0.5]]
    assert coverage_at([0.5, 0.9, 0.7, 0.6], [False, True, True, False], 0.6) == 0.75
    assert coverage_at([0.5, 0.9], [False, False], 0.8) == 0.0
    assert coverage_at([], [], 0.8) == 0.0


@given(st.permutations([(0.9, True), (0.6, True), (0.6, False), (0.6, False), (0.3, True)]))
def test_coverage_does_not_depend_on_the_order_of_equal_confidences(rows: list[tuple[float, bool]]) -> None:
    curve = risk_coverage([c for c, _ in rows], [r for _, r in rows])
    assert curve.tolist() == [[0.2, 1.0], [0.8, 0.5], [1.0, 0.6]]


def test_percentiles() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0, 2.0], 1.0) == 2.0
    assert math.isnan(percentile([], 0.5))
