"""Reply -> the blocks of an answer card, and the places in articles that it points to. Pure; no widget is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from tui.highlight import clip, excerpt, highlight, one_line

if TYPE_CHECKING:
    from index.load import Article, Citation
    from index.search import Hit
    from qa.ask import Reply
    from qa.rank import Answer

SHOWN_QUESTION = 400
"""Cells of a question that are shown: a pasted page would bury the answer."""
NAMED_RUNNERS_UP = 3
NEAREST_SHOWN = 3
NEAREST_ROOM = 200
LONGEST_TITLE = 160
"""Cells of a title that are shown: a page in one line would leave no room for the text."""
STALE = "the file has changed or gone since it was indexed"


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an article that can be opened, copied and cited."""

    article_id: str
    start: int
    """First character, counted in the article."""
    end: int
    label: str
    """What stands there: the answer, or the title of a passage."""
    sentence: str
    """The words to copy, as they stand in the article: the sentence around an answer, or a whole passage."""
    sentence_start: int
    """First character of that, counted in the article."""
    citation: Citation
    stale: bool
    exact: bool
    """Whether it is the words of an answer rather than a whole passage."""

    @property
    def style(self) -> str:
        """How it is marked in its article."""
        return ".mark" if self.exact else ".passage"


def places(reply: Reply) -> tuple[Place, ...]:
    """Where the answers stand, best first; for a reply without answers, the nearest passages."""
    if reply.answers:
        return tuple(_answer_place(answer) for answer in reply.answers)
    return tuple(_hit_place(hit) for hit in reply.hits[:NEAREST_SHOWN])


def _answer_place(answer: Answer) -> Place:
    quote = answer.quote
    start, end = quote.sentence
    offset = quote.passage.start
    article_id, label = quote.passage.article_id, one_line(quote.text)
    span, sentence = (offset + quote.start, offset + quote.end), (quote.passage.text[start:end], offset + start)
    return Place(article_id, *span, label, *sentence, quote.citation, answer.stale, exact=True)


def _hit_place(hit: Hit) -> Place:
    passage = hit.passage
    label, span, text = one_line(hit.citation.title), (passage.start, passage.end), (passage.text, passage.start)
    return Place(passage.article_id, *span, label, *text, hit.citation, stale=False, exact=False)


def place_in(article: Article, place: Place) -> Place | None:
    """The place in the article, which may be what its file holds since then; None when its sentence is gone."""
    if article.id == place.article_id:
        return place
    stays = article.text.startswith(place.sentence, place.sentence_start)
    at = place.sentence_start if stays else article.text.find(place.sentence)
    if at < 0:
        return None
    by = at - place.sentence_start
    start, end, citation = place.start + by, place.end + by, article.cite(place.start + by)
    return replace(
        place, article_id=article.id, start=start, end=end, sentence_start=at, citation=citation, stale=not stays
    )


def copied(place: Place) -> str:
    """The quote with its source, as it goes to the clipboard."""
    cited = ", ".join(part for part in map(one_line, (place.citation.title, place.citation.date)) if part)
    return f"“{one_line(place.sentence)}”\n— {cited} ({where(place.citation, full=True)})"


def where(citation: Citation, full: bool = False) -> str:
    """`file:line` (or the page), cleaned for the screen; the whole path when `full`."""
    source = one_line(citation.source if full else Path(citation.source).name)
    if citation.line is not None:
        return f"{source}:{citation.line}"
    return f"{source}, page {citation.page}" if citation.page is not None else source


def question_block(question: str, understood: str = "") -> Content:
    """The question as it was typed, and below it as it was understood where that differs; empty without one."""
    if not question:
        return Content("")
    asked = Content.styled("› " + clip(question, SHOWN_QUESTION), ".question")
    if understood in ("", question):
        return asked
    return asked + "\n" + Content.styled("↳ " + clip(understood, SHOWN_QUESTION), ".dim")


def reading_block(hits: Sequence[Hit], width: int) -> Content:
    """The passages found, one a line, while they are being read."""
    lines = [Content.styled(f"Reading {_count(len(hits), 'passage')}", ".dim")]
    lines += [Content.styled("  " + clip(hit.citation.title, width - 2), ".dim") for hit in hits]
    return Content("\n").join(lines)


def reply_blocks(reply: Reply, selected: int | None, unfolded: bool) -> list[Content]:
    """One block for each place shown, in the order of `places`, and then what is folded away."""
    if not reply.answers:
        return _nothing_blocks(reply, selected)
    shown = reply.answers if unfolded else reply.answers[: always_shown(reply)]
    blocks = [_answer_block(answer, number == selected, unfolded) for number, answer in enumerate(shown)]
    if reply.conflict:
        blocks[1] = Content.styled("Your articles disagree", ".warning") + "\n" + blocks[1]
    if hidden := reply.answers[len(shown) :]:
        blocks.append(_folded(hidden))
    return blocks


def always_shown(reply: Reply) -> int:
    """How many answers are never folded away: one, both of a conflict, every part of a list."""
    if reply.several:
        return len(reply.answers)
    return 2 if reply.conflict else 1


def _answer_block(answer: Answer, selected: bool, unfolded: bool) -> Content:
    quote = answer.quote
    text, span = excerpt(quote.passage.text, quote.sentence, (quote.start, quote.end))
    lines = [
        Content.styled(f" {one_line(quote.text)} ", ".chosen" if selected else ".answer"),
        Content(""),
        highlight(text, [span]).stylize_before(".sentence"),
        Content(""),
        _source_line(quote.citation),
        _confidence_line(answer),
    ]
    if unfolded:
        lines += [Content.styled(f"  also {where(other.citation)}", ".dim") for other in answer.support]
    if answer.stale:
        lines.append(Content.styled(STALE, ".warning"))
    return Content("\n").join(lines)


def _source_line(citation: Citation) -> Content:
    parts = [Content.styled(where(citation), ".source")]
    parts += [
        Content.styled(one_line(part), ".dim") for part in (citation.date, clip(citation.title, LONGEST_TITLE)) if part
    ]
    return Content.styled(" · ", ".dim").join(parts)


def _confidence_line(answer: Answer) -> Content:
    from qa.rank import confidence_word  # numpy: 40 ms that the first frame does not wait for

    word = Content.styled(confidence_word(answer.confidence), ".confidence")
    line = word + Content.styled(f" {answer.confidence:.2f}", ".dim")
    if (articles := agreeing(answer)) > 1:
        line += Content.styled(f" · {articles} articles agree", ".dim")
    return line


def agreeing(answer: Answer) -> int:
    """How many articles give this answer; copies of one count once."""
    passages = [quote.passage for quote in (answer.quote, *answer.support)]
    first_with_text = {passage.text: passage.article_id for passage in reversed(passages)}
    return len(set(first_with_text.values()))


def _folded(hidden: Sequence[Answer]) -> Content:
    names = [clip(answer.text, 24) for answer in hidden[:NAMED_RUNNERS_UP]]
    rest = ", …" if len(hidden) > NAMED_RUNNERS_UP else ""
    return Content.styled(f"▸ {_count(len(hidden), 'other answer')}: {', '.join(names)}{rest}", ".dim")


def _nothing_blocks(reply: Reply, selected: int | None) -> list[Content]:
    reason = Content.styled("Not in your articles", ".nothing")
    if reply.reason:
        reason += "\n" + Content.styled(one_line(reply.reason), ".sentence")
    if not reply.hits:
        return [reason]
    nearest = [_nearest(hit, number == selected) for number, hit in enumerate(reply.hits[:NEAREST_SHOWN])]
    nearest[0] = reason + "\n\n" + Content.styled("Nearest passages", ".dim") + "\n" + nearest[0]
    return nearest


def _nearest(hit: Hit, selected: bool) -> Content:
    text = clip(hit.passage.text[: NEAREST_ROOM * 2], NEAREST_ROOM)
    title = Content.styled(f" {clip(hit.citation.title, LONGEST_TITLE)} ", ".chosen" if selected else ".nearest")
    lines = [title, Content.styled(text, ".sentence"), _source_line_short(hit.citation)]
    return Content("\n").join(lines)


def _source_line_short(citation: Citation) -> Content:
    parts = [where(citation), one_line(citation.date)]
    return Content.styled(" · ".join(part for part in parts if part), ".dim")


def error_block(message: str, hint: str) -> Content:
    """An error as two lines: what happened, what to do."""
    return Content.styled(one_line(message), ".error") + "\n" + Content.styled(one_line(hint), ".dim")


def note_block(text: str) -> Content:
    """One quiet line: waiting, cancelled, set aside."""
    return Content.styled(one_line(text), ".dim")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
