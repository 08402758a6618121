"""Explanation -> text or JSON for stdout, and for the chat's view of it."""

from __future__ import annotations

import textwrap
from typing import Any

from rich.cells import cell_len

from qa.explain import Explanation, Part, PassageFound
from tui.plain import one_line, place

NARROW = 64  # columns below which the weights are left out, and of the passages all but the margin


def explanation_text(explanation: Explanation, width: int | None = None) -> str:
    """The explanation for a person: the verdict, the passages read, and the sums behind score and confidence.

    With a width no line is longer, down to 32 columns: paths are cut in the middle, and what the features mean stands
    below them.
    """
    narrow = width is not None and width < NARROW
    lines = [
        "Why this answer?",
        *_wrapped(f"  {_verdict(explanation)}", width),
        "",
        *_wrapped("Passages (* holds it; – not read, could not change it):", width),
        f"      {'' if narrow else 'cosine    BM25  covers  '}margin",
        *(_passage_line(passage, width, narrow) for passage in explanation.passages),
    ]
    if explanation.parts:
        lines += ["", "What spoke for it:", *_part_lines(explanation, narrow, with_meaning=width is None)]
    if explanation.parts and width is not None:
        meanings = (_wrapped(f"  {part.name}: {part.meaning}", width) for part in explanation.parts)
        lines += ["", *(line for meaning in meanings for line in meaning)]
    return "\n".join(lines)


def _wrapped(line: str, width: int | None) -> list[str]:
    """The line in lines of at most that width, those after the first set in."""
    return [line] if width is None else textwrap.wrap(line, width, subsequent_indent="    ")


def _cut_in_the_middle(text: str, width: int) -> str:
    """The text in at most so many cells: the end of a path tells most."""
    begin = stop = width // 4
    kept = text
    while cell_len(kept) > width:
        stop += 1
        kept = f"{text[:begin]}…{text[stop:]}"
    return kept


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation as plain JSON values; the README names each key."""
    answer = explanation.answer
    return {
        "answer": answer.text if answer else None,
        "given": explanation.given,
        "confidence": round(explanation.confidence, 4) if answer else None,
        "score": round(answer.score, 4) if answer else None,
        "log_odds": round(explanation.log_odds, 4) if explanation.parts else None,
        "bias": explanation.bias,
        "threshold": explanation.threshold,
        "features": [_part_json(part) for part in explanation.parts],
        "passages": [_passage_json(passage) for passage in explanation.passages],
    }


def _verdict(explanation: Explanation) -> str:
    answer = explanation.answer
    if answer is None:
        return "There was nothing to read."
    compared = f"{explanation.confidence:.2f}, and {explanation.threshold:.2f} is needed"
    if explanation.conflict:
        compared += f"; beside the article that contradicts it {answer.confidence:.2f} is left"
    if explanation.given:
        return f"{one_line(answer.text)}: given, its confidence is {compared}."
    return f"{one_line(answer.text)}: the best candidate, not given; its confidence is {compared}."


def _passage_line(passage: PassageFound, width: int | None, narrow: bool) -> str:
    hit = passage.hit
    margin = f"{passage.margin:7.2f}" if passage.margin is not None else f"{'–':>7}"
    mark = "*" if passage.chosen else " "
    numbers = margin if narrow else f"{hit.dense:7.3f} {hit.lexical:7.2f} {hit.coverage:7.2f} {margin}"
    line = f"{mark} {hit.rank:2} {numbers}  "
    where = place(hit.citation)
    return line + (where if width is None else _cut_in_the_middle(where, max(12, width - len(line))))


def _part_lines(explanation: Explanation, narrow: bool, with_meaning: bool) -> list[str]:
    """A row for each feature, and the sums."""

    def row(name: str, *columns: str) -> str:
        value, ranked, to_score, sure, to_log_odds = columns
        if narrow:
            return f"  {name:9} {value:>6} {to_score:>6} {to_log_odds:>6}"
        return f"  {name:10} {value:>8} {ranked:>9} {to_score:>9} {sure:>9} {to_log_odds:>12}"

    odds = "odds" if narrow else "to log odds"
    rows = [row("", "value", "weight", "score" if narrow else "to score", "weight", odds)]
    for part in explanation.parts:
        ranked = (f"{part.ranking_weight:.3f}", f"{part.to_score:.2f}") if part.ranking_weight else ("", "")
        sure = (f"{part.confidence_weight:.3f}", f"{part.to_log_odds:.2f}") if part.confidence_weight else ("", "")
        value = f"{part.value:.2f}" if narrow else f"{part.value:.3f}"
        line = row(part.name, value, *ranked, *sure)
        rows.append(f"{line}  {part.meaning}" if with_meaning else line.rstrip())
    score = sum(part.to_score for part in explanation.parts)
    return [
        *rows,
        row("bias", "", "", "", "", f"{explanation.bias:.2f}"),
        row("sum", "", "", f"{score:.2f}", "", f"{explanation.log_odds:.2f}"),
    ]


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "meaning": part.meaning,
        "value": round(part.value, 4),
        "ranking_weight": part.ranking_weight,
        "to_score": round(part.to_score, 4),
        "confidence_weight": part.confidence_weight,
        "to_log_odds": round(part.to_log_odds, 4),
    }


def _passage_json(passage: PassageFound) -> dict[str, Any]:
    hit, citation = passage.hit, passage.hit.citation
    return {
        "rank": hit.rank,
        "cosine": round(hit.dense, 4),
        "bm25": round(hit.lexical, 4),
        "coverage": round(hit.coverage, 4),
        "margin": None if passage.margin is None else round(passage.margin, 4),
        "chosen": passage.chosen,
        "source": citation.source,
        "line": citation.line,
        "start": hit.passage.start,
        "end": hit.passage.end,
    }
