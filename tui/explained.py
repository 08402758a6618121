"""Explanation -> text or JSON for stdout, and for the chat's view of it."""

from __future__ import annotations

from typing import Any

from qa.explain import Explanation, Part, PassageFound
from tui.plain import one_line, place


def explanation_text(explanation: Explanation) -> str:
    """The explanation for a person: the verdict, the passages read, and the sums behind score and confidence."""
    lines = [
        "Why this answer?",
        f"  {_verdict(explanation)}",
        "",
        "Passages (* holds it; – not read, could not change it):",
    ]
    lines += ["      cosine    BM25  covers  margin", *map(_passage_line, explanation.passages)]
    if explanation.parts:
        lines += ["", "What spoke for it:", *_part_lines(explanation)]
    return "\n".join(lines)


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


def _passage_line(passage: PassageFound) -> str:
    hit = passage.hit
    margin = f"{passage.margin:7.2f}" if passage.margin is not None else f"{'–':>7}"
    mark = "*" if passage.chosen else " "
    numbers = f"{hit.dense:7.3f} {hit.lexical:7.2f} {hit.coverage:7.2f} {margin}"
    return f"{mark} {hit.rank:2} {numbers}  {place(hit.citation)}"


def _part_lines(explanation: Explanation) -> list[str]:
    """A row for each feature, and the sums."""
    rows = [f"  {'':10} {'value':>8} {'weight':>9} {'to score':>9} {'weight':>9} {'to log odds':>12}"]
    for part in explanation.parts:
        ranked = f"{part.ranking_weight:9.3f} {part.to_score:9.2f}" if part.ranking_weight else f"{'':19}"
        sure = f"{part.confidence_weight:9.3f} {part.to_log_odds:12.2f}" if part.confidence_weight else f"{'':22}"
        rows.append(f"  {part.name:10} {part.value:8.3f} {ranked} {sure}  {part.meaning}")
    score = sum(part.to_score for part in explanation.parts)
    return [
        *rows,
        f"  {'bias':10} {'':8} {'':19} {'':9} {explanation.bias:12.2f}",
        f"  {'sum':10} {'':8} {'':9} {score:9.2f} {'':9} {explanation.log_odds:12.2f}",
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
