"""Question files: SQuAD JSON and JSON lines, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from index.errors import PathError, UserError

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what it is measured against."""

    id: str
    text: str
    answers: tuple[str, ...]
    """Accepted answers, word for word; empty when nothing answers it."""
    context: str
    """The passage it was asked on; empty when the file gives none."""
    title: str
    article: str
    """The file that holds the answer, where the question set names one."""

    @property
    def answerable(self) -> bool:
        """Whether there is a right answer."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file."""

    questions: tuple[Question, ...]
    misplaced: tuple[str, ...]
    """Ids of questions left out because an answer is not at its place in the context."""

    def sample(self, limit: int | None, seed: int) -> tuple[Question, ...]:
        """At most `limit` questions in the file's order, the same ones for the same seed."""
        return sample(self.questions, limit, seed)


def sample(entries: tuple[Entry, ...], limit: int | None, seed: int) -> tuple[Entry, ...]:
    """At most `limit` of the entries in their order, the same ones for the same seed."""
    if limit is None or limit >= len(entries):
        return entries
    chosen = sorted(random.Random(seed).sample(range(len(entries)), limit))
    return tuple(entries[i] for i in chosen)


def read_questions(path: Path) -> QuestionSet:
    """The questions of a file. Raises PathError (no file), UserError (broken line, by number; nothing in it)."""
    questions, misplaced = [], []
    for number, row in read_rows(path):
        try:
            question, placed = parse_question(row, f"{path.name}:{number}")
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UserError(
                f"{path}: entry {number} is not a question: {error!r}",
                "Each needs `question` and `answers` (a list of {text, start} or of strings; empty: no answer).",
            ) from error
        if placed:
            questions.append(question)
        else:
            misplaced.append(question.id)
    if not questions:
        raise UserError(f"{path} holds no question that can be used.", "Give a file of SQuAD JSON or JSON lines.")
    return QuestionSet(tuple(questions), tuple(misplaced))


def read_rows(path: Path) -> Iterator[tuple[int, Any]]:
    """What the entries of a SQuAD file, or the lines of a JSON lines file, hold, each with its number from 1.

    Raises PathError (no file), UserError (a line that is not JSON, by number).
    """
    text = _text(path)
    try:
        whole = json.loads(text) if text.lstrip()[:1] == "{" else None
    except ValueError:
        whole = None
    if isinstance(whole, dict) and "data" in whole:
        yield from enumerate(_squad_rows(whole, path), 1)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise UserError(f"{path}: line {number} is not JSON: {error}", "Mend or remove the line.") from error


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise PathError(f"No such file: {path}", "Give a file of SQuAD JSON or JSON lines.") from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise PathError(f"{path} cannot be read: {error}", "Give a file of SQuAD JSON or JSON lines, UTF-8.") from error


def _squad_rows(whole: dict[str, Any], path: Path) -> Iterator[dict[str, Any]]:
    try:
        for article in whole["data"]:
            for paragraph in article["paragraphs"]:
                for entry in paragraph["qas"]:
                    answers = [{"text": a["text"], "start": a["answer_start"]} for a in entry.get("answers", ())]
                    yield {
                        **entry,
                        "answers": answers,
                        "context": paragraph["context"],
                        "title": article.get("title", ""),
                    }
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is not SQuAD JSON: {error!r}", "Check the file's layout.") from error


def parse_question(row: dict[str, Any], fallback_id: str) -> tuple[Question, bool]:
    """The question, and whether its answers stand where the file says."""
    context = str(row.get("context") or "")
    texts, placed = [], True
    if not isinstance(row["answers"], list):
        raise TypeError("`answers` is not a list")
    for answer in row["answers"]:
        text = answer if isinstance(answer, str) else str(answer["text"])
        texts.append(text)
        start = None if isinstance(answer, str) else answer.get("start", answer.get("answer_start"))
        if context and start is not None:
            placed = placed and context.startswith(text, start) and start >= 0
    if not str(row["question"]).strip():
        raise ValueError("the question is empty")
    answers = () if row.get("is_impossible") else tuple(dict.fromkeys(texts))
    title, article = str(row.get("title") or ""), str(row.get("article") or "")
    return Question(str(row.get("id") or fallback_id), str(row["question"]), answers, context, title, article), placed
