"""Conductor: question -> search -> read -> rank -> reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from index.clean import clean
from index.embed import make_embedder
from index.errors import QuestionError
from index.load import Article
from index.search import Hit, Search
from index.store import Store
from qa.evidence import Told
from qa.order import known, read_in_order
from qa.rank import Answer, rank
from qa.read import Reader, Reading, make_reader
from qa.settle import settle
from qa.weights import Weights, load_weights, reaches

PASSAGES_READ = 10
LONGEST_QUESTION = 2000  # characters
ABOUT_IT = 0.5  # share of the question's weighty words that a passage must hold to be about it
HALF_SURE = 0.3  # confidence from which a candidate that is not given is worth telling of


LOOKED_AT = 20  # passages, to see whether a question is about something else
DEPARTS, DENSE_DEPARTS = 1.75, 1.75  # a word and three quarters that only another article has, or a cosine higher by 1


class Cancelled(Exception):
    """The question was given up before it was answered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back for a question."""

    question: str
    """As it was typed, cleaned."""
    understood: str
    """As it was asked: equal to `question` unless a follow-up was completed."""
    answers: tuple[Answer, ...]
    """Best first; empty when the articles do not say."""
    hits: tuple[Hit, ...]
    """The passages found, nearest first; those that could change nothing were not read."""
    seconds: float
    """From question to reply."""
    reason: str = ""
    """Why there is no answer, one sentence; empty when there is one."""
    refused: tuple[Answer, ...] = ()
    """When there is no answer: the best candidates, not sure enough to be given."""
    margins: tuple[float | None, ...] = ()
    """One a hit: how far its best span beats its null, in logits; None where it was not read, or had no word."""
    several: bool = False
    """Whether the question asks for several, and the answers are parts of what it asks for."""
    conflict: bool = False
    """Whether articles contradict each other: the first two answers are from different ones."""

    @property
    def answered(self) -> bool:
        """Whether the articles answer."""
        return bool(self.answers)


class Assistant:
    """Asks one collection. Built cheap; `load` before the first question makes that one quick too."""

    def __init__(self, search: Search, reader: Reader) -> None:
        self._search = search
        self._reader = reader
        self._weights: Weights | None = None

    def load(self) -> None:
        """Loads both models, the derived indexes and the fitted weights. Raises ModelError, IndexFolderError."""
        with ThreadPoolExecutor(1) as beside:
            reading = beside.submit(self._reader.load)
            self._search.load()
            reading.result()
        self._weights = load_weights(self._reader.folder, self._search.store.folder, self._reader.name)

    @property
    def weights(self) -> Weights:
        """What ranks the answers and says how sure they are. Raises what `load` raises."""
        return self._ready()

    def ask(
        self,
        question: str,
        top: int = 5,
        within: Collection[str] = (),
        on_hits: Callable[[tuple[Hit, ...]], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        told: Told | None = None,
    ) -> Reply:
        """The reply to one question; `on_hits` hears of the passages before they are read.

        With `within` only the articles of these ids are asked, and their titles count as said in the question; all
        articles are when none of those is left in the index.
        `told` is the answer that a question of a talk leans on: the reader hears of it, and what stands near it comes
        first.
        Raises QuestionError for an empty or overlong question, Cancelled when `cancelled` turned true.
        """
        began = time.perf_counter()
        asked = check_question(question)
        weights = self._ready()
        about = " ".join(article.title for article in self._search.store.articles(set(within)).values())
        found = self._search.hits(asked, PASSAGES_READ, within, about) or self._search.hits(asked, PASSAGES_READ)
        articles = self._search.store.articles({hit.passage.article_id for hit in found})
        hits = tuple(hit for hit in found if hit.passage.article_id in articles)
        _stop_if(cancelled)
        if on_hits:
            on_hits(hits)

        after = (told.history, told.typed) if told else ("", "")

        def read(chosen: Sequence[Hit]) -> Sequence[Reading]:
            _stop_if(cancelled)
            titles = [hit.citation.title for hit in chosen]
            return self._reader.read(asked, [hit.passage.text for hit in chosen], *after, titles)

        readings = read_in_order(asked, hits, articles, weights, read, told)
        _stop_if(cancelled)
        ranked = rank(asked, *known(hits, readings), articles, weights, told)
        margins = tuple(reading.margin if reading and reading.spans else None for reading in readings)
        seconds = time.perf_counter() - began
        if not ranked or not reaches(ranked[0].confidence, weights.threshold):
            reason = refusal_reason(hits, ranked[0].confidence if ranked else 0.0)
            return Reply(asked, asked, (), hits, seconds, reason, ranked[:top], margins)
        given = settle(asked, ranked, weights.threshold)
        reply = Reply(asked, asked, given.answers, hits, seconds, "", (), margins, given.several, given.conflict)
        reply = shortened(reply, top)
        return replace(reply, answers=tuple(self._checked(answer) for answer in reply.answers))

    def departs(self, question: str, articles: Collection[str]) -> bool:
        """Whether the question is about something else than these articles: it fits a passage elsewhere far better.

        Judged by how much more of BM25 (in words that stand in one passage only) and of the cosine it has there.
        """
        asked = check_question(question)
        self._ready()
        own = self._search.hits(asked, LOOKED_AT, articles)
        others = [h for h in self._search.hits(asked, LOOKED_AT) if h.passage.article_id not in articles]
        if not own or not others:
            return bool(others)
        rare_words = (max(h.lexical for h in others) - max(h.lexical for h in own)) / self._search.rarest
        nearer = max(h.dense for h in others) - max(h.dense for h in own)
        return rare_words + DENSE_DEPARTS * nearer > DEPARTS

    def article(self, article_id: str, source: str = "") -> Article | None:
        """The whole article, or what its file `source` holds since then; None when that has left the index."""
        return self._search.article(article_id) or self._search.store.article_of(source)

    def _ready(self) -> Weights:
        if self._weights is None:
            self.load()
        return self._weights or Weights()

    def _checked(self, answer: Answer) -> Answer:
        """The answer, marked when its file is no longer what was indexed."""
        stale = self._search.changed_on_disk(answer.quote.passage.article_id)
        return replace(answer, stale=True) if stale else answer


def shortened(reply: Reply, top: int) -> Reply:
    """The reply with at most `top` answers, or candidates; one alone is no part of several, and contradicts nothing."""
    answers = reply.answers[:top]
    several, conflict = (flag and len(answers) > 1 for flag in (reply.several, reply.conflict))
    return replace(reply, answers=answers, refused=reply.refused[:top], several=several, conflict=conflict)


def open_assistant(folder: Path, embedder: str | None = None, reader: str | None = None) -> Assistant:
    """An assistant over the index in `folder`; loads no model yet. Raises IndexFolderError."""
    chosen = make_embedder(embedder)
    return Assistant(Search(Store.open(folder, chosen.name), chosen), make_reader(reader))


def check_question(question: str) -> str:
    """The question cleaned, on one line. Raises QuestionError."""
    asked = " ".join(clean(question).split())
    if not asked:
        raise QuestionError("The question is empty.", "Ask something, for example: who partnered with MTS?")
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} can be read.",
            "Ask a shorter question.",
        )
    return asked


def refusal_reason(hits: tuple[Hit, ...], likeliest: float) -> str:
    """Why there is no answer, in one sentence; `likeliest` is the confidence of the best candidate, 0 without one."""
    if not hits:
        return "There is no passage to read."
    if likeliest >= HALF_SURE:
        return "Passages are about this, but no answer in them is sure enough."
    if max(hit.coverage for hit in hits) < ABOUT_IT:
        return "No passage is about this."
    return "Passages are about this, but none of them answers it."


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
