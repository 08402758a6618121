from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.build import build
from index.search import Search
from index.store import Store
from qa.evaluate import (
    Asked,
    Outcome,
    ReaderOutcome,
    ask_all,
    end_to_end_figures,
    gold_ranks,
    is_gold,
    moved_figures,
    reader_figures,
    run_reader,
)
from qa.questions import Question
from qa.rank import rank
from tests.fakes import FakeEmbedder, FakeReader
from tests.readings import BY_MARGIN, article, hit, reading

MTS = article("MTS partnered with Huawei in Moscow on Wednesday.", "mts")


def question(text: str = "Who partnered with MTS?", *answers: str, context: str = MTS.text, file: str = "") -> Question:
    return Question("q", text, answers, context, "", file)


def outcome(asked: Question, fused: int = 1, seconds: float = 0.1, **margins: float) -> Outcome:
    """What the path does when these words of one article have these margins, and search finds the gold at a rank."""
    found = hit(MTS)
    answers = rank(asked.text, [found], [reading(found, **margins)], {MTS.id: MTS}, BY_MARGIN)
    ranks = {"dense": 0, "lexical": 6, "fused": fused} if asked.answerable else {}
    return Outcome(asked, answers, (found,), ranks, seconds)


def test_the_reader_is_measured_on_each_questions_own_context() -> None:
    heard: list[tuple[int, int]] = []
    questions = [
        question("who?", "Huawei"),
        question("who?", "the carrier MTS"),
        question("why?"),
        question("who?", "Nokia", context="Nothing is said."),
    ]
    outcomes, speed = run_reader(questions, FakeReader({"(Huawei": 9, "Huawei": 3}), lambda *done: heard.append(done))
    assert outcomes == [
        ReaderOutcome(3.0, 1.0, 1.0, True),
        ReaderOutcome(3.0, 0.0, 0.0, True),
        ReaderOutcome(3.0, 0.0, 0.0, False),
        ReaderOutcome(-math.inf, 0.0, 0.0, True),
    ]
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert speed["questions_a_second"] > 0


def test_the_readers_spans_are_cut_as_answers_are() -> None:
    (found,), _ = run_reader([question("who?", "Huawei", context="MTS (Huawei) did.")], FakeReader({"(Huawei)": 1}))
    assert found.exact == 1


def test_the_readers_figures_by_hand() -> None:
    outcomes = [
        ReaderOutcome(6.0, 1.0, 1.0, True),
        ReaderOutcome(2.0, 0.0, 0.5, True),
        ReaderOutcome(1.0, 0.0, 0.0, False),
        ReaderOutcome(-3.0, 0.0, 0.0, False),
    ]
    assert reader_figures(outcomes, threshold=1.0) == {
        "questions": 4,
        "best_f1": 87.5,
        "best_em": 75,
        "best_threshold": 2.0,
        "fixed_threshold": 1.0,
        "fixed_f1": 62.5,
        "fixed_em": 50,
        "has_answer_questions": 2,
        "has_answer_f1": 75,
        "has_answer_em": 50,
        "no_answer_questions": 2,
        "no_answer_refused": 50,
        "no_answer_auroc": 1.0,
    }


def test_the_readers_figures_without_unanswerable_questions_leave_those_parts_out() -> None:
    figures = reader_figures([ReaderOutcome(6.0, 1.0, 1.0, True)], threshold=0.0)
    assert figures["best_f1"] == figures["fixed_em"] == 100
    assert not {"no_answer_questions", "no_answer_refused", "no_answer_auroc"} & figures.keys()


def test_an_answer_is_right_when_exact_or_near_enough() -> None:
    near = outcome(question("who?", "partnered with Nokia"), partnered_with=4, Huawei=2)
    assert near.exact() == 0
    assert near.f1() == pytest.approx(0.8)
    assert near.right
    far = outcome(question("who?", "Huawei"), Moscow=4, Huawei=2)
    assert (far.right, far.exact(), far.exact(2), far.f1(2)) == (False, 0.0, 1.0, 1.0)
    assert not outcome(question("why?"), Huawei=4).right
    nothing = outcome(question("who?", "Huawei"))
    assert (nothing.right, nothing.confidence, nothing.exact(), nothing.f1(3)) == (False, 0.0, 0.0, 0.0)


def test_a_gold_passage_comes_from_the_named_file_and_holds_the_answer() -> None:
    asked = question("who?", "Nokia", "Huawei")
    assert is_gold(hit(MTS), asked, None)
    assert is_gold(hit(MTS), asked, "mts.txt")
    assert not is_gold(hit(MTS), asked, "other.txt")
    assert not is_gold(hit(MTS, "MTS partnered"), asked, None)


def test_the_whole_paths_figures_by_hand() -> None:
    outcomes = [
        outcome(question("who?", "Huawei"), fused=1, seconds=0.1, Huawei=6, Moscow=-4),
        outcome(question("who?", "Huawei"), fused=3, seconds=0.2, Moscow=4, Huawei=2),
        outcome(question("who?", "Huawei"), fused=0, seconds=0.3, Wednesday=-4),
        outcome(question("who?", "Nokia"), fused=2, seconds=0.4),
        outcome(question("why?"), seconds=0.5, Moscow=-6),
        outcome(question("why?"), seconds=0.6, Moscow=2),
    ]
    figures = end_to_end_figures(outcomes, threshold=0.6)
    assert {name: figures[name] for name in figures if name not in {"ece", "p95_ms"}} == pytest.approx(
        {
            "questions": 6,
            "answerable": 4,
            **{f"recall@{k}_dense": 0 for k in (1, 5, 10, 20)},
            **{f"recall@{k}_lexical": 0 if k < 6 else 100 for k in (1, 5, 10, 20)},
            **{f"recall@{k}_fused": 25 if k == 1 else 75 for k in (1, 5, 10, 20)},
            "first_em": 25,
            "first_f1": 25,
            "best_of_3_em": 50,
            "best_of_3_f1": 50,
            "right_and_given": 25,
            "wrongly_refused": 50,
            "lost_not_found": 25,
            "lost_read_elsewhere": 25,
            "lost_wrong_span": 25,
            "rightly_refused": 50,
            "auroc": 1.0,
            "coverage_at_80": 100 / 6,
            "p50_ms": 350,
        }
    )
    assert (
        figures["first_f1"] + sum(figures[f"lost_{why}"] for why in ("not_found", "read_elsewhere", "wrong_span"))
        == 100
    )
    assert 0 < figures["ece"] < 1
    assert 500 < figures["p95_ms"] <= 600


def test_questions_without_an_answer_alone_have_figures_too() -> None:
    figures = end_to_end_figures([outcome(question("why?"), Moscow=-6)], threshold=0.6)
    assert figures["rightly_refused"] == 100
    assert "first_em" not in figures
    assert math.isnan(figures["auroc"])


@pytest.fixture
def search(tmp_path: Path, fake_embedder: FakeEmbedder) -> Search:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mts.txt").write_text(MTS.text)
    (folder / "tele2.txt").write_text("Tele2 went live with Ericsson. Huawei was not named by MTS.")
    build([folder], tmp_path / "index", fake_embedder)
    return Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder)


def test_every_question_is_asked_of_the_whole_index(search: Search) -> None:
    questions = [question("Who partnered with MTS?", "Huawei", file="mts.txt"), question("Who painted it?")]
    heard: list[tuple[int, int]] = []
    reader = FakeReader({"Huawei": 5, "Ericsson": 1})
    asked = list(ask_all(questions, search, reader, lambda q: q.article or None, lambda *done: heard.append(done)))
    assert heard == [(1, 2), (2, 2)]
    assert asked[0].ranks == {"dense": 1, "lexical": 1, "fused": 1}
    assert asked[1].ranks == {}
    first = asked[0].ranked(BY_MARGIN)
    assert first.right
    assert first.answers[0].text == "Huawei"
    assert len(first.answers[0].support) == 1
    assert first.seconds >= asked[0].seconds > 0
    assert [text for text, _ in reader.asked] == [q.text for q in questions]


def test_the_rank_of_the_gold_is_that_of_its_own_file(search: Search) -> None:
    asked = question("Who partnered with MTS?", "Huawei")
    assert gold_ranks(asked, search, "mts.txt")["fused"] == 1
    assert gold_ranks(asked, search, "tele2.txt")["fused"] == 2
    assert gold_ranks(asked, search, "nowhere.txt") == {"dense": 0, "lexical": 0, "fused": 0}
    assert set(gold_ranks(asked, search, None).values()) == {1}


def test_how_far_confidence_moves_by_hand() -> None:
    asked = question("who?", "Huawei")
    fewer = [outcome(asked, Huawei=2.0), outcome(asked, Huawei=1.0)]
    more = [outcome(asked, Huawei=2.0), outcome(asked, Moscow=3.0)]
    figures = moved_figures(fewer, more)
    distance = abs(fewer[1].confidence - more[1].confidence)
    assert figures["moved_mean"] == pytest.approx(distance / 2)
    assert (figures["moved_over_0.02"], figures["moved_answer"]) == (50, 50)


def test_fewer_passages_are_the_first_ones() -> None:
    hits = (hit(MTS), hit(MTS, rank=2))
    asked = Asked(question("who?", "Huawei"), hits, (reading(hits[0], Huawei=1), None), {MTS.id: MTS}, {}, 0.1)
    assert asked.first(1).hits == hits[:1]
    assert asked.ranked(BY_MARGIN).answers[0].text == asked.first(1).ranked(BY_MARGIN).answers[0].text == "Huawei"
