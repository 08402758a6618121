"""The training questions: which sets, how much of each, and the noise a chat brings."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import PathError
from qa.followup import history_text

UNTITLED = ("squadshifts_reddit", "squadshifts_amazon_reviews", "covidqa_older")  # their titles say nothing
HELD_OUT_BUCKETS = 25  # one title in 25 is never trained on: thresholds and calibrators are fitted there

#: name of the set -> (how often each of its questions is drawn in one epoch, most questions of one paragraph)
MIXTURE: dict[str, tuple[float, int]] = {
    "squad_v1.1_train": (0.3, 30),
    "squad_v2.0_train_unanswerable": (0.4, 30),
    "squadshifts_new_wiki": (0.5, 12),
    "squadshifts_reddit": (0.05, 12),
    "squadshifts_amazon_reviews": (0.05, 12),
    "qed_nq_train": (0.7, 8),
    "qamr_dev": (0.1, 12),
    "qamr_test": (0.1, 12),
    "tweetqa_train": (0.05, 4),
    "fairytaleqa_train": (0.1, 8),
    "quoref_contrast_original": (0.5, 4),
    "quoref_contrast_perturbed": (0.5, 4),
    "covidqa_older": (0.1, 2),
    "retrieved_negatives": (0.1, 8),
    "news_train": (3.5, 40),
    "news_talks_train": (5.0, 40),
    "invented_train": (2.5, 40),
    "invented_talks_train": (3.0, 40),
    "news_negatives": (1.5, 8),
    "swapped_questions": (0.3, 4),
    "swapped_news": (0.5, 20),
    "talks": (0.4, 30),
    "talks_of_news": (1.0, 30),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question on a context; no spans means the context does not answer it."""

    question: str
    context: str
    spans: tuple[tuple[int, int], ...]
    """Every right span as characters of the context."""
    title: str
    history: str = ""
    """What was asked and answered before it, as a reader is told of it; empty when nothing was."""


def read_set(path: Path) -> Iterator[Example]:
    """The examples of one gzipped JSONL set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield parse_example(json.loads(line))


def parse_example(row: dict[str, Any]) -> Example:
    """One example of a line of a set; `alt_starts` become further right spans."""
    spans = {(a["start"], a["start"] + len(a["text"])) for a in row["answers"]}
    for answer in row["answers"][:1]:
        spans |= {(start, start + len(answer["text"])) for start in row.get("alt_starts", ())}
    answered = [turn for turn in row.get("history") or () if turn["answer"]]
    history = history_text(row["title"], answered[-1]["question"], answered[-1]["answer"]) if answered else ""
    return Example(row["question"], row["context"], tuple(sorted(spans)), row["title"], history)


def held_out(example: Example) -> bool:
    """Whether the example's article is kept for fitting thresholds; by title, or by context without one."""
    key = example.title or example.context
    return zlib.crc32(key.encode()) % HELD_OUT_BUCKETS == 0


def cap_by_paragraph(examples: Iterable[Example], most: int, rng: random.Random) -> list[Example]:
    """At most `most` examples of each context, drawn at random."""
    by_context: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_context[example.context].append(example)
    return [e for group in by_context.values() for e in (group if len(group) <= most else rng.sample(group, most))]


def epoch(sets: dict[str, list[Example]], rng: random.Random) -> list[Example]:
    """One epoch of the mixture, in random order."""
    drawn: list[Example] = []
    for name, examples in sets.items():
        share, most = MIXTURE[name]
        capped = cap_by_paragraph(examples, most, rng)
        drawn += int(share) * capped + rng.sample(capped, int(len(capped) * (share % 1)))
    rng.shuffle(drawn)
    return drawn


def training_sets(folders: Sequence[Path]) -> dict[str, list[Example]]:
    """Every set of the mixture found in the folders, without the articles held out; the first must hold some."""
    if not any((folders[0] / f"{name}.jsonl.gz").exists() for name in MIXTURE):
        raise PathError(f"No training set in {folders[0]}", f"It holds sets like {next(iter(MIXTURE))}.jsonl.gz.")
    sets = {}
    for name in MIXTURE:
        for folder in folders:
            path = folder / f"{name}.jsonl.gz"
            if path.exists():
                kept = [e for e in read_set(path) if not held_out(e)]
                sets[name] = [replace(e, title="") for e in kept] if name in UNTITLED else kept
    return sets


_ARTICLES = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)


def add_noise(question: str, rng: random.Random) -> str:
    """The question as somebody in a hurry types it."""
    if rng.random() < 0.3:
        question = question.rstrip("?").rstrip()
    if rng.random() < 0.08:
        question = _ARTICLES.sub("", question)
    if rng.random() < 0.06:
        question = misspell(question, rng)
    if rng.random() < 0.1:
        question = question.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    return question


def misspell(question: str, rng: random.Random) -> str:
    """The question with one letter of one long word swapped, dropped or doubled."""
    words = question.split(" ")
    long_words = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long_words:
        return question
    i = rng.choice(long_words)
    word, at = words[i], rng.randrange(1, len(words[i]) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        words[i] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        words[i] = word[:at] + word[at + 1 :]
    else:
        words[i] = word[:at] + word[at] + word[at:]
    return " ".join(words)


def curl_quotes(context: str, rng: random.Random) -> str:
    """The context with typographic apostrophes, now and then; its length does not change."""
    return context.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") if rng.random() < 0.15 else context
