from __future__ import annotations

from dataclasses import replace

import pytest
from textual.content import Content
from textual.widgets import Static

from index.load import Article
from qa.ask import Reply
from tests.chats import (
    ARTICLES,
    CARPET,
    QUESTION,
    ScriptedAssistant,
    answered,
    ask,
    chat_app,
    quote_of,
    screen_text,
    until,
    until_ready,
)
from tui.app import DossierApp
from tui.article import SHOWN_CHARACTERS


def styled(app: DossierApp, style: str) -> list[str]:
    """What is marked in the article with this style."""
    content = app.view.query_one("#article-text", Static).content
    assert isinstance(content, Content)
    return [content.plain[span.start : span.end] for span in content.spans if span.style == style]


async def test_a_wide_screen_shows_the_article_beside_the_conversation() -> None:
    app = chat_app()
    async with app.run_test(size=(160, 48)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await until(pilot, lambda: "Nobody said what it costs." in screen_text(pilot))
        assert "almost sure" in screen_text(pilot)
        assert styled(app, ".mark") == ["Huawei"]
        assert styled(app, ".other") == ["Ericsson"]
        assert app.focused is app.view.prompt


async def test_enter_on_an_empty_line_opens_the_article_at_the_answer() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        shown = screen_text(pilot)
        assert "MTS partnered with Huawei" in shown
        assert "almost sure" not in shown


async def test_only_the_chosen_occurrence_is_highlighted() -> None:
    app = chat_app()
    async with app.run_test(size=(160, 48)) as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await until(pilot, lambda: app.view.pane.place)
        assert CARPET.text.count("Huawei") == 2
        assert styled(app, ".mark") == ["Huawei"]


async def test_n_and_p_walk_the_answers_of_the_reply() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("n")
        await until(pilot, lambda: styled(app, ".mark") == ["Ericsson"])
        await pilot.press("p")
        await until(pilot, lambda: styled(app, ".mark") == ["Huawei"])


async def test_the_answer_is_scrolled_into_view_in_a_long_article(monkeypatch: pytest.MonkeyPatch) -> None:
    long = CARPET.text + "\n\n" + "\n\n".join(f"Paragraph {n} is about nothing much at all." for n in range(300))
    far = long.replace("Paragraph 250 is", "Paragraph 250, by MTS, is")
    monkeypatch.setitem(ARTICLES, "carpet", make_article(far))
    reply = answered("far MTS?")
    app = chat_app(ScriptedAssistant({"far MTS?": at_words(reply, far, "by MTS")}))
    async with app.run_test(size=(40, 12)) as pilot:
        await until_ready(pilot)
        await ask(pilot, "far MTS?")
        await pilot.press("enter")
        await until(pilot, lambda: "250, by MTS, is" in screen_text(pilot))
        await pilot.resize_terminal(30, 14)
        await until(pilot, lambda: "250, by MTS" in screen_text(pilot))


async def test_an_enormous_article_is_shown_around_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "filler words\n" * (SHOWN_CHARACTERS // 10)
        + "Here MTS stands.\n"
        + "more filler\n" * SHOWN_CHARACTERS
        + "A zebra.\n"
    )
    monkeypatch.setitem(ARTICLES, "carpet", make_article(text))
    app = chat_app(ScriptedAssistant({"MTS?": at_words(answered("MTS?"), text, "MTS")}))
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "MTS?")
        await pilot.press("enter")
        await until(pilot, lambda: "Here MTS stands." in screen_text(pilot))
        assert styled(app, ".mark") == ["MTS"]
        await pilot.press("slash", *"zebra")
        await until(pilot, lambda: "A zebra." in screen_text(pilot))
        assert styled(app, ".found-current") == ["zebra"]


async def test_find_marks_every_place_and_walks_them() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("slash", *"huawei")
        await until(pilot, lambda: "1 of 2 found" in screen_text(pilot))
        assert styled(app, ".found") == ["Huawei", "Huawei"]
        await pilot.press("enter")
        await until(pilot, lambda: "named once more" in screen_text(pilot))
        assert "2 of 2 found" in screen_text(pilot)
        await pilot.press("up")
        await until(pilot, lambda: "1 of 2 found" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: not styled(app, ".found"))


async def test_find_finds_words_across_the_end_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ARTICLES, "carpet", make_article(CARPET.text.replace("next network", "next\nnetwork")))
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("slash", *"next network")
        await until(pilot, lambda: "1 of 1 found" in screen_text(pilot))


async def test_an_article_that_opens_late_leaves_the_keys_to_who_types() -> None:
    assistant = ScriptedAssistant({"MTS?": answered("MTS?")})
    app = chat_app(assistant)
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        assistant.read_gate.clear()
        await pilot.press(*"MTS?", "enter")
        await until(pilot, lambda: "Reading" in screen_text(pilot))
        await pilot.press("enter", *"and who")
        assistant.read_gate.set()
        await until(pilot, lambda: app.view.reading)
        assert app.focused is app.view.prompt
        assert app.view.prompt.value == "and who"


async def test_find_takes_any_text_as_it_is() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        await pilot.press("slash", "(", "left_square_bracket", ".", "*")
        await until(pilot, lambda: "nothing found" in screen_text(pilot))


async def test_an_article_that_left_the_index_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ARTICLES, "carpet")
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: "This article has left the index." in screen_text(pilot))


@pytest.mark.parametrize(
    ("old", "new", "shown", "marked"),
    [
        ("once more.", "once more, and again.", "partnered with Huawei", ["Huawei"]),
        ("The two presidents", "Last summer the two presidents", "has changed or gone since", ["Huawei"]),
        ("with Huawei to build", "with Ericsson to build", "these words no longer stand in it", []),
    ],
    ids=["where it stood", "moved", "gone"],
)
async def test_an_answer_of_a_file_indexed_again_since_is_opened_where_its_sentence_stands(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, shown: str, marked: list[str]
) -> None:
    monkeypatch.delitem(ARTICLES, "carpet")
    monkeypatch.setitem(ARTICLES, "edited", replace(make_article(CARPET.text.replace(old, new)), id="edited"))
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        await pilot.press("enter")
        await until(pilot, lambda: shown in screen_text(pilot))
        assert styled(app, ".mark") == marked


async def test_a_changed_file_is_said_in_the_article_too() -> None:
    app = chat_app(ScriptedAssistant({"MTS?": answered("MTS?", stale=True)}))
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, "MTS?")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.view.pane.body)
        assert "the file has changed or gone since it was indexed" in screen_text(pilot)


def make_article(text: str) -> Article:
    """The article, with another text."""
    return replace(CARPET, text=text)


def at_words(reply: Reply, text: str, words: str) -> Reply:
    """The reply with its first answer moved to where the words stand."""
    best = replace(reply.answers[0], quote=quote_of(make_article(text), words), support=())
    return replace(reply, answers=(best,))
