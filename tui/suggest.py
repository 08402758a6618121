"""A collection -> questions to begin with that its articles do answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from tui.highlight import one_line

if TYPE_CHECKING:
    from index.store import Document
    from qa.ask import Reply

OFFERED = 3
TRIED = 12
"""Candidates worth asking: each takes the models as long as a question."""
SURE_ENOUGH = 0.65
QUESTIONS_FILE = "questions.jsonl"
DOCUMENTS_SEEN = 500
LONGEST = 60
"""Characters of a question that is offered: it stands in one line."""

_HEADLINE = re.compile(r"(?:[A-Z0-9][\w.'’-]*(?: (?:of|and|the))? )+(?P<deed>[a-z]{3,}s (?!of\b|in\b|and\b|to\b).{8,})")
"""A name, then what it does: "Tesco sells its Polish branch"."""

_ROLES = (
    "actor artist author captain chairman coach commissioner designer director doctor economist editor engineer "
    "founder governor inventor journalist judge lawyer leader manager mayor minister president professor prosecutor "
    "researcher scientist secretary senator singer spokesman spokesperson spokeswoman writer"
)
_PERSON = re.compile(rf"\b(?i:{'|'.join(_ROLES.split())}),? (?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{1,2}})\b")
"""What somebody does, then their name: "the engineer Tomas Okafor"."""


def candidates(paths: Sequence[str], documents: Sequence[Document]) -> list[str]:
    """Questions worth trying: those the collection brings in `questions.jsonl`, then some made of its articles."""
    brought = chain.from_iterable(_brought(Path(path) / QUESTIONS_FILE) for path in paths)
    deeds = (made_of(document.title) for document in documents)
    people = (who_is(document.text) for document in documents)
    short = (question for question in chain(brought, deeds, people) if 0 < len(question) <= LONGEST)
    return list(islice(dict.fromkeys(short), TRIED))


def some_documents(folder: Path) -> list[Document]:
    """Some of what is indexed. Raises IndexFolderError."""
    from index.store import Store

    store = Store.open(folder)
    try:
        return list(store.documents(DOCUMENTS_SEEN))
    finally:
        store.close()


def made_of(title: str) -> str:
    """A question that the article of a headline should answer; "" when the title does not read like one."""
    headline = _HEADLINE.fullmatch(title.strip())
    return f"who {headline['deed'].rstrip('.')}?" if headline else ""


def who_is(text: str) -> str:
    """A question about the first person that the text names with what they do; "" when it names none."""
    person = _PERSON.search(text)
    return f"who is {person['name']}?" if person else ""


def works(reply: Reply) -> bool:
    """Whether the question may be offered: it was answered, and surely."""
    return bool(reply.answers) and reply.answers[0].confidence >= SURE_ENOUGH


def _brought(file: Path) -> Iterator[str]:
    """The answerable questions of the file, one for each article; none when there is no such file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    seen: set[object] = set()
    for line in lines:
        entry = _entry(line)
        if entry.get("answers") and str(entry.get("question")).endswith("?") and entry.get("article") not in seen:
            seen.add(entry.get("article"))
            yield one_line(str(entry["question"]))


def _entry(line: str) -> dict[str, object]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}
