"""The contexts of a question file as a folder of articles, to be indexed like any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.clean import clean
from qa.questions import Question


def write_corpus(questions: Iterable[Question], folder: Path) -> int:
    """Writes each context once, as a Markdown file with its title; gives back how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    contexts = {q.context: q for q in questions if q.context}
    for context, question in contexts.items():
        title = json.dumps(clean(question.title) or "Untitled", ensure_ascii=False)
        path = folder / context_file(context)
        if not path.exists():
            path.write_text(f"---\ntitle: {title}\n---\n\n{context}\n", encoding="utf-8", errors="replace")
    return len(contexts)


def context_file(context: str) -> str:
    """The name of the file that holds a context."""
    return hashlib.sha256(context.encode(errors="replace")).hexdigest()[:20] + ".md"


def corpus_key(questions: Sequence[Question]) -> str:
    """Names the set of contexts: equal for equal contexts."""
    names = "\n".join(sorted({context_file(q.context) for q in questions if q.context}))
    return hashlib.sha256(names.encode()).hexdigest()[:16]
