"""The whole path with the bundled models: the seeds indexed, their questions asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.embed import make_embedder
from qa.ask import Assistant, Reply, open_assistant
from qa.chat import Chat, decode_turn, encode_turn
from qa.metrics import exact_match, f1_score

RIGHT_F1 = 0.6


@pytest.fixture(scope="module")
def assistant(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("index")
    build([seeds_folder], folder, make_embedder())
    ready = open_assistant(folder)
    ready.load()
    return ready


@pytest.fixture(scope="module")
def replies(assistant: Assistant, seeds_folder: Path) -> list[tuple[dict[str, Any], Reply]]:
    questions = lines(seeds_folder / "questions.jsonl")
    return [(question, assistant.ask(question["question"])) for question in questions]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def is_right(reply: Reply, accepted: list[str]) -> bool:
    if not accepted:
        return not reply.answered
    said = reply.answers[0].text if reply.answered else ""
    return reply.answered and (exact_match(said, accepted) == 1 or f1_score(said, accepted) >= RIGHT_F1)


def test_who_partnered_with_mts(assistant: Assistant) -> None:
    answer = assistant.ask("who partnered with MTS?").answers[0]
    assert answer.text == "Huawei"
    assert (answer.quote.citation.line, answer.quote.citation.column) == (17, 195)


def test_three_of_four_seed_questions_are_answered_right(replies: list[tuple[dict[str, Any], Reply]]) -> None:
    right = [is_right(reply, q["answers"]) for q, reply in replies if not q["is_impossible"]]
    assert sum(right) / len(right) >= 0.75


def test_three_of_four_unanswerable_seed_questions_are_refused(replies: list[tuple[dict[str, Any], Reply]]) -> None:
    refused = [not reply.answered for q, reply in replies if q["is_impossible"]]
    assert sum(refused) / len(refused) >= 0.75


def test_every_answer_is_quoted_word_for_word(
    assistant: Assistant, replies: list[tuple[dict[str, Any], Reply]]
) -> None:
    for _, reply in replies:
        for answer in (*reply.answers, *reply.refused):
            for quote in (answer.quote, *answer.support):
                article = assistant.article(quote.passage.article_id)
                assert article is not None
                start = quote.passage.start + quote.start
                assert article.text[start : start + len(quote.text)] == quote.text != ""


def test_an_answers_place_in_the_file_holds_its_words(replies: list[tuple[dict[str, Any], Reply]]) -> None:
    for _, reply in replies:
        for answer in reply.answers:
            cited = answer.quote.citation
            assert cited.line is not None
            assert cited.column is not None
            line = Path(cited.source).read_text(encoding="utf-8").split("\n")[cited.line - 1]
            first = answer.text.split("\n")[0]
            assert line[cited.column - 1 :].startswith(first)


def test_a_refusal_names_the_nearest_passages_and_the_reason(replies: list[tuple[dict[str, Any], Reply]]) -> None:
    refusals = [reply for _, reply in replies if not reply.answered]
    assert all(reply.hits and reply.reason for reply in refusals)


def test_a_reply_survives_being_saved(replies: list[tuple[dict[str, Any], Reply]]) -> None:
    from qa.chat import Turn

    for _, reply in replies[:20]:
        turn = Turn(reply, "2026-01-01T00:00:00+00:00")
        assert decode_turn(encode_turn(turn)) == turn


def test_half_of_the_turns_that_lean_on_the_talk_are_right(assistant: Assistant, seeds_folder: Path) -> None:
    right = []
    for conversation in lines(seeds_folder / "conversations.jsonl"):
        chat = Chat()
        for turn in conversation["turns"]:
            reply = chat.ask(assistant, turn["question"]).reply
            if turn["needs_history"]:
                right.append(is_right(reply, turn["answers"]))
    assert sum(right) / len(right) >= 0.5
