"""The held-out questions that ranking, confidence and thresholds are fitted on."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from pathlib import Path

from qa.questions import Question
from qa.train.mixture import Example, held_out, read_set

ANSWERABLE = {"squad_v1.1_train": 1000, "qed_nq_train": 300, "squadshifts_new_wiki": 300}
ADVERSARIAL = {"squad_v2.0_train_unanswerable": 200}  # few: people seldom ask trick questions of their own articles
OFF_TOPIC = 500
NEWS = Path(__file__).parent / "news" / "news_held_out.jsonl.gz"
ALONE = {"squad_v1.1_train": 900, "squad_v2.0_train_unanswerable": 900}
DISTRACTORS = 1200  # further paragraphs, of articles that were trained on


@dataclass(frozen=True, slots=True)
class Mix:
    """Questions and the passages to index for them."""

    questions: tuple[Question, ...]
    distractors: tuple[Question, ...]
    """Never asked: their contexts only make the search harder."""
    alone: tuple[Question, ...]
    """As many with an answer as without, to be asked on their own contexts."""


def held_out_mix(folder: Path, seed: int) -> Mix:
    """Questions of articles never trained on: answerable, adversarial, about news, and ones whose article is absent."""
    rng = random.Random(seed)
    sets = {name: list(read_set(folder / f"{name}.jsonl.gz")) for name in (*ANSWERABLE, *ADVERSARIAL)}
    kept = {name: [e for e in examples if held_out(e)] for name, examples in sets.items()}
    asked: list[Question] = []
    absent: list[Example] = []
    for name, most in {**ANSWERABLE, **ADVERSARIAL}.items():
        indexed = [e for e in kept[name] if not _absent(e)]
        asked += [_question(e, name) for e in _draw(indexed, most, rng)]
        if name in ANSWERABLE:
            absent += [e for e in kept[name] if _absent(e)]
    asked += [_unanswerable(e) for e in _draw(absent, OFF_TOPIC, rng)]
    asked += [_question(e, "news") for e in read_set(NEWS)]
    trained = [e for e in sets["squad_v1.1_train"] if not held_out(e)]
    rng.shuffle(asked)
    distractors = [_question(e, "distractor") for e in _draw(trained, DISTRACTORS, rng)]
    alone = [_question(e, name) for name, most in ALONE.items() for e in _draw(kept[name], most, rng)]
    return Mix(tuple(asked), tuple(distractors), tuple(alone))


def _absent(example: Example) -> bool:
    """Whether the example's article is left out of the index: a third of those held out."""
    return zlib.crc32(("absent" + (example.title or example.context)).encode()) % 3 == 0


def _draw(examples: list[Example], most: int, rng: random.Random) -> list[Example]:
    return rng.sample(examples, min(most, len(examples)))


def _question(example: Example, name: str) -> Question:
    answers = tuple(dict.fromkeys(example.context[a:b] for a, b in example.spans))
    return Question(name, example.question, answers, example.context, example.title, "")


def _unanswerable(example: Example) -> Question:
    return Question("off-topic", example.question, (), "", "", "")
