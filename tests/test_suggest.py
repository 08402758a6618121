from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.build import build
from index.store import Document
from tests.chats import answered, refused
from tests.fakes import FakeEmbedder
from tui.suggest import LONGEST, TRIED, candidates, made_of, some_documents, who_is, works


def document(title: str, text: str = "") -> Document:
    return Document(1, text, title, "")


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Northern Arapaho Tribe welcomes buffalo herd in Wyoming", "who welcomes buffalo herd in Wyoming?"),
        ("Eliud Kipchoge of Kenya runs marathon under two hours", "who runs marathon under two hours?"),
        ("French inventor Franky Zapata successfully crosses English Channel", ""),
        ("Notes", ""),
        ("", ""),
        ("[/nope] \x1b[31m", ""),
    ],
)
def test_a_headline_asks_who_did_it(title: str, question: str) -> None:
    assert made_of(title) == question


def test_questions_the_collection_brings_come_first_one_for_each_article(tmp_path: Path) -> None:
    lines = [
        {"question": "who?", "answers": ["MTS"], "article": "a.txt"},
        {"question": "who else?", "answers": ["Huawei"], "article": "a.txt"},
        {"question": "why?", "answers": [], "article": "b.txt"},
        {"question": "what\x1b[31m now?", "answers": ["x"], "article": "d.txt"},
        {"question": "w" * (LONGEST + 1), "answers": ["x"], "article": "c.txt"},
        ["not", "a", "question"],
    ]
    written = "\n".join([*map(json.dumps, lines), "{not json"])
    (tmp_path / "questions.jsonl").write_text(written)
    articles = [
        document("Notes", "The bridge was designed by the engineer Tomas Okafor, it is said."),
        document("Tesco sells its Polish branch"),
    ]
    found = candidates([str(tmp_path)], articles)
    assert found == ["who?", "what now?", "who sells its Polish branch?", "who is Tomas Okafor?"]


def test_no_more_are_tried_than_a_person_would_wait_for() -> None:
    assert len(candidates([], [document(f"Tesco sells branch number {n}") for n in range(50)])) == TRIED


def test_only_a_sure_answer_makes_a_question_worth_offering() -> None:
    assert works(answered())
    assert not works(refused())


def test_what_is_seen_are_the_indexed_articles(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("---\ntitle: Tesco sells its branch\n---\n\nSome words here.\n")
    build([tmp_path / "articles"], tmp_path / "index", FakeEmbedder())
    assert [(d.title, d.text) for d in some_documents(tmp_path / "index")] == [
        ("Tesco sells its branch", "Some words here.")
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It was opened by mayor Ilsa Brandt.", "who is Ilsa Brandt?"),
        ("Prime Minister Viktor Orbán spoke.", "who is Viktor Orbán?"),
        ("The mayor of Velmora spoke.", ""),
        ("Our engineer Tomas", ""),
        ("", ""),
    ],
)
def test_a_person_with_an_office_is_asked_about(text: str, question: str) -> None:
    assert who_is(text) == question
