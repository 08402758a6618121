from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from qa.evidence import FEATURES, GROUP_FEATURES
from qa.read import BUNDLED_READER
from qa.weights import FILE_NAME, Weights, calibrated, load_weights, reaches

FITTED = {
    "ranking": {"margin": 1, "agreement": 0.5},
    "confident": {"score": 0.5, "gap": 0.25},
    "bias": -1,
    "threshold": 0.3,
    "null_threshold": 1.5,
}


def written(folder: Path, content: str) -> Path:
    (folder / FILE_NAME).write_text(content, encoding="utf-8")
    return folder


def test_fitted_weights_are_read_from_the_reader_folder(tmp_path: Path) -> None:
    weights = load_weights(written(tmp_path, json.dumps(FITTED)))
    assert weights == Weights({"margin": 1.0, "agreement": 0.5}, {"score": 0.5, "gap": 0.25}, -1.0, 0.3, 1.5)


def test_a_reader_without_fitted_weights_ranks_by_its_margin(tmp_path: Path) -> None:
    assert load_weights(tmp_path) == load_weights(None) == Weights()
    assert Weights().score({"margin": 3.0, "coverage": 1.0}) == 3.0


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "{}",
        json.dumps({**FITTED, "bias": None}),
        json.dumps({**FITTED, "ranking": [1, 2]}),
        json.dumps({**FITTED, "confident": {"gap": "much"}}),
        json.dumps({**FITTED, "confident": {"cosmic rays": 1.0}}),
        json.dumps({key: value for key, value in FITTED.items() if key != "threshold"}),
    ],
)
def test_a_damaged_ranking_file_is_said_with_what_to_do(tmp_path: Path, content: str) -> None:
    with pytest.raises(ModelError, match=r"ranking\.json cannot be read") as refused:
        load_weights(written(tmp_path, content))
    assert "delete it" in refused.value.hint
    (tmp_path / "reader").mkdir()
    reader = written(tmp_path / "reader", json.dumps(FITTED))
    with pytest.raises(ModelError) as refused:
        load_weights(reader, tmp_path)
    assert "dossier calibrate --reset" in refused.value.hint


def test_a_calibration_of_an_earlier_version_is_not_used_and_not_told_of(tmp_path: Path) -> None:
    for name in ("reader", "index"):
        (tmp_path / name).mkdir()
    reader = written(tmp_path / "reader", json.dumps(FITTED))
    fitted = {**FITTED, "note": "fitted on 80 questions", "reader": "one", "bias": -7}
    index = written(tmp_path / "index", json.dumps(fitted))
    assert calibrated(reader, index, "one") == "fitted on 80 questions"
    assert calibrated(reader, index, "another") == calibrated(reader, tmp_path, "one") == ""
    written(index, json.dumps({**fitted, "ranking": {"margin": 1, "agreement": 0.5, "retired": 2}}))
    assert load_weights(reader, index, "one").bias == -1
    assert calibrated(reader, index, "one") == ""
    with pytest.raises(ModelError):
        load_weights(index)


def test_an_index_has_weights_of_its_own_for_the_reader_and_ranking_they_were_fitted_on(tmp_path: Path) -> None:
    for name in ("reader", "index"):
        (tmp_path / name).mkdir()
    reader = written(tmp_path / "reader", json.dumps(FITTED))
    index = written(tmp_path / "index", json.dumps({**FITTED, "bias": -7, "reader": "one"}))
    assert load_weights(reader, index, "one").bias == -7
    assert load_weights(reader, index, "another").bias == -1
    assert load_weights(None, index, "one") == Weights()
    written(reader, json.dumps({**FITTED, "ranking": {"margin": 2}}))
    assert load_weights(reader, index, "one").bias == -1
    assert load_weights(reader, tmp_path, "one").bias == -1


def test_scores_and_confidence_by_hand(tmp_path: Path) -> None:
    weights = load_weights(written(tmp_path, json.dumps(FITTED)))
    assert weights.score({"margin": 4.0, "agreement": 9.0}) == 4.0
    assert weights.agreement_bonus(3.0) == 1.5
    assert weights.agreement_bonus(-3.0) == 0.0
    assert weights.confidence({"score": 2.0, "gap": 4.0}) == pytest.approx(1 / (1 + math.exp(-1)))


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_confidence_is_a_probability_that_rises_with_the_margin(one: float, other: float) -> None:
    low, high = (Weights().confidence({"margin": margin}) for margin in sorted((one, other)))
    assert 0 < low <= high < 1


def test_the_bundled_ranking_uses_known_features() -> None:
    weights = load_weights(BUNDLED_READER)
    assert {*weights.ranking} <= {*FEATURES, "agreement"}
    assert {*weights.confident} <= {*FEATURES, *GROUP_FEATURES}
    assert 0 < weights.threshold < 1


@pytest.mark.parametrize(
    ("confidence", "enough"), [(0.4951, True), (0.5, True), (0.9, True), (0.4949, False), (0, False)]
)
def test_a_confidence_is_enough_as_it_is_shown(confidence: float, enough: bool) -> None:
    assert reaches(confidence, 0.5) is enough
