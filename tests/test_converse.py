from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.build import build
from index.search import Search
from index.store import Store
from qa.antecedent import Exchange
from qa.ask import Assistant
from qa.converse import Attempt, TurnOutcome, ask_turns, conversation_figures, read_turns, search_figures, search_turns
from qa.dialogues import Dialogue, KnownTurn
from qa.questions import Question
from qa.read import Reading
from qa.spans import Span
from qa.weights import Weights
from tests.fakes import FakeEmbedder, FakeReader

TEXT = "MTS partnered with Huawei in Moscow. Tele2 chose Ericsson in Omsk."


class ListeningReader(FakeReader):
    """Finds "Moscow" where the question names MTS, with the margin given for the question; elsewhere "Omsk"."""

    def __init__(self, typed: float = 1.0, completed: float = 1.0) -> None:
        super().__init__({})
        self.typed = typed
        self.completed = completed

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        self.asked.append((question, list(passages)))
        named = "MTS" in question
        word, margin = ("Moscow", self.completed) if named else ("Omsk", self.typed)
        found = [(passage.find(word), passage) for passage in passages]
        return [Reading((Span(at, at + len(word), margin, 0.0, margin + 1),) if at >= 0 else ()) for at, _ in found]


def turn(text: str, *answers: str, needs: bool | None = None, rewrite: str = "", context: str = TEXT) -> KnownTurn:
    return KnownTurn(Question("q", text, answers, context, "", ""), rewrite, needs)


WEIGHTS = Weights({"margin": 1.0, "follows": 5.0})
BEFORE = (Exchange("who did MTS partner with?", "Huawei", "", TEXT),)
FOLLOW_UP = turn("where?", "Moscow", rewrite="Where did MTS partner?")


def test_a_follow_up_is_read_alone_in_context_and_rewritten() -> None:
    reader = ListeningReader()
    [outcome] = read_turns([Dialogue((FOLLOW_UP,), BEFORE)], reader, WEIGHTS)
    assert outcome == TurnOutcome(True, True, Attempt(0.0, False), Attempt(1.0, True), Attempt(1.0, True))
    assert reader.asked[0] == ("where?", [TEXT])
    assert "MTS" in reader.asked[1][0]


def test_a_question_that_stands_alone_is_read_as_it_was_typed() -> None:
    reader = ListeningReader()
    [outcome] = read_turns([Dialogue((turn("where did Tele2 choose Ericsson?", "Omsk"),), BEFORE)], reader, WEIGHTS)
    assert (outcome.needs_history, outcome.rewritten) == (False, None)
    assert outcome.alone == outcome.in_context == Attempt(1.0, True)
    assert [question for question, _ in reader.asked] == ["where did Tele2 choose Ericsson?"]


def test_the_completion_gives_way_when_the_typed_question_reads_much_surer() -> None:
    pointing = Dialogue((turn("where did it do that?", "Moscow"),), BEFORE)
    [surer] = read_turns([pointing], ListeningReader(typed=6.0, completed=0.0), WEIGHTS)
    assert surer.in_context == surer.alone
    [about_equal] = read_turns([pointing], ListeningReader(typed=1.2, completed=1.0), WEIGHTS)
    assert about_equal.in_context != about_equal.alone
    [ellipsis] = read_turns([Dialogue((FOLLOW_UP,), BEFORE)], ListeningReader(typed=3.0, completed=0.0), WEIGHTS)
    assert ellipsis.in_context != ellipsis.alone


def test_the_file_says_which_turns_need_history_before_any_rule_does() -> None:
    told = KnownTurn(FOLLOW_UP.question, "", False)
    [outcome] = read_turns([Dialogue((told,), BEFORE)], ListeningReader(), WEIGHTS)
    assert not outcome.needs_history


def test_turns_are_read_after_the_right_answers_to_those_before() -> None:
    heard: list[tuple[int, int]] = []
    first = turn("who did MTS partner with?", "Huawei")
    reader = ListeningReader()
    wrong, follow_up = read_turns([Dialogue((first, FOLLOW_UP), ())], reader, WEIGHTS, lambda *done: heard.append(done))
    assert (wrong.in_context.right, wrong.needs_history) == (False, False)
    assert follow_up.in_context == Attempt(1.0, True)
    assert heard == [(1, 2), (2, 2)]


def test_what_stands_behind_the_answer_before_comes_first_in_a_follow_up() -> None:
    text = "MTS chose Huawei in Moscow. " + "Nothing else was said. " * 40 + "Tele2 chose Ericsson in Omsk."
    reader = FakeReader({"Omsk": 3.0, "Moscow": 1.0})
    asked = turn("who did MTS choose?", "Huawei", context=text)
    follow_up = turn("where was it?", "Moscow", context=text)
    stands_alone = turn("where did Tele2 choose Ericsson?", "Omsk", context=text)
    _, leaning, free = read_turns([Dialogue((asked, follow_up, stands_alone), ())], reader, WEIGHTS)
    assert (leaning.alone.right, leaning.in_context.right) == (False, True)
    assert free.in_context.right


@pytest.mark.parametrize(("margin", "right"), [(-1.0, True), (1.0, False)])
def test_a_turn_without_an_answer_is_right_when_refused(margin: float, right: bool) -> None:
    [outcome] = read_turns([Dialogue((turn("where is Omsk?"),), ())], ListeningReader(typed=margin), WEIGHTS)
    assert outcome.alone == Attempt(0.0, right)
    assert not outcome.answerable


def test_an_answer_not_given_counts_for_f1_but_is_not_right() -> None:
    [outcome] = read_turns([Dialogue((turn("where was it?", "Omsk"),), ())], ListeningReader(typed=-1.0), WEIGHTS)
    assert outcome.alone == Attempt(1.0, False)


@pytest.fixture
def assistant(tmp_path: Path, fake_embedder: FakeEmbedder) -> Assistant:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mts.txt").write_text(TEXT)
    build([folder], tmp_path / "index", fake_embedder)
    search = Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder)
    return Assistant(search, ListeningReader(typed=6.0, completed=6.0))


def test_asked_of_articles_a_talk_goes_on_after_its_own_replies(assistant: Assistant) -> None:
    first = turn("who did MTS partner with?", "Huawei", context="")
    one, other = ask_turns([Dialogue((first, FOLLOW_UP), ())], assistant)
    assert (one.needs_history, other.needs_history) == (False, True)
    assert one.alone == one.in_context == Attempt(0.0, False)
    assert one.rewritten is None
    assert other == TurnOutcome(True, True, Attempt(0.0, False), Attempt(1.0, True), Attempt(1.0, True))


def test_figures_by_hand() -> None:
    wrong, half, right = Attempt(0.0, False), Attempt(0.5, False), Attempt(1.0, True)
    outcomes = [
        TurnOutcome(True, False, right, right, right),
        TurnOutcome(True, True, half, right, None),
        TurnOutcome(True, True, half, half, right),
        TurnOutcome(False, True, Attempt(0.0, True), wrong, None),
    ]
    tables = conversation_figures(outcomes)
    assert list(tables) == ["alone", "in context", "rewritten"]
    assert tables["alone"]["right"] == 50
    assert tables["in context"] == pytest.approx(
        {
            "turns": 4,
            "right": 50,
            "f1": 250 / 3,
            "f1_gain": 25,
            "needs_turns": 3,
            "needs_right": 100 / 3,
            "needs_f1": 75,
            "needs_f1_gain": 50,
            "stands_turns": 1,
            "stands_right": 100,
            "stands_f1": 100,
            "stands_f1_gain": 0,
        }
    )
    assert (tables["rewritten"]["turns"], tables["rewritten"]["needs_f1_gain"]) == (2, 100)


def test_figures_without_rewrites_or_follow_ups_leave_those_out() -> None:
    tables = conversation_figures([TurnOutcome(False, False, Attempt(0.0, True), Attempt(0.0, True), None)])
    assert list(tables) == ["alone", "in context"]
    expected = {"turns": 1, "right": 100, "needs_turns": 0, "stands_turns": 1, "stands_right": 100}
    assert tables["alone"] == expected


def test_a_turn_with_nothing_but_a_rewrite_is_measured_by_what_that_finds(
    tmp_path: Path, fake_embedder: FakeEmbedder
) -> None:
    for number in range(12):
        (tmp_path / f"mts{number}.txt").write_text(f"MTS partnered in town number {number}, said Huawei.\n")
        (tmp_path / f"a-crown{number}.txt").write_text(f"Thieves took golden crown number {number} at night.\n")
    build([tmp_path], tmp_path / "index", fake_embedder)
    search = Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder)
    asked = Question("q", "whose was it?", (), "", "", "")
    follow_up = KnownTurn(asked, "Who partnered with MTS in town?", None, only_rewritten=True)
    alone = KnownTurn(
        Question("q", "who took the crown in Rome?", (), "", "", ""), "Who took the crown in Rome?", None, True
    )
    heard: list[tuple[int, int]] = []
    talks = [Dialogue((follow_up,), BEFORE), Dialogue((alone,), BEFORE)]
    leaning, standing = search_turns(talks, search, lambda *done: heard.append(done))
    assert leaning.needs_history
    assert leaning.in_context > leaning.alone
    assert (standing.alone, standing.in_context) == (1, 1)
    assert heard == [(1, 2), (2, 2)]
    tables = search_figures([leaning, standing])
    assert tables["alone"]["recall@10"] == pytest.approx(50 * (leaning.alone + 1))
    assert tables["in context"]["needs_recall@10"] == pytest.approx(100 * leaning.in_context)
    assert tables["alone"]["needs_turns"] == 1
