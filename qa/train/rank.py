"""Fits the bundled reader's ranking, confidence and thresholds on held-out questions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.build import build
from index.embed import make_embedder
from index.search import Search
from index.store import Store
from qa.calibrate import fit_confidence, fit_ranking, fit_room, judge, save_weights
from qa.corpus import context_file, write_corpus
from qa.evaluate import ask_all, end_to_end_figures, run_reader
from qa.metrics import best_threshold
from qa.questions import Question
from qa.read import BundledReader
from qa.train.mix import held_out_mix
from qa.weights import Weights

THRESHOLD = 0.4
"""The least confidence at which an answer is given: a guess (`CONFIDENCE_WORDS`) is not. A decision, not a fit."""
FOLLOWS = 2.0
"""Weight of nearness to the answer before. No question of the mix follows another: it was chosen, of 0 to 4, on the
talks about held-out news, 909 turns of QuAC's, and turns of Abg-CoQA whose texts are not reported on."""
RANKING_ROUNDS = 2  # the weights decide which answer leads a group of the same, and so what they are fitted on


def fit_bundled(data: Path, work: Path, folder: Path, seed: int) -> Iterator[str]:
    """Fits and saves `ranking.json` in the reader's folder; yields lines to print."""
    mix = held_out_mix(data, seed)
    articles = work / "articles"
    count = write_corpus((*mix.questions, *mix.distractors), articles)
    embedder, reader = make_embedder(), BundledReader(folder)
    build([articles], work / "index", embedder)
    yield f"{len(mix.questions)} held-out questions, {count} paragraphs indexed"
    with contextlib.closing(Store.open(work / "index", embedder.name)) as store:
        asked = list(ask_all(mix.questions, Search(store, embedder), reader, _gold))
    ranking = Weights()
    for _ in range(RANKING_ROUNDS):
        judged = [judge(o.question, o.answers) for o in (each.ranked(ranking) for each in asked) if o.answers]
        ranking = Weights({**fit_ranking(judged), "follows": FOLLOWS})
    fitted = fit_confidence([each.ranked(ranking) for each in asked], ranking)
    room = fit_room(asked, fitted)
    fitted = replace(fitted, threshold=THRESHOLD, null_threshold=_null_threshold(mix.alone, reader), room=room)
    save_weights(fitted, folder, f"fitted by `python -m qa.train rank` on {len(mix.questions)} held-out questions")
    for name, value in end_to_end_figures([each.ranked(fitted) for each in asked], fitted.threshold).items():
        yield f"{name:24} {value:8.3f}"


def _gold(question: Question) -> str | None:
    return context_file(question.context) if question.context else None


def _null_threshold(questions: Sequence[Question], reader: BundledReader) -> float:
    """The margin that pays best when each context is read alone."""
    outcomes, _ = run_reader(questions, reader)
    return best_threshold([o.margin for o in outcomes], [o.f1 for o in outcomes], [o.answerable for o in outcomes])[0]
