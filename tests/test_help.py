"""The help, and the keys that the last line offers."""

from __future__ import annotations

from tests.chats import QUESTION, ask, chat_app, screen_text, until, until_ready


async def test_help_explains_the_focused_part_and_escape_closes_it() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("f1")
        await until(pilot, lambda: "Type a question and press enter." in screen_text(pilot))
        await pilot.press("escape", "tab", "f1")
        await until(pilot, lambda: "Up and down walk the answers" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Up and down" not in screen_text(pilot))


async def test_keys_that_cannot_work_are_not_offered() -> None:
    app = chat_app(questions=())
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await pilot.pause()
        assert "Answers" not in screen_text(pilot).split("\n")[-1]
        await ask(pilot, QUESTION)
        await until(pilot, lambda: "Answers" in screen_text(pilot).split("\n")[-1])


async def test_a_short_line_of_keys_ends_with_a_whole_one() -> None:
    app = chat_app()
    async with app.run_test(size=(40, 12)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await until(pilot, lambda: screen_text(pilot).split("\n")[-1].endswith("^p Commands"))
        await pilot.press("tab")
        await until(pilot, lambda: screen_text(pilot).split("\n")[-1].endswith("o Open ^p Commands"))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen_text(pilot).split("\n")[-1].endswith("f1 Help"))


async def test_every_key_has_a_name_and_says_what_it_does() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        for keys in (["escape"], ["tab"], ["enter"], ["slash"]):
            await pilot.press(*keys)
            await pilot.pause()
            offered = [active.binding for active in app.screen.active_bindings.values() if active.binding.show]
            assert 4 <= len({binding.id for binding in offered}) <= 6, offered
            assert all(binding.id and binding.tooltip and binding.description for binding in offered)
