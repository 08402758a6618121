from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.merge import answer_tokens, same_answer

SAME = [
    ("the Eiffel Tower", "Eiffel Tower"),
    ("Huawei", "HUAWEI"),
    ("Huawei", "Chinese tech giant Huawei"),
    ("Huawei", "with Huawei"),
    ("Huawei", "Huawei's"),
    ("Smith", "John Smith"),
    ("Smith", "Smith, the minister"),
    ("Trump", "President Trump"),
    ("Apple", "Apple Inc."),
    ("Paris", "Paris, France"),
    ("Paris", "in Paris"),
    ("Eiffel Tower", "the Eiffel Tower in Paris"),
    ("the U.S.", "US"),
    ("the United States", "U.S."),
    ("São Paulo", "Sao Paulo"),
    ("rock-and-roll", "rock and roll"),
    ("$5 million", "US$5 million"),
    ("$5 million", "5 million dollars"),
    ("$5 million", "$5,000,000"),
    ("$5m", "$5 million"),
    ("about $5 million", "$5 million"),
    ("€3.5bn", "3.5 billion euros"),
    ("five", "5"),
    ("1,000", "1000"),
    ("2.5 thousand", "2,500"),
    ("16 people", "about 16 people in Moscow"),
    ("80 %", "80 percent"),
    ("80%", "80 per cent"),
    ("March 5", "5 March"),
    ("on March 5", "5 Mar."),
    ("5 March 2019", "March 5, 2019"),
    ("March 5", "Friday, March 5"),
    ("in 2019", "2019"),
    ("the roof", "on the roof"),
    ("−5 °C", "-5 °C"),
    ("39", "39 people"),
    ("39", "about 39 people in Moscow"),
    ("95", "95 years old"),
    ("66", "66-year-old"),
    ("aged 95", "95"),
    ("aged 66", "66-year-old"),
    ("36 years", "36 years old"),
    ("five years", "five-year"),
    ("22-mile", "22 miles"),
    ("35km", "35 kilometres"),
    ("1.2m", "1.2 million"),
    ("3bn", "3 billion"),
    ("thirty", "30"),
    ("twenty-five", "25"),
    ("two hundred thousand", "200,000"),
    ("March 5th", "March 5"),
    ("5th March", "5 March"),
    ("WHO", "the World Health Organization"),
    ("the EU", "European Union"),
    ("ATSB", "the Australian Transport Safety Bureau"),
]
DIFFERENT = [
    ("Huawei", "Ericsson"),
    ("Huawei", "Huawei and Ericsson"),
    ("President Trump", "Donald Trump"),
    ("Trump", "Trump Tower"),
    ("Trump", "Trump's lawyer"),
    ("Obama", "the Obama administration"),
    ("Washington", "Washington Post"),
    ("Oxford", "University of Oxford"),
    ("Paris", "the Eiffel Tower in Paris"),
    ("France", "Paris, France"),
    ("Smith", "Smith-Jones"),
    ("North Korea", "Korea"),
    ("North Korea", "South Korea"),
    ("York", "New York"),
    ("guilty", "not guilty"),
    ("Guilty", "Not guilty"),
    ("dog", "hot dog"),
    ("Boeing 737", "Boeing 737 MAX"),
    ("May 2019", "2019"),
    ("March 5", "March 6"),
    ("March 5", "April 5"),
    ("5", "5 million"),
    ("$5", "5"),
    ("$5", "€5"),
    ("$5", "A$5"),
    ("5%", "5"),
    ("5", "-5"),
    ("5 people", "15 people"),
    ("737", "737 MAX"),
    ("50", "50 Cent"),
    ("5", "5 miles"),
    ("5", "5 rupees"),
    ("5", "5 March"),
    ("5", "5 per day"),
    ("5", "5 and a half"),
    ("5", "5th"),
    ("2019", "May 2019"),
    ("39 people", "39 dead"),
    ("three weeks", "21 days"),
    ("WHO", "the White House"),
    ("Us", "Union Square"),
    ("2 hours", "2 hours 1 minute"),
    ("1990", "1990s"),
    ("3.5", "35"),
    ("A", "the"),
    ("Huawei", ""),
    ("Huawei", "One of the many large firms that were named then was Huawei"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_answer_in_other_words_is_the_same(one: str, other: str) -> None:
    assert same_answer(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_answer_is_another(one: str, other: str) -> None:
    assert not same_answer(one, other)


PHRASES = sorted({text for pair in (*SAME, *DIFFERENT) for text in pair if text})
TEXTS = st.one_of(
    st.sampled_from(PHRASES),
    st.lists(st.sampled_from([word for text in PHRASES for word in text.split()]), max_size=5).map(" ".join),
    st.text(max_size=12),
)


@given(TEXTS, TEXTS)
def test_sameness_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert same_answer(one, other) == same_answer(other, one)


@given(TEXTS)
def test_every_answer_is_the_same_as_itself(text: str) -> None:
    assert same_answer(text, text)


@given(st.sampled_from(PHRASES))
def test_case_and_blanks_make_no_difference(text: str) -> None:
    assert same_answer(text, f"  {text.upper()}\n")


def test_endless_digits_are_no_trouble() -> None:
    assert not same_answer("9" * 5000 + " million", "9 million")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The U.S. Army", ("us", "army")),
        ("US$5.5 million", ("5500000", "$")),
        ("twenty per cent", ("20", "%")),
        ("Beyoncé’s house", ("beyonce", "house")),
        ("3 Sept. 2019", ("3", "september", "2019")),
        ("...", ()),
    ],
)
def test_tokens_are_folded(text: str, tokens: tuple[str, ...]) -> None:
    assert answer_tokens(text) == tokens
