from __future__ import annotations

import pytest
from textual.color import Color
from textual.style import Style

from tests.chats import QUESTION, ask, chat_app, until_ready
from tui.settings import Settings
from tui.theme import DARK, LIGHT

READABLE = 4.5  # WCAG's contrast for text


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def style_of(theme: str, name: str) -> Style:
    app = chat_app(settings=Settings(theme=theme))
    async with app.run_test():
        return app.view.get_visual_style(name, partial=True)


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_the_highlight_can_be_read(theme: str) -> None:
    mark = await style_of(theme, "mark")
    assert mark.background is not None
    assert mark.foreground is not None
    assert contrast(mark.background, mark.foreground) >= READABLE


async def test_the_highlight_is_more_than_a_colour_in_every_theme() -> None:
    app = chat_app()
    async with app.run_test() as pilot:
        await until_ready(pilot)
        await ask(pilot, QUESTION)
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            mark = app.view.get_visual_style("mark", partial=True)
            assert mark.bold, theme
            assert mark.background != app.view.get_visual_style("sentence", partial=True).background, theme


async def test_the_highlight_survives_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    mark = await style_of(DARK.name, "mark")
    assert mark.bold
    assert mark.underline


async def test_the_highlight_survives_with_the_terminals_own_colours() -> None:
    assert (await style_of("ansi-dark", "mark")).underline


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_text_stands_out_from_its_ground(theme) -> None:
    ground = Color.parse(theme.background)
    for color in (theme.foreground, theme.secondary, theme.accent, theme.error, theme.warning):
        assert contrast(Color.parse(color), ground) >= READABLE
