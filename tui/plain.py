"""Reply -> text or JSON for stdout: pipes, dumb terminals, screen readers, other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.build import Report
from index.clean import clean
from index.load import Citation, Skipped
from index.search import Hit
from index.split import Passage
from index.store import Status
from qa.ask import Reply
from qa.rank import Answer, Quote, confidence_word

NEAREST_SHOWN = 3
SKIPPED_SHOWN = 20
EXCERPT = 160  # characters of a nearest passage

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Style:
    """Marks with bold and dim, or with `[[` and `]]` where the output is no terminal or wants no colour."""

    color: bool

    def mark(self, text: str) -> str:
        """The answer inside its sentence."""
        return f"\x1b[1;7m{text}\x1b[0m" if self.color else f"[[{text}]]"

    def strong(self, text: str) -> str:
        """The answer on its own line."""
        return f"\x1b[1m{text}\x1b[0m" if self.color else text

    def dim(self, text: str) -> str:
        """What matters less."""
        return f"\x1b[2m{text}\x1b[0m" if self.color else text


def reply_text(reply: Reply, style: Style) -> str:
    """The reply for a person: the answer, how sure, its sentence and place; or that there is none, and what is near."""
    lines = [f"Understood as: {one_line(reply.understood)}", ""] if reply.understood != reply.question else []
    if not reply.answered:
        return "\n".join([*lines, *_refusal_lines(reply, style)])
    best, *others = reply.answers
    lines += _answer_lines(best, style)
    if reply.conflict:
        lines += ["", "Your articles disagree. Another one says:", f"  {_runner_up(others.pop(0), style)}"]
    if others:
        heading = "Also:" if reply.several else "Other answers:"
        lines += ["", heading, *(f"  {_runner_up(answer, style)}" for answer in others)]
    return "\n".join(lines)


def reply_json(reply: Reply) -> dict[str, Any]:
    """The reply as plain JSON values; the README names each key."""
    understood = {"understood": reply.understood} if reply.understood != reply.question else {}
    return {
        "question": reply.question,
        **understood,
        "answered": reply.answered,
        "answers": [_answer_json(answer) for answer in reply.answers],
        "several": reply.several,
        "conflict": reply.conflict,
        "nearest": [] if reply.answered else [_hit_json(hit) for hit in reply.hits],
        "reason": reply.reason,
        "seconds": round(reply.seconds, 4),
    }


def changes(report: Report) -> str:
    """How many articles a build added, updated, left and removed."""
    return f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.removed} removed"


def report_text(report: Report, folder: Path) -> str:
    """What indexing did, for a person."""
    articles = report.added + report.updated + report.unchanged
    counts = f"{_count(articles, 'article')}, {_count(report.passages, 'passage')}"
    lines = [
        f"{counts}: {changes(report)} ({report.seconds:.1f} s)",
        f"index: {shown_path(folder)}",
    ]
    return "\n".join(lines + _skipped_lines(report.skipped))


def report_json(report: Report, folder: Path) -> dict[str, Any]:
    """What indexing did, as plain JSON values."""
    return {**asdict(report), "seconds": round(report.seconds, 3), "index": str(folder)}


def status_text(status: Status, reader: str, calibrated: str = "") -> str:
    """What is indexed, for a person; `calibrated` says what confidence was fitted to these articles."""
    lines = [
        f"articles   {status.articles:,}",
        f"passages   {status.passages:,}",
        f"from       {', '.join(map(shown_path, status.paths))}",
        f"index      {shown_path(status.folder)} ({status.bytes / 1e6:.1f} MB)",
        f"indexed    {status.indexed_at}",
        f"embedder   {one_line(status.embedder)}",
        f"reader     {one_line(reader)}",
        *([f"confidence {one_line(calibrated)}"] if calibrated else []),
    ]
    return "\n".join(lines + _skipped_lines(status.skipped))


def status_json(status: Status, reader: str, calibrated: str = "") -> dict[str, Any]:
    """What is indexed, as plain JSON values."""
    known = asdict(status)
    return {**known, "folder": str(status.folder), "reader": reader, "calibrated": calibrated}


def to_line(values: Mapping[str, Any]) -> str:
    """One line of JSON, in readable letters, with everything that could steer a terminal escaped."""
    line = json.dumps(values, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def one_line(text: str) -> str:
    """The text as it may be printed inside a line: nothing that steers a terminal, no line end."""
    return clean(text).replace("\n", " ")


def shown_path(path: Path | str) -> str:
    """The path for people: relative to the working folder when under it, and safe to print."""
    try:
        return one_line(str(Path(path).relative_to(Path.cwd())))
    except (ValueError, OSError):  # not under it, or it is gone
        return one_line(str(path))


def place(citation: Citation) -> str:
    """`file:line:column`, or the file and its page."""
    file = shown_path(citation.source)
    if citation.line is not None:
        return f"{file}:{citation.line}:{citation.column}"
    return file if citation.page is None else f"{file}, page {citation.page}"


def _answer_lines(answer: Answer, style: Style) -> list[str]:
    quote = answer.quote
    start, end = quote.sentence
    text = quote.passage.text
    before, after = text[start : quote.start], text[quote.end : end]
    sentence = f"{one_line(before)}{style.mark(one_line(quote.text))}{one_line(after)}"
    lines = [
        f"{style.strong(one_line(quote.text))}  ({_sureness(answer)})",
        "",
        f"  {sentence}",
        f"  {_source(quote.citation, style)}",
    ]
    if answer.support:
        elsewhere = ", ".join(place(support.citation) for support in answer.support)
        lines.append(f"  also in {_count(len(answer.support), 'other passage')}: {elsewhere}")
    if answer.stale:
        lines.append("  the file has changed or gone since it was indexed: index it again")
    return lines


def _runner_up(answer: Answer, style: Style) -> str:
    cited = answer.quote.citation
    where = style.dim(", ".join(part for part in (place(cited), one_line(cited.date)) if part))
    return f"{one_line(answer.text)}  ({_sureness(answer)})  {where}"


def _sureness(answer: Answer) -> str:
    return f"{confidence_word(answer.confidence)}, {answer.confidence:.2f}"


def _source(citation: Citation, style: Style) -> str:
    about = ", ".join(one_line(part) for part in (citation.title, citation.date) if part)
    return f"{place(citation)}  {style.dim(about)}".rstrip()


def _refusal_lines(reply: Reply, style: Style) -> list[str]:
    lines = [style.strong("Not in your articles."), f"  {one_line(reply.reason)}"]
    near = reply.hits[:NEAREST_SHOWN]
    if near:
        lines += ["", "Nearest passages:"]
    for hit in near:
        excerpt = one_line(hit.passage.text)
        cut = excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT].rsplit(' ', 1)[0]} …"
        lines += [f"  {_source(hit.citation, style)}", f"    {cut}"]
    return lines


def _skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    if not skipped:
        return []
    lines = [f"skipped    {len(skipped):,}"]
    lines += [f"  {shown_path(file.path)}: {one_line(file.reason)}" for file in skipped[:SKIPPED_SHOWN]]
    rest = len(skipped) - SKIPPED_SHOWN
    return [*lines, f"  and {rest:,} more (--json names all)"] if rest > 0 else lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "confidence": round(answer.confidence, 4),
        **_quote_json(answer.quote),
        "support": [{"text": quote.text, **_quote_json(quote)} for quote in answer.support],
        "stale": answer.stale,
    }


def _quote_json(quote: Quote) -> dict[str, Any]:
    offset = quote.passage.start
    return _located(quote.citation, offset + quote.start, offset + quote.end, quote.passage)


def _hit_json(hit: Hit) -> dict[str, Any]:
    return _located(hit.citation, hit.passage.start, hit.passage.end, hit.passage)


def _located(citation: Citation, start: int, end: int, passage: Passage) -> dict[str, Any]:
    return {
        "source": citation.source,
        "line": citation.line,
        "column": citation.column,
        "page": citation.page,
        "start": start,
        "end": end,
        "title": citation.title,
        "date": citation.date,
        "passage": {"text": passage.text, "start": passage.start, "end": passage.end},
    }
