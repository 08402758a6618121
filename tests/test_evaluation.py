from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_path

from qa.read import BUNDLED_READER
from tests.fakes import FakeEmbedder
from tui.cli import main
from tui.evaluation import named_for

MTS = "The carrier MTS partnered with Huawei to build a 5G network in Moscow. The deal was signed on Wednesday."
TELE2 = "Tele2 went live with Ericsson last month. Its director spoke of a small step for a small network."


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def known(tmp_path: Path) -> Path:
    rows = [
        {"question": "Who partnered with MTS?", "answers": ["Huawei"], "context": MTS, "title": "MTS"},
        {"question": "Who went live with Tele2?", "answers": ["Ericsson"], "context": TELE2, "title": "Tele2"},
    ]
    return written(tmp_path / "known.jsonl", rows)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    rows = [
        {"question": "Who painted the Mona Lisa?", "answers": ["Leonardo"], "context": "Leonardo painted Mona Lisa."},
        {"question": "Who wrote Faust?", "answers": ["Goethe"], "context": "Goethe wrote Faust."},
        {"question": "Who discovered radium?", "answers": ["Curie"], "context": "Curie discovered radium."},
    ]
    return written(tmp_path / "other.jsonl", rows)


def figures(capsys: pytest.CaptureFixture[str], *argv: object) -> dict[str, dict[str, float]]:
    assert main(["eval", "--json", *map(str, argv)]) == 0
    tables: dict[str, dict[str, float]] = json.loads(capsys.readouterr().out)["figures"]
    return tables


def test_off_topic_questions_are_asked_as_unanswerable_and_their_contexts_are_not_searched(
    known: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = figures(capsys, known, "--mode", "end-to-end", "--off-topic", other, "--limit", 2)["fitted"]
    assert (table["questions"], table["answerable"]) == (4, 2)
    assert (table["first_em"], table["rightly_refused"]) == (100, 100)


def test_with_a_limit_all_contexts_of_the_file_are_searched(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("--mode", "end-to-end", "--limit", 1, "--deeper", 5)
    table = figures(capsys, known, *argv)["fitted"]
    assert table["questions"] == 1
    assert {"moved_mean", "moved_p95", "moved_over_0.02", "moved_answer"} <= table.keys()
    cached = user_cache_path("dossier", appauthor=False) / "eval"
    assert len(list(cached.glob("*/articles/*.md"))) == 2


def test_deeper_belongs_to_the_end_to_end_mode(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(known), "--deeper", "3"]) == 2
    assert main(["eval", str(known), "--mode", "end-to-end", "--deeper", "-1"]) == 2
    assert "--deeper" in capsys.readouterr().err


def test_curves_are_drawn_where_told(known: Path, other: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "curves"
    argv = ["eval", str(known), "--mode", "end-to-end", "--off-topic", str(other), "--curves", str(folder)]
    assert main(argv) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["reliability.svg", "risk-coverage.svg"]
    assert "5 questions" in (folder / "reliability.svg").read_text()


def test_curves_that_cannot_be_written_are_said(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["eval", str(known), "--mode", "end-to-end", "--curves", str(tmp_path / "file")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--off-topic", "x"], ["--curves", "x"], ["--ablate"], ["--corpus", "x"]])
def test_options_of_the_whole_path_are_refused_for_the_reader_alone(
    known: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(known), *option]) == 2
    assert "--mode end-to-end" in capsys.readouterr().err


def talk(context: str = "") -> list[dict[str, Any]]:
    turns = [
        {"question": "Who partnered with MTS?", "answers": ["Huawei"], "context": context},
        {
            "question": "where?",
            "answers": ["Moscow"],
            "context": context,
            "rewrite": "Where did MTS and Huawei partner?",
        },
    ]
    return [{"turns": turns}]


def test_a_conversation_is_asked_of_the_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "mts.txt").write_text(MTS)
    path = written(tmp_path / "talks.jsonl", talk())
    tables = figures(capsys, path, "--mode", "conversation", "--corpus", tmp_path / "articles")
    assert {name: table["turns"] for name, table in tables.items()} == {"alone": 2, "in context": 2, "rewritten": 1}
    assert tables["in context"]["f1"] == 100


def test_a_conversation_with_contexts_is_read_on_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "talks.jsonl", talk(MTS))
    assert main(["eval", str(path), "--mode", "conversation"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["alone", "in", "context", "rewritten"]
    assert rows[0].split() == ["turns", "2.000", "2.000", "1.000"]
    assert any(row.startswith("needs_f1 ") for row in rows)


def test_a_conversation_needs_either_contexts_or_articles(
    tmp_path: Path, known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "talks.jsonl", talk())
    assert main(["eval", str(path), "--mode", "conversation"]) == 2
    assert "--corpus PATH" in capsys.readouterr().err
    path = written(tmp_path / "talks.jsonl", talk(MTS))
    assert main(["eval", str(path), "--mode", "conversation", "--corpus", str(tmp_path)]) == 2
    assert "Leave --corpus out" in capsys.readouterr().err
    assert main(["eval", str(known), "--mode", "conversation"]) == 2
    assert "is no conversation" in capsys.readouterr().err


def test_two_readers_are_measured_side_by_side(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = str(BUNDLED_READER / "weights")
    for mode in ("reader", "end-to-end"):
        tables = figures(capsys, known, "--mode", mode, "--against", weights)
        assert list(tables) == ["bundled", weights]
        assert tables["bundled"].keys() == tables[weights].keys()
    assert main(["eval", str(known), "--against", weights]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["bundled", weights]
    assert all(len(row.split()) == 3 for row in rows)
    for unfit in (["--mode", "conversation"], ["--mode", "end-to-end", "--curves", "x"]):
        assert main(["eval", str(known), *unfit, "--against", weights]) == 2
        assert "--against" in capsys.readouterr().err


def test_each_embedder_has_an_index_of_its_own(fake_embedder: FakeEmbedder) -> None:
    assert named_for("a", fake_embedder) == named_for("a", FakeEmbedder())
    assert named_for("a", fake_embedder) != named_for("a", FakeEmbedder("other"))


def test_a_corpus_is_never_indexed_into_the_index_that_is_set(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setenv("DOSSIER_INDEX", str(own))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mts.txt").write_text(MTS)
    figures(capsys, known, "--mode", "end-to-end", "--corpus", tmp_path / "corpus")
    assert not own.exists()
