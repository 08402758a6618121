from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import PathError, UserError
from qa.antecedent import Exchange
from qa.dialogues import known_answer, read_dialogues

TURN = {"question": "who partnered with MTS?", "answers": ["Huawei"]}
HISTORY = [
    {"question": "who partnered with MTS?", "answer": "Huawei"},
    {"question": "why?", "answer": "I don't know."},
]


def written(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_a_line_of_turns_is_one_dialogue(tmp_path: Path) -> None:
    turns = [
        {**TURN, "needs_history": False, "rewrite": "Who partnered with MTS?"},
        {"question": "where?", "answers": [], "needs_history": True, "article": None},
        {"question": "when?", "answers": ["2019"]},
    ]
    [dialogue] = read_dialogues(written(tmp_path / "talks.jsonl", {"id": "c1", "turns": turns}))
    assert [turn.question.text for turn in dialogue.turns] == ["who partnered with MTS?", "where?", "when?"]
    assert [turn.needs_history for turn in dialogue.turns] == [False, True, None]
    assert [turn.rewrite for turn in dialogue.turns] == ["Who partnered with MTS?", "", ""]
    assert [turn.question.answerable for turn in dialogue.turns] == [True, False, True]
    assert dialogue.before == ()
    assert not dialogue.has_contexts


def test_a_line_with_a_history_is_one_turn_after_what_was_said(tmp_path: Path) -> None:
    row = {
        "question": "where?",
        "answers": [{"text": "Moscow", "start": 0}],
        "context": "Moscow it was, said Huawei.",
        "title": "5G",
    }
    path = tmp_path / "talks.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({**row, "history": HISTORY}).encode()))
    [dialogue] = read_dialogues(path)
    assert dialogue.before == (
        Exchange("who partnered with MTS?", "Huawei", "5G", row["context"], row["context"], 26),
        Exchange("why Huawei partnered with MTS?", "", "5G", row["context"], row["context"]),
    )
    assert dialogue.turns[0].question.answers == ("Moscow",)
    assert dialogue.has_contexts


@pytest.mark.parametrize(
    ("said", "remembered"),
    [("Huawei", "Huawei"), ("I don't know.", ""), ("unknown", ""), ("CANNOTANSWER", ""), (" ", ""), ("no", "no")],
)
def test_an_answer_that_says_there_is_none_is_remembered_as_none(said: str, remembered: str) -> None:
    assert known_answer(said) == remembered


@pytest.mark.parametrize(
    "row",
    [
        TURN,
        {"turns": []},
        {"turns": [{"question": "who?"}]},
        {"turns": "who?"},
        {**TURN, "history": ["who?"]},
        {**TURN, "history": [{"question": "who?"}]},
        5,
        ["who?"],
    ],
)
def test_what_is_no_conversation_is_said_with_its_number(tmp_path: Path, row: Any) -> None:
    path = written(tmp_path / "talks.jsonl", {"turns": [TURN]}, row)
    with pytest.raises(UserError, match="entry 2 is no conversation") as refused:
        read_dialogues(path)
    assert "`turns`" in refused.value.hint


def test_a_file_that_is_not_there_or_holds_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(PathError):
        read_dialogues(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UserError, match="holds no conversation"):
        read_dialogues(tmp_path / "empty.jsonl")


def test_the_conversations_that_come_with_the_project_can_be_read(seeds_folder: Path) -> None:
    dialogues = read_dialogues(seeds_folder / "conversations.jsonl")
    assert len(dialogues) >= 25
    assert all(2 <= len(dialogue.turns) <= 4 for dialogue in dialogues if dialogue.turns)


def test_a_turn_may_have_a_rewrite_and_no_answers(tmp_path: Path) -> None:
    row = {"question": "why?", "rewrite": "Why did MTS partner?", "history": HISTORY[:1]}
    [dialogue] = read_dialogues(written(tmp_path / "talks.jsonl", row))
    assert dialogue.only_rewritten
    assert dialogue.turns[0].rewrite == "Why did MTS partner?"
    with pytest.raises(UserError, match="entry 1"):
        read_dialogues(written(tmp_path / "talks.jsonl", {"question": "why?", "history": HISTORY[:1]}))
