from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.embed import make_embedder
from qa.ask import open_assistant
from qa.read import BUNDLED_READER
from qa.weights import FILE_NAME, load_weights
from tui.cli import main

PEOPLE = ("Huawei", "Ericsson", "Nokia", "Samsung", "Cisco", "Intel", "Sony", "Siemens")
CARRIERS = ("MTS", "Tele2", "Beeline", "Megafon", "Orange", "Telia", "Vodafone", "Swisscom")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for carrier, maker in zip(CARRIERS, PEOPLE, strict=True):
        (folder / f"{carrier}.txt").write_text(f"The carrier {carrier} partnered with {maker} to build a network.\n")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows: list[dict[str, Any]] = []
    for carrier, maker in zip(CARRIERS, PEOPLE, strict=True):
        rows += [
            {"question": f"Who partnered with {carrier}?", "answers": [maker]},
            {"question": f"With whom did {carrier} build a network?", "answers": [maker]},
            {"question": f"Who is the chairman of {carrier}?", "answers": []},
            {"question": f"In which year did {carrier} go bankrupt?", "answers": []},
        ]
    return written(tmp_path / "own.jsonl", rows)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(capsys.readouterr().out)
    return values


def test_what_was_fitted_is_used_for_these_articles_until_it_is_reset(
    articles: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    where = ["--corpus", str(articles), "--index", str(index), "--json"]
    assert main(["calibrate", str(questions), *where]) == 0
    fitted = said(capsys)
    assert (fitted["questions"], fitted["index"], fitted["reader"]) == (32, str(index), "bundled")
    assert set(fitted["figures"]) == {"before", "after"}
    for figures in fitted["figures"].values():
        assert set(figures) == {"ece", "auroc", "right_and_given", "rightly_refused", "threshold"}
    own = open_assistant(index)
    assert own.weights != load_weights(BUNDLED_READER)
    assert own.weights.threshold == pytest.approx(fitted["figures"]["after"]["threshold"], abs=1e-4)
    assert own.weights.ranking == load_weights(BUNDLED_READER).ranking

    main(["status", "--index", str(index), "--json"])
    assert said(capsys)["calibrated"].startswith("fitted by dossier calibrate on ")
    main(["index", str(articles), "--index", str(index), "--rebuild"])
    assert open_assistant(index).weights == own.weights
    capsys.readouterr()
    assert main(["calibrate", "--reset", *where]) == 0
    assert said(capsys)["reset"] is True
    assert open_assistant(index).weights == load_weights(BUNDLED_READER)
    assert main(["calibrate", "--reset", *where]) == 0
    assert said(capsys)["reset"] is False


def test_the_text_says_before_and_after_and_how_to_end_it(
    articles: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["index", str(articles)])
    capsys.readouterr()
    assert main(["calibrate", str(questions)]) == 0
    text = capsys.readouterr().out
    assert text.split()[:3] == ["before", "after", "ece"]
    assert "five-fold cross-validated" in text
    assert "dossier calibrate --reset" in text


def test_too_few_questions_change_nothing(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = written(tmp_path / "few.jsonl", [{"question": "Who partnered with MTS?", "answers": ["Huawei"]}])
    index = tmp_path / "index"
    assert main(["calibrate", str(few), "--corpus", str(articles), "--index", str(index)]) == 2
    assert "At least 30 are needed" in capsys.readouterr().err
    assert not (index / FILE_NAME).exists()


def test_a_damaged_file_of_ones_own_is_said_with_the_command_that_removes_it(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    build([articles], index, make_embedder())
    (index / FILE_NAME).write_text("{")
    argv = ["ask", "Who partnered with MTS?", str(articles), "--index", str(index)]
    assert main(argv) == 2
    assert "dossier calibrate --reset" in capsys.readouterr().err
    assert main(["calibrate", "--reset", "--corpus", str(articles), "--index", str(index)]) == 0
    assert main(argv) in (0, 1)


@pytest.mark.parametrize("argv", [["calibrate"], ["calibrate", "own.jsonl", "--reset"], ["calibrate", "no.jsonl"]])
def test_what_cannot_be_meant_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
