"""Conversation files: turns with known answers, and what was said before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UserError
from qa.antecedent import Exchange
from qa.followup import complete
from qa.questions import Question, parse_question, read_rows

SHAPES = (
    "A line holds `turns`, each with `question` and `answers` (and `needs_history`, `rewrite`), "
    "or one question with its `history` of {question, answer}; without `answers` it needs its `rewrite`."
)
NO_ANSWER = frozenset(["", "i don't know", "i don't know.", "unknown", "cannotanswer"])
"""What a history gives, in small letters, for a question that was not answered."""


@dataclass(frozen=True, slots=True)
class KnownTurn:
    """One question of a conversation with what it is measured against."""

    question: Question
    rewrite: str
    """The question as it would be asked alone, by a person's hand; empty when the file has none."""
    needs_history: bool | None
    """Whether it can only be understood after the turns before; None when the file does not say."""
    only_rewritten: bool = False
    """Whether the file has no answers for it, only a rewrite: then it is measured by the passages that one finds."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns of one line of a file."""

    turns: tuple[KnownTurn, ...]
    before: tuple[Exchange, ...]
    """What was asked and rightly answered before the first of them."""

    @property
    def has_contexts(self) -> bool:
        """Whether every turn brings the text that it is asked on."""
        return all(turn.question.context for turn in self.turns)

    @property
    def only_rewritten(self) -> bool:
        """Whether every turn has a rewrite and none has known answers."""
        return all(turn.only_rewritten for turn in self.turns)


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """The conversations of a file, one a line. Raises PathError (no file), UserError (a broken line, by number)."""
    dialogues = []
    for number, row in read_rows(path):
        try:
            dialogues.append(_parse(row, f"{path.name}:{number}"))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UserError(f"{path}: entry {number} is no conversation: {error!r}", SHAPES) from error
    if not dialogues:
        raise UserError(f"{path} holds no conversation.", SHAPES)
    return tuple(dialogues)


def _parse(row: dict[str, Any], name: str) -> Dialogue:
    if "turns" in row:
        turns = tuple(_turn(turn, f"{name}.{place}") for place, turn in enumerate(row["turns"], 1))
        if not turns:
            raise ValueError("it has no turns")
        return Dialogue(turns, ())
    turn = _turn(row, name)
    return Dialogue((turn,), tuple(_exchanges(row["history"], turn.question)))


def _turn(row: dict[str, Any], name: str) -> KnownTurn:
    rewrite, needs = str(row.get("rewrite") or ""), row.get("needs_history")
    only_rewritten = "answers" not in row and bool(rewrite)
    known = {**row, "answers": []} if only_rewritten else row
    question, _ = parse_question(known, name)  # wherever they stand, answers are compared by their words
    return KnownTurn(question, rewrite, None if needs is None else bool(needs), only_rewritten)


def _exchanges(history: Sequence[dict[str, Any]], question: Question) -> list[Exchange]:
    before: list[Exchange] = []
    for said in history:
        before.append(known_exchange(str(said["question"]), known_answer(str(said["answer"])), question, before))
    return before


def known_exchange(asked: str, answer: str, turn: Question, before: Sequence[Exchange]) -> Exchange:
    """An earlier question, as it was understood after those before it, with its right answer.

    That is looked for in the turn's context, which is its own article's id.
    """
    completed = complete(asked, before)
    asked = completed.question if completed else asked
    place = re.search(re.escape(answer), turn.context, re.IGNORECASE) if answer else None
    return Exchange(asked, answer, turn.title, turn.context, turn.context, place.end() if place else -1)


def known_answer(said: str) -> str:
    """The answer as a conversation remembers it: empty when there was none."""
    return "" if said.strip().lower() in NO_ANSWER else said
