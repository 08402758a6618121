"""What `clean` takes out, what it keeps, and the way back to columns of the file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean, clean_with_removed

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab e\u0301\u0327\u1100\u1161\u11a8\u0958\ufb2a\t\r\n\x00\x07\x0b\x1b\x9b\x9d\x85[]m;0\\"),
        st.sampled_from("\u202e\u2066\u200b\u200d\u2028\ufeff\xa0\xad\ud800\ufdd0\U0001fffe\U000e0041"),
        st.characters(),
    ),
    max_size=60,
)


@given(NASTY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(NASTY)
def test_nothing_that_steers_a_terminal_or_hides_is_left(text: str) -> None:
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]", clean(text)
    )
    clean(text).encode()


@given(NASTY)
def test_every_line_of_the_file_stays_a_line(text: str) -> None:
    assert clean(text).count("\n") == len(re.findall(r"\r\n|\r|\n", text))


PIECES = st.sampled_from(
    [
        *[(letter, letter) for letter in "abc é\n"],
        ("e\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("o\u200b\u0302", "ô"),
        ("\ufb2a", "\ufb2a"),
        ("\x1b[31m", ""),
        ("\x1b]0;x\x07", ""),
        ("\u202e", ""),
        ("\t", " "),
    ]
)


@given(st.lists(PIECES, max_size=30))
def test_columns_of_the_file_follow_from_the_removed_offsets(pieces: list[tuple[str, str]]) -> None:
    cleaned, removed = clean_with_removed("".join(raw for raw, _ in pieces))
    assert cleaned == "".join(shown for _, shown in pieces)
    column = offset = line_start = 0
    for raw, shown in pieces:
        if shown:
            assert column == offset - line_start + sum(line_start <= place <= offset for place in removed)
        column, offset = column + len(raw), offset + len(shown)
        if raw == "\n":
            column, line_start = 0, offset


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("a\x1b(Bb", "ab"),
        ("\x1bPq body\x1b\\after", "after"),
        ("\x90 is no device string here", " is no device string here"),
    ],
)
def test_escape_sequences_go_with_their_body(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_line_ends_become_newlines_and_other_breaks_a_space() -> None:
    assert clean("a\r\nb\rc\nd\u2028e\x0bf\x0cg\x85h\ti") == "a\nb\nc\nd e f g h i"


def test_letters_are_composed() -> None:
    assert clean("Ferna\u0301ndez") == "Fernández"
    assert clean("\u1112\u1161\u11ab") == "한"


def test_a_letter_that_composing_would_lengthen_stays() -> None:
    assert clean("\ufb2a") == "\ufb2a"


def test_joiners_of_scripts_and_emoji_stay() -> None:
    family = "👩\u200d👩\u200d👧"
    assert clean(family) == family
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_markup_is_text() -> None:
    assert clean("[/nope] [bold]x") == "[/nope] [bold]x"


def test_a_million_openers_of_escapes_are_cleaned_at_once() -> None:
    for opener in ("\x90", "\x1b]", "\x1b[", "\x9d"):
        assert clean(opener * 300_000) == ""
