"""A conversation: its turns, kept on disk from turn to turn, and its export."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from index.clean import clean
from index.search import Hit
from qa.antecedent import Exchange
from qa.ask import LONGEST_QUESTION, Assistant, Reply, check_question, shortened
from qa.evidence import Told
from qa.followup import LONGEST_MEMORY, Completed, Leaning, complete, has_pronoun, history_text
from qa.merge import same_answer
from qa.rank import Answer, Quote, confidence_word

DOUBT = 0.4  # a pronoun is filled by the name it may stand for, unless as typed something else is surer by this
ABOUT = " \N{EM DASH} "  # between a question and the title of the article that it is asked of


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its reply."""

    reply: Reply
    asked_at: str
    """ISO 8601, UTC, to the second."""


@dataclass(slots=True)
class Chat:
    """The turns so far; with a `path`, each is on disk before it is given back."""

    path: Path | None = None
    turns: list[Turn] = field(default_factory=list)

    def ask(
        self,
        assistant: Assistant,
        question: str,
        top: int = 5,
        on_hits: Callable[[tuple[Hit, ...]], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Turn:
        """Asks, and adds the turn. Raises what `Assistant.ask` raises, and OSError when the turn cannot be saved."""
        reply = ask_in_context(assistant, question, self.turns, top, on_hits, cancelled)
        turn = Turn(reply, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
        self.add(turn)
        return turn

    def add(self, turn: Turn) -> None:
        """Appends the turn, in memory first: a full disk loses the file's line, not the answer on screen."""
        self.turns.append(turn)
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as lines:
                lines.write(b"\n" + encode_turn(turn))  # the line end first: it closes a line that a kill cut short


def ask_in_context(
    assistant: Assistant,
    question: str,
    turns: Sequence[Turn],
    top: int = 5,
    on_hits: Callable[[tuple[Hit, ...]], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reply:
    """The reply to a question that may lean on the turns before it; `understood` says how it was taken.

    What a pronoun or silence leaves open is looked for in the articles spoken of, unless the question is plainly about
    something else. A pronoun filled by a guess gives way to the question as typed, asked of those articles, when that
    answers much surer.
    """
    reply = _in_context(assistant, question, turns, max(2, top), on_hits, cancelled)
    return shortened(reply, top)  # which of two replies is surer may depend on two that contradict each other


def _in_context(
    assistant: Assistant,
    question: str,
    turns: Sequence[Turn],
    top: int,
    on_hits: Callable[[tuple[Hit, ...]], None] | None,
    cancelled: Callable[[], bool],
) -> Reply:
    asked = check_question(question)
    before = [exchange(turn.reply) for turn in turns]
    completed = complete(asked, before)
    if completed is None or len(completed.question) > LONGEST_QUESTION:
        return assistant.ask(asked, top, (), on_hits, cancelled)
    topic, told = spoken_of(before), leant_on(before, completed, asked)
    if completed.leaning is Leaning.ELLIPSIS:
        inside = topic if has_pronoun(completed.question) else ()
        reply = assistant.ask(completed.question, top, inside, on_hits, cancelled, told)
        return replace(reply, question=asked, understood=reply.question)
    if completed.question == asked and assistant.departs(asked, topic):
        return assistant.ask(asked, top, (), on_hits, cancelled)
    typed = assistant.ask(asked, top, topic, on_hits, cancelled, told)
    stayed = topic and topic.issuperset(hit.passage.article_id for hit in typed.hits)
    within = replace(typed, understood=f"{asked}{ABOUT}{completed.about}") if stayed else typed
    if completed.question == asked:
        return within
    filled = assistant.ask(completed.question, top, (), None, cancelled, told)
    seconds = typed.seconds + filled.seconds
    understood = replace(filled, question=asked, understood=filled.question, seconds=seconds)
    if _agree(typed, filled):
        return replace(typed, understood=filled.question, seconds=seconds) if _surer(typed, filled) else understood
    return replace(within, seconds=seconds) if _surer(typed, filled, DOUBT) else understood


def spoken_of(before: Sequence[Exchange]) -> frozenset[str]:
    """Ids of the article of the last answer, and of the one nearest to the last question, answered or not."""
    answered = [exchange for exchange in before[-LONGEST_MEMORY:] if exchange.answer][-1:]
    return frozenset(exchange.article for exchange in (*answered, *before[-1:]) if exchange.article)


def leant_on(before: Sequence[Exchange], completed: Completed, asked: str) -> Told | None:
    """Where the last answer ends that a question leans on; None when none was given lately, or it asks elsewhere."""
    if completed.elsewhere:
        return None
    recent = reversed(before[-LONGEST_MEMORY:])
    answered = next((exchange for exchange in recent if exchange.end >= 0), None)
    if answered is None:
        return None
    history = history_text("", answered.question, answered.answer)
    return Told(answered.article, answered.end, history, asked)


def promise(reply: Reply) -> float:
    """Confidence of the best candidate, given or not; of two that contradict each other, that either is right."""
    best = reply.answers[: 2 if reply.conflict else 1] or reply.refused[:1]
    return min(1.0, sum(answer.confidence for answer in best))


def _surer(one: Reply, other: Reply, by: float = 0.0) -> bool:
    return promise(one) > promise(other) + by


def _agree(one: Reply, other: Reply) -> bool:
    """Whether the best candidates of both, given or not, are the same answer."""
    best = [reply.answers[:1] or reply.refused[:1] for reply in (one, other)]
    return all(best) and same_answer(best[0][0].text, best[1][0].text)


def exchange(reply: Reply) -> Exchange:
    """What a turn leaves behind for the next question."""
    asked = reply.question if reply.understood.startswith(reply.question + ABOUT) else reply.understood
    if reply.answers:
        quote = reply.answers[0].quote
        article, _, end = quote.place
        return Exchange(asked, quote.text, quote.citation.title, quote.passage.text, article, end)
    nearest = reply.hits[0] if reply.hits else None
    if nearest is None:
        return Exchange(asked, "", "", "")
    return Exchange(asked, "", nearest.citation.title, nearest.passage.text, nearest.passage.article_id)


def encode_turn(turn: Turn) -> bytes:
    """One line of JSON, in ASCII: a file's name may hold what UTF-8 cannot."""
    return json.dumps(msgspec.to_builtins(turn)).encode("ascii")


def decode_turn(line: bytes) -> Turn:
    """The turn of one line. Raises ValueError when it is not one."""
    return msgspec.convert(json.loads(line), Turn)


def load_chat(path: Path) -> Chat:
    """The saved conversation, without the lines a kill or another version left unreadable; it goes on in the file."""
    turns = []
    for line in path.read_bytes().split(b"\n"):
        try:
            turns.append(decode_turn(line))
        except (ValueError, RecursionError):
            continue
    return Chat(path, turns)


def first_question(path: Path) -> str:
    """What a saved conversation begins with; "" when no turn of it can be read. Raises OSError."""
    with path.open("rb") as lines:
        for line in lines:
            try:
                return decode_turn(line).reply.question
            except (ValueError, RecursionError):
                continue
    return ""


def export_markdown(chat: Chat) -> str:
    """The conversation as Markdown: each answer as a quote with its citation."""
    return "\n".join(["# Questions and answers", "", *(line for turn in chat.turns for line in _turn_lines(turn))])


def _turn_lines(turn: Turn) -> list[str]:
    reply = turn.reply
    lines = [f"## {_plain(reply.question)}", "", f"*{turn.asked_at}*", ""]
    if reply.understood != reply.question:
        lines += [f"Understood as: {_plain(reply.understood)}", ""]
    if not reply.answered:
        return [*lines, f"Not in your articles. {reply.reason}", ""]
    for number, answer in enumerate(reply.answers):
        lines += ["Your articles disagree:", ""] if reply.conflict and number == 1 else []
        lines += _answer_lines(answer)
    return lines


def _answer_lines(answer: Answer) -> list[str]:
    quote = answer.quote
    start, end = quote.sentence
    passage = quote.passage.text
    before, after = passage[start : quote.start], passage[quote.end : end]
    marked = f"{_plain(before)}**{_plain(quote.text)}**{_plain(after)}"
    cited = [cite(q) for q in (quote, *answer.support)]
    return [
        f"**{_plain(quote.text)}** ({confidence_word(answer.confidence)}, {answer.confidence:.2f})",
        "",
        f"> {marked}",
        "",
        *(f"- {c}" for c in cited),
        "",
    ]


def cite(quote: Quote) -> str:
    """`title, date, file:line:column` in plain Markdown."""
    place = quote.citation
    at = f":{place.line}:{place.column}" if place.line else (f", page {place.page}" if place.page else "")
    return ", ".join(_plain(part) for part in (place.title, place.date, f"{place.source}{at}") if part)


def _plain(text: str) -> str:
    """The text on one line, safe to show, with Markdown's own characters escaped."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|~&]", r"\\\g<0>", re.sub(r"\s+", " ", clean(text)))
    return re.sub(r"^(\d*)([-+.)])(?= )", r"\1\\\2", escaped)  # what would begin a list
