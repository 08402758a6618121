"""Pictures of every state of the chat.

Look at each one before accepting it: `pytest tests/test_snapshots.py --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from index.errors import QuestionError
from tests.chats import QUESTION, ScriptedAssistant, answered, ask, chat_app, until, until_ready
from tui.settings import Settings

Compare = Callable[..., bool]
Steps = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.chdir(Path("/"))


def frozen(steps: Steps) -> Steps:
    """The steps with a cursor that does not blink, over articles that are open."""

    async def run(pilot: Pilot[None]) -> None:
        pilot.app.view.prompt.cursor_blink = False
        await until_ready(pilot)
        await until(pilot, lambda: pilot.app.view.welcome.questions)
        await steps(pilot)
        await pilot.pause()

    return run


async def nothing(pilot: Pilot[None]) -> None:
    """The first screen."""


async def question(pilot: Pilot[None]) -> None:
    await ask(pilot, QUESTION)
    if pilot.app.view.wide:
        await until(pilot, lambda: pilot.app.view.pane.place)


async def unfolded(pilot: Pilot[None]) -> None:
    await question(pilot)
    await pilot.press("tab", "m", "j")


async def reading(pilot: Pilot[None]) -> None:
    await question(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.focused is pilot.app.view.pane.body)


async def finding(pilot: Pilot[None]) -> None:
    await reading(pilot)
    await pilot.press("slash", *"huawei")
    pilot.app.screen.focused.cursor_blink = False


async def not_in_the_articles(pilot: Pilot[None]) -> None:
    await ask(pilot, "who painted it?")


async def trouble(pilot: Pilot[None]) -> None:
    await ask(pilot, "too long")
    await ask(pilot, "and MTS?")


async def helped(pilot: Pilot[None]) -> None:
    await question(pilot)
    await pilot.press("tab", "f1")


def test_first_screen(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(nothing))


def test_first_screen_on_a_small_terminal(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(40, 12), run_before=frozen(nothing))


def test_answer(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(question))


def test_answer_on_a_small_terminal(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(40, 12), run_before=frozen(question))


def test_answer_beside_its_article(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(160, 48), run_before=frozen(question))


def test_answer_on_paper(snap_compare: Compare) -> None:
    app = chat_app(settings=Settings(theme="dossier-light"))
    assert snap_compare(app, terminal_size=(80, 24), run_before=frozen(question))


def test_other_answers_unfolded(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(unfolded))


def test_article_on_a_small_terminal(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(40, 12), run_before=frozen(reading))


def test_finding_in_the_article(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(finding))


def test_not_in_your_articles(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(not_in_the_articles))


def test_error_follow_up_and_changed_file(snap_compare: Compare) -> None:
    script = {
        "too long": QuestionError(
            "The question has 10,000 characters; at most 2,000 can be read.", "Ask a shorter one."
        ),
        "and MTS?": answered("and MTS?", "who partnered with MTS?", stale=True),
    }
    app = chat_app(ScriptedAssistant(script))
    assert snap_compare(app, terminal_size=(80, 24), run_before=frozen(trouble))


def test_help(snap_compare: Compare) -> None:
    assert snap_compare(chat_app(), terminal_size=(80, 24), run_before=frozen(helped))
