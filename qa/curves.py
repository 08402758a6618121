"""Two pictures of how far confidence can be trusted, as SVG: reliability, and risk against coverage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from qa.metrics import auroc, coverage_at, expected_calibration_error, reliability, risk_coverage

WIDTH, HEIGHT = 480, 500
LEFT, TOP, SIDE = 66, 64, 380  # the square plot
PAPER, INK, FAINT, GUIDE, LINE, MARK = "#ffffff", "#1f2430", "#d5dae1", "#7d8795", "#0b6e8a", "#b4540a"
LARGEST_DOT = 16.0  # radius of a bin that holds every question
ACCURACY = 0.8  # whose coverage is marked
MOST_POINTS = 500  # of the curve

Point = tuple[float, float]
"""Both from 0 to 1, from the lower left corner of the plot."""


def reliability_svg(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """How often answers of each confidence are right: on the diagonal when confidence is what it says.

    One confidence and one verdict for each question; a dot for each tenth, as large as its share of the questions.
    """
    dots = [
        f'<circle cx="{_x(confidence):.1f}" cy="{_y(accuracy):.1f}" r="{max(2.5, LARGEST_DOT * math.sqrt(share)):.1f}" '
        f'fill="{LINE}" fill-opacity="0.75"/>'
        for confidence, accuracy, share in reliability(confidences, right)
    ]
    bins = [(confidence, accuracy) for confidence, accuracy, _ in reliability(confidences, right)]
    figures = f"ECE {expected_calibration_error(confidences, right):.3f} · AUROC {_or_dash(auroc(confidences, right))}"
    drawn = [_path([(0, 0), (1, 1)], GUIDE, dashed=True), _path(bins, LINE), *dots]
    return _picture("Reliability", f"{figures} · {_count(right)}", "confidence", "share that is right", drawn)


def risk_coverage_svg(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """How many answers are wrong when only the surest share of the questions is answered.

    One confidence and one verdict for each question. The mark is the largest coverage at an accuracy of 80 %.
    """
    covered = coverage_at(confidences, right, ACCURACY)
    curve = [(float(coverage), 1 - float(accuracy)) for coverage, accuracy in risk_coverage(confidences, right)]
    curve = curve[:: -(len(curve) // MOST_POINTS + 1)]
    drawn = [
        _path([(0, 1 - ACCURACY), (1, 1 - ACCURACY)], GUIDE, dashed=True),
        _path([(covered, 0), (covered, 1 - ACCURACY)], MARK, dashed=True),
        _path(curve, LINE),
    ]
    figures = f"{100 * covered:.1f} % answered at 80 % accuracy · AUROC {_or_dash(auroc(confidences, right))}"
    return _picture("Risk and coverage", f"{figures} · {_count(right)}", "share answered", "share wrong", drawn)


def _picture(title: str, figures: str, across: str, upward: str, drawn: Iterable[str]) -> str:
    """The plot in its frame, on paper of its own: it reads the same on a light and on a dark page."""
    middle = LEFT + SIDE / 2
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    font = 'font-family="system-ui, sans-serif" font-size="13"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {font} fill="{INK}">',
        f"<title>{escape(f'{title}: {figures}')}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<text x="20" y="26" font-size="16" font-weight="600">{escape(title)}</text>',
        f'<text x="20" y="46" font-size="12">{escape(figures)}</text>',
        *_axes(),
        *drawn,
        _text(middle, TOP + SIDE + 42, across),
        f'<text transform="translate(22 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">{escape(upward)}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes() -> list[str]:
    ticks = [step / 5 for step in range(6)]
    lines = [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="{INK}"/>']
    for tick in ticks:
        lines += [
            _path([(tick, 0), (tick, 1)], FAINT, width=0.5),
            _path([(0, tick), (1, tick)], FAINT, width=0.5),
            _text(_x(tick), TOP + SIDE + 20, f"{tick:.1f}"),
            _text(LEFT - 8, _y(tick) + 4, f"{tick:.1f}", "end"),
        ]
    return lines


def _path(points: Sequence[Point], color: str, dashed: bool = False, width: float = 2) -> str:
    places = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{color}" stroke-width="{width:g}"{dashes}/>'


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _x(share: float) -> float:
    return LEFT + SIDE * share


def _y(share: float) -> float:
    return TOP + SIDE * (1 - share)


def _or_dash(figure: float) -> str:
    return "–" if math.isnan(figure) else f"{figure:.3f}"


def _count(right: Sequence[bool]) -> str:
    return f"{len(right):,} questions"
