from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes
from textual.content import Content

from index.clean import clean
from tui.highlight import clip, excerpt, highlight, one_line, row_of, whole_graphemes

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60).map(clean)
RICH_TEXTS = st.lists(
    st.sampled_from(["a", "Bc ", "e\u0301", "漢字", "👩‍👩‍👧", "❤️", "🇩🇪", "[/nope]", "[bold]", "\n", " ", "ש"]),
    max_size=25,
).map("".join)
ANY_TEXT = TEXTS | RICH_TEXTS


@st.composite
def text_and_span(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(ANY_TEXT)
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


def marked(content: Content) -> list[str]:
    return [content.plain[span.start : span.end] for span in content.spans]


def test_however_many_places_are_marked_a_text_is_split_once(monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[str] = []
    monkeypatch.setattr("tui.highlight.split_graphemes", lambda text: split.append(text) or split_graphemes(text))
    text = "é and e. " * 50
    content = highlight(text, [(start, start + 1) for start in range(0, 450, 9)])
    assert marked(content) == ["é"] * 50
    assert len(split) <= 1


@given(text_and_span())
def test_text_is_unchanged_by_its_highlight(case: tuple[str, int, int]) -> None:
    text, start, end = case
    assert highlight(text, [(start, end)]).plain == text


@given(text_and_span())
def test_highlight_is_the_quote_out_to_whole_graphemes(case: tuple[str, int, int]) -> None:
    text, start, end = case
    text = text.replace("\n", " ")  # the splitter counts a line end to the letter before it; the highlight does not
    borders = {first for first, _, _ in split_graphemes(text)[0]} | {len(text)}
    found = marked(highlight(text, [(start, end)]))
    if start == end:
        assert found == []
    else:
        cover = (max(b for b in borders if b <= start), min(b for b in borders if b >= end))
        assert found == [text[slice(*cover)]]


@given(st.text("abc .\n[]/", max_size=60), st.data())
def test_highlight_of_plain_letters_is_the_quote_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert "".join(marked(highlight(text, [(start, end)]))) == text[start:end]


@pytest.mark.parametrize("span", [(-5, 2), (3, 99), (50, 60), (4, 2)])
def test_spans_outside_the_text_mark_what_is_inside(span: tuple[int, int]) -> None:
    assert "".join(marked(highlight("words", [span]))) == "words"[max(0, span[0]) : max(0, span[1])]


def test_an_accent_is_never_cut_from_its_letter() -> None:
    assert whole_graphemes("cafe\u0301 x", 0, 4) == (0, 5)


@given(ANY_TEXT, st.integers(0, 30))
def test_clip_stays_within_its_cells_on_one_line(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert cell_len(clipped) <= width or clipped == one_line(text) == ""
    assert "\n" not in clipped


def test_clip_keeps_what_fits() -> None:
    assert clip("two  words\n", 9) == "two words"
    assert clip("two words more", 9) == "two word…"
    assert clip("漢字漢字", 5) == "漢字…"


@given(text_and_span(), st.integers(1, 40))
def test_excerpt_holds_the_span_word_for_word(case: tuple[str, int, int], room: int) -> None:
    text, start, end = case
    piece, (a, b) = excerpt(text, (0, len(text)), (start, end), room)
    assert piece[a:b] == text[start:end].replace("\n", " ").replace("\t", " ")


def test_a_long_excerpt_is_cut_at_blanks_on_both_sides() -> None:
    text = "before " * 100 + "HERE " + "after " * 100
    at = text.index("HERE")
    piece, (a, b) = excerpt(text, (0, len(text)), (at, at + 4), 60)
    assert piece[a:b] == "HERE"
    assert piece.startswith("… before")
    assert piece.endswith("after …")
    assert len(piece) <= 64


@given(st.lists(st.sampled_from(["word", "a", "漢字漢字", "x" * 30, "é", "\n", " ", "  "]), max_size=30), st.data())
def test_row_of_is_where_the_character_is_drawn(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    width = data.draw(st.integers(4, 40))
    drawn = [place for place, character in enumerate(text) if not character.isspace()]
    if not drawn:
        return
    offset = data.draw(st.sampled_from(drawn))
    rows = highlight(text, [(offset, offset + 1)]).wrap(width)
    assert row_of(text, offset, width) == next(row for row, line in enumerate(rows) if line.spans)


def test_one_line_lets_nothing_through_that_steers_a_terminal() -> None:
    assert one_line("a\x1b[31mb\x9b2J\u202ec\r\n\td") == "abc d"
