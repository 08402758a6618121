from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import Report
from index.load import Skipped
from index.store import Status
from tests.replies import OFFSET, TEXT, answer, quote, reply
from tui.plain import (
    Style,
    one_line,
    reply_json,
    reply_text,
    report_json,
    report_text,
    shown_path,
    status_json,
    status_text,
    to_line,
)

PLAIN, COLOR = Style(color=False), Style(color=True)
STATUS = Status(
    Path("/i"), ("/articles",), 40, 312, "MiniLM", 1_500_000, (Skipped("/articles/x.bin", "binary"),), "now"
)


def test_the_answer_comes_first_then_how_sure_then_its_sentence_with_the_answer_marked() -> None:
    lines = reply_text(reply(answer()), PLAIN).splitlines()
    assert lines[0] == "Huawei  (almost sure, 0.91)"
    assert lines[2] == "  MTS partnered with [[Huawei]] in Moscow."
    assert lines[3] == "  /articles/mts.txt:7:46  Red carpet, 2019-06-06"


def test_without_colour_no_escape_is_written() -> None:
    assert "\x1b" not in reply_text(reply(answer(), answer("Moscow", 0.2)), PLAIN)
    assert "\x1b" not in reply_text(reply(), PLAIN)


def test_with_colour_the_answer_is_marked_and_the_mark_ends() -> None:
    text = reply_text(reply(answer()), COLOR)
    assert "with \x1b[1;7mHuawei\x1b[0m in" in text
    assert "[[" not in text


def test_supports_and_other_answers_are_named_with_their_places() -> None:
    text = reply_text(reply(answer("Huawei", 0.91, quote(page=3, source="/b.pdf")), answer("Moscow", 0.2)), PLAIN)
    assert "also in 1 other passage: /b.pdf, page 3" in text
    assert "Other answers:\n  Moscow  (a guess, 0.20)  /articles/mts.txt:7:56" in text


def test_an_answer_from_a_changed_file_says_so() -> None:
    assert "has changed or gone since" in reply_text(reply(answer(stale=True)), PLAIN)
    assert "has changed" not in reply_text(reply(answer()), PLAIN)


def test_a_refusal_says_why_and_shows_the_three_nearest_passages() -> None:
    text = reply_text(reply(), PLAIN)
    assert text.startswith("Not in your articles.\n  No passage is about this.\n\nNearest passages:")
    assert text.count("/articles/mts.txt:7:1 ") == 3


def test_a_follow_up_says_how_it_was_understood() -> None:
    followed = reply(answer(), question="where?", understood="where did MTS partner?")
    assert reply_text(followed, PLAIN).startswith("Understood as: where did MTS partner?\n")
    assert reply_json(followed)["understood"] == "where did MTS partner?"
    assert "understood" not in reply_json(reply(answer()))


def test_the_json_of_an_answer_has_every_key_that_is_promised() -> None:
    said = json.loads(to_line(reply_json(reply(answer("Huawei", 0.91, quote("Moscow"))))))
    assert set(said) == {*("question", "answered", "answers", "several", "conflict", "nearest", "reason", "seconds")}
    assert (said["answered"], said["nearest"], said["reason"]) == (True, [], "")
    [best] = said["answers"]
    assert list(best) == [
        *("text", "confidence", "source", "line", "column", "page", "start", "end", "title", "date", "passage"),
        *("support", "stale"),
    ]
    assert best["passage"] == {"text": TEXT, "start": OFFSET, "end": OFFSET + len(TEXT)}
    assert TEXT[best["start"] - OFFSET : best["end"] - OFFSET] == best["text"] == "Huawei"
    assert best["support"][0]["text"] == "Moscow"


def test_the_json_of_a_refusal_has_the_nearest_passages_with_their_places() -> None:
    said = json.loads(to_line(reply_json(reply())))
    assert (said["answered"], said["answers"], len(said["nearest"])) == (False, [], 5)
    near = said["nearest"][0]
    assert (near["source"], near["line"], near["column"]) == ("/articles/mts.txt", 7, 1)
    assert near["passage"]["text"] == TEXT


@given(st.text())
def test_json_reads_back_equal_and_holds_nothing_that_steers_a_terminal(text: str) -> None:
    line = to_line({"question": text})
    assert json.loads(line) == {"question": text}
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)


def test_json_keeps_letters_readable() -> None:
    assert to_line({"q": "ärztin 北京 🙂"}) == '{"q": "ärztin 北京 🙂"}'


EVIL = "a\x1b]0;owned\x07b\x9b31m\u202ec\r\nd\x00"


def test_what_is_shown_in_a_line_cannot_steer_the_terminal() -> None:
    shown = one_line(EVIL)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r\n\x00")


def test_evil_file_names_titles_and_questions_do_not_reach_the_text() -> None:
    citation = dataclasses.replace(quote().citation, source=f"/{EVIL}", title=EVIL)
    evil = dataclasses.replace(answer(), quote=dataclasses.replace(quote(), citation=citation))
    text = reply_text(reply(evil, evil, question="q", understood=EVIL), PLAIN)
    assert not set(text) & set("\x1b\x07\x9b\u202e\r\x00")


def test_paths_under_the_working_folder_are_shown_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "a" / "b.md") == "a/b.md"
    assert shown_path("/elsewhere/b.md") == "/elsewhere/b.md"
    assert shown_path(tmp_path / "..hidden.md") == "..hidden.md"


def test_an_index_report_names_what_was_skipped_and_why() -> None:
    skipped = tuple(Skipped(f"/x/{number}.bin", "binary") for number in range(25))
    report = Report(3, 1, 2, 4, skipped, 99, 1.25)
    text = report_text(report, Path("/i"))
    assert "6 articles, 99 passages: 3 added, 1 updated, 2 unchanged, 4 removed (1.2 s)" in text
    assert "/x/0.bin: binary" in text
    assert "and 5 more" in text
    said = json.loads(to_line(report_json(report, Path("/i"))))
    assert len(said["skipped"]) == 25
    assert said["index"] == "/i"


def test_the_status_names_models_size_and_files_left_out() -> None:
    text = status_text(STATUS, "reader-start")
    for part in ("40", "312", "MiniLM", "reader-start", "1.5 MB", "/articles/x.bin: binary"):
        assert part in text
    assert "confidence" not in text
    assert "confidence fitted on 80 questions" in status_text(STATUS, "reader-start", "fitted on 80 questions")
    said = json.loads(to_line(status_json(STATUS, "reader-start")))
    assert said["calibrated"] == ""
    assert (said["folder"], said["articles"], said["reader"]) == ("/i", 40, "reader-start")


def test_a_conflict_is_shown_as_one_with_the_date_of_the_other_answer() -> None:
    said = dataclasses.replace(reply(answer(), answer("Moscow", 0.4), answer("Later", 0.3)), conflict=True)
    text = reply_text(said, PLAIN)
    assert (
        "Your articles disagree. Another one says:\n  Moscow  (unsure, 0.40)  /articles/mts.txt:7:56, 2019-06-06"
        in text
    )
    assert "Other answers:\n  Later" in text
    assert reply_json(said)["conflict"] is True


def test_the_parts_of_a_list_are_no_other_answers() -> None:
    said = dataclasses.replace(reply(answer(), answer("Moscow", 0.6)), several=True)
    assert "Also:\n  Moscow" in reply_text(said, PLAIN)
    assert "Other answers" not in reply_text(said, PLAIN)
    assert reply_json(said)["several"] is True
