"""Passages that retrieval returns for a question and that do not answer it.

They teach the null score what "not here" looks like in the pipeline, not only in SQuAD's adversarial style.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.split import passage_spans
from qa.train.mixture import Example, held_out, read_set

SOURCES = ("squad_v1.1_train", "qed_nq_train", "squadshifts_new_wiki")


def mine(sets: Sequence[Path], out: Path, embed: Callable[[list[str]], np.ndarray], count: int, seed: int) -> int:
    """Writes `count` unanswerable examples to `out` (gzipped JSONL) and gives back how many it wrote.

    For each question drawn of the sets, one of the 12 nearest passages of all their contexts that has none of the
    question's answers. `embed` gives one unit vector a text.
    """
    rng = random.Random(seed)
    examples = [e for path in sets for e in read_set(path) if not held_out(e)]
    titles = {e.context[a:b]: e.title for e in examples for a, b in passage_spans(e.context)}
    contexts = sorted(titles)
    drawn = rng.sample(examples, min(count, len(examples)))
    passage_vectors = embed(contexts)
    question_vectors = embed([e.question for e in drawn])
    written = 0
    with gzip.open(out, "wt", encoding="utf-8") as lines:
        for begin in range(0, len(drawn), 512):
            scores = question_vectors[begin : begin + 512] @ passage_vectors.T
            nearest = nearest_first(scores, 12)
            for example, order in zip(drawn[begin : begin + 512], nearest, strict=True):
                context = pick_negative(example, [contexts[i] for i in order], rng)
                if context is None:
                    continue
                row = {"question": example.question, "context": context, "title": titles[context], "answers": []}
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
                written += 1
    return written


def nearest_first(scores: np.ndarray, count: int) -> np.ndarray:
    """The columns of the `count` highest of each row of (rows, columns) scores, the highest first: (rows, count)."""
    highest = np.argpartition(-scores, min(count, scores.shape[1]) - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, highest, axis=1), axis=1)
    return np.take_along_axis(highest, order, axis=1)


def pick_negative(example: Example, nearest: list[str], rng: random.Random) -> str | None:
    """A passage without any of the example's answers, nearer ones likelier; None when there is none."""
    answers = [example.context[start:end].lower() for start, end in example.spans]
    free = [c for c in nearest if c != example.context and not any(a in c.lower() for a in answers)]
    return free[min(int(rng.expovariate(0.5)), len(free) - 1)] if free else None
