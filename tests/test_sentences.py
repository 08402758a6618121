"""Where sentences end, and where they do not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_around, sentences


def spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Senate met.|It voted.",
        "Mr. Smith went to St. Petersburg.|He liked it.",
        "J. K. Rowling wrote it.|It sold well.",
        "It rose 3.5 percent.|Then it fell.",
        "He left at 5 p.m. on Monday.|Nobody saw him.",
        "He left at 5 p.m.|The door was open.",
        'She said "No."|He left.',
        "“It is over.”|They went home.",
        "Really?!|Yes.",
        "Wait... what happened?|Nothing.",
        "It ended…|Then it began.",
        "On Jan. 5 it snowed.|On Feb. 6 it did not.",
        "Flight No. 7 landed.|All were safe.",
        "Is it true?|No.|It is not.",
        "He moved to the U.S.|The move took a year.",
        "Apple Inc. said so.|It was right.",
        "The firm (Acme Corp.) grew.|It hired.",
        "Gen. Qasem Soleimani died.|Iran mourned.",
        "It cost $5.|He paid.",
        "The K2-18b planet is far.|Astronomers saw it.",
        "See e.g. the report.|It is long.",
        "He works for Yahoo! in Paris.",
        "5G is here.|4G is not.",
        "He was 78.|She was 80.",
        "The mission began in 1961.|It ended in 1972.",
        "President Trump vs. Congress is a long story.",
        "It happened in Washington, D.C.|The police came.",
        "He earned a Ph.D. in physics.|Then he taught.",
        "“Why?” she asked.|Nobody knew.",
        "The U.S. $1.2 trillion plan passed.|It was long.",
        "Apple Inc. — the maker — grew.|It hired.",
        "It ended.|— She left.",
        "Det. Jones met Insp. Smith and Cpl. Roe.|They spoke.",
        "They lay in the sun.|Scientists said so.",
        "Visitors see the art.|Guards watch them.",
        "It took a sec.|Nobody saw it.",
        "She sat.|Guests stood.",
        "On Sun. Oct. 6 and Sat. 5 Oct. it rained.|It stopped.",
        "Defense Sec. Esper cited art. 5 and sec. 7.|Nobody asked.",
        "中国公司。|华为！",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    joined = text.replace("|", "" if "。" in text else " ")
    assert spoken(joined) == text.split("|")


def test_marks_without_end_are_read_in_no_time() -> None:
    began = time.perf_counter()
    assert spoken("." * 40_000 + "a") == ["." * 40_000 + "a"]
    assert time.perf_counter() - began < 2


def test_blank_lines_list_items_and_headings_end_sentences() -> None:
    text = "A heading\n\nFirst words\n- one item\n- another item\n1. a step\n2. a step\n# Next\nlast words"
    assert spoken(text) == [
        "A heading", "First words", "- one item", "- another item", "1. a step", "2. a step", "# Next", "last words",
    ]  # fmt: skip


def test_a_sentence_runs_on_over_a_wrapped_line() -> None:
    text = "The chief financial officer of the Chinese company was\narrested in Canada. She faces\nextradition."
    assert spoken(text) == [
        "The chief financial officer of the Chinese company was\narrested in Canada.",
        "She faces\nextradition.",
    ]


def test_the_sentence_around_a_span_is_the_one_it_stands_in() -> None:
    text = "One is here. Two is there. Three is gone."
    start = text.index("Two")
    assert text[slice(*sentence_around(text, start, start + 3))] == "Two is there."


def test_a_span_across_sentences_is_held_by_all_of_them() -> None:
    text = "One is here. Two is there. Three is gone."
    around = sentence_around(text, text.index("here"), text.index("is there"))
    assert text[slice(*around)] == "One is here. Two is there."


@given(st.text(max_size=80), st.data())
def test_the_sentence_around_holds_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    around = sentence_around(text, start, end)
    assert 0 <= around[0] <= start <= end <= around[1] <= len(text)


@given(st.text(alphabet="aB.!? \n\"'U-1)…", max_size=80))
def test_sentences_hold_all_visible_text_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(spoken(text)).split()) == "".join(text.split())
