"""Articles, names and questions that try to steer the screen."""

from __future__ import annotations

from dataclasses import replace

from textual import events

from tests.chats import QUESTION, ScriptedAssistant, answered, ask, chat_app, refused, screen_text, until, until_ready

MARKUP = "t [/nope] [bold]x[/bold] [@click=app.quit]y[/] $accent"
EVIL = f"\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\x00{MARKUP}"
STEERING = set("\x1b\x9b\x07\x00\u202e")


async def test_markup_and_escapes_in_titles_files_and_reasons_are_only_text() -> None:
    reply = answered(QUESTION, understood=EVIL)
    citation = replace(reply.answers[0].quote.citation, title=EVIL, source=f"/articles/{EVIL}.txt", date=EVIL)
    best = replace(reply.answers[0], quote=replace(reply.answers[0].quote, citation=citation), stale=True)
    hits = tuple(replace(hit, citation=citation) for hit in reply.hits)
    script = {
        QUESTION: replace(reply, answers=(best, *reply.answers[1:]), hits=hits),
        "none": replace(refused("none"), reason=EVIL, hits=hits),
    }
    app = chat_app(ScriptedAssistant(script), questions=(QUESTION,))
    async with app.run_test(size=(160, 48), notifications=True) as pilot:
        await until_ready(pilot)
        for question in script:
            await ask(pilot, question)
            await pilot.press("tab", "y", "enter")
            await until(pilot, lambda: app.focused is app.view.pane.body)
            assert "[/nope] [bold]x[/bold]" in screen_text(pilot)
            assert not set(screen_text(pilot)) & STEERING
            await pilot.press("f1", "escape", "escape", "escape")


async def test_a_pasted_question_that_steers_is_shown_as_text() -> None:
    app = chat_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_ready(pilot)
        app.view.prompt.post_message(events.Paste(EVIL))
        await pilot.press("enter")
        await until(pilot, lambda: app.view.transcript.cards and app.view.transcript.cards[-1].settled)
        assert "› " + MARKUP in screen_text(pilot)
        assert not set(screen_text(pilot)) & STEERING


async def test_a_suggested_question_with_markup_is_only_text() -> None:
    question = f"MTS {MARKUP}"
    app = chat_app(questions=(question,))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: f"1  {question}" in screen_text(pilot))
