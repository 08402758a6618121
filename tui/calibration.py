"""`dossier calibrate`: confidence and refusals fitted to a person's own articles and questions."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexFolderError, UserError
from tui.collection import Collection, choose
from tui.evaluation import counting, say_misplaced, table
from tui.progress import ProgressLine
from tui.settings import Settings

if TYPE_CHECKING:
    from qa.evaluate import Figures, Outcome
    from qa.questions import Question
    from qa.read import Reader
    from qa.weights import Weights

COMPARED = ("ece", "auroc", "right_and_given", "rightly_refused", "threshold")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was typed."""

    questions: Path | None
    """None with `reset` alone."""
    corpus: tuple[str, ...]
    reset: bool
    json: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `dossier calibrate` that no other command has."""
    parser.add_argument("questions", type=Path, nargs="?", metavar="QUESTIONS", help="SQuAD JSON or JSON lines")
    parser.add_argument(
        "--corpus", nargs="+", default=[], metavar="PATH", help="the articles, instead of those last used"
    )
    parser.add_argument("--reset", action="store_true", help="forget what was fitted")


def parse(typed: argparse.Namespace) -> Calibration:
    """What was typed, checked. Raises UserError."""
    if (typed.questions is None) != typed.reset:
        raise UserError("Either QUESTIONS or --reset is needed, not both", "See dossier calibrate --help")
    return Calibration(typed.questions, tuple(typed.corpus), typed.reset, typed.json)


def run(asked: Calibration, settings: Settings) -> int:
    """Fits confidence and refusals to your own articles, on questions with known answers."""
    collection = choose(asked.corpus, settings)
    return _reset(collection, asked) if asked.questions is None else _fit(asked.questions, collection, asked, settings)


def _reset(collection: Collection, asked: Calibration) -> int:
    from qa.weights import FILE_NAME
    from tui.plain import to_line

    path = collection.folder / FILE_NAME
    there = path.exists()
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _not_writable(collection, error) from error
    said = "Forgotten: the confidence is the reader's own again." if there else "Nothing was fitted for these articles."
    print(to_line({"index": str(collection.folder), "reset": there}) if asked.json else said)
    return 0


def _fit(path: Path, collection: Collection, asked: Calibration, settings: Settings) -> int:
    from qa.calibrate import save_weights
    from qa.questions import read_questions
    from qa.read import make_reader
    from qa.recalibrate import before, check_enough, cross_validated, refit
    from qa.weights import load_weights

    known = read_questions(path)
    say_misplaced(known)
    reader = make_reader(settings.reader or None)
    base = load_weights(reader.folder)
    outcomes = _outcomes(known.questions, collection, reader, base, settings)
    check_enough(outcomes)
    fitted = refit(outcomes, base)
    note = f"fitted by dossier calibrate on {len(outcomes)} questions"
    try:
        save_weights(fitted, collection.folder, note, reader.name)
    except OSError as error:
        raise _not_writable(collection, error) from error
    compared = {
        "before": before(outcomes, base) | {"threshold": base.threshold},
        "after": cross_validated(outcomes, base) | {"threshold": fitted.threshold},
    }
    print(_said(path, len(outcomes), collection, reader.name, compared, asked.json))
    return 0


def _outcomes(
    questions: Sequence[Question], collection: Collection, reader: Reader, base: Weights, settings: Settings
) -> list[Outcome]:
    """What the whole path does with each question, over an index that is up to date."""
    from index.build import build
    from index.embed import make_embedder
    from index.search import Search
    from index.store import Store
    from qa.evaluate import ask_all

    embedder = make_embedder(settings.embedder or None)
    with ProgressLine(sys.stderr) as line:
        build(collection.paths, collection.folder, embedder, line)
        with contextlib.closing(Store.open(collection.folder, embedder.name)) as store:
            search = Search(store, embedder)
            asked_all = ask_all(questions, search, reader, lambda q: q.article or None, counting(line), base)
            return [each.ranked(base) for each in asked_all]


def _said(
    path: Path, questions: int, collection: Collection, reader: str, compared: dict[str, Figures], as_json: bool
) -> str:
    from tui.plain import shown_path, to_line

    if as_json:
        head = {"questions_file": str(path), "questions": questions, "index": str(collection.folder), "reader": reader}
        return to_line({**head, "figures": compared})
    lines = [
        table(compared, COMPARED),
        "",
        f"Fitted on {questions} questions; the figures after are five-fold cross-validated.",
    ]
    if "rightly_refused" not in compared["before"]:
        lines.append("No question was without an answer: the threshold stays.")
    return "\n".join(
        [*lines, f"Used from now on with {shown_path(collection.folder)}; dossier calibrate --reset ends that."]
    )


def _not_writable(collection: Collection, error: OSError) -> IndexFolderError:
    return IndexFolderError(f"{collection.folder} cannot be written: {error}", "Name another index folder: --index DIR")
