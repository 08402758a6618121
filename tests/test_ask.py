from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.build import build
from index.errors import IndexFolderError, ModelError, QuestionError
from index.search import Hit, Search
from index.store import Store
from qa.ask import LONGEST_QUESTION, Assistant, Cancelled, check_question, open_assistant, refusal_reason
from qa.read import Reading
from qa.weights import FILE_NAME
from tests.fakes import FakeEmbedder, FakeReader
from tests.readings import article, hit

QUESTION = "Who partnered with MTS?"
SEVERAL = "Which companies partnered with MTS?"
CARPET = "The Russian carrier MTS partnered with Huawei.\nLater, Tele2 went live with Ericsson.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "carpet.txt").write_text(CARPET)
    (folder / "census.txt").write_text("The census runs on tablets made by Huawei, said MTS.\n")
    (folder / "tower.txt").write_text("The Eiffel Tower stands in Paris.\n")
    return folder


@pytest.fixture
def search(articles: Path, tmp_path: Path, fake_embedder: FakeEmbedder) -> Search:
    build([articles], tmp_path / "index", fake_embedder)
    return Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder)


class FailingReader(FakeReader):
    """Cannot read."""

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        raise RuntimeError("the model failed")


def test_the_answer_is_quoted_with_its_place_and_its_support(search: Search, articles: Path) -> None:
    reply = Assistant(search, FakeReader({"Huawei": 6, "Ericsson": 2})).ask(QUESTION)
    assert reply.answered
    assert [answer.text for answer in reply.answers] == ["Huawei", "Ericsson"]
    best = reply.answers[0]
    assert best.quote.citation.source == str(articles / "carpet.txt")
    assert (best.quote.citation.line, best.quote.citation.column) == (1, CARPET.index("Huawei") + 1)
    assert [quote.citation.source for quote in best.support] == [str(articles / "census.txt")]
    assert (reply.question, reply.understood, reply.reason, reply.refused) == (QUESTION, QUESTION, "", ())
    assert reply.seconds > 0


def test_a_refusal_carries_the_nearest_passages_the_reason_and_the_candidates(search: Search) -> None:
    reply = Assistant(search, FakeReader({"Huawei": -6, "Ericsson": -7})).ask(QUESTION)
    assert not reply.answered
    assert reply.answers == ()
    assert "MTS" in reply.hits[0].passage.text
    assert reply.reason == "Passages are about this, but none of them answers it."
    assert [answer.text for answer in reply.refused] == ["Huawei", "Ericsson"]


def test_a_reader_that_finds_nothing_refuses(search: Search) -> None:
    reply = Assistant(search, FakeReader({})).ask(QUESTION)
    assert (reply.answered, reply.refused) == (False, ())
    assert len(reply.hits) == 3


def test_a_question_about_nothing_indexed_is_told_so(search: Search) -> None:
    reply = Assistant(search, FakeReader({})).ask("How deep is Lake Baikal?")
    assert reply.reason == "No passage is about this."


def test_only_the_articles_within_are_asked(search: Search, articles: Path) -> None:
    assistant = Assistant(search, FakeReader({"Huawei": 6, "Paris": 5}))
    [(tower, _)] = [
        (h.passage.article_id, h) for h in search.hits("Eiffel Tower", 9) if h.citation.source.endswith("tower.txt")
    ]
    reply = assistant.ask(QUESTION, within=[tower])
    assert {h.passage.article_id for h in reply.hits} == {tower}
    assert [answer.text for answer in reply.answers] == ["Paris"]
    assert reply.hits == tuple(search.hits(QUESTION, within=[tower], about="Tower"))
    assert assistant.ask(QUESTION, within=["gone"]).hits == assistant.ask(QUESTION).hits


def test_a_question_departs_from_articles_when_rare_words_of_it_stand_elsewhere(search: Search) -> None:
    assistant = Assistant(search, FakeReader({}))
    ids = {Path(h.citation.source).stem: h.passage.article_id for h in search.hits("Eiffel Tower MTS Huawei", 9)}
    assert assistant.departs("where does the Eiffel Tower stand?", [ids["carpet"]])
    assert not assistant.departs("where does the Eiffel Tower stand?", [ids["tower"]])
    assert not assistant.departs("who said that?", [ids["tower"]])
    assert assistant.departs("who said that?", ["gone"])


def test_the_reason_follows_the_passages_that_were_found() -> None:
    near, far = hit(article("a"), coverage=0.9), hit(article("b"), coverage=0.1)
    assert refusal_reason((), 0.0) == "There is no passage to read."
    assert refusal_reason((far,), 0.1) == "No passage is about this."
    assert refusal_reason((far, near), 0.1) == "Passages are about this, but none of them answers it."
    assert refusal_reason((far,), 0.4) == "Passages are about this, but no answer in them is sure enough."


def test_the_passages_are_told_of_before_they_are_read(search: Search) -> None:
    reader = FakeReader({"Huawei": 6})
    told: list[tuple[Hit, ...]] = []

    def on_hits(hits: tuple[Hit, ...]) -> None:
        assert reader.asked == []
        told.append(hits)

    reply = Assistant(search, reader).ask(QUESTION, on_hits=on_hits)
    assert told == [reply.hits]
    assert reader.asked == [(QUESTION, [found.passage.text for found in reply.hits])]


def test_a_cancelled_question_is_not_read(search: Search) -> None:
    reader = FakeReader({"Huawei": 6})
    with pytest.raises(Cancelled):
        Assistant(search, reader).ask(QUESTION, cancelled=lambda: True)
    assert reader.asked == []


def test_a_question_cancelled_while_it_is_read_has_no_reply(search: Search) -> None:
    reader = FakeReader({"Huawei": 6})
    with pytest.raises(Cancelled):
        Assistant(search, reader).ask(QUESTION, cancelled=lambda: bool(reader.asked))


def test_no_more_answers_than_asked_for(search: Search) -> None:
    reader = FakeReader({"Huawei": 6, "Ericsson": 5, "Paris": 4})
    assert len(Assistant(search, reader).ask(SEVERAL, top=2).answers) == 2
    assert len(Assistant(search, reader).ask(SEVERAL).answers) == 3


def test_a_hopeless_runner_up_is_not_shown(search: Search) -> None:
    reply = Assistant(search, FakeReader({"Huawei": 6, "Paris": -9})).ask(QUESTION)
    assert [answer.text for answer in reply.answers] == ["Huawei"]


def test_a_question_is_cleaned_before_it_is_asked(search: Search) -> None:
    reader = FakeReader({"Huawei": 6})
    reply = Assistant(search, reader).ask("  Who \x1b[31mpartnered\n\u202ewith\x00  MTS? ")
    assert reply.question == reader.asked[0][0] == QUESTION


@pytest.mark.parametrize("question", ["", " \n\t", "\x00\x1b[2J\u202e"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        check_question(question)


def test_an_overlong_question_is_refused_and_the_longest_is_not() -> None:
    assert check_question("?" * LONGEST_QUESTION)
    with pytest.raises(QuestionError, match="10,000 characters; at most 2,000"):
        check_question("?" * 10_000)


def test_a_question_of_emoji_is_a_question(search: Search) -> None:
    assert not Assistant(search, FakeReader({})).ask("🎉🎉").answered


def test_markup_in_a_question_is_plain_text(search: Search) -> None:
    assert Assistant(search, FakeReader({})).ask("who [/nope] wins?").question == "who [/nope] wins?"


def test_an_answer_whose_file_has_changed_is_marked(search: Search, articles: Path) -> None:
    (articles / "census.txt").write_text("Nothing is said any more.\n")
    (articles / "tower.txt").unlink()
    reader = FakeReader({"Huawei.": 6, "tablets": 5, "Paris": 4})
    stale = {answer.text: answer.stale for answer in Assistant(search, reader).ask(SEVERAL).answers}
    assert stale == {"Huawei": False, "tablets": True, "Paris": True}


def test_a_touched_file_with_the_same_content_is_not_stale(search: Search, articles: Path) -> None:
    os.utime(articles / "carpet.txt", (1, 1))
    assert not Assistant(search, FakeReader({"Huawei": 6})).ask(QUESTION).answers[0].stale


def test_an_error_of_the_reader_is_an_error_and_never_no_answer(search: Search) -> None:
    with pytest.raises(RuntimeError, match="the model failed"):
        Assistant(search, FailingReader({})).ask(QUESTION)


def test_models_are_loaded_once(search: Search) -> None:
    reader = FakeReader({"Huawei": 6})
    assistant = Assistant(search, reader)
    assistant.ask(QUESTION)
    assistant.ask(QUESTION)
    assert reader.loads == 1


def test_the_readers_own_weights_decide_what_is_sure_enough(search: Search, tmp_path: Path) -> None:
    strict = (
        '{"ranking": {"margin": 1}, "confident": {"margin": 0.1}, "bias": -2, "threshold": 0.9, "null_threshold": 0}'
    )
    (tmp_path / FILE_NAME).write_text(strict)
    assert Assistant(search, FakeReader({"Huawei": 6})).ask(QUESTION).answered
    assert not Assistant(search, FakeReader({"Huawei": 6}, tmp_path)).ask(QUESTION).answered


def test_a_damaged_ranking_file_is_said_when_loading(search: Search, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{")
    with pytest.raises(ModelError):
        Assistant(search, FakeReader({}, tmp_path)).load()


def test_the_whole_article_of_an_answer_can_be_had(search: Search) -> None:
    assistant = Assistant(search, FakeReader({"Huawei": 6}))
    quote = assistant.ask(QUESTION).answers[0].quote
    found = assistant.article(quote.passage.article_id)
    assert found is not None
    source, start, end = quote.place
    assert (found.id, found.text[start:end]) == (source, "Huawei")
    assert assistant.article("never indexed") is None
    assert assistant.article("of an earlier text", found.source) == found


def test_opening_an_assistant_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError):
        open_assistant(tmp_path / "nowhere")


def test_what_is_shown_of_a_conflict_does_not_depend_on_how_much_is_shown(
    tmp_path: Path, fake_embedder: FakeEmbedder
) -> None:
    for name, chief, year in (("old", "Anna Berg", 2019), ("new", "Carl Dahl", 2020)):
        head = f"---\ntitle: {name}\ndate: {year}-01-01\n---\n\n"
        (tmp_path / f"{name}.md").write_text(f"{head}{chief} leads the harbour company of Rostock.\n")
    build([tmp_path], tmp_path / "index", fake_embedder)
    search = Search(Store.open(tmp_path / "index", fake_embedder.name), fake_embedder)
    assistant = Assistant(search, FakeReader({"Anna Berg": 5, "Carl Dahl": 4.9}))
    both = assistant.ask("Who leads the harbour company of Rostock?")
    assert (both.conflict, [answer.text for answer in both.answers]) == (True, ["Carl Dahl", "Anna Berg"])
    one = assistant.ask("Who leads the harbour company of Rostock?", top=1)
    assert not one.conflict
    assert one.answers == both.answers[:1]
    assert both.answers[0].confidence == pytest.approx(0.5, abs=0.02)
