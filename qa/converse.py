"""How well the questions of a conversation are understood: asked alone, in context, and as a person rewrites them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.search import Search
from qa.antecedent import Exchange
from qa.ask import PASSAGES_READ, Assistant, Reply
from qa.chat import DOUBT, Turn, ask_in_context, exchange, leant_on
from qa.dialogues import Dialogue, KnownTurn, known_exchange
from qa.evaluate import RIGHT_F1, Figures, OnQuestion, best_text, unheard
from qa.evidence import Told, span_evidence
from qa.followup import Completed, Leaning, complete
from qa.merge import same_answer
from qa.metrics import f1_score
from qa.questions import Question
from qa.read import Reader, Reading
from qa.spans import Span
from qa.weights import Weights

PLAIN = Weights()
"""Says how sure a reading is from its margin alone: there is no search to tell more."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one way to ask."""

    f1: float
    """Of the first answer, given or not; 0 when there is no right one."""
    right: bool
    """A right answer given (F1 of `RIGHT_F1` or more), or a question without one refused."""


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """One turn asked in each way."""

    answerable: bool
    needs_history: bool
    """As the file says; where it does not, whether the turn is completed from those before it."""
    alone: Attempt
    """As typed, without the turns before."""
    in_context: Attempt
    """As the chat asks it."""
    rewritten: Attempt | None
    """As the file's rewrite; None without one."""


def read_turns(
    dialogues: Sequence[Dialogue], reader: Reader, weights: Weights, on_turn: OnQuestion = unheard
) -> list[TurnOutcome]:
    """Each turn read on its own context, after the right answers to the turns before: errors do not add up.

    As in the chat what stands near the answer before comes first where a question leans on it; and with a reader that
    is told of no history a pronoun's name gives way to the question as typed when that is surer (by `DOUBT` where the
    answers differ).
    """
    reader.load()
    outcomes: list[TurnOutcome] = []
    total = sum(len(dialogue.turns) for dialogue in dialogues)
    for dialogue in dialogues:
        before = list(dialogue.before)
        for turn in dialogue.turns:
            outcomes.append(_read_turn(turn, before, reader, weights))
            asked = turn.question
            before.append(known_exchange(asked.text, next(iter(asked.answers), ""), asked, before))
            on_turn(len(outcomes), total)
    return outcomes


def _read_turn(turn: KnownTurn, before: Sequence[Exchange], reader: Reader, weights: Weights) -> TurnOutcome:
    asked = turn.question
    completed = complete(asked.text, before)
    told = leant_on(before, completed, asked.text) if completed else None
    after = (told.history, told.typed, [asked.title]) if told else ()
    (alone,) = reader.read(asked.text, [asked.context])
    typed = reader.read(asked.text, [asked.context], *after)[0] if after else alone
    in_context = _following(typed, asked.context, told, weights)
    if completed is not None and completed.question != asked.text:
        (filled,) = reader.read(completed.question, [asked.context], *after)
        taken = _following(filled, asked.context, told, weights)
        undone = completed.leaning is not Leaning.ELLIPSIS and _surer(in_context, taken, asked.context)
        in_context = in_context if undone else taken
    rewritten = reader.read(turn.rewrite, [asked.context])[0] if turn.rewrite else None
    needs = completed is not None if turn.needs_history is None else turn.needs_history

    def answers(reading: Reading) -> bool:
        return max((span.margin for span in reading.spans), default=-math.inf) >= weights.null_threshold

    def judged(reading: Reading) -> Attempt:
        return _attempt(asked, best_text(reading, asked.context), answers(reading))

    return TurnOutcome(
        asked.answerable, needs, judged(alone), judged(in_context), judged(rewritten) if rewritten else None
    )


def _following(reading: Reading, article: str, told: Told | None, weights: Weights) -> Reading:
    """The reading with its spans in the order that the ranking gives them after the answer told."""
    if told is None:
        return reading

    def score(span: Span) -> float:
        return weights.score(defaultdict(float, span_evidence(span), follows=told.nearness(article, span.start)))

    return Reading(tuple(sorted(reading.spans, key=score, reverse=True)))


def _surer(one: Reading, other: Reading, article: str) -> bool:
    """Whether one of two readings of the article is surer; by `DOUBT` where their answers differ."""
    doubt = 0.0 if same_answer(best_text(one, article), best_text(other, article)) else DOUBT
    return PLAIN.confidence({"margin": one.margin}) > PLAIN.confidence({"margin": other.margin}) + doubt


def ask_turns(dialogues: Sequence[Dialogue], assistant: Assistant, on_turn: OnQuestion = unheard) -> list[TurnOutcome]:
    """Each turn asked of the articles, as the chat leads a talk: after its own replies, right or wrong."""
    assistant.load()
    outcomes: list[TurnOutcome] = []
    total = sum(len(dialogue.turns) for dialogue in dialogues)
    for dialogue in dialogues:
        said: list[Turn] = []
        for turn in dialogue.turns:
            outcome, reply = _ask_turn(turn, said, assistant)
            outcomes.append(outcome)
            said.append(Turn(reply, ""))
            on_turn(len(outcomes), total)
    return outcomes


def _ask_turn(turn: KnownTurn, said: Sequence[Turn], assistant: Assistant) -> tuple[TurnOutcome, Reply]:
    asked = turn.question
    alone = assistant.ask(asked.text)
    in_context = ask_in_context(assistant, asked.text, said) if said else alone
    rewritten = _replied(asked, assistant.ask(turn.rewrite)) if turn.rewrite else None
    needs = turn.needs_history
    if needs is None:
        needs = complete(asked.text, [exchange(earlier.reply) for earlier in said]) is not None
    outcome = TurnOutcome(asked.answerable, needs, _replied(asked, alone), _replied(asked, in_context), rewritten)
    return outcome, in_context


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What a turn finds in each way, against what a person's rewrite of it finds."""

    needs_history: bool
    """Whether it is completed from the turns before."""
    alone: float
    """Share of the rewrite's passages that the turn finds as typed."""
    in_context: float
    """Share that it finds as it is completed."""


def search_turns(dialogues: Sequence[Dialogue], search: Search, on_turn: OnQuestion = unheard) -> list[SearchOutcome]:
    """Each turn searched for as typed and as completed from the turns before, against its rewrite."""
    search.load()
    outcomes: list[SearchOutcome] = []
    total = sum(len(dialogue.turns) for dialogue in dialogues)
    for dialogue in dialogues:
        before = list(dialogue.before)
        for turn in dialogue.turns:
            asked = turn.question
            completed = complete(asked.text, before)
            taken = _searched(asked.text, completed)
            right = _found(turn.rewrite, search)
            alone, in_context = (len(right & _found(text, search)) / max(1, len(right)) for text in (asked.text, taken))
            outcomes.append(SearchOutcome(completed is not None, alone, in_context))
            before.append(known_exchange(asked.text, "", asked, before))
            on_turn(len(outcomes), total)
    return outcomes


def _searched(typed: str, completed: Completed | None) -> str:
    """What to search for; a title stands for the article spoken of, which the file does not have."""
    if completed is None:
        return typed
    return completed.question if completed.question != typed else f"{typed} {completed.about}".strip()


def _found(question: str, search: Search) -> set[tuple[str, int]]:
    return {(hit.passage.article_id, hit.passage.start) for hit in search.hits(question, PASSAGES_READ)}


def search_figures(outcomes: Sequence[SearchOutcome]) -> dict[str, Figures]:
    """A table for each way to search: percent of the rewrite's passages found, of all turns and of those completed."""
    needing = [o for o in outcomes if o.needs_history]
    counts = {"turns": float(len(outcomes)), "needs_turns": float(len(needing))}
    recall = f"recall@{PASSAGES_READ}"

    def shares(way: Callable[[SearchOutcome], float]) -> Figures:
        parts = {recall: outcomes, f"needs_{recall}": needing}
        return {name: 100 * sum(map(way, part)) / max(1, len(part)) for name, part in parts.items()}

    return {
        "alone": counts | shares(lambda o: o.alone),
        "in context": counts | shares(lambda o: o.in_context),
    }


def _replied(asked: Question, reply: Reply) -> Attempt:
    best = next(iter((*reply.answers, *reply.refused)), None)
    return _attempt(asked, best.text if best else "", reply.answered)


def _attempt(asked: Question, text: str, given: bool) -> Attempt:
    if not asked.answerable:
        return Attempt(0.0, not given)
    f1 = f1_score(text, asked.answers)
    return Attempt(f1, given and f1 >= RIGHT_F1)


def conversation_figures(outcomes: Sequence[TurnOutcome]) -> dict[str, Figures]:
    """A table for each way to ask, in percent: all turns, those that need the turns before, those that stand alone."""
    tables = {
        "alone": _figures(outcomes, [o.alone for o in outcomes]),
        "in context": _figures(outcomes, [o.in_context for o in outcomes]),
    }
    known = [(o, o.rewritten) for o in outcomes if o.rewritten]
    if known:
        tables["rewritten"] = _figures([o for o, _ in known], [attempt for _, attempt in known])
    return tables


def _figures(outcomes: Sequence[TurnOutcome], attempts: Sequence[Attempt]) -> Figures:
    paired = list(zip(outcomes, attempts, strict=True))
    parts = {
        "": paired,
        "needs_": [(o, a) for o, a in paired if o.needs_history],
        "stands_": [(o, a) for o, a in paired if not o.needs_history],
    }
    return {f"{part}{name}": figure for part, rows in parts.items() for name, figure in _part_figures(rows).items()}


def _part_figures(rows: Sequence[tuple[TurnOutcome, Attempt]]) -> Figures:
    """Turns, share that is right, F1 where there is an answer, and by how many percent it is more than alone."""
    if not rows:
        return {"turns": 0.0}
    figures = {"turns": float(len(rows)), "right": 100 * sum(a.right for _, a in rows) / len(rows)}
    known = [(o.alone.f1, a.f1) for o, a in rows if o.answerable]
    if known:
        alone, own = (sum(column) / len(known) for column in zip(*known, strict=True))
        figures["f1"] = 100 * own
        figures["f1_gain"] = 100 * (own / alone - 1) if alone else float("nan")
    return figures
