from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import Progress, Report, build
from index.search import Search
from index.store import Store
from qa.ask import Assistant, Reply
from qa.explain import explain
from qa.rank import rank
from qa.weights import Weights
from tests.fakes import FakeEmbedder, FakeReader
from tests.readings import article, hit, reading
from tui.cli import main
from tui.collection import Collection
from tui.core import Real
from tui.explained import explanation_json, explanation_text

WEIGHTS = Weights(
    ranking={"margin": 0.5, "coverage": 2.0, "agreement": 0.25},
    confident={"score": 0.75, "gap": 0.1, "agreement": 0.2, "dense": 1.5},
    bias=-1.25,
    threshold=0.6,
)
MTS = article("MTS partnered with Huawei in Moscow. Nokia was not named.", "mts")
OTHER = article("Huawei works with MTS, people say.", "other")


def reply(given: bool = True, **margins: float) -> Reply:
    """The reply when these words of the first article have these margins, and the second says Huawei too."""
    hits = (hit(MTS, rank=1), hit(OTHER, rank=2, dense=0.25, coverage=0.5), hit(MTS, "Nokia was", rank=3))
    readings = [reading(hits[0], **margins), reading(hits[1], Huawei=2), reading(hits[2])]
    ranked = rank("Who partnered with MTS?", hits, readings, {MTS.id: MTS, OTHER.id: OTHER}, WEIGHTS)
    best = max(margins.values())
    shown, refused = (ranked, ()) if given else ((), ranked)
    return Reply("Who?", "Who?", shown, hits, 0.1, "" if given else "None answers.", refused, (best, 2.0, None))


def test_the_parts_add_up_to_the_score_and_to_the_confidence() -> None:
    explanation = explain(reply(Huawei=4, Moscow=1), WEIGHTS)
    assert explanation.answer is not None
    assert explanation.answer.text == "Huawei"
    assert sum(part.to_score for part in explanation.parts) == pytest.approx(explanation.answer.score)
    assert explanation.log_odds == pytest.approx(WEIGHTS.log_odds(explanation.answer.evidence))
    assert dataclasses.replace(WEIGHTS, bias=explanation.log_odds, confident={}).confidence({}) == pytest.approx(
        explanation.answer.confidence
    )


def test_each_part_is_its_value_times_its_weights() -> None:
    parts = {part.name: part for part in explain(reply(Huawei=4, Moscow=1), WEIGHTS).parts}
    assert set(parts) == {"margin", "coverage", "agreement", "score", "gap", "dense"}
    assert (parts["margin"].value, parts["margin"].to_score, parts["margin"].to_log_odds) == (4.0, 2.0, 0.0)
    assert (parts["agreement"].value, parts["agreement"].to_score) == (2.0, 0.5)
    assert parts["agreement"].to_log_odds == pytest.approx(0.4)
    assert (parts["dense"].to_score, parts["dense"].to_log_odds) == (0.0, 0.75)
    assert "cosine" in parts["dense"].meaning


def test_every_passage_read_is_there_with_its_margin_and_the_answers_own_is_marked() -> None:
    passages = explain(reply(Huawei=4), WEIGHTS).passages
    assert [(p.hit.rank, p.margin, p.chosen) for p in passages] == [(1, 4.0, True), (2, 2.0, False), (3, None, False)]


def test_a_refusal_explains_its_best_candidate() -> None:
    explanation = explain(reply(given=False, Moscow=3), WEIGHTS)
    assert explanation.answer is not None
    assert (explanation.answer.text, explanation.given, explanation.threshold) == ("Moscow", False, 0.6)
    assert "the best candidate, not given" in explanation_text(explanation)


def test_a_reply_with_nothing_read_is_explained_too() -> None:
    nothing = explain(Reply("Who?", "Who?", (), (), 0.1, "There is no passage to read."), WEIGHTS)
    assert (nothing.answer, nothing.passages, nothing.parts) == (None, (), ())
    assert "There was nothing to read." in explanation_text(nothing)
    assert explanation_json(nothing)["answer"] is None


def test_a_reply_saved_without_margins_is_explained_without_them() -> None:
    saved = dataclasses.replace(reply(Huawei=4), margins=())
    assert [passage.margin for passage in explain(saved, WEIGHTS).passages] == [None, None, None]


def test_the_text_has_the_passages_the_sums_and_the_bias() -> None:
    lines = explanation_text(explain(reply(Huawei=4, Moscow=1), WEIGHTS)).splitlines()
    assert lines[1].startswith("  Huawei: given, its confidence is 0.9")
    assert lines[5].split() == ["*", "1", "0.500", "3.00", "1.00", "4.00", "/articles/mts.txt:1:1"]
    assert lines[7].split()[4] == "–"
    [margin] = [line for line in lines if line.startswith("  margin")]
    assert margin.split()[1:4] == ["4.000", "0.500", "2.00"]
    assert [line.split()[1] for line in lines if line.startswith("  bias")] == ["-1.25"]
    assert lines[-1].split()[:2] == ["sum", "4.50"]


@pytest.mark.parametrize("width", [32, 36, 63, 64, 72, 150])
def test_no_line_is_longer_than_the_width_and_the_end_of_a_path_is_kept(width: int) -> None:
    long_path = dataclasses.replace(MTS, source="/articles/" + "of-many-words-" * 9 + "mts.txt")
    found = hit(long_path)
    ranked = rank("Who?", [found], [reading(found, Huawei=3)], {MTS.id: long_path}, WEIGHTS)
    explanation = explain(Reply("Who?", "Who?", ranked, (found,), 0.1, margins=(3.0,)), WEIGHTS)
    text = explanation_text(explanation, width)
    assert max(map(len, text.splitlines())) <= width
    assert "mts.txt:1:1" in text
    shown = " ".join(text.split())
    assert all(part.meaning in shown for part in explanation.parts)


def test_what_is_quoted_in_an_explanation_cannot_steer_the_terminal() -> None:
    evil = dataclasses.replace(MTS, source="/a\x1b[2J\u202e.txt", text="MTS \x1b]0;x\x07Huawei")
    found = hit(evil)
    ranked = rank("Who?", [found], [reading(found, **{"\x1b]0;x\x07Huawei": 3})], {evil.id: evil}, WEIGHTS)
    text = explanation_text(explain(Reply("Who?", "Who?", ranked, (found,), 0.1, margins=(3.0,)), WEIGHTS))
    assert not set(text) & set("\x1b\x07\u202e")


class SmallCore(Real):
    """The program with small models: every "Huawei" and "Moscow" is a candidate."""

    def build(
        self, collection: Collection, embedder: str | None, progress: Callable[[Progress], None], rebuild: bool
    ) -> Report:
        return build(collection.paths, collection.folder, FakeEmbedder(), progress, rebuild=rebuild)

    def open_assistant(self, folder: Path, embedder: str | None, reader: str | None) -> Assistant:
        small = FakeEmbedder()
        return Assistant(Search(Store.open(folder, small.name), small), FakeReader({"Huawei": 5, "Moscow": -6}))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mts.txt").write_text(MTS.text)
    (folder / "late.txt").write_text("Nothing else was said by people in town.")
    return folder


def test_the_command_explains_in_text_and_in_json(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "who partnered with MTS?", str(articles), "--explain"], SmallCore()) == 0
    text = capsys.readouterr().out
    assert text.startswith("Huawei  (")
    assert "Why this answer?" in text
    assert main(["ask", "who partnered with MTS?", str(articles), "--explain", "--json"], SmallCore()) == 0
    said = json.loads(capsys.readouterr().out)["explain"]
    assert set(said) == {
        *("answer", "given", "confidence", "score", "log_odds", "bias", "threshold", "features", "passages")
    }
    assert (said["answer"], said["given"]) == ("Huawei", True)
    [chosen] = [passage for passage in said["passages"] if passage["chosen"]]
    assert (chosen["margin"], Path(chosen["source"]).name) == (5.0, "mts.txt")
    assert sorted(str(passage["margin"]) for passage in said["passages"]) == ["5.0", "None"]
    [margin] = said["features"]
    assert set(margin) == {"name", "meaning", "value", "ranking_weight", "to_score", "confidence_weight", "to_log_odds"}
    assert said["log_odds"] == pytest.approx(said["bias"] + margin["to_log_odds"])


def test_without_explain_nothing_is_explained(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "who partnered with MTS?", str(articles), "--json"], SmallCore())
    assert "explain" not in json.loads(capsys.readouterr().out)
