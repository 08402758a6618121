from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from index.search import Hit
from qa.evidence import Told
from qa.order import FIRST_READ, known, read_in_order
from qa.read import Reading
from qa.weights import Weights
from tests.readings import article, hit, reading

QUESTION = "Who partnered with MTS?"
ARTICLES = [
    article(text, f"a{number}")
    for number, text in enumerate(
        [
            "MTS partnered with Huawei.",
            "MTS is a carrier.",
            "Snow fell in May.",
            "Tele2 went live with Ericsson.",
            "The tower is high.",
            "Huawei makes tablets.",
            "Cheese ripens slowly.",
        ]
    )
]
HITS = [hit(found, rank=rank, coverage=1 / rank) for rank, found in enumerate(ARTICLES, 1)]
BY_ID = {found.id: found for found in ARTICLES}
STOPPING = Weights({"margin": 1.0, "coverage": 2.0}, room=3.0)


def read_with(weights: Weights, margin: float) -> tuple[list[list[str]], tuple[Reading | None, ...]]:
    """What was read, in batches of article ids, and the readings, when Huawei has this margin."""
    batches = []

    def read(hits: Sequence[Hit]) -> list[Reading]:
        batches.append([found.passage.article_id for found in hits])
        return [reading(found, **({"Huawei": margin} if "Huawei" in found.passage.text else {})) for found in hits]

    return batches, read_in_order(QUESTION, HITS, BY_ID, weights, read)


def test_a_lead_that_nothing_unread_can_overtake_ends_the_reading_but_for_what_supports_it() -> None:
    batches, readings = read_with(STOPPING, 5.0)
    assert batches == [["a0", "a1", "a2", "a3"], ["a5"]]
    assert [found is None for found in readings] == [False, False, False, False, True, False, True]
    hits, read = known(HITS, readings)
    assert [found.rank for found in hits] == [1, 2, 3, 4, 6]
    assert len(read) == 5


@pytest.mark.parametrize(("weights", "margin"), [(STOPPING, 0.5), (dataclasses.replace(STOPPING, room=9.0), 5.0)])
def test_a_lead_that_may_be_overtaken_has_everything_read(weights: Weights, margin: float) -> None:
    batches, readings = read_with(weights, margin)
    assert batches == [["a0", "a1", "a2", "a3"], ["a4", "a5", "a6"]]
    assert None not in readings


def test_what_may_contradict_the_first_answer_is_read_and_so_is_all_for_a_list() -> None:
    rival = [dataclasses.replace(found, coverage=0.9) if found.rank == 7 else found for found in HITS]
    batches = []

    def read(hits: Sequence[Hit]) -> list[Reading]:
        batches.append([found.rank for found in hits])
        return [reading(found, **({"Huawei": 9.0} if "Huawei" in found.passage.text else {})) for found in hits]

    weights = dataclasses.replace(STOPPING, ranking={"margin": 1.0, "nearness": 2.0})
    read_in_order(QUESTION, rival, BY_ID, weights, read)
    assert batches == [[1, 2, 3, 4], [6, 7]]
    batches.clear()
    read_in_order("Which companies partnered with MTS?", HITS, BY_ID, weights, read)
    assert batches == [[1, 2, 3, 4, 5, 6, 7]]


def test_unfitted_weights_read_everything() -> None:
    assert None not in read_with(Weights(), 25.0)[1]


def test_the_most_promising_passages_are_read_first_whatever_their_rank() -> None:
    lifted = [dataclasses.replace(found, coverage=9.0) if found.rank == 7 else found for found in HITS]
    batches = []

    def read(hits: Sequence[Hit]) -> list[Reading]:
        batches.append([found.rank for found in hits])
        return [Reading(()) for _ in hits]

    read_in_order(QUESTION, lifted, BY_ID, STOPPING, read)
    assert batches == [[7, 1, 2, 3], [4, 5, 6]]


def test_the_passage_behind_the_answer_before_is_promising() -> None:
    batches = []

    def read(hits: Sequence[Hit]) -> list[Reading]:
        batches.append([found.rank for found in hits])
        return [Reading(()) for _ in hits]

    weights = dataclasses.replace(STOPPING, ranking={"margin": 1.0, "coverage": 2.0, "follows": 9.0})
    read_in_order(QUESTION, HITS, BY_ID, weights, read, Told("a5", 6))
    assert batches == [[6, 1, 2, 3], [4, 5, 7]]


def test_few_hits_are_read_at_once_and_none_not_at_all() -> None:
    batches = []

    def read(hits: Sequence[Hit]) -> list[Reading]:
        batches.append(len(hits))
        return [Reading(()) for _ in hits]

    assert len(read_in_order(QUESTION, HITS[:FIRST_READ], BY_ID, STOPPING, read)) == FIRST_READ
    assert read_in_order(QUESTION, [], BY_ID, STOPPING, read) == ()
    assert batches == [FIRST_READ, 0]
