"""`dossier eval`: how good the reader, and the whole path, are on questions with known answers."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UserError
from tui.collection import choose
from tui.progress import ProgressLine
from tui.settings import Settings

if TYPE_CHECKING:
    from index.embed import Embedder
    from qa.evaluate import Figures, Outcome
    from qa.questions import Question, QuestionSet
    from qa.read import Reader

MODES = ("reader", "end-to-end", "conversation")
COMPARED = ("questions", "first_em", "first_f1", "best_of_3_em", "best_of_3_f1", "auroc", "coverage_at_80")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was typed."""

    questions: Path
    mode: str
    corpus: tuple[Path, ...]
    limit: int | None
    seed: int
    json: bool
    ablate: bool
    off_topic: Path | None
    curves: Path | None
    deeper: int
    against: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `dossier eval` that no other command has."""
    parser.add_argument("questions", type=Path, metavar="QUESTIONS", help="SQuAD JSON or JSON lines, plain or .gz")
    parser.add_argument("--mode", choices=MODES, default="reader", help="on their contexts, of an index, in talks")
    parser.add_argument("--corpus", nargs="+", type=Path, default=[], metavar="PATH", help="the articles to ask")
    parser.add_argument("--limit", type=int, metavar="N", help="only N questions, the same ones for the same seed")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--ablate", action="store_true", help="end-to-end: the same readings ranked by other rules too")
    parser.add_argument("--off-topic", type=Path, metavar="FILE", help="end-to-end: questions without an answer here")
    parser.add_argument("--against", metavar="NAME", help="another reader, measured beside the first one")
    parser.add_argument("--deeper", type=int, default=0, metavar="N", help="end-to-end: with N more passages read too")
    parser.add_argument(
        "--curves", type=Path, metavar="DIR", help="end-to-end: draw reliability and risk-coverage there"
    )


def parse(typed: argparse.Namespace) -> Evaluation:
    """What was typed, checked. Raises UserError."""
    if typed.limit is not None and typed.limit < 1:
        raise UserError(f"--limit {typed.limit} will not do", "It is a number from 1.")
    if typed.deeper < 0:
        raise UserError(f"--deeper {typed.deeper} will not do", "It is a number of passages, from 1.")
    if typed.mode != "end-to-end" and (typed.ablate or typed.off_topic or typed.curves or typed.deeper):
        raise UserError(
            "--ablate, --off-topic, --curves and --deeper belong to --mode end-to-end", "Add it, or leave them out."
        )
    if typed.against and (typed.mode == "conversation" or typed.ablate):
        raise UserError("--against compares readers alone or end to end", "Leave out --ablate, or --mode conversation.")
    if typed.against and typed.curves:
        raise UserError("--curves draws one reader, --against measures two", "Leave one of them out.")
    if typed.mode == "reader" and typed.corpus:
        raise UserError("--corpus belongs to --mode end-to-end", "Add it, or leave it out.")
    return Evaluation(
        typed.questions,
        typed.mode,
        tuple(typed.corpus),
        typed.limit,
        typed.seed,
        typed.json,
        typed.ablate,
        typed.off_topic,
        typed.curves,
        typed.deeper,
        typed.against,
    )


def run(asked: Evaluation, settings: Settings) -> int:
    """Measures the reader, or the whole path from question to answer, on questions with known answers."""
    from qa.questions import read_questions
    from qa.read import make_reader
    from tui.plain import to_line

    reader = make_reader(settings.reader or None)
    if asked.mode == "conversation":
        tables = _conversation(reader, asked, settings)
    else:
        known = read_questions(asked.questions)
        questions = known.sample(asked.limit, asked.seed)
        say_misplaced(known)
        asked_all = (*questions, *_off_topic(asked))

        def measured(one: Reader) -> dict[str, Figures]:
            if asked.mode == "reader":
                return {"reader": _reader(questions, one, asked.questions)}
            return _end_to_end(known.questions, asked_all, one, asked, settings)

        tables = measured(reader)
        if asked.against:
            other = make_reader(asked.against)
            tables = {reader.name: next(iter(tables.values())), other.name: next(iter(measured(other).values()))}
    head = {"questions_file": str(asked.questions), "mode": asked.mode, "reader": reader.name}
    compared = COMPARED if asked.ablate else list(next(iter(tables.values())))
    print(to_line({**head, "figures": tables}) if asked.json else table(tables, compared))
    return 0


def _off_topic(asked: Evaluation) -> list[Question]:
    """The questions of the other file, as ones that nothing here answers; their contexts are not searched."""
    from qa.questions import read_questions

    if asked.off_topic is None:
        return []
    others = read_questions(asked.off_topic).sample(asked.limit, asked.seed)
    return [replace(question, answers=(), context="", article="") for question in others]


def say_misplaced(known: QuestionSet) -> None:
    """Names on stderr the questions that were left out, where there are any."""
    if not known.misplaced:
        return
    shown = ", ".join(known.misplaced[:5]) + (" …" if len(known.misplaced) > 5 else "")
    left_out = f"{len(known.misplaced)} questions whose answer is not at its place in the context"
    print(f"dossier: left out {left_out}: {shown}", file=sys.stderr)


def _reader(questions: Sequence[Question], reader: Reader, path: Path) -> Figures:
    from qa.evaluate import reader_figures, run_reader
    from qa.weights import load_weights

    if any(not question.context for question in questions):
        raise UserError(
            f"{path} has questions without a context", "Ask them of articles: --mode end-to-end --corpus PATH…"
        )
    with ProgressLine(sys.stderr) as line:
        outcomes, speed = run_reader(questions, reader, counting(line))
    return reader_figures(outcomes, load_weights(reader.folder).null_threshold) | speed


def _end_to_end(
    known: Sequence[Question], questions: Sequence[Question], reader: Reader, asked: Evaluation, settings: Settings
) -> dict[str, Figures]:
    from index.embed import make_embedder
    from index.search import Search
    from index.store import Store
    from qa.ablate import RULES
    from qa.ask import PASSAGES_READ
    from qa.evaluate import ask_all, end_to_end_figures, moved_figures
    from qa.weights import load_weights

    embedder = make_embedder(settings.embedder or None)
    with ProgressLine(sys.stderr) as line:
        folder = _index(known, asked, settings, embedder, line)
        with contextlib.closing(Store.open(folder, embedder.name)) as store:
            search = Search(store, embedder)
            own = load_weights(reader.folder, folder, reader.name)
            rules = {"fitted": own, **(RULES if asked.ablate else {})}
            # other rules, and more passages, are not bound by what ours did not need to read
            stop_by = None if asked.ablate or asked.deeper else own
            passages = PASSAGES_READ + asked.deeper
            asked_all = ask_all(questions, search, reader, _gold(asked), counting(line), stop_by, passages)
            outcomes, deeper = [], []
            for each in asked_all:
                outcomes.append([each.first(PASSAGES_READ).ranked(weights) for weights in rules.values()])
                deeper.append(each.ranked(own))
    if asked.curves:
        _draw([row[0] for row in outcomes], asked.curves)
    tables = {
        name: end_to_end_figures([row[place] for row in outcomes], weights.threshold)
        for place, (name, weights) in enumerate(rules.items())
    }
    if asked.deeper:
        tables["fitted"] |= moved_figures([row[0] for row in outcomes], deeper)
    return tables


def _conversation(reader: Reader, asked: Evaluation, settings: Settings) -> dict[str, Figures]:
    """Turns read on their own contexts where they have any, otherwise asked of the articles."""
    from index.embed import make_embedder
    from index.search import Search
    from index.store import Store
    from qa.ask import open_assistant
    from qa.converse import ask_turns, conversation_figures, read_turns, search_figures, search_turns
    from qa.dialogues import read_dialogues
    from qa.questions import sample
    from qa.weights import load_weights

    dialogues = sample(read_dialogues(asked.questions), asked.limit, asked.seed)
    read = all(dialogue.has_contexts for dialogue in dialogues)
    searched = all(dialogue.only_rewritten for dialogue in dialogues)
    led = any(dialogue.before for dialogue in dialogues) and not searched
    if read == bool(asked.corpus) or (asked.corpus and led):
        raise UserError(
            f"{asked.questions}: turns with contexts are read on them, those without are asked of --corpus PATH…",
            "Leave --corpus out." if asked.corpus else "Name the articles: --corpus PATH…",
        )
    with ProgressLine(sys.stderr) as line:
        if read:
            weights = load_weights(reader.folder)
            return conversation_figures(read_turns(dialogues, reader, weights, counting(line)))
        folder = _index((), asked, settings, make_embedder(settings.embedder or None), line)
        if searched:
            embedder = make_embedder(settings.embedder or None)
            with contextlib.closing(Store.open(folder, embedder.name)) as store:
                return search_figures(search_turns(dialogues, Search(store, embedder), counting(line)))
        assistant = open_assistant(folder, settings.embedder or None, settings.reader or None)
        return conversation_figures(ask_turns(dialogues, assistant, counting(line)))


def _draw(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Writes both curves into the folder, and says where."""
    from qa.curves import reliability_svg, risk_coverage_svg

    confidences, right = [outcome.confidence for outcome in outcomes], [outcome.right for outcome in outcomes]
    pictures = {"reliability.svg": reliability_svg, "risk-coverage.svg": risk_coverage_svg}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in pictures.items():
            (folder / name).write_text(draw(confidences, right), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error}", "Name another folder: --curves DIR") from error
    print(f"dossier: drew {' and '.join(pictures)} in {folder}", file=sys.stderr)


def _index(
    questions: Sequence[Question], asked: Evaluation, settings: Settings, embedder: Embedder, line: ProgressLine
) -> Path:
    """The folder of an index over the corpus, or over all contexts of the file; kept for the next time."""
    from platformdirs import user_cache_path

    from index.build import build
    from qa.corpus import corpus_key, write_corpus

    cache = user_cache_path("dossier", appauthor=False) / "eval"
    if asked.corpus:
        collection = choose([str(path) for path in asked.corpus], replace(settings, index=""))
        folder = cache / named_for(collection.folder.name, embedder) if settings.embedder else collection.folder
        build(collection.paths, folder, embedder, line)
        return folder
    folder = cache / (named_for(corpus_key(questions), embedder) if settings.embedder else corpus_key(questions))
    if write_corpus(questions, folder / "articles") == 0:
        raise UserError("The questions have no contexts to search", "Name the articles: --corpus PATH…")
    build([folder / "articles"], folder / "index", embedder, line)
    return folder / "index"


def named_for(name: str, embedder: Embedder) -> str:
    """A folder of its own for each embedder: what one has indexed another cannot search."""
    return f"{name}-{hashlib.sha256(embedder.name.encode()).hexdigest()[:8]}"


def _gold(asked: Evaluation) -> Callable[[Question], str | None]:
    """The rule that names the file which holds a question's answer; None where any file may."""
    from qa.corpus import context_file

    def gold(question: Question) -> str | None:
        own = context_file(question.context) if question.context and not asked.corpus else None
        return question.article or own

    return gold


def counting(line: ProgressLine) -> Callable[[int, int], None]:
    """Shows questions done, of questions in all, on the line."""
    from index.build import Progress

    return lambda done, total: line(Progress("asking", done, total, ""))


def table(tables: Mapping[str, Figures], compared: Sequence[str] = COMPARED) -> str:
    """One column a table, one row a figure; of several tables only the figures that are compared."""
    names = list(tables)
    rows = list(tables[names[0]])
    if len(names) > 1:
        rows = [row for row in rows if row in compared and all(row in tables[name] for name in names)]
    width = max(map(len, rows))
    head = " " * width + "".join(f"  {name:>{max(9, len(name))}}" for name in names) if len(names) > 1 else ""
    lines = [
        f"{row:{width}}" + "".join(f"  {tables[name][row]:>{max(9, len(name))}.3f}" for name in names) for row in rows
    ]
    return "\n".join([head, *lines] if head else lines)
