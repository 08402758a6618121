from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult

from tui.prompt import History, Prompt


class OnePrompt(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield Prompt()

    def on_prompt_asked(self, event: Prompt.Asked) -> None:
        self.sent.append(event.text)


def history(*lines: str) -> History:
    made = History()
    for line in lines:
        made.send(line)
    return made


def test_up_shows_the_questions_before_and_down_returns_to_the_draft() -> None:
    asked = history("first", "second")
    assert asked.step("draft", -1) == "second"
    assert asked.step("second", -1) == "first"
    assert asked.step("first", -1) == "first"
    assert asked.step("first", 1) == "second"
    assert asked.step("second", 1) == "draft"
    assert asked.step("draft", 1) == "draft"


def test_an_edited_old_question_is_kept_while_walking() -> None:
    asked = history("first", "second")
    asked.step("", -1)
    asked.step("second, edited", -1)
    assert asked.step("first", 1) == "second, edited"


def test_a_repeated_question_is_remembered_once() -> None:
    asked = history("same", "same")
    assert asked.step("", -1) == "same"
    assert asked.step("same", -1) == "same"


@given(
    st.lists(st.text("ab", min_size=1, max_size=2), max_size=6),
    st.text("xy", max_size=3),
    st.lists(st.sampled_from([-1, 1])),
)
def test_what_was_typed_is_never_lost_by_walking(lines: list[str], draft: str, steps: list[int]) -> None:
    asked = history(*lines)
    shown = draft
    for step in steps:
        shown = asked.step(shown, step)
    for _ in range(len(lines) + 1):
        shown = asked.step(shown, 1)
    assert shown == draft


async def test_enter_sends_the_line_and_clears_it() -> None:
    app = OnePrompt()
    async with app.run_test() as pilot:
        await pilot.press(*"who?", "enter")
        assert app.sent == ["who?"]
        assert app.query_one(Prompt).value == ""
        await pilot.press("up")
        assert app.query_one(Prompt).value == "who?"


async def test_pasted_text_becomes_one_clean_line_at_the_cursor() -> None:
    app = OnePrompt()
    async with app.run_test() as pilot:
        await pilot.press(*"a z", "left")
        app.query_one(Prompt).post_message(events.Paste("two\r\nlines\x1b[31m \u202e[/nope]"))
        await pilot.pause()
        assert app.query_one(Prompt).value == "a two lines [/nope]z"


async def test_ten_thousand_pasted_characters_stay_whole() -> None:
    app = OnePrompt()
    async with app.run_test() as pilot:
        app.query_one(Prompt).post_message(events.Paste("x" * 10_000))
        await pilot.pause()
        assert len(app.query_one(Prompt).value) == 10_000


async def test_a_question_given_back_does_not_replace_what_is_typed() -> None:
    app = OnePrompt()
    async with app.run_test() as pilot:
        prompt = app.query_one(Prompt)
        prompt.give("given up")
        assert prompt.value == "given up"
        prompt.give("another")
        assert prompt.value == "given up"
        prompt.edit("to be edited")
        await pilot.press("up")
        assert prompt.value == "given up"
