from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import PathError, UserError
from qa.questions import Question, read_questions

CONTEXT = "MTS partnered with Huawei in Moscow."
GIVEN = {
    "id": "q1",
    "question": "Who partnered with MTS?",
    "answers": [{"text": "Huawei", "start": 19}, {"text": "Huawei", "start": 19}, {"text": "with Huawei", "start": 14}],
    "context": CONTEXT,
    "title": "Red carpet",
    "article": "mts.txt",
}
NOT_GIVEN: dict[str, Any] = {**GIVEN, "id": "q2", "question": "Who partnered with Tele2?", "answers": []}


def written(path: Path, *rows: object) -> Path:
    """The rows as JSON lines."""
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def squad(*questions: dict[str, Any]) -> dict[str, Any]:
    """SQuAD 2.0 JSON with these questions on one paragraph."""
    return {"version": "v2.0", "data": [{"title": "MTS", "paragraphs": [{"context": CONTEXT, "qas": list(questions)}]}]}


def test_json_lines_are_read_with_all_they_say(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", GIVEN, "", NOT_GIVEN)
    first, second = read_questions(path).questions
    assert first == Question(
        "q1", "Who partnered with MTS?", ("Huawei", "with Huawei"), CONTEXT, "Red carpet", "mts.txt"
    )
    assert first.answerable
    assert not second.answerable


def test_answers_may_be_strings_and_the_rest_may_be_missing(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", {"question": "who?", "answers": ["Huawei"], "context": None})
    (question,) = read_questions(path).questions
    assert question == Question("q.jsonl:1", "who?", ("Huawei",), "", "", "")


def test_an_impossible_question_has_no_answer_whatever_is_listed(tmp_path: Path) -> None:
    path = written(tmp_path / "q.jsonl", {**GIVEN, "is_impossible": True})
    assert read_questions(path).questions[0].answers == ()


def test_squad_json_is_read_and_plausible_answers_are_no_answers(tmp_path: Path) -> None:
    path = tmp_path / "dev.json"
    plausible = [{"text": "Moscow", "answer_start": 29}]
    questions = (
        {"id": "a", "question": "Who?", "answers": [{"text": "Huawei", "answer_start": 19}], "is_impossible": False},
        {"id": "b", "question": "Where?", "answers": [], "plausible_answers": plausible, "is_impossible": True},
    )
    path.write_text(json.dumps(squad(*questions), indent=2))
    found = read_questions(path)
    assert [(q.id, q.answers, q.context, q.title) for q in found.questions] == [
        ("a", ("Huawei",), CONTEXT, "MTS"),
        ("b", (), CONTEXT, "MTS"),
    ]
    assert found.misplaced == ()


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GIVEN).encode()))
    assert read_questions(path).questions[0].id == "q1"


@pytest.mark.parametrize("place", [{"start": 18}, {"start": -17}, {"start": 900}, {"answer_start": 18}])
def test_misplaced_answers_are_left_out_and_named(tmp_path: Path, place: dict[str, int]) -> None:
    wrong = {**GIVEN, "id": "wrong", "answers": [{"text": "Huawei", "start": 19}, {"text": "Huawei", **place}]}
    found = read_questions(written(tmp_path / "q.jsonl", wrong, GIVEN))
    assert found.misplaced == ("wrong",)
    assert [question.id for question in found.questions] == ["q1"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"No such file: .*nowhere\.jsonl"):
        read_questions(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe{", gzip.compress(b"{}" * 99, mtime=0)[:-20], gzip.compress(b"a" * 99, mtime=0)[:12] + b"\0" * 30],
    ids=["no UTF-8", "cut gzip", "broken gzip"],
)
def test_a_file_that_cannot_be_decoded_is_said(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(raw)
    with pytest.raises(PathError, match="cannot be read"):
        read_questions(path)


def test_a_folder_is_no_question_file(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="cannot be read"):
        read_questions(tmp_path)


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 3 is not JSON"):
        read_questions(written(tmp_path / "q.jsonl", GIVEN, "", '{"question": "who'))


@pytest.mark.parametrize(
    "row",
    [
        {"question": "who?"},
        {"answers": []},
        {"question": " ", "answers": []},
        {"question": "who?", "answers": None},
        {"question": "who?", "answers": "Huawei"},
        {"question": "who?", "answers": {"text": ["Huawei"], "answer_start": [19]}},
        {"question": "who?", "answers": [{"start": 3}]},
        {"question": "who?", "answers": [7]},
        {**GIVEN, "answers": [{"text": "Huawei", "start": "19"}]},
        ["who?"],
        "7",
    ],
)
def test_a_line_that_is_no_question_is_named_by_its_number(tmp_path: Path, row: object) -> None:
    with pytest.raises(UserError, match="entry 2 is not a question"):
        read_questions(written(tmp_path / "q.jsonl", GIVEN, row))


@pytest.mark.parametrize(
    "whole",
    [
        {"data": 7},
        {"data": [7]},
        {"data": ["a"]},
        {"data": [{"title": "a"}]},
        squad({"question": "who?", "answers": [{"text": "Huawei"}]}),
        {"data": [{"paragraphs": [{"context": CONTEXT, "qas": ["who?"]}]}]},
    ],
)
def test_json_of_another_layout_is_refused(tmp_path: Path, whole: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="is not SQuAD JSON"):
        read_questions(written(tmp_path / "dev.json", whole))


@pytest.mark.parametrize("rows", [[], [""], [{"data": []}], [{**GIVEN, "answers": [{"text": "Huawei", "start": 0}]}]])
def test_a_file_without_a_usable_question_is_refused(tmp_path: Path, rows: list[object]) -> None:
    with pytest.raises(UserError, match="holds no question"):
        read_questions(written(tmp_path / "q.jsonl", *rows))


def test_a_sample_is_the_same_for_the_same_seed_and_in_order(tmp_path: Path) -> None:
    numbered = [{**GIVEN, "id": f"{number:02}"} for number in range(50)]
    questions = read_questions(written(tmp_path / "q.jsonl", *numbered))
    chosen = [question.id for question in questions.sample(10, seed=3)]
    assert chosen == [question.id for question in questions.sample(10, seed=3)] == sorted(set(chosen))
    assert len(chosen) == 10
    assert chosen != [question.id for question in questions.sample(10, seed=4)]
    assert questions.sample(None, seed=3) == questions.sample(50, seed=3) == questions.questions
