"""What seeds/ promises: 40 credited articles, and questions whose accepted answers are quotes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"
NOT_ARTICLES = {"README.md", "questions.jsonl", "conversations.jsonl"}
QUESTION_FIELDS = {"id", "question", "answers", "article", "is_impossible", "kind", "split"}
TURN_FIELDS = {"question", "answers", "article", "needs_history", "rewrite"}


def article_names() -> set[str]:
    """The names of the article files."""
    return {path.name for path in SEEDS.iterdir()} - NOT_ARTICLES


def body(name: str) -> str:
    """The article below its front matter, or below its title when it has none."""
    text = (SEEDS / name).read_text(encoding="utf-8")
    if text.startswith("---\n"):
        return text.split("---\n", 2)[2]
    return text.split("\n", 1)[1]


def front_matter(name: str) -> dict[str, str]:
    """The fields above a Wikinews article, unquoted."""
    lines = (SEEDS / name).read_text(encoding="utf-8").split("---\n", 2)[1].splitlines()
    fields = (line.split(": ", 1) for line in lines)
    return {key: value.strip('"') for key, value in fields}


def records(name: str) -> list[dict[str, Any]]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in (SEEDS / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    """Every question."""
    return records("questions.jsonl")


@pytest.fixture(scope="module")
def conversations() -> list[dict[str, Any]]:
    """Every conversation."""
    return records("conversations.jsonl")


@pytest.fixture(scope="module")
def follow_ups(conversations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every turn after the first of its conversation."""
    return [turn for conversation in conversations for turn in conversation["turns"][1:]]


def test_folder_holds_forty_articles_and_nothing_unknown() -> None:
    names = {path.name for path in SEEDS.iterdir()}
    assert names >= NOT_ARTICLES
    assert len(article_names()) == 40
    assert Counter(Path(name).suffix for name in article_names()) == {".md": 39, ".txt": 1}


def test_every_article_is_credited() -> None:
    rows = [line for line in (SEEDS / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for name in sorted(article_names()):
        credit = next((row for row in rows if f"`{name}`" in row), "")
        assert credit, name
        if name.endswith(".txt"):
            assert "Agency News" in credit
            continue
        fields = front_matter(name)
        assert f"[{fields['title']}]({fields['source']})" in credit
        assert f"| {fields['date']} | Wikinews, CC BY 2.5 |" in credit


def test_ids_are_unique(questions: list[dict[str, Any]], conversations: list[dict[str, Any]]) -> None:
    for rows in (questions, conversations):
        assert len({row["id"] for row in rows}) == len(rows)


def test_questions_have_the_promised_fields_and_differ(questions: list[dict[str, Any]]) -> None:
    assert all(set(row) == QUESTION_FIELDS for row in questions)
    assert len({row["question"].lower() for row in questions}) == len(questions)


def test_answerable_questions_are_answered_by_quotes(questions: list[dict[str, Any]]) -> None:
    for row in questions:
        if row["kind"] != "answerable":
            continue
        assert row["answers"], row["id"]
        assert not row["is_impossible"], row["id"]
        assert all(answer in body(row["article"]) for answer in row["answers"]), row["id"]


def test_unanswerable_questions_carry_no_answer(questions: list[dict[str, Any]]) -> None:
    for row in questions:
        if row["kind"] == "answerable":
            continue
        assert row["is_impossible"], row["id"]
        assert row["answers"] == [], row["id"]
        assert row["article"] is None, row["id"]


def test_two_thirds_of_the_questions_are_answerable(questions: list[dict[str, Any]]) -> None:
    kinds = Counter(row["kind"] for row in questions)
    assert set(kinds) == {"answerable", "close", "off-topic"}
    assert len(questions) >= 90
    assert kinds["answerable"] / len(questions) == pytest.approx(2 / 3, abs=0.02)
    assert kinds["close"] >= 20


def test_every_article_is_asked_about(questions: list[dict[str, Any]]) -> None:
    assert {row["article"] for row in questions if row["article"]} == article_names()


def test_each_kind_is_split_in_halves(questions: list[dict[str, Any]]) -> None:
    sizes = Counter((row["kind"], row["split"]) for row in questions)
    for kind in ("answerable", "close", "off-topic"):
        assert sizes[kind, "dev"] == sizes[kind, "test"]


def test_no_article_is_in_both_splits(questions: list[dict[str, Any]], conversations: list[dict[str, Any]]) -> None:
    splits = {(row["article"], row["split"]) for row in questions if row["article"]}
    for conversation in conversations:
        splits |= {(turn["article"], conversation["split"]) for turn in conversation["turns"] if turn["article"]}
    assert Counter(split for _, split in splits) == {"dev": 20, "test": 20}
    assert len({article for article, _ in splits}) == 40


def test_first_question_is_the_one_on_the_front_page(questions: list[dict[str, Any]]) -> None:
    assert questions[0]["question"] == "who partnered with MTS?"
    assert questions[0]["answers"] == ["Huawei", "Chinese tech giant Huawei"]


def test_conversations_have_two_to_four_turns_with_the_promised_fields(conversations: list[dict[str, Any]]) -> None:
    assert len(conversations) >= 30
    assert Counter(row["split"] for row in conversations) == {"dev": 20, "test": 20}
    for conversation in conversations:
        assert set(conversation) == {"id", "turns", "split"}
        assert 2 <= len(conversation["turns"]) <= 4, conversation["id"]
        assert all(set(turn) == TURN_FIELDS for turn in conversation["turns"]), conversation["id"]
        assert not conversation["turns"][0]["needs_history"], conversation["id"]


def test_turns_are_answered_by_quotes_or_not_at_all(conversations: list[dict[str, Any]]) -> None:
    for conversation in conversations:
        for turn in conversation["turns"]:
            assert bool(turn["answers"]) == bool(turn["article"]), turn
            assert all(answer in body(turn["article"]) for answer in turn["answers"]), turn


def test_only_questions_that_need_history_are_rewritten(conversations: list[dict[str, Any]]) -> None:
    for conversation in conversations:
        for turn in conversation["turns"]:
            assert turn["rewrite"].endswith("?"), turn
            assert (turn["rewrite"].lower() != turn["question"].lower()) == turn["needs_history"], turn


def test_about_one_follow_up_in_seven_has_no_answer(follow_ups: list[dict[str, Any]]) -> None:
    needing = [turn for turn in follow_ups if turn["needs_history"]]
    unanswered = [turn for turn in needing if not turn["answers"]]
    assert len(unanswered) / len(needing) == pytest.approx(0.15, abs=0.02)


def test_some_later_turns_stand_alone(follow_ups: list[dict[str, Any]]) -> None:
    assert sum(not turn["needs_history"] for turn in follow_ups) >= 10
