"""Small stand-ins for the models, the same on every machine."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.words import words
from qa.read import Reading
from qa.spans import Span


class FakeEmbedder:
    """Bags of words hashed into 64 numbers: texts that share words are near; counts what it embeds."""

    dimension = 64

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.embedded: list[str] = []
        self.loaded = False

    def load(self) -> None:
        """Makes it ready."""
        self.loaded = True

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, shape (texts, 64), each of length 1."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.01
            for word in words(text):
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if texts else vectors


class FakeReader:
    """Finds the first occurrence of each of its phrases in a passage, with the margin given; remembers what it read."""

    name = "fake"

    def __init__(self, margins: Mapping[str, float], folder: Path | None = None) -> None:
        self.margins = margins
        self.folder = folder
        self.asked: list[tuple[str, list[str]]] = []
        self.loads = 0

    def load(self) -> None:
        """Counts."""
        self.loads += 1

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        """The phrases that each passage holds, best margin first."""
        self.asked.append((question, list(passages)))
        best_first = sorted(self.margins.items(), key=lambda item: -item[1])
        return [
            Reading(
                tuple(
                    Span(at, at + len(phrase), margin, 0.0, margin + 1)
                    for phrase, margin in best_first
                    if (at := passage.find(phrase)) >= 0
                )
            )
            for passage in passages
        ]
