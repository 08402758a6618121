from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.curves import HEIGHT, LEFT, PAPER, SIDE, TOP, WIDTH, reliability_svg, risk_coverage_svg

SVG = "{http://www.w3.org/2000/svg}"
CONFIDENCES = [0.95, 0.9, 0.75, 0.55, 0.3, 0.1]
RIGHT = [True, True, False, True, False, False]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def places(points: str) -> list[tuple[float, float]]:
    """The points of a polyline as shares of the plot, from its lower left corner."""
    pairs = [tuple(map(float, point.split(","))) for point in points.split()]
    return [((x - LEFT) / SIDE, (TOP + SIDE - y) / SIDE) for x, y in pairs]


def polylines(svg: str) -> list[list[tuple[float, float]]]:
    return [places(line.attrib["points"]) for line in ET.fromstring(svg).iter(f"{SVG}polyline")]


def test_reliability_names_its_axes_and_its_figures() -> None:
    said = words(reliability_svg(CONFIDENCES, RIGHT))
    assert {"Reliability", "confidence", "share that is right", "0.0", "1.0"} <= set(said)
    [figures] = [text for text in said if "ECE" in text]
    assert re.fullmatch(r"ECE 0\.\d{3} · AUROC 0\.889 · 6 questions", figures)


def test_reliability_has_a_dot_for_each_tenth_that_holds_a_question_and_larger_ones_for_more() -> None:
    dots = list(ET.fromstring(reliability_svg(CONFIDENCES, RIGHT)).iter(f"{SVG}circle"))
    assert len(dots) == 5
    largest = max(dots, key=lambda dot: float(dot.attrib["r"]))
    assert (float(largest.attrib["cx"]) - LEFT) / SIDE == pytest.approx(0.925, abs=0.001)
    assert float(largest.attrib["cy"]) == TOP


def test_risk_and_coverage_names_its_axes_and_marks_the_coverage_at_80_percent_accuracy() -> None:
    svg = risk_coverage_svg([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [True, True, True, True, False, False])
    assert {"Risk and coverage", "share answered", "share wrong"} <= set(words(svg))
    assert "83.3 % answered at 80 % accuracy · AUROC 1.000 · 6 questions" in words(svg)
    assert [pytest.approx((5 / 6, 0), abs=0.001), pytest.approx((5 / 6, 0.2), abs=0.001)] in polylines(svg)


def test_the_risk_curve_passes_through_every_confidence() -> None:
    *_, curve = polylines(risk_coverage_svg([0.9, 0.8, 0.7, 0.6], [True, False, True, False]))
    curve.reverse()
    assert curve == [pytest.approx(point, abs=0.001) for point in [(0.25, 0), (0.5, 0.5), (0.75, 1 / 3), (1.0, 0.5)]]


def test_the_curve_of_many_questions_is_drawn_with_few_points_from_end_to_end() -> None:
    *_, curve = polylines(risk_coverage_svg([n / 5000 for n in range(5000)], [True] * 5000))
    assert len(curve) < 501
    assert curve[0] == pytest.approx((1, 0), abs=0.001)
    assert curve[-1] == pytest.approx((0, 0), abs=0.005)


def test_when_all_is_right_there_is_no_auroc_to_tell() -> None:
    assert any("AUROC –" in text for text in words(reliability_svg([0.9, 0.8], [True, True])))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_both_pictures_are_svg_on_paper_of_their_own_with_every_mark_inside(rows: list[tuple[float, bool]]) -> None:
    confidences, right = [confidence for confidence, _ in rows], [verdict for _, verdict in rows]
    for svg in (reliability_svg(confidences, right), risk_coverage_svg(confidences, right)):
        root = ET.fromstring(svg)
        paper = root.find(f"{SVG}rect")
        assert paper is not None
        assert paper.attrib == {"width": str(WIDTH), "height": str(HEIGHT), "fill": PAPER}
        drawn = [point for line in polylines(svg) for point in line]
        assert all(-0.01 <= x <= 1.01 and -0.01 <= y <= 1.01 for x, y in drawn)
