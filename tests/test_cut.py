from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cut import amount_start, name_start, tidy, whole_list

CUTS = [
    # loose punctuation
    ("It opened in ⟦Moscow,⟧ in May.", "Moscow"),
    ("It opened in⟦ Moscow. ⟧", "Moscow"),
    ("Who won? ⟦Argentina!⟧", "Argentina"),
    ("It was ⟦the end...⟧", "the end"),
    ("It was ⟦...the end…⟧ of it", "the end"),
    ("He left ⟦— the minister said —⟧ at once", "the minister said"),
    ("He went ⟦to Paris; ⟧then on", "to Paris"),
    ("⟦* **Huawei**⟧ won", "Huawei"),
    ("a ⟦🎉 Party 🎉⟧ in May", "Party"),
    ("the anti⟦-doping agency⟧ said", "doping agency"),
    # brackets
    ("led by MTS ⟦(MTSS.MM⟧) in Moscow", "MTSS.MM"),
    ("the ⟦Eiffel Tower (⟧1889) in Paris", "Eiffel Tower"),
    ("the ⟦Eiffel Tower (1889⟧) in Paris", "Eiffel Tower (1889)"),
    ("the ⟦Eiffel Tower (built by a bridge⟧ engineer of renown)", "Eiffel Tower"),
    ("in the year ⟦(1889)⟧ it", "1889"),
    ("1) ⟦a) bring the keys⟧", "bring the keys"),
    ("⟦(MTS) and (VEON)⟧ agreed", "(MTS) and (VEON)"),
    ("born in ⟦Moscow[1]⟧ in 1950", "Moscow"),
    ("born in ⟦Moscow [12⟧] in 1950", "Moscow"),
    ("born in ⟦Moscow.[citation needed]⟧ in 1950", "Moscow"),
    # quotes
    ('the film ⟦"Argo"⟧ won', "Argo"),
    ('the film "⟦Argo"⟧ won', "Argo"),
    ('the film ⟦"Argo⟧" won', "Argo"),
    ("the film ⟦“Argo”⟧ won", "Argo"),
    ("the film ⟦'Argo'⟧ won", "Argo"),
    ("the film ⟦‘Argo’,⟧ won", "Argo"),
    ("der Film ⟦„Argo“⟧ gewann", "Argo"),
    ("le film ⟦« Argo »⟧ gagna", "Argo"),
    ('both ⟦"Argo" and "Lincoln"⟧ won', '"Argo" and "Lincoln"'),
    (
        "⟦the “Red⟧ Carpet” welcome",
        "the “Red Carpet”",
    ),
    ("the “Red ⟦Carpet” welcome⟧ was", "“Red Carpet” welcome"),
    ('the "Red ⟦Carpet" welcome⟧ was', '"Red Carpet" welcome'),
    ('he said ⟦"I will resign⟧ from the board" then', "I will resign"),
    ("he said ⟦“it was ‘great’ then”⟧ and left", "it was ‘great’ then"),
    ("he said it was ⟦a ‘great⟧’ day", "a ‘great’"),
    ('the singles ⟦"Rock of Ages" and "Foolin\'"⟧, helped', '"Rock of Ages" and "Foolin\'"'),
    ("they play ⟦rock 'n' roll⟧ music", "rock 'n' roll"),
    ("hits of ⟦the '90s⟧ were played", "the '90s"),
    ("they ⟦don't know⟧ why", "don't know"),
    # owners
    ("⟦Russia's⟧ largest operator", "Russia"),
    ("⟦Russia’s⟧ largest operator", "Russia"),
    ("the ⟦workers'⟧ union", "workers"),
    ("they ate at ⟦McDonald's⟧.", "McDonald's"),
    ("the ⟦workers' union⟧ said", "workers' union"),
    ("in the ⟦1990's⟧ they", "1990's"),
    # abbreviations, names and titles
    ("troops of the ⟦U.S⟧. left", "U.S."),
    ("troops of ⟦the U.S.⟧ left", "the U.S."),
    ("made by ⟦Apple Inc⟧. of Cupertino", "Apple Inc."),
    ("made by ⟦Apple Inc.⟧ of Cupertino", "Apple Inc."),
    ("The answer was ⟦No.⟧", "No"),
    ("it was ⟦vitamin C.⟧", "vitamin C"),
    ("played by Dr. ⟦Who⟧ then", "Dr. Who"),
    ("played by ⟦Dr. Who.⟧ Then", "Dr. Who"),
    ("said Mr. ⟦Smith⟧, who", "Mr. Smith"),
    ("said Sir ⟦David Attenborough⟧ then", "Sir David Attenborough"),
    ("written for ⟦.NET⟧ by", ".NET"),
    ("written in ⟦C++.⟧ It", "C++"),
    ("written in ⟦C#⟧, which", "C#"),
    ("played in ⟦B♭⟧ by", "B♭"),
    ("tagged ⟦#MeToo⟧ by", "#MeToo"),
    ("saved in ⟦/etc/hosts⟧ there", "/etc/hosts"),
    # numbers with what belongs to them
    ("It cost $⟦5⟧ million in all", "$5 million"),
    ("It cost US$⟦5⟧ million in all", "US$5 million"),
    ("It cost ⟦5 million⟧ dollars in all", "5 million dollars"),
    ("It cost €⟦3.5⟧bn in all", "€3.5bn"),
    ("It cost €⟦3⟧.5bn in all", "€3.5bn"),
    ("It cost ⟦20⟧ € in all", "20 €"),
    ("It sold ⟦360⟧,000 tablets", "360,000"),
    ("It sold 360,⟦000⟧ tablets", "360,000"),
    ("It sold ⟦1,000,⟧ they said", "1,000"),
    ("It grew by ⟦5⟧ percent", "5 percent"),
    ("It grew by ⟦80⟧ % then", "80 %"),
    ("It grew by ⟦5⟧ per cent.", "5 per cent"),
    ("It was ⟦20⟧ °C there", "20 °C"),
    ("It was ⟦-5⟧ °C there", "-5 °C"),
    ("It was −⟦5⟧°C there", "−5°C"),
    ("It lasted from ⟦2014–2016⟧, they say", "2014–2016"),
    ("It began in ⟦2014⟧–2016", "2014"),
    ("a ⟦5⟧-year deal", "5-year"),
    ("It began at ⟦10⟧:30 a.m. there", "10:30 a.m."),
    ("It began at ⟦5⟧ pm.", "5 pm"),
    ("It began in ⟦2014⟧ year-end sales", "2014"),
    ("a ⟦28-year⟧-old man", "28-year-old"),
    ("an ⟦eleven-month⟧-old boy", "eleven-month-old"),
    ("an ⟦eleven⟧-month-old boy", "eleven-month-old"),
    ("a ⟦66⟧-year-old man", "66"),
    ("It took ⟦2⟧ hours 1 minute 39 seconds in all", "2 hours 1 minute 39 seconds"),
    ("It took 2 hours 1 minute ⟦39 seconds⟧ in all", "2 hours 1 minute 39 seconds"),
    ("It took ⟦2 hours⟧ and 30 minutes in all", "2 hours and 30 minutes"),
    ("She is ⟦5⟧ feet 10 inches tall", "5 feet 10 inches"),
    ("It cost ⟦900 million⟧ złotys in all", "900 million złotys"),
    ("It cost ⟦900⟧ rubles in all", "900 rubles"),
    ("It cost ⟦5 million⟧ US dollars in all", "5 million US dollars"),
    ("It cost Rs ⟦500⟧ crore in all", "Rs 500 crore"),
    ("It cost PLN ⟦900⟧ million in all", "PLN 900 million"),
    ("It cost CHF⟦20⟧ in all", "CHF20"),
    ("It cost ₱⟦20⟧ in all", "₱20"),
    ("He was ⟦95⟧ years old then", "95"),
    ("He was ⟦95 years⟧ old then", "95 years old"),
    ("The boy was ⟦six months⟧ old then", "six months old"),
    ("the ⟦6⟧th man", "6th"),
    ("on his ⟦69⟧th birthday", "69"),
    ("in the ⟦1990⟧s they", "1990s"),
    ("died in ⟦2018⟧ days after", "2018"),
    ("for ⟦2018⟧ days after", "2018 days"),
]


def unmarked(marked: str) -> tuple[str, int, int]:
    """The text without its ⟦ ⟧, and the span they hold."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return marked.replace("⟦", "").replace("⟧", ""), start, end


@pytest.mark.parametrize(("marked", "expected"), CUTS)
def test_a_span_is_cut_as_a_careful_person_would(marked: str, expected: str) -> None:
    text, start, end = unmarked(marked)
    first, last = tidy(text, start, end)
    assert text[first:last] == expected
    assert first < end
    assert start < last


@pytest.mark.parametrize("nothing", ["...", "“”", "()", "— —", "🎉", "$", "%", "'"])
def test_a_span_of_nothing_but_punctuation_comes_back_without_a_word(nothing: str) -> None:
    start, end = tidy(f"a {nothing} b", 2, 2 + len(nothing))
    assert not any(character.isalnum() for character in f"a {nothing} b"[start:end])


def test_an_empty_span_stays_empty() -> None:
    assert tidy("5 percent", 1, 1) == (1, 1)


MARKS = [*"ab5é漢 \n.,:;!?'\"’‘“”„()[]-–—%$€°+#@/*…🎉ि"]
PHRASES = ["U.S.", "Inc.", " million", " percent", "'s ", "Mr. ", "[1]", "2 hours 5 minutes", "US$", " a.m."]
PIECES = st.sampled_from(MARKS + PHRASES)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text of what is hard to cut, with any span of it."""
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=20)))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(marked_texts())
def test_a_cut_lies_within_the_text_and_keeps_a_word_where_there_was_one(marked: tuple[str, int, int]) -> None:
    text, start, end = marked
    first, last = tidy(text, start, end)
    assert 0 <= first <= last <= len(text)
    if any(character.isalnum() for character in text[start:end]):
        assert any(character.isalnum() for character in text[first:last])


@given(marked_texts())
def test_cutting_again_changes_nothing(marked: tuple[str, int, int]) -> None:
    text, start, end = marked
    once = tidy(text, start, end)
    assert tidy(text, *once) == once


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ("Chinese tech giant Huawei", "Huawei"),
        ("climate change activist Greta Thunberg", "Greta Thunberg"),
        ("study co-author Martin How", "Martin How"),
        ("President Donald Trump", "President Donald Trump"),
        ("the Houthi movement in Yemen", "the Houthi movement in Yemen"),
        ("the University of Bristol", "the University of Bristol"),
        ("Bob Behnken and Doug Hurley", "Bob Behnken and Doug Hurley"),
        ("a 66-year-old man", "a 66-year-old man"),
        ("editor and owner Gerald Pomeroy", "Gerald Pomeroy"),
        ("the presiding judge Mette Gylden", "Mette Gylden"),
        ("the Thai king Maha Vajiralongkorn", "Maha Vajiralongkorn"),
        ("founder of the online retailer Amazon", "founder of the online retailer Amazon"),
        ("the wife of former president Barack Obama", "the wife of former president Barack Obama"),
        ("commander of Iran's elite Quds Force", "commander of Iran's elite Quds Force"),
        ("a man linked to militant group Hamas", "a man linked to militant group Hamas"),
        ("the man who killed John Lennon", "the man who killed John Lennon"),
        ("a lawyer representing Saipov", "a lawyer representing Saipov"),
        ("Bob Behnken and fellow astronaut Doug Hurley", "Bob Behnken and fellow astronaut Doug Hurley"),
        ("skier Tonje Berg and presenter Abbas Karimi", "skier Tonje Berg and presenter Abbas Karimi"),
        ("a Dutchman", "a Dutchman"),
        ("Émile Roussard", "Émile Roussard"),
        ("Célia Marques do Vale", "Célia Marques do Vale"),
    ],
)
def test_a_name_begins_behind_the_words_that_only_describe_it(span: str, name: str) -> None:
    assert span[name_start(span, 0, len(span)) :] == name


@pytest.mark.parametrize(
    ("span", "amount"),
    [
        ("a monetary award of SEK9 million", "SEK9 million"),
        ("a total of 50 people", "50 people"),
        ("the fine of $5 million", "$5 million"),
        ("a third of 60", "a third of 60"),
        ("an average of 5 hours", "an average of 5 hours"),
        ("a prize of honour", "a prize of honour"),
        ("SEK9 million", "SEK9 million"),
    ],
)
def test_an_amount_begins_behind_what_it_is_an_amount_of(span: str, amount: str) -> None:
    assert span[amount_start(span, 0, len(span)) :] == amount


@pytest.mark.parametrize(
    ("text", "item", "whole"),
    [
        ("It is legal in Uruguay, Guyana and Cuba only.", "Guyana", "Uruguay, Guyana and Cuba"),
        ("On Monday, Uruguay, Guyana, and Cuba met.", "Cuba", "Uruguay, Guyana, and Cuba"),
        ("astronauts Bob Behnken and Doug Hurley flew", "Doug Hurley", "Bob Behnken and Doug Hurley"),
        ("by the University of Bristol and UC Davis.", "UC Davis", "the University of Bristol and UC Davis"),
        ("He lives in Vienna, Austria.", "Vienna", "Vienna"),
        ("It rained in France and nobody came.", "France", "France"),
        ("Cats and dogs met in Rome", "dogs", "dogs"),
        ("The deal was signed in Paris. France and Germany agreed.", "Paris", "Paris"),
        ("The deal was signed in Paris. France and Germany agreed.", "France", "France and Germany"),
        ("However, France and Germany agreed.", "France", "France and Germany"),
        ("Yesterday France and Germany agreed.", "Germany", "France and Germany"),
        ("But France, Spain and Italy agreed.", "Spain", "France, Spain and Italy"),
        ("Goldfinger and You Only Live Twice won.", "Goldfinger", "Goldfinger and You Only Live Twice"),
        ("According to Reuters, Huawei and Ericsson won.", "Huawei", "Huawei and Ericsson"),
        ("According to Reuters, Huawei and Ericsson won.", "Reuters", "Reuters"),
        ("In Paris, France and Germany agreed.", "France", "France and Germany"),
        ("In France, Germany and Italy, prices rose.", "Italy", "France, Germany and Italy"),
        ("Uruguay, Guyana and Cuba met.", "Cuba", "Uruguay, Guyana and Cuba"),
    ],
)
def test_an_item_is_widened_to_its_list_of_names(text: str, item: str, whole: str) -> None:
    start, end = whole_list(text, text.index(item), text.index(item) + len(item))
    assert text[start:end] == whole
