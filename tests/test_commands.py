from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import Progress, Report
from index.errors import IndexFolderError
from qa.chat import Chat, Turn
from tests.chats import QUESTION, ScriptedAssistant, answered, ask, chat_app, screen_text, until, until_ready
from tui.commands import export_chat, new_chat, resume_chat
from tui.settings import Settings


async def test_the_theme_is_chosen_in_the_palette_and_remembered() -> None:
    remembered: list[str] = []
    app = chat_app(remember_theme=remembered.append)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p", *"theme nord")
        await until(pilot, lambda: "Theme: Use nord" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: remembered)
        assert app.theme == "nord"
        assert remembered == ["nord"]


async def test_the_remembered_theme_is_used_and_an_unknown_one_is_not() -> None:
    assert chat_app(settings=Settings(theme="dossier-light")).theme == "dossier-light"
    assert chat_app(settings=Settings(theme="no such")).theme == "dossier-dark"


async def test_every_command_names_its_area_and_verb() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert {"Chat: New", "Chat: Export", "Answer: Copy", "Theme: Use dossier-light", "Dossier: Quit"} <= set(titles)
        assert all(": " in title for title in titles)


async def test_conversations_are_saved_resumed_and_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chats = tmp_path / "chats"
    first = chat_app(chats=chats)
    async with first.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
    older = chats / "9999-begun-later.jsonl"
    older.write_text("")
    os.utime(older, (0, 0))
    again = chat_app(chats=chats)
    async with again.run_test() as pilot:
        await until_ready(pilot)
        again.view.add_class("-reading")
        await pilot.press("ctrl+p", *"resume")
        await until(pilot, lambda: "Chat: Resume last" in screen_text(pilot))
        await until(pilot, lambda: f"Chat: Resume {QUESTION}" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))
        assert not again.view.reading
        await pilot.press("up")
        assert again.view.prompt.value == QUESTION
        await pilot.press("ctrl+p", *"export")
        await until(pilot, lambda: "Chat: Export" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: list(tmp_path.glob("*.md")))
        await until(pilot, lambda: "> " in next(tmp_path.glob("*.md")).read_text())
        await pilot.press("ctrl+p", *"chat new")
        await until(pilot, lambda: "Chat: New" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "2 articles · 5 passages" in screen_text(pilot))
        assert again.view.transcript.cards == []


async def test_saved_conversations_are_offered_by_their_first_question_without_markup(tmp_path: Path) -> None:
    Chat(tmp_path / "2020.jsonl").add(Turn(answered("[/nope] who?"), "2020-01-02T03:04:05+00:00"))
    app = chat_app(chats=tmp_path)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.press("ctrl+p", *"nope")
        await until(pilot, lambda: "Chat: Resume (/nope) who?" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))


async def test_a_refresh_says_what_it_did() -> None:
    app = chat_app(build_index=lambda progress: Report(2, 1, 40, 3, (), 99, 0.1))
    async with app.run_test(size=(160, 48), notifications=True) as pilot:
        await until_ready(pilot)
        assert "2 added" not in screen_text(pilot)
        await pilot.press("ctrl+p", *"refresh")
        await until(pilot, lambda: "Articles: Refresh" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "2 added, 1 updated, 40 unchanged, 3 removed" in screen_text(pilot))


async def test_a_new_conversation_gives_up_the_question_that_runs() -> None:
    assistant = ScriptedAssistant()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        assistant.read_gate.clear()
        app.view.prompt.value = QUESTION
        await pilot.press("enter")
        await until(pilot, lambda: "Reading 3 passages" in screen_text(pilot))
        await new_chat(app)
        await until(pilot, lambda: "Stop" not in screen_text(pilot).split("\n")[-1])
        assert app.view.transcript.cards == []
        assert app.desk.chat.turns == []


async def test_a_conversation_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "2026.jsonl").mkdir()
    app = chat_app(chats=tmp_path)
    async with app.run_test(notifications=True) as pilot:
        await until_ready(pilot)
        resume_chat(app, tmp_path / "2026.jsonl")
        await until(pilot, lambda: "could not be read" in screen_text(pilot))


async def test_a_conversation_is_resumed_and_exported_while_the_models_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Chat(tmp_path / "2020.jsonl").add(Turn(answered(), "2020-01-02T03:04:05+00:00"))
    assistant = ScriptedAssistant()
    assistant.gate.clear()
    app = chat_app(assistant, chats=tmp_path)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.desk.phase == "loading")
        for command in ("Resume last", "Export"):
            await pilot.press("ctrl+p", *command.lower())
            await until(pilot, lambda command=command: f"Chat: {command}" in screen_text(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: "partnered with Huawei" in screen_text(pilot))
        await until(pilot, lambda: list(tmp_path.glob("*.md")))
        assert app.desk.phase == "loading"
        assistant.gate.set()
        await until_ready(pilot)


async def test_an_export_from_a_folder_that_is_gone_is_said_and_the_chat_lives_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = chat_app()
    async with app.run_test(size=(160, 48), notifications=True) as pilot:
        await until_ready(pilot)
        (tmp_path / "gone").mkdir()
        monkeypatch.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        export_chat(app)
        await until(pilot, lambda: "A file could not be read or written" in screen_text(pilot))
        await ask(pilot, QUESTION)
        assert "partnered with Huawei" in screen_text(pilot)


async def test_the_palette_opens_the_article_and_gives_it_the_keys() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("ctrl+p", *"answer read")
        await until(pilot, lambda: "Answer: Read" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)


async def test_what_was_answered_can_be_read_during_a_refresh() -> None:
    articles = Articles()
    app = chat_app(build_index=articles.build)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        articles.changing.clear()
        app.refresh_articles()
        await until(pilot, lambda: app.desk.phase == "indexing")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("x")
        await until(pilot, lambda: "Why" in screen_text(pilot))
        await pilot.press("escape", *"who else knows MTS?", "enter")
        await until(pilot, lambda: "Waiting: the articles are being indexed." in screen_text(pilot))
        articles.changing.set()
        await until(pilot, lambda: app.view.transcript.cards[-1].reply)


async def test_a_refresh_that_fails_leaves_what_was_open() -> None:
    articles = Articles()
    assistant = ScriptedAssistant()
    app = chat_app(assistant, build_index=articles.build)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        assistant.load = articles.refuse
        app.refresh_articles()
        await until(pilot, lambda: "not refreshed" in screen_text(pilot))
        await ask(pilot, QUESTION)
        assert "partnered with Huawei" in screen_text(pilot)


class Articles:
    """Articles whose indexing lasts while `changing` is not set."""

    def __init__(self) -> None:
        self.changing = threading.Event()
        self.changing.set()

    def build(self, progress: Callable[[Progress], None]) -> None:
        """Waits."""
        self.changing.wait(20)

    def refuse(self) -> None:
        """Cannot be opened."""
        raise IndexFolderError("The index is damaged.", "Make it anew.")
