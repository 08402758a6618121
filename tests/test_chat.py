from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build
from index.errors import QuestionError
from index.load import Article, Citation
from index.search import Hit, Search
from index.split import Passage
from index.store import Store
from qa.ask import Assistant, Cancelled, Reply, check_question, shortened
from qa.chat import Chat, Turn, cite, decode_turn, encode_turn, exchange, export_markdown, load_chat
from qa.evidence import Told
from qa.rank import Answer, Quote, rank
from tests.fakes import FakeEmbedder, FakeReader
from tests.readings import BY_MARGIN, article, hit, reading

QUESTION = "Who partnered with MTS?"
MTS = article("Earlier things were said. MTS partnered with Huawei in Moscow. It was Wednesday.", "mts")
TELE2 = article("*Tele2* chose [Huawei](x) & <b>Ericsson</b>.", "tele2")


def answered(question: str = QUESTION) -> Reply:
    """Huawei, with a support in another article, and Moscow."""
    hits = (hit(MTS), hit(TELE2, rank=2))
    read = [reading(hits[0], Huawei=4, Moscow=1), reading(hits[1], Huawei=2)]
    answers = rank(question, hits, read, {a.id: a for a in (MTS, TELE2)}, BY_MARGIN)
    return Reply(question, question, answers, hits, 0.05)


def refused(question: str = QUESTION) -> Reply:
    reply = answered(question)
    return Reply(question, question, (), reply.hits, 0.05, "No passage is about this.", reply.answers)


def turn(reply: Reply) -> Turn:
    return Turn(reply, "2026-01-02T03:04:05+00:00")


class Answering:
    """An assistant that answers every question; tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[Told | None] = []

    def load(self) -> None:
        """Has no model."""

    def departs(self, question: str, articles: Collection[str]) -> bool:
        """Every question is new."""
        return True

    def ask(
        self,
        question: str,
        top: int = 5,
        within: Collection[str] = (),
        on_hits: Callable[[tuple[Hit, ...]], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        told: Told | None = None,
    ) -> Reply:
        asked = check_question(question)
        self.asked.append(asked)
        self.told.append(told)
        if cancelled():
            raise Cancelled
        reply = answered(asked)
        if on_hits:
            on_hits(reply.hits)
        return reply

    def article(self, article_id: str) -> Article | None:
        return {a.id: a for a in (MTS, TELE2)}.get(article_id)


class Staying(Answering):
    """Knows no question to be about something else than was spoken of."""

    def departs(self, question: str, articles: Collection[str]) -> bool:
        return False


class Torn(Answering):
    """Answers "they" as it is typed with one of the two answers, and what it is understood as with Huawei."""

    def __init__(self, typed: int, sure: float, filled: float) -> None:
        super().__init__()
        self.typed, self.sure, self.filled = typed, sure, filled

    def ask(self, question: str, *args: object, **kwargs: object) -> Reply:
        asked = super().ask(question)
        number, sure = (self.typed, self.sure) if "they" in question else (0, self.filled)
        best = dataclasses.replace(asked.answers[number], confidence=sure)
        return dataclasses.replace(asked, answers=(best,))


FLOATS = st.floats(allow_nan=False)
TEXTS = st.text(st.characters(codec=None), max_size=20)
PASSAGES = st.builds(Passage, TEXTS, st.integers(0, 9), st.integers(0, 9), TEXTS)
CITATIONS = st.builds(
    Citation, TEXTS, TEXTS, TEXTS, st.none() | st.integers(1), st.none() | st.integers(1), st.none() | st.integers(1)
)
QUOTES = st.builds(Quote, PASSAGES, st.integers(0, 9), st.integers(0, 9), CITATIONS)
ANSWERS = st.builds(
    Answer,
    QUOTES,
    FLOATS,
    FLOATS,
    st.lists(QUOTES, max_size=2).map(tuple),
    st.booleans(),
    st.dictionaries(TEXTS, FLOATS, max_size=2),
)
HITS = st.builds(
    Hit, passage=PASSAGES, citation=CITATIONS, rank=st.integers(1), dense=FLOATS, lexical=FLOATS, coverage=FLOATS
)
REPLIES = st.builds(
    Reply,
    TEXTS,
    TEXTS,
    st.lists(ANSWERS, max_size=2).map(tuple),
    st.lists(HITS, max_size=2).map(tuple),
    FLOATS,
    TEXTS,
    st.lists(ANSWERS, max_size=1).map(tuple),
)


@given(st.builds(Turn, REPLIES, TEXTS))
def test_a_saved_turn_reads_back_equal_on_one_line(saved: Turn) -> None:
    line = encode_turn(saved)
    assert b"\n" not in line
    assert decode_turn(line) == saved


def test_a_file_name_that_is_no_utf8_is_saved(tmp_path: Path) -> None:
    source = os.fsdecode(b"/articles/caf\xe9.txt")
    found = dataclasses.replace(hit(MTS), citation=dataclasses.replace(hit(MTS).citation, source=source))
    chat = Chat(tmp_path / "chat.jsonl")
    chat.add(turn(dataclasses.replace(answered(), hits=(found,))))
    assert load_chat(tmp_path / "chat.jsonl").turns == chat.turns


def test_each_turn_is_on_disk_when_it_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "chat.jsonl"
    chat, assistant = Chat(path), Answering()
    for number, question in enumerate((QUESTION, "Where is the Eiffel Tower in Paris?"), 1):
        given_back = chat.ask(assistant, question)
        assert chat.turns[-1] == given_back
        assert load_chat(path).turns == chat.turns
        assert len(chat.turns) == number
    asked_at = datetime.fromisoformat(chat.turns[0].asked_at)
    assert abs((datetime.now(UTC) - asked_at).total_seconds()) < 60


def test_a_chat_without_a_file_is_kept_in_memory(tmp_path: Path) -> None:
    chat = Chat()
    chat.add(turn(answered()))
    assert len(chat.turns) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_loaded_chat_goes_on_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    Chat(path).add(turn(answered()))
    loaded = load_chat(path)
    loaded.add(turn(refused()))
    assert load_chat(path).turns == [turn(answered()), turn(refused())]


def test_a_line_that_a_kill_cut_short_costs_that_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    chat = Chat(path)
    chat.add(turn(answered()))
    chat.add(turn(refused()))
    whole = path.read_bytes()
    for cut in (1, 40, len(encode_turn(turn(refused()))) - 1):
        path.write_bytes(whole[:-cut])
        loaded = load_chat(path)
        assert loaded.turns == [turn(answered())]
        loaded.add(turn(refused("later?")))
        assert load_chat(path).turns == [turn(answered()), turn(refused("later?"))]


LINES = [b"", b"7", b"{}", b'{"reply": 7}', b"\xff\xfe", b"[" * 100_000, b"null"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: repr(line[:5]))
def test_lines_that_are_no_turns_are_left_out(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_bytes(line + b"\n" + encode_turn(turn(answered())))
    assert load_chat(path).turns == [turn(answered())]


def test_a_turn_of_another_version_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    fields = json.loads(encode_turn(turn(answered())))
    del fields["reply"]["hits"]
    path.write_text(json.dumps(fields))
    assert load_chat(path).turns == []


def test_a_turn_that_cannot_be_saved_is_kept_in_memory(tmp_path: Path) -> None:
    chat = Chat(tmp_path)  # a folder cannot be written to: as on a full disk, OSError
    with pytest.raises(OSError, match="directory"):
        chat.add(turn(answered()))
    assert chat.turns == [turn(answered())]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no /dev/full")
def test_a_full_disk_is_said_and_the_turn_is_kept_in_memory() -> None:
    chat = Chat(Path("/dev/full"))
    with pytest.raises(OSError, match="No space left"):
        chat.ask(Answering(), QUESTION)
    assert [t.reply.question for t in chat.turns] == [QUESTION]


@pytest.mark.parametrize("before", [[], [turn(answered())], [turn(refused())]])
def test_a_question_that_cannot_be_asked_adds_no_turn(before: list[Turn]) -> None:
    chat = Chat(turns=list(before))
    for question in ("", "who " * 2500):
        with pytest.raises(QuestionError):
            chat.ask(Answering(), question)
    with pytest.raises(Cancelled):
        chat.ask(Answering(), QUESTION, cancelled=lambda: True)
    assert chat.turns == before


def test_the_first_question_is_asked_as_it_is_typed() -> None:
    assistant = Answering()
    asked = Chat().ask(assistant, "where?").reply
    assert assistant.asked == [asked.question] == [asked.understood] == ["where?"]


def test_a_follow_up_is_completed_and_says_how_it_was_understood() -> None:
    chat = Chat(turns=[turn(answered())])
    reply = chat.ask(Answering(), "where?").reply
    assert reply.question == "where?"
    assert "MTS" in reply.understood


def test_a_follow_up_leans_on_the_last_answer_and_a_new_question_on_none() -> None:
    assistant = Answering()
    chat = Chat(turns=[turn(answered()), turn(refused())])
    chat.ask(assistant, "where?")
    chat.ask(assistant, "Who won the marathon in Vienna?")
    chat.ask(assistant, "and Tele2?")
    history = "Who partnered with MTS? Huawei"
    assert assistant.told == [Told("mts", MTS.text.index("Huawei") + len("Huawei"), history, "where?"), None, None]
    chat = Chat(turns=[turn(refused())])
    chat.ask(assistant, "where?")
    assert assistant.told[-1] is None


@pytest.mark.parametrize(
    ("typed", "sure", "filled", "undone", "confidence"),
    [(1, 0.9, 0.4, True, 0.9), (1, 0.7, 0.4, False, 0.4), (0, 0.7, 0.6, False, 0.7), (0, 0.5, 0.6, False, 0.6)],
    ids=["another answer, much surer", "another answer, surer", "the same answer, surer", "the same answer"],
)
def test_a_name_for_a_pronoun_gives_way_to_another_answer_to_the_question_as_typed(
    typed: int, sure: float, filled: float, undone: bool, confidence: float
) -> None:
    chat = Chat(turns=[turn(answered())])
    reply = chat.ask(Torn(typed, sure, filled), "where are they seen?").reply
    assert ("they" in reply.understood) is undone
    assert (reply.question, reply.answers[0].confidence) == ("where are they seen?", confidence)


def test_how_many_answers_are_asked_for_does_not_decide_how_a_pronoun_is_taken() -> None:
    class Disputed(Torn):
        def ask(self, question: str, top: int = 5, *args: object, **kwargs: object) -> Reply:
            reply = super().ask(question)
            if "they" not in question:
                return reply
            both = tuple(dataclasses.replace(answer, confidence=0.48) for answer in answered().answers[::-1])
            return shortened(dataclasses.replace(reply, answers=both, conflict=True), top)

    replies = [
        Chat(turns=[turn(answered())]).ask(Disputed(1, 0.5, 0.5), "where are they seen?", top).reply for top in (1, 5)
    ]
    assert replies[0] == shortened(replies[1], 1)
    assert [(len(reply.answers), reply.conflict) for reply in replies] == [(1, False), (2, True)]


def test_passages_are_told_of_once() -> None:
    told: list[tuple[Hit, ...]] = []
    Chat(turns=[turn(answered())]).ask(Answering(), "where?", on_hits=told.append)
    assert len(told) == 1


def test_an_export_holds_question_quote_and_citations() -> None:
    exported = export_markdown(Chat(turns=[turn(answered())]))
    assert exported.startswith("# Questions and answers\n\n## Who partnered with MTS?\n\n*2026-01-02T03:04:05+00:00*\n")
    assert "**Huawei** (almost sure, 0.88)" in exported
    assert "\n> MTS partnered with **Huawei** in Moscow.\n" in exported
    assert "\n- Title of mts, 2019-06-06, /articles/mts.txt:1:46\n" in exported
    assert "\n- Title of tele2, 2019-06-06, /articles/tele2.txt:1:16\n" in exported
    assert "\n> MTS partnered with Huawei in **Moscow**.\n" in exported


def test_an_export_tells_a_refusal_with_its_reason() -> None:
    exported = export_markdown(Chat(turns=[turn(refused())]))
    assert "Not in your articles. No passage is about this." in exported
    assert "Huawei" not in exported


def test_an_export_tells_how_a_follow_up_was_understood() -> None:
    reply = dataclasses.replace(answered("where?"), understood="where did MTS partner?")
    assert "Understood as: where did MTS partner?" in export_markdown(Chat(turns=[turn(reply)]))


def test_markdown_in_articles_and_questions_is_escaped() -> None:
    found = hit(TELE2)
    answers = rank(QUESTION, [found], [reading(found, Huawei=4)], {TELE2.id: TELE2}, BY_MARGIN)
    reply = Reply("what is *this* `x`?", "what is *this* `x`?", answers, (found,), 0.1)
    exported = export_markdown(Chat(turns=[turn(reply)]))
    assert r"## what is \*this\* \`x\`?" in exported
    assert r"> \*Tele2\* chose \[**Huawei**\](x) \& \<b\>Ericsson\</b\>." in exported


@given(TEXTS)
def test_no_text_breaks_out_of_its_line_in_an_export(text: str) -> None:
    place = Citation(text, text, text, 1, 1, None)
    cited = cite(Quote(Passage("a", 0, 1, "x"), 0, 1, place))
    assert "\n" not in cited
    assert "\x1b" not in cited
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_<>\[\]#|~&]", cited)
    assert cited.encode()


@pytest.mark.parametrize(("title", "escaped"), [("1. May", r"1\. May"), ("- May", r"\- May"), ("5.5 May", "5.5 May")])
def test_a_title_does_not_begin_a_list(title: str, escaped: str) -> None:
    place = Citation("/a.txt", title, "", None, None, None)
    assert cite(Quote(Passage("a", 0, 1, "x"), 0, 1, place)) == f"{escaped}, /a.txt"


def test_a_citation_names_line_and_column_or_page_or_the_file() -> None:
    def cited(line: int | None, page: int | None) -> str:
        place = Citation("/a/b.pdf", "", "2019", line, line, page)
        return cite(Quote(Passage("a", 0, 1, "x"), 0, 1, place))

    assert [cited(7, None), cited(None, 3), cited(None, None)] == [
        "2019, /a/b.pdf:7:7",
        "2019, /a/b.pdf, page 3",
        "2019, /a/b.pdf",
    ]


@pytest.fixture
def talk(tmp_path: Path, fake_embedder: FakeEmbedder) -> Assistant:
    """Over an article about a carrier and one about a theft; "Omsk" and "Paris" read well wherever they stand."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mts.txt").write_text("The carrier MTS partnered with Huawei. Its engineers work in Omsk.\n")
    (folder / "theft.txt").write_text("Thieves took the golden crown. The engineers of the museum live in Paris.\n")
    build([folder], tmp_path / "index", fake_embedder)
    reader = FakeReader({"Huawei": 9, "Omsk": 4, "Paris": 7})
    return Assistant(Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder), reader)


def test_a_question_that_names_nothing_is_asked_of_the_article_spoken_of(talk: Assistant) -> None:
    chat = Chat()
    assert chat.ask(talk, "who partnered with MTS?").reply.answers[0].text == "Huawei"
    reply = chat.ask(talk, "where do the engineers work?").reply
    assert {Path(hit.citation.source).name for hit in reply.hits} == {"mts.txt"}
    assert reply.understood == "where do the engineers work? \N{EM DASH} Mts"
    assert exchange(reply).question == "where do the engineers work?"


@pytest.mark.parametrize(
    "question",
    [
        "where do the engineers of the golden crown museum live?",
        "which thieves took the golden crown that museums guard?",
    ],
)
def test_a_question_plainly_about_something_else_is_asked_of_all(talk: Assistant, question: str) -> None:
    chat = Chat()
    chat.ask(talk, "who partnered with MTS?")
    reply = chat.ask(talk, question).reply
    assert reply.understood == reply.question
    assert Path(reply.hits[0].citation.source).name == "theft.txt"
    assert len(reply.hits) == 2
