"""The chat, used with the keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from textual import events

from index.build import Progress
from index.errors import IndexFolderError, PathError, QuestionError
from tests.chats import QUESTION, ScriptedAssistant, answered, ask, chat_app, screen_text, until, until_ready

GATE_SECONDS = 20


async def test_the_prompt_has_the_keys_on_the_first_frame_while_models_load() -> None:
    assistant = ScriptedAssistant()
    assistant.gate.clear()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        assert app.focused is app.view.prompt
        await until(pilot, lambda: "loading models" in screen_text(pilot))
        assistant.gate.set()
        await until_ready(pilot)
        await until(pilot, lambda: "loading" not in screen_text(pilot))


async def test_an_early_question_says_that_it_waits_and_is_answered_then() -> None:
    assistant = ScriptedAssistant()
    assistant.gate.clear()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.desk.phase == "loading")
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Waiting: the models are loading." in screen_text(pilot))
        assistant.gate.set()
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))


async def test_indexing_shows_how_far_it_is() -> None:
    go_on = threading.Event()

    def slow_build(progress: Callable[[Progress], None]) -> None:
        progress(Progress("embedding", 12, 40, "a.txt"))
        go_on.wait(GATE_SECONDS)

    app = chat_app(build_index=slow_build)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "indexing ━━━───────── 12/40" in screen_text(pilot))
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "the articles are being indexed" in screen_text(pilot))
        go_on.set()
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))


async def test_passages_stand_on_the_screen_before_the_answer() -> None:
    assistant = ScriptedAssistant()
    assistant.read_gate.clear()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading 3 passages" in screen_text(pilot))
        assert "Tablets for the census" in screen_text(pilot)
        assistant.read_gate.set()
        await until(pilot, lambda: "Huawei" in screen_text(pilot))
        assert "Reading" not in screen_text(pilot)


async def test_escape_gives_up_the_running_question_and_gives_it_back() -> None:
    assistant = ScriptedAssistant()
    assistant.read_gate.clear()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Set aside." in screen_text(pilot))
        assert app.view.prompt.value == "MTS?"
        assert app.desk.chat.turns == []


async def test_a_newer_question_drops_the_older_reply() -> None:
    assistant = ScriptedAssistant({"second?": answered("second?")})
    assistant.read_gate.clear()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading" in screen_text(pilot))
        await pilot.press(*"second?", "enter")
        await until(pilot, lambda: "Set aside." in screen_text(pilot))
        assistant.read_gate.set()
        await until(pilot, lambda: app.view.transcript.cards[-1].reply)
        assert [card.reply is None for card in app.view.transcript.cards] == [True, False]


async def test_a_question_not_in_the_articles_is_a_calm_state_with_what_is_near() -> None:
    app = chat_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await until_ready(pilot)
        await ask(pilot, "who painted it?")
        shown = screen_text(pilot)
        assert "Not in your articles" in shown
        assert "No passage is about this." in shown
        assert "Nearest passages" in shown


async def test_a_refused_question_is_two_lines_in_the_transcript() -> None:
    app = chat_app(ScriptedAssistant({"?": QuestionError("The question is too long.", "Ask a shorter question.")}))
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "?")
        rows = [row.strip(" ▌") for row in screen_text(pilot).split("\n")]
        at = rows.index("The question is too long.")
        assert rows[at + 1] == "Ask a shorter question."


async def test_a_bug_is_one_calm_line_with_the_logs_path_and_the_chat_lives_on() -> None:
    app = chat_app(ScriptedAssistant({"boom": ZeroDivisionError("inside")}))
    async with app.run_test(size=(160, 48)) as pilot:
        await until_ready(pilot)
        await ask(pilot, "boom")
        assert "Something went wrong inside Dossier." in screen_text(pilot)
        assert "dossier.log" in screen_text(pilot)
        await ask(pilot, QUESTION)
        assert "partnered with Huawei" in screen_text(pilot)


async def test_an_empty_line_asks_nothing() -> None:
    assistant = ScriptedAssistant()
    app = chat_app(assistant, questions=())
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.press("space", "enter")
        await pilot.pause()
        assert app.view.transcript.cards == []
        assert assistant.asked == []


async def test_ten_thousand_pasted_characters_are_answered_in_the_transcript() -> None:
    paste = "word " * 2000
    app = chat_app(ScriptedAssistant())
    async with app.run_test() as pilot:
        await until_ready(pilot)
        app.view.prompt.post_message(events.Paste(paste))
        await pilot.press("enter")
        await until(pilot, lambda: "The question has 9,999 characters" in screen_text(pilot))


async def test_paths_that_cannot_be_read_are_said_and_the_question_is_answered_by_that() -> None:
    def refuse(progress: Callable[[Progress], None]) -> None:
        raise PathError("There is no /nowhere.", "Name a folder of articles.")

    assistant = ScriptedAssistant()
    assistant.load = no_index
    app = chat_app(assistant, build_index=refuse, status=no_index)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "There is no /nowhere." in screen_text(pilot))
        await ask(pilot, "MTS?")
        assert screen_text(pilot).count("Name a folder of articles.") == 2


def no_index() -> None:
    raise IndexFolderError("There is no index.", "Run `dossier index PATH`.")


async def test_what_is_indexed_can_be_asked_when_it_cannot_be_brought_up_to_date() -> None:
    def refuse(progress: Callable[[Progress], None]) -> None:
        raise IndexFolderError("The index cannot be written.", "Give yourself the right.")

    app = chat_app(build_index=refuse)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "The index cannot be written." in screen_text(pilot))
        await ask(pilot, QUESTION)
        assert "partnered with Huawei" in screen_text(pilot)


async def test_the_first_screen_says_what_is_indexed_and_a_number_asks() -> None:
    app = chat_app(questions=("who painted it?", QUESTION))
    async with app.run_test() as pilot:
        await until(pilot, lambda: f"1  {QUESTION}" in screen_text(pilot))
        assert "2 articles · 5 passages" in screen_text(pilot)
        assert "who painted it?" not in screen_text(pilot)
        await pilot.press("1", "enter")
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))
        assert "2 articles · 5 passages" not in screen_text(pilot)


async def test_a_suggestion_is_asked_with_enter() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: f"1  {QUESTION}" in screen_text(pilot))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))


async def test_a_suggestion_is_asked_with_a_click() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: f"1  {QUESTION}" in screen_text(pilot))
        await pilot.click("#suggestions", offset=(5, 0))
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))


async def test_typing_anywhere_returns_to_the_prompt() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("tab", "w", "h")
        assert app.focused is app.view.prompt
        assert app.view.prompt.value == "wh"


async def test_resizing_while_answering_loses_nothing() -> None:
    assistant = ScriptedAssistant()
    assistant.read_gate.clear()
    app = chat_app(assistant)
    async with app.run_test(size=(160, 48)) as pilot:
        await until_ready(pilot)
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading" in screen_text(pilot))
        for size in ((40, 12), (80, 24), (12, 5), (160, 48)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assistant.read_gate.set()
        await until(pilot, lambda: "a-red-carpet.txt:3" in screen_text(pilot))


async def test_an_answer_that_cannot_be_saved_is_shown_all_the_same_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "chats").write_text("in the way")
    app = chat_app(chats=tmp_path / "chats")
    async with app.run_test(notifications=True) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        assert "partnered with Huawei" in screen_text(pilot)
        await until(pilot, lambda: "Not saved." in screen_text(pilot))
