"""Passages by their words: BM25 over the passages' texts, titles and dates."""

from __future__ import annotations

import io
import math
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from index.store import Document
from index.words import date_words, question_words, words

K1 = 1.2
B = 0.75
LEAST_MISSPELT = 5
"""A shorter unknown word is not taken for a slip of another."""
MISSPELT_LIKENESS = 0.83
"""One letter swapped, doubled, left out or changed in a word of six."""
MISSPELT_TRUST = 0.7
"""What the nearest word counts, against the word itself."""


@dataclass(frozen=True, slots=True)
class Matches:
    """How the passages match the words of one question; arrays of shape (passages,)."""

    numbers: NDArray[np.int64]
    """The passages' numbers, ascending."""
    scores: NDArray[np.float32]
    """BM25."""
    coverage: NDArray[np.float32]
    """Share of the question's words, each weighing its idf, in the passage, its title or date; a word that the whole
    index lacks weighs most."""

    def best(self, top: int) -> list[int]:
        """Numbers of the passages with words of the question, best first, ties by number."""
        order = np.lexsort((self.numbers, -self.scores))[:top]
        return [int(self.numbers[place]) for place in order if self.scores[place] > 0]

    def of(self, number: int) -> tuple[float, float]:
        """BM25 and coverage of one passage."""
        place = int(np.searchsorted(self.numbers, number))
        return float(self.scores[place]), float(self.coverage[place])


class Lexical:
    """Postings of every word, its weight in each passage ready to be summed."""

    def __init__(
        self,
        numbers: NDArray[np.int64],
        vocabulary: list[str],
        starts: NDArray[np.int64],
        places: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        """Word w of the vocabulary stands in passages `numbers[places[starts[w]:starts[w + 1]]]`."""
        self._numbers = numbers
        self._vocabulary = vocabulary
        self._words = {word: place for place, word in enumerate(vocabulary)}
        self._starts = starts
        self._places = places
        self._weights = weights

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Lexical:
        """Over these passages.

        The weight of a word is idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean length)) with
        idf = ln(1 + (N - n + 0.5) / (n + 0.5)), which stays above zero for a word of every passage
        (Robertson and Zaragoza 2009; the idf is Lucene's).
        """
        vocabulary: dict[str, int] = {}
        word_of, place_of, count_of, numbers = array("l"), array("l"), array("l"), array("q")
        for document in documents:
            for word, times in Counter(_words_of(document)).items():
                word_of.append(vocabulary.setdefault(word, len(vocabulary)))
                place_of.append(len(numbers))
                count_of.append(times)
            numbers.append(document.number)
        word_number, place, count = (np.array(column, dtype=np.int64) for column in (word_of, place_of, count_of))
        found_in = np.bincount(word_number, minlength=len(vocabulary))
        weights = _weights(word_number, place, count, found_in, len(numbers))
        order = np.argsort(word_number, kind="stable")
        return cls(
            np.array(numbers, dtype=np.int64),
            list(vocabulary),
            np.concatenate(([0], np.cumsum(found_in))).astype(np.int64),
            place[order].astype(np.int32),
            weights[order],
        )

    @classmethod
    def from_bytes(cls, payload: bytes) -> Lexical:
        """What `to_bytes` gave."""
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")
            return cls(arrays["numbers"], vocabulary[:-1], arrays["starts"], arrays["places"], arrays["weights"])

    def _nearest(self, word: str) -> int | None:
        """The place in the vocabulary of the word that an unknown one may be a slip of; None when none is near."""
        if len(word) < LEAST_MISSPELT or not word.isalpha():
            return None
        alike = [w for w in self._vocabulary if w[:1] == word[:1] and abs(len(w) - len(word)) <= 1]
        near = get_close_matches(word, alike, n=1, cutoff=MISSPELT_LIKENESS)
        return self._words[near[0]] if near else None

    def to_bytes(self) -> bytes:
        """The index as bytes: no word holds a line end."""
        packed = np.frombuffer("".join(f"{word}\n" for word in self._vocabulary).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez(
            file,
            vocabulary=packed,
            numbers=self._numbers,
            starts=self._starts,
            places=self._places,
            weights=self._weights,
        )
        return file.getvalue()

    @property
    def rarest(self) -> float:
        """The idf of a word of one passage; 1 in an index of fewer than two."""
        return max(1.0, math.log(1 + (len(self._numbers) - 0.5) / 1.5))

    def match(self, question: str) -> Matches:
        """How every passage matches the words of the question."""
        passages = len(self._numbers)
        scores, covered, whole = np.zeros(passages, np.float32), np.zeros(passages, np.float32), 0.0
        for word in question_words(question):
            place = self._words.get(word)
            trust = 1.0 if place is not None else MISSPELT_TRUST
            place = self._nearest(word) if place is None else place
            span = slice(0, 0) if place is None else slice(self._starts[place], self._starts[place + 1])
            found = self._places[span]
            idf = math.log(1 + (passages - len(found) + 0.5) / (len(found) + 0.5))
            scores[found] += trust * self._weights[span]
            covered[found] += trust * idf
            whole += idf
        return Matches(self._numbers, scores, covered / max(whole, 1e-9))


def _words_of(document: Document) -> list[str]:
    return [*words(document.text), *words(document.title), *date_words(document.date)]


def _weights(
    word: NDArray[np.int64],
    place: NDArray[np.int64],
    count: NDArray[np.int64],
    found_in: NDArray[np.int64],
    passages: int,
) -> NDArray[np.float32]:
    """BM25's weight of each word in each passage it stands in."""
    lengths = np.bincount(place, weights=count, minlength=passages)
    mean = max(float(lengths.mean()), 1.0) if passages else 1.0
    idf = np.log(1 + (passages - found_in + 0.5) / (found_in + 0.5))
    saturation = count + K1 * (1 - B + B * lengths[place] / mean)
    return np.asarray(idf[word] * count * (K1 + 1) / saturation, dtype=np.float32)
