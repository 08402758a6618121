from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.chats import (
    CARPET,
    CENSUS,
    QUESTION,
    ScriptedAssistant,
    answered,
    ask,
    chat_app,
    hits_of,
    passage_of,
    refused,
    screen_text,
    until,
    until_ready,
)
from tui.transcript import KEPT_TURNS
from tui.turn import TurnCard


async def test_j_and_k_walk_the_answers_of_all_turns() -> None:
    app = chat_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await ask(pilot, "who else with MTS?")
        await pilot.press("tab")
        first, second = app.view.transcript.cards
        assert app.view.transcript.current is second
        await pilot.press("k")
        assert app.view.transcript.current is first
        await pilot.press("down")
        assert app.view.transcript.current is second


async def test_m_unfolds_the_other_answers_and_folds_them_again() -> None:
    app = chat_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("tab", "m")
        await until(pilot, lambda: "went live with Ericsson" in screen_text(pilot))
        await pilot.press("j")
        assert app.view.place is not None
        assert app.view.place.label == "Ericsson"
        await pilot.press("m")
        await until(pilot, lambda: "went live with Ericsson" not in screen_text(pilot))
        assert app.view.place.label == "Huawei"


async def test_more_is_offered_only_where_there_is_more() -> None:
    app = chat_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until_ready(pilot)
        await ask(pilot, "who painted it?")
        await pilot.press("tab")
        await until(pilot, lambda: "Copy" in screen_text(pilot).split("\n")[-1])
        assert "More" not in screen_text(pilot).split("\n")[-1]


async def test_every_nearest_passage_that_n_goes_to_is_on_the_card() -> None:
    passages = [passage_of(CARPET, words) for words in ("presidents", "Huawei", "Ericsson", "very end")]
    reply = replace(refused("who painted it?"), hits=hits_of(*passages, passage_of(CENSUS, "Huawei")))
    app = chat_app(ScriptedAssistant({"who painted it?": reply}))
    async with app.run_test(size=(160, 48)) as pilot:
        await until_ready(pilot)
        await ask(pilot, "who painted it?")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("p", "escape", "k", "j")
        assert app.view.place == app.view.transcript.cards[0].places[-1]
        assert app.view.place.label in screen_text(pilot)


async def test_e_gives_the_question_as_understood_to_be_edited() -> None:
    app = chat_app(ScriptedAssistant({"and?": answered("and?", "and who partnered with MTS?")}))
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "and?")
        assert "↳ and who partnered with MTS?" in screen_text(pilot)
        await pilot.press("tab", "e")
        await pilot.pause()
        assert app.view.prompt.value == "and who partnered with MTS?"
        assert app.focused is app.view.prompt


async def test_x_shows_why_and_escape_closes_it() -> None:
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("tab", "x")
        await until(pilot, lambda: "Passages (* holds it" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Passages (* holds it" not in screen_text(pilot))
        assert app.focused is app.view.transcript


async def test_escape_goes_one_step_back_at_a_time() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("slash")
        await until(pilot, lambda: app.view.pane.finding)
        await pilot.press("escape")
        assert not app.view.pane.finding
        assert app.focused is app.view.pane.body
        await pilot.press("escape")
        assert not app.view.reading
        assert app.focused is app.view.transcript
        await pilot.press("escape")
        assert app.focused is app.view.prompt


async def test_the_answer_is_in_view_on_a_small_screen() -> None:
    app = chat_app()
    async with app.run_test(size=(40, 12)) as pilot:
        await until_ready(pilot)
        for question in ("MTS one?", "MTS two?"):
            await ask(pilot, question)
            await until(pilot, lambda asked=question: f"› {asked}" in screen_text(pilot))
            assert " Huawei" in screen_text(pilot)


async def test_old_turns_leave_the_screen() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        for number in range(KEPT_TURNS):
            await app.view.transcript.mount(TurnCard(f"old {number}"))
        await ask(pilot, QUESTION)
        cards = app.view.transcript.cards
        assert len(cards) == KEPT_TURNS
        assert cards[0].question == "old 1"
        assert cards[-1].reply is not None


async def test_a_click_selects_the_answer_under_it() -> None:
    app = chat_app(ScriptedAssistant({"none": refused("none")}))
    async with app.run_test(size=(80, 40)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await ask(pilot, "none")
        await pilot.click(app.view.transcript.cards[0], offset=(4, 2))
        assert app.view.place is not None
        assert app.view.place.label == "Huawei"


async def test_copying_takes_the_quote_with_its_source() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("tab", "y")
        await until(pilot, lambda: app.clipboard)
        assert app.clipboard.startswith("“On the same day the Russian carrier MTS partnered with Huawei")
        assert app.clipboard.endswith("(/articles/a-red-carpet.txt:3)")


async def test_opening_a_file_without_an_editor_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    app = chat_app()
    async with app.run_test(notifications=True) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("tab", "o")
        await until(pilot, lambda: "No editor is set." in screen_text(pilot))


async def test_a_key_of_the_answers_is_typed_nowhere_when_it_has_nothing_to_do() -> None:
    reply = answered("MTS?")
    app = chat_app(ScriptedAssistant({"MTS?": replace(reply, answers=reply.answers[:1])}))
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "MTS?")
        await pilot.press("tab", "m")
        assert (app.focused, app.view.prompt.value) == (app.view.transcript, "")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("n")
        assert (app.focused, app.view.prompt.value) == (app.view.pane.body, "")


async def test_an_answer_chosen_while_a_question_ran_is_unmarked_when_that_is_answered() -> None:
    assistant = ScriptedAssistant()
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        assistant.read_gate.clear()
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading" in screen_text(pilot))
        await pilot.press("tab")
        first, last = app.view.transcript.cards
        assert first.selected == 0
        assistant.read_gate.set()
        await until(pilot, lambda: last.reply is not None)
        assert first.selected is None


async def test_a_question_asked_while_a_conversation_is_restored_stands_below_it() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "who was here before?")
        transcript = app.view.transcript
        await asyncio.gather(transcript.restore([answered(), answered("MTS?")]), transcript.add("and later?"))
        assert [card.question for card in transcript.cards] == [QUESTION, "MTS?", "and later?"]
