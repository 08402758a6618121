"""Examples -> batches of token ids with every right start and end marked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from qa.followup import history_text
from qa.train.mixture import Example, add_noise, curl_quotes
from qa.windows import HISTORY_TOKENS, QUESTION_TOKENS

SHORT_WINDOW, LONG_WINDOW = 128, 256  # the product's own passages are about 160 tokens long
LONG_SHARE = 0.5
TITLED_SHARE = 0.5  # of the windows without a history: the article's title stands in its place
EMPTY_WINDOW_SHARE = 0.12  # of the long answerable contexts: a window beside the answer
PAD_MULTIPLE = 16  # each new shape costs the CPU kernels a preparation


@dataclass(frozen=True, slots=True)
class Feature:
    """One window ready to batch: `[CLS] question [SEP] window [SEP]`, or with `[SEP] history` behind the question.

    Right starts and ends are token positions.
    """

    ids: list[int]
    head_length: int
    """Tokens of the question, and of the history with its separator."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """Position 0, the null, when the window does not hold the answer."""


def make_feature(example: Example, tokenizer: Tokenizer, rng: random.Random) -> Feature:
    """A random window of the example's context around one right span drawn at random."""
    cls, sep = tokenizer.encode("").ids
    head = tokenizer.encode(add_noise(example.question, rng), add_special_tokens=False).ids[:QUESTION_TOKENS]
    told = example.history
    if example.title and not told and rng.random() < TITLED_SHARE:
        told = history_text(example.title.replace("_", " "))
    if told:
        head = [*head, sep, *tokenizer.encode(told, add_special_tokens=False).ids[-HISTORY_TOKENS:]]
    context = tokenizer.encode(curl_quotes(example.context, rng), add_special_tokens=False)
    spans = token_spans(context.offsets, example.spans)
    window = LONG_WINDOW if rng.random() < LONG_SHARE else SHORT_WINDOW
    room = window - len(head) - 3
    if spans or len(context.ids) <= room:
        begin, stop = place_window(len(context.ids), room, spans, rng)
    else:
        begin, stop = tempting_window(head, context.ids, room)
    shift = len(head) + 2 - begin
    inside = [(s + shift, e + shift) for s, e in spans if begin <= s and e < stop] or [(0, 0)]
    ids = [cls, *head, sep, *context.ids[begin:stop], sep]
    starts, ends = (tuple(sorted(set(positions))) for positions in zip(*inside, strict=True))
    return Feature(ids, len(head), starts, ends)


def token_spans(offsets: list[tuple[int, int]], spans: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """First and last token of each character span; spans that touch no token are dropped."""
    found = []
    for start, end in spans:
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
        if inside:
            found.append((inside[0], inside[-1]))
    return found


def place_window(length: int, room: int, spans: list[tuple[int, int]], rng: random.Random) -> tuple[int, int]:
    """First token and end of a window of at most `room` tokens, holding one of the spans where there are any."""
    if length <= room:
        return 0, length
    if not spans or rng.random() < EMPTY_WINDOW_SHARE:
        begin = rng.randint(0, length - room)
        return begin, begin + room
    start, end = rng.choice(spans)
    end = min(end, start + room - 1)
    begin = rng.randint(max(0, end - room + 1), min(start, length - room))
    return begin, begin + room


def tempting_window(question: list[int], context: list[int], room: int) -> tuple[int, int]:
    """First token and end of the `room` tokens that share most with the question, each rarer token counting more.

    A question without an answer teaches little beside a window that it is not about.
    """
    counts, asked = Counter(context), set(question)
    shared = np.cumsum([0.0] + [1 / counts[token] if token in asked else 0.0 for token in context])
    sums = shared[room:] - shared[:-room]
    best = np.flatnonzero(sums >= sums.max() - 1e-9)
    begin = int(best[len(best) // 2])
    return begin, begin + room


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of shape (batch, length); `starts` and `ends` are 1 at every right position."""

    ids: np.ndarray
    mask: np.ndarray
    types: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def batches(examples: list[Example], tokenizer: Tokenizer, size: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of nearly one length: sorted within chunks, the batches of a chunk shuffled."""
    chunk = size * 60
    for begin in range(0, len(examples), chunk):
        features = [make_feature(e, tokenizer, rng) for e in examples[begin : begin + chunk]]
        features.sort(key=lambda f: len(f.ids))
        groups = [features[i : i + size] for i in range(0, len(features), size)]
        rng.shuffle(groups)
        yield from map(collate, groups)


def collate(features: list[Feature]) -> Batch:
    """One padded batch."""
    longest = max(len(f.ids) for f in features)
    shape = (len(features), -(-longest // PAD_MULTIPLE) * PAD_MULTIPLE)
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    starts, ends = (np.zeros(shape, dtype=bool) for _ in range(2))
    for row, feature in enumerate(features):
        ids[row, : len(feature.ids)] = feature.ids
        mask[row, : len(feature.ids)] = 1
        types[row, feature.head_length + 2 : len(feature.ids)] = 1
        starts[row, list(feature.starts)] = True
        ends[row, list(feature.ends)] = True
    return Batch(ids, mask, types, starts, ends)
