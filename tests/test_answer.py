from __future__ import annotations

import dataclasses

from textual.content import Content

from tests.chats import CARPET, HITS, answered, quote_of, refused
from tests.replies import quote as hand_quote
from tui.answer import agreeing, copied, places, question_block, reading_block, reply_blocks, where

EVIL = "\x1b]0;evil\x07[/nope] [bold]x\u202e\x9b2J"


def text_of(blocks: list[Content]) -> str:
    return "\n\n".join(block.plain for block in blocks)


def marked(blocks: list[Content], style: str) -> list[str]:
    return [b.plain[span.start : span.end] for b in blocks for span in b.spans if span.style == style]


def test_card_marks_the_answer_in_its_sentence() -> None:
    blocks = reply_blocks(answered(), None, unfolded=False)
    assert marked(blocks, ".mark") == ["Huawei"]
    assert "On the same day the Russian carrier MTS partnered with Huawei to build" in blocks[0].plain


def test_card_says_where_when_how_sure_and_how_many_agree() -> None:
    card = text_of(reply_blocks(answered(), None, unfolded=False))
    assert "a-red-carpet.txt:3 · 2019-06-07 · A red carpet for the new network" in card
    assert "almost sure 0.93 · 2 articles agree" in card


def test_runners_up_are_folded_into_one_line_and_unfold() -> None:
    folded, unfolded = (text_of(reply_blocks(answered(), None, unfolded)) for unfolded in (False, True))
    assert "▸ 1 other answer: Ericsson" in folded
    assert "went live with Ericsson" not in folded
    assert "went live with Ericsson in Moscow." in unfolded
    assert "also census.md:7" in unfolded


def test_a_changed_file_is_said() -> None:
    assert "changed or gone since it was indexed" in text_of(reply_blocks(answered(stale=True), None, False))
    assert "has changed" not in text_of(reply_blocks(answered(), None, False))


def test_refusal_gives_its_reason_and_the_nearest_passages() -> None:
    card = text_of(reply_blocks(refused(), None, unfolded=False))
    assert card.startswith("Not in your articles\nNo passage is about this.")
    assert card.count("A red carpet for the new network") == 2
    assert "census.md:6" in card


def test_articles_that_agree_are_counted_once_each_and_copies_of_one_not_at_all() -> None:
    answer = answered().answers[0]
    assert agreeing(answer) == 2
    again = quote_of(CARPET, "Huawei", "named once more")
    copy = dataclasses.replace(again, passage=dataclasses.replace(again.passage, article_id="copy"))
    assert agreeing(dataclasses.replace(answer, support=(*answer.support, again, copy))) == 2


def test_places_are_spans_of_their_articles() -> None:
    first, second = places(answered())
    assert CARPET.text[first.start : first.end] == "Huawei" == first.label
    assert CARPET.text[second.start : second.end] == "Ericsson"
    assert [place.article_id for place in places(refused())] == [hit.passage.article_id for hit in HITS]


def test_copied_text_is_the_sentence_with_its_source() -> None:
    text = copied(places(answered())[1])
    assert text == (
        "“Another carrier, Tele2, went live with Ericsson in Moscow.”\n"
        "— A red carpet for the new network, 2019-06-07 (/articles/a-red-carpet.txt:5)"
    )


def test_a_page_is_cited_where_lines_mean_nothing() -> None:
    assert where(hand_quote(page=3).citation) == "mts.txt, page 3"


def test_nothing_in_a_citation_steers_the_terminal() -> None:
    shown = where(hand_quote(source=f"/articles/{EVIL}.txt").citation)
    assert not set(shown) & set("\x1b\x07\u202e\x9b\n")
    assert "[bold]" in shown


def test_a_question_is_shown_as_text_and_as_understood() -> None:
    block = question_block("where [/nope]?", "where is MTS [/nope]?")
    assert block.plain == "› where [/nope]?\n↳ where is MTS [/nope]?"
    assert question_block("same", "same").plain == "› same"


def test_a_pasted_page_is_cut_short() -> None:
    assert question_block("word " * 2000).cell_length <= 402


def test_passages_being_read_are_named_one_a_line() -> None:
    lines = reading_block(HITS, 24).plain.split("\n")
    assert lines[0] == "Reading 3 passages"
    assert all(len(line) <= 24 for line in lines)


def test_the_answer_is_quoted_where_it_stands_not_where_the_word_stands_first() -> None:
    quote = quote_of(CARPET, "Huawei", "named once more")
    assert quote.passage.text[quote.start :].startswith("Huawei is named")


def test_both_sides_of_a_conflict_and_every_part_of_a_list_are_never_folded() -> None:
    conflict = dataclasses.replace(answered(), conflict=True)
    card = text_of(reply_blocks(conflict, None, unfolded=False))
    assert "Your articles disagree\n Ericsson" in card
    assert "other answer" not in card
    parts = dataclasses.replace(answered(), several=True)
    assert "went live with Ericsson in Moscow." in text_of(reply_blocks(parts, None, unfolded=False))
