from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.encoder import Encoder, Window
from index.errors import ModelError
from qa.cut import tidy
from qa.read import BundledReader, Reader, Reading, TransformersReader, make_reader, special_ids
from tests.tiny_reader import save_bert, save_roberta

QUESTION = "who partnered with MTS?"
PASSAGES = [
    "Earlier things were said. MTS partnered with Huawei in Moscow. Later things followed.",
    "The cat sat on the mat.",
    "Tele2 went live with Ericsson in Moscow, while Beeline waited for 2020. " * 6,
    "«Café» naïve — 漢字 🎉 हिन्दी",
]
LONG = "Nobody said what it costs, and later things followed. " * 120 + "Huawei is the company that MTS partnered with."


@pytest.fixture(scope="module")
def bundled() -> Reader:
    return make_reader()


@pytest.fixture(scope="module")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_bert(tmp_path_factory.mktemp("bert") / "model")


@pytest.fixture(scope="module")
def roberta_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_roberta(tmp_path_factory.mktemp("roberta") / "model")


@pytest.fixture(params=["bundled", "bert", "roberta"])
def reader(request: pytest.FixtureRequest) -> Reader:
    if request.param == "bundled":
        return request.getfixturevalue("bundled")
    return make_reader(str(request.getfixturevalue(f"{request.param}_folder")))


def assert_inside(text: str, reading: Reading) -> None:
    """Its spans are characters of the text, finite and best first."""
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert math.isfinite(span.score + span.null + span.norm)
        assert not text[span.start : span.end].isspace()
    margins = [span.margin for span in reading.spans]
    assert margins == sorted(margins, reverse=True)


NATIVES = (("Ann Lee", "Oslo"), ("Bob Ray", "Bern"))


def assert_alike(one: Reading, other: Reading) -> None:
    """The same spans with the same scores."""
    assert [(s.start, s.end) for s in one.spans] == [(s.start, s.end) for s in other.spans]
    for a, b in zip(one.spans, other.spans, strict=True):
        assert (a.score, a.null, a.norm) == pytest.approx((b.score, b.null, b.norm), abs=1e-3)


def test_the_bundled_reader_finds_who_partnered_with_mts(bundled: Reader) -> None:
    partner, cat, *_ = bundled.read(QUESTION, PASSAGES)
    best = partner.spans[0]
    assert PASSAGES[0][slice(*tidy(PASSAGES[0], best.start, best.end))] == "Huawei"
    assert partner.margin > 0 > cat.margin


def test_the_bundled_reader_finds_an_answer_far_into_a_long_passage(bundled: Reader) -> None:
    (reading,) = bundled.read(QUESTION, [LONG])
    best = reading.spans[0]
    assert LONG[best.start : best.end] == "Huawei"
    assert best.start > 6000


def test_a_passage_is_read_alike_whatever_is_read_along(reader: Reader) -> None:
    together = reader.read(QUESTION, PASSAGES)
    backward = reader.read(QUESTION, PASSAGES[::-1])[::-1]
    alone = [reader.read(QUESTION, [passage])[0] for passage in PASSAGES]
    crowded = reader.read(QUESTION, [*PASSAGES, *[LONG[:500]] * 12])[: len(PASSAGES)]
    for i, reading in enumerate(together):
        for other in (backward, alone, crowded):
            assert_alike(reading, other[i])


def test_every_passage_has_its_reading_with_spans_inside_it(reader: Reader) -> None:
    texts = [*PASSAGES, "", " \n ", "a", LONG]
    readings = reader.read(QUESTION, texts)
    assert len(readings) == len(texts)
    for text, reading in zip(texts, readings, strict=True):
        assert_inside(text, reading)
        assert bool(reading.spans) == bool(text.strip())


def test_a_passage_without_a_word_has_no_margin(reader: Reader) -> None:
    (reading,) = reader.read(QUESTION, [""])
    assert reading == Reading(())
    assert reading.margin == -math.inf


def test_a_reader_trained_on_talks_reads_the_question_as_typed_after_the_turn_before(bundled: Reader) -> None:
    text = "Ann Lee was born in Oslo in 1950. Bob Ray was born in Bern in 1961."
    said = [bundled.read("x", [text], f"Where was {name} born? {city}", "when?") for name, city in NATIVES]
    assert [text[r.spans[0].start : r.spans[0].end] for (r,) in said] == ["1950", "1961"]


def test_no_window_of_a_follow_up_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    run, windows = Encoder.run, []

    def counted(self: Encoder, asked: Sequence[Window]) -> list[tuple[Any, ...]]:
        windows.append(len(asked))
        return run(self, asked)

    monkeypatch.setattr(Encoder, "run", counted)
    reader = BundledReader()
    first = reader.read("who?", PASSAGES[:2], "Where did MTS go? Moscow", "with whom?")
    again = reader.read("who went there?", PASSAGES[:3], "Where did MTS go? Moscow", "with whom?")
    assert (windows, again[:2]) == ([2, 1], first)
    reader.read("who?", PASSAGES[:2], "Where did MTS go? Minsk", "with whom?")
    assert windows == [2, 1, 2]


def test_a_reader_not_trained_on_talks_reads_the_question_that_stands_alone(tmp_path: Path) -> None:
    reader = TransformersReader(str(save_bert(tmp_path / "other")))
    (alone,), (after,) = reader.read(QUESTION, PASSAGES[:1]), reader.read(QUESTION, PASSAGES[:1], "who? he", "where?")
    assert_alike(alone, after)


def test_a_reader_not_trained_on_titles_reads_none(tmp_path: Path) -> None:
    reader = TransformersReader(str(save_bert(tmp_path / "other")))
    (alone,), (titled,) = reader.read(QUESTION, PASSAGES[:1]), reader.read(QUESTION, PASSAGES[:1], titles=["Huawei"])
    assert_alike(alone, titled)


def test_the_title_tells_whom_a_passage_is_about(bundled: Reader) -> None:
    text = "The company has sold its stores in Poland to the retailer Salling, it said on Thursday."
    (own,), (other,) = (
        bundled.read("who did Tesco sell its Polish stores to?", [text], titles=[title])
        for title in ("Tesco leaves Poland", "Carrefour leaves Poland")
    )
    assert own.margin > other.margin
    untitled, stranger = (
        bundled.read("who did Tesco sell its Polish stores to?", [text], titles=titles)[0]
        for titles in ((), ("A chain leaves the country",))
    )
    assert untitled.margin != own.margin
    assert stranger == untitled


def test_each_passage_is_read_under_its_own_title(bundled: Reader) -> None:
    titles = ["Huawei in Moscow", "", "Cats " * 200]
    together = bundled.read(QUESTION, PASSAGES[:3], titles=titles)
    alone = [bundled.read(QUESTION, [text], titles=[title])[0] for text, title in zip(PASSAGES, titles, strict=False)]
    for one, other in zip(together, alone, strict=True):
        assert_alike(one, other)


def test_no_passages_no_readings(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


@pytest.mark.parametrize(
    "question", ["why " * 2500, "?", "🎉" * 300, "[CLS] [SEP] </s>"], ids=["long", "mark", "emoji", "special"]
)
def test_any_question_can_be_read(reader: Reader, question: str) -> None:
    for text, reading in zip(PASSAGES, reader.read(question, PASSAGES), strict=True):
        assert_inside(text, reading)


def test_a_long_question_leaves_room_for_the_passage_in_a_short_model(tmp_path: Path) -> None:
    reader = TransformersReader(str(save_bert(tmp_path / "short", positions=48)))
    (reading,) = reader.read("huawei " * 500, [PASSAGES[2]])
    assert reading.spans
    assert_inside(PASSAGES[2], reading)


def test_readers_are_named_as_the_person_calls_them(bert_folder: Path) -> None:
    assert make_reader().name == make_reader("bundled").name == make_reader("").name == "bundled"
    own = make_reader(str(bert_folder))
    assert (own.name, own.folder) == (str(bert_folder), bert_folder)
    assert make_reader("deepset/tinyroberta-squad2").folder is None


def no_folder(path: Path) -> Path:
    return path / "nowhere"


def empty_folder(path: Path) -> Path:
    (path / "empty").mkdir()
    return path / "empty"


def without_head(path: Path) -> Path:
    return save_bert(path / "headless", head=False)


def cut_short(path: Path) -> Path:
    folder = save_bert(path / "cut")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:300])
    return folder


def with_broken_config(path: Path) -> Path:
    folder = save_bert(path / "broken")
    (folder / "config.json").write_text("{")
    return folder


@pytest.mark.parametrize("make", [no_folder, empty_folder, without_head, cut_short, with_broken_config])
def test_a_folder_that_is_no_reader_is_refused(make: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = make(tmp_path)
    with pytest.raises(ModelError) as refused:
        make_reader(str(folder)).load()
    assert str(folder) in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.hint


def test_a_model_without_a_head_for_questions_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="question-answering head"):
        make_reader(str(without_head(tmp_path))).load()


def test_a_bundled_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        BundledReader(tmp_path).load()


@pytest.mark.parametrize(
    ("kind", "expected"), [("bert", ([2], [3], [3])), ("roberta", ([0], [2, 2], [2]))], ids=["bert", "roberta"]
)
def test_question_and_passage_are_joined_as_the_tokenizer_joins_them(
    kind: str, expected: tuple[list[int], ...], request: pytest.FixtureRequest
) -> None:
    from transformers import AutoTokenizer

    assert special_ids(AutoTokenizer.from_pretrained(request.getfixturevalue(f"{kind}_folder"))) == expected
