"""The passages nearest to a question: by meaning and by words, fused by rank."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.clean import clean
from index.database import rebuild_hint
from index.dense import Dense
from index.derived import read_derived, write_derived
from index.embed import Embedder
from index.errors import IndexFolderError
from index.files import NotAnArticleError, read_bytes
from index.lexical import Lexical, Matches
from index.load import Article, Citation, file_digest
from index.split import Passage
from index.store import Store

CANDIDATES = 50
"""Each search gives so many passages to the fusion."""
COSINE_WEIGHT, BM25_WEIGHT = 0.1, 0.01
"""Beside coverage's 1; chosen by recall on 900 questions of held-out training articles."""
LEAST_SPREAD = 0.01
"""Keeps the standard deviation of a few equal cosines from zero."""
DENSE_FILE = "dense.index"
LEXICAL_FILE = "lexical.index"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    """The passage."""
    citation: Citation
    """Where its first character stands."""
    rank: int
    """Place among the hits, from 1."""
    dense: float
    """Cosine with the question."""
    lexical: float
    """BM25 score; 0 when it holds no word of the question."""
    coverage: float
    """Share of the question's words, weighed by idf, in the passage, its title or date: 0 to 1."""


class Search:
    """Both searches over a record, kept up to date with it."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
        self._indexes: Indexes | None = None

    def load(self) -> None:
        """Loads the embedder and the indexes; they load on the first question otherwise."""
        self.embedder.load()
        self._up_to_date()

    def hits(self, question: str, top: int = 8, within: Collection[str] = (), about: str = "") -> list[Hit]:
        """The passages nearest to the question, best first, no text twice; of the articles `within` only, if any.

        `about` is what the question is known to be about without saying it: it changes nothing of the order, and how
        well a passage matches is told of both. Raises IndexFolderError when the record is damaged, or its vectors are
        not this embedder's.
        """
        return self._ranked(question, top, ("fused",), within, about)["fused"]

    def compare(self, question: str, top: int) -> dict[str, list[Hit]]:
        """What each way of searching finds for the question: "dense", "lexical" and both "fused"; to measure them."""
        return self._ranked(question, top, ("dense", "lexical", "fused"))

    def _ranked(
        self, question: str, top: int, ways: tuple[str, ...], within: Collection[str] = (), about: str = ""
    ) -> dict[str, list[Hit]]:
        asked = clean(question)
        whole = f"{asked} {clean(about)}" if about else asked
        vectors = self.embedder.embed([asked, whole] if about else [asked])
        vector, whole_vector = vectors[0], vectors[-1]
        with self.store.reading():
            indexes = self._up_to_date()
            if indexes.dense.dimension not in {0, len(vector)}:
                message = f"The index in {self.store.folder} holds vectors of another model than {self.embedder.name}"
                raise IndexFolderError(message, rebuild_hint(self.store.folder, self.store.status().paths))
            matches = indexes.lexical.match(asked)
            near = indexes.dense.search(vector, CANDIDATES)
            found = {"dense": [number for number, _ in near], "lexical": matches.best(CANDIDATES)}
            candidates = self.store.numbers_of(within) if within else {*found["dense"], *found["lexical"]}
            found["fused"] = _fuse(sorted(candidates), near, indexes.dense, vector, matches)
            told = indexes.lexical.match(whole) if about else matches
            return {way: self._hits(found[way], max(top, 0), whole_vector, indexes.dense, told) for way in ways}

    def _hits(
        self, ranked: list[int], top: int, vector: NDArray[np.float32], dense: Dense, matches: Matches
    ) -> list[Hit]:
        """The first `top` passages of these numbers, of copies only one, with all that is known of how they match."""
        passages = self._distinct(ranked, top)
        articles = self.store.articles({passage.article_id for passage in passages.values()})
        cosines = dense.cosines(vector, list(passages))
        hits = []
        for rank, ((number, passage), cosine) in enumerate(zip(passages.items(), cosines, strict=True), start=1):
            citation = articles[passage.article_id].cite(passage.start)
            lexical, coverage = matches.of(number)
            hits.append(Hit(passage, citation, rank, cosine, lexical, coverage))
        return hits

    def _distinct(self, ranked: list[int], top: int) -> dict[int, Passage]:
        """The first `top` passages of these numbers, in their order; of those with the same text only the first."""
        kept: dict[str, tuple[int, Passage]] = {}
        while ranked and len(kept) < top:
            passages = self.store.passages(ranked[:top])
            for number in ranked[:top]:
                kept.setdefault(passages[number].text, (number, passages[number]))
            ranked = ranked[top:]
        return dict(list(kept.values())[:top])

    @property
    def rarest(self) -> float:
        """About what BM25 gives for a word that stands in one passage only."""
        return self._up_to_date().lexical.rarest

    def article(self, article_id: str) -> Article | None:
        """The article of this id, or None when it is not indexed any more."""
        return self.store.articles({article_id}).get(article_id)

    def changed_on_disk(self, article_id: str) -> bool:
        """Whether the article's file is gone or its content is another than was indexed."""
        article, file = self.article(article_id), self.store.file(article_id)
        if article is None or file is None:
            return True
        path = Path(article.source)
        try:
            state = path.stat()
            if (state.st_size, state.st_mtime_ns) == (file.size, file.mtime_ns):
                return False
            return file_digest(read_bytes(path)) != file.digest
        except (OSError, NotAnArticleError):
            return True

    def _up_to_date(self) -> Indexes:
        generation = self.store.generation()
        if self._indexes is None or self._indexes.generation != generation:
            self._indexes = open_indexes(self.store)
        return self._indexes


@dataclass(frozen=True, slots=True)
class Indexes:
    """What is derived from one generation of a record."""

    generation: str
    """The record's generation they were derived from."""
    dense: Dense
    """By meaning."""
    lexical: Lexical
    """By words."""


def open_indexes(store: Store) -> Indexes:
    """The indexes of the record as it is now: read from the folder, or derived from the record and written there."""
    generation = store.generation()
    dense_path, lexical_path = store.folder / DENSE_FILE, store.folder / LEXICAL_FILE
    if (payload := read_derived(dense_path, generation)) is not None:
        dense = Dense.from_bytes(payload)
    else:
        dense = Dense.build(*store.vectors())
        write_derived(dense_path, generation, dense.to_bytes())
    if (payload := read_derived(lexical_path, generation)) is not None:
        lexical = Lexical.from_bytes(payload)
    else:
        lexical = Lexical.build(store.documents())
        write_derived(lexical_path, generation, lexical.to_bytes())
    return Indexes(generation, dense, lexical)


def _fuse(
    numbers: list[int], near: list[tuple[int, float]], dense: Dense, vector: NDArray[np.float32], matches: Matches
) -> list[int]:
    """The numbers, best first, ties by number.

    A passage's score is coverage + a * z + b * BM25, where z is how many standard deviations its cosine lies above the
    mean of the nearest passages': embedders differ in the range of their cosines. Sums of scores beat reciprocal
    ranks where a weight can be fitted (Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
    """
    if not near:
        return sorted(numbers, key=lambda number: (-matches.of(number)[0], number))
    cosines = np.array([cosine for _, cosine in near])
    mean, spread = float(cosines.mean()), float(cosines.std()) + LEAST_SPREAD
    scores = {}
    for number, cosine in zip(numbers, dense.cosines(vector, numbers), strict=True):
        bm25, coverage = matches.of(number)
        scores[number] = coverage + COSINE_WEIGHT * (cosine - mean) / spread + BM25_WEIGHT * bm25
    return sorted(numbers, key=lambda number: (-scores[number], number))
