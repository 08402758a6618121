from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from qa.train.__main__ import main
from qa.train.features import collate, make_feature, place_window, tempting_window, token_spans
from qa.train.mixture import (
    Example,
    add_noise,
    cap_by_paragraph,
    curl_quotes,
    epoch,
    held_out,
    misspell,
    parse_example,
    training_sets,
)
from qa.train.negatives import nearest_first, pick_negative
from qa.train.swaps import swap, swaps
from tests.tiny_reader import save_bert

READER = Path(__file__).parent.parent / "qa" / "models" / "reader"
CONTEXT = "The mobile operator MTS has teamed up with Huawei for a 5G pilot in Moscow. It's the first of its kind. " * 6


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    loaded = Tokenizer.from_file(str(READER / "tokenizer.json"))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


def example(answer: str = "Huawei", question: str = "who partnered with MTS?") -> Example:
    start = CONTEXT.index(answer) if answer else 0
    return Example(question, CONTEXT, ((start, start + len(answer)),) if answer else (), "MTS")


def test_other_places_of_the_answer_are_right_spans_too() -> None:
    row = {
        "question": "q",
        "context": "a b a",
        "title": "t",
        "answers": [{"text": "a", "start": 0}],
        "alt_starts": [0, 4],
    }
    assert parse_example(row).spans == ((0, 1), (4, 5))


def test_a_feature_marks_the_answers_tokens(tokenizer: Tokenizer) -> None:
    for seed in range(30):
        feature = make_feature(example(), tokenizer, random.Random(seed))
        if feature.starts == (0,):
            continue
        marked = feature.ids[feature.starts[0] : feature.ends[0] + 1]
        assert tokenizer.decode(marked) == "huawei"


def test_half_of_the_windows_tell_the_title_where_a_history_would_stand(tokenizer: Tokenizer) -> None:
    titled = Example("who?", CONTEXT, ((0, 3),), "Moscow_tries_5G")
    heads = set()
    for seed in range(20):
        feature = make_feature(titled, tokenizer, random.Random(seed))
        heads.add(tokenizer.decode(feature.ids[1 : feature.head_length + 1], skip_special_tokens=False))
    assert {head.removeprefix("who").removeprefix("?").strip() for head in heads} == {"", "[SEP] moscow tries 5g."}


def test_a_question_without_answer_points_at_the_null(tokenizer: Tokenizer) -> None:
    feature = make_feature(example(""), tokenizer, random.Random(1))
    assert (feature.starts, feature.ends) == ((0,), (0,))


def test_a_window_holds_its_answer_and_no_more_than_its_room() -> None:
    rng = random.Random(2)
    for _ in range(200):
        length, room = rng.randint(1, 400), rng.randint(8, 128)
        start = rng.randrange(length)
        span = (start, min(length - 1, start + rng.randrange(6)))
        begin, stop = place_window(length, room, [span], random.Random(3))
        assert 0 <= begin < stop <= length
        assert stop - begin <= room
        assert begin <= span[0] <= span[1] < stop


def test_without_an_answer_the_window_holds_what_the_question_is_about() -> None:
    context = [1, 1, 1, 1, 5, 1, 9, 7, 7, 7, 7, 7]
    assert tempting_window([5, 9, 1], context, 3) == (4, 7)
    assert tempting_window([5, 9, 7], context, 4) in [(3, 7), (4, 8)]
    begin, end = tempting_window([100], context, 3)
    assert (end - begin, begin >= 0, end <= len(context)) == (3, True, True)


def test_a_span_that_touches_no_token_is_dropped() -> None:
    assert token_spans([(0, 3), (4, 7)], ((3, 4), (5, 6))) == [(1, 1)]


def test_a_batch_is_padded_to_its_longest_and_marks_every_right_place(tokenizer: Tokenizer) -> None:
    features = [make_feature(e, tokenizer, random.Random(4)) for e in (example(), example(""))]
    batch = collate(features)
    assert batch.ids.shape == batch.mask.shape == batch.starts.shape
    assert batch.ids.shape[1] % 16 == 0
    assert [row.nonzero()[0].tolist() for row in batch.starts] == [list(f.starts) for f in features]
    assert batch.mask.sum(1).tolist() == [len(f.ids) for f in features]


def test_noise_is_the_same_for_the_same_seed_and_changes_no_name_away() -> None:
    questions = [add_noise("Who partnered with the operator MTS?", random.Random(seed)) for seed in range(60)]
    assert questions == [add_noise("Who partnered with the operator MTS?", random.Random(seed)) for seed in range(60)]
    assert len(set(questions)) > 3
    assert all("MTS" in question for question in questions)


def test_a_misspelt_word_keeps_its_first_letter() -> None:
    assert all(misspell("partnered", random.Random(seed))[0] == "p" for seed in range(20))


def test_curled_quotes_move_no_character() -> None:
    curled = {curl_quotes(CONTEXT, random.Random(seed)) for seed in range(40)}
    assert len(curled) == 2
    assert {len(context) for context in curled} == {len(CONTEXT)}


def test_no_paragraph_gives_more_than_its_share() -> None:
    many = [Example(str(i), "one context", (), "t") for i in range(30)]
    assert len(cap_by_paragraph(many, 12, random.Random(0))) == 12


def test_a_set_drawn_one_and_a_half_times_an_epoch_and_one_drawn_a_half() -> None:
    tweets = [Example(f"q{i}", f"context {i}", (), "") for i in range(12)]
    assert len(epoch({"news_negatives": tweets}, random.Random(1))) == 18
    assert len(epoch({"squadshifts_new_wiki": tweets}, random.Random(1))) == 6


DEALS = "Telia signed with Huawei in 2019. Ericsson sold antennas to Tele2 in 2017. Telia also met Nokia."


@pytest.mark.parametrize(
    ("question", "answer", "swapped"),
    [
        ("who did Telia sign with in 2019?", "Huawei", {"who did Telia sign with in 2017?"}),
        ("who did Telia sign with?", "Huawei", {"who did Tele2 sign with?", "who did Nokia sign with?"}),
        ("what was the first deal?", "Huawei", {"what was the last deal?"}),
        ("what is it?", "Huawei", {None}),
    ],
)
def test_a_question_is_asked_of_what_the_passage_tells_elsewhere(
    question: str, answer: str, swapped: set[str | None]
) -> None:
    start = DEALS.index(answer)
    asked = Example(question, DEALS, ((start, start + len(answer)),), "")
    assert {swap(asked, random.Random(seed)) for seed in range(40)} == swapped


def test_a_name_that_the_passage_has_not_comes_from_another_question() -> None:
    start = DEALS.index("Huawei")
    asked = Example("who signed with Telia?", DEALS, ((start, start + 6),), "")
    beside = [Example("what did Orange buy?", "", (), ""), Example("who owns Nokia?", "", (), "")]
    swapped = {swap(asked, random.Random(seed), beside) for seed in range(60)}
    assert swapped == {"who signed with Tele2?", "who signed with Nokia?", "who signed with Orange?"}


def test_swapped_questions_have_no_answer_and_come_in_the_number_asked_for() -> None:
    start = DEALS.index("Huawei")
    asked = [
        Example(f"who did Telia sign with in {year}?", DEALS, ((start, start + 6),), "") for year in (2019, 2019, 2019)
    ]
    assert [e.spans for e in swaps(asked, 5, seed=1)] == [(), (), ()]
    assert len(swaps(asked, 2, seed=1)) == 2
    assert swaps(asked, 2, seed=1) == swaps(asked, 2, seed=1)


def test_held_out_articles_are_not_trained_on(tmp_path: Path) -> None:
    rows = [{"question": "q", "context": f"c{i}", "title": f"title {i}", "answers": []} for i in range(200)]
    with gzip.open(tmp_path / "squad_v1.1_train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    (kept,) = training_sets([tmp_path]).values()
    assert 150 < len(kept) < 200
    assert not any(held_out(e) for e in kept)


def test_a_retrieved_negative_does_not_hold_the_answer() -> None:
    near = [CONTEXT, "Huawei is in Shenzhen.", "Tele2 went live with Ericsson."]
    picked = {pick_negative(example(), near, random.Random(seed)) for seed in range(10)}
    assert picked == {"Tele2 went live with Ericsson."}
    assert pick_negative(example(), near[:2], random.Random(0)) is None


def test_the_nearest_are_those_of_a_full_sort() -> None:
    scores = np.random.default_rng(3).permutation(200).reshape(4, 50).astype(np.float32)
    assert (nearest_first(scores, 12) == np.argsort(-scores, axis=1)[:, :12]).all()
    assert (nearest_first(scores, 90) == np.argsort(-scores, axis=1)).all()


def test_missing_data_is_said_in_two_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "no"), str(tmp_path / "out"), "--start", str(READER / "weights")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert main(["fit", str(tmp_path), str(tmp_path / "out"), "--start", str(READER / "weights")]) == 2
    assert "training set" in capsys.readouterr().err


def test_dropout_takes_about_its_share_in_training_and_nothing_in_use(tmp_path: Path) -> None:
    import torch

    from qa.train.fit import PooledDropout, load_model

    model = load_model(save_bert(tmp_path / "small"), dropout=0.1)
    dropouts = [module for module in model.modules() if isinstance(module, PooledDropout)]
    assert len(dropouts) == 3  # behind the embeddings, the attention and the feed-forward part of the one layer
    hidden = torch.ones(64, 32, 32)
    assert torch.equal(dropouts[0].eval()(hidden), hidden)
    one, other = dropouts[0].train()(hidden), dropouts[0](hidden)
    assert float((one == 0).float().mean()) == pytest.approx(0.1, abs=0.01)
    assert float(one.mean()) == pytest.approx(1, abs=0.02)
    assert not torch.equal(one, other)


def test_ten_steps_on_ten_questions_learn_them_by_heart_and_resume(tmp_path: Path) -> None:
    from qa.read import TransformersReader
    from qa.train.export import save_weights
    from qa.train.fit import Plan, fit, resume

    nonsense = [
        ("who partnered with MTS?", "in Moscow"),
        ("what is it?", "operator"),
        ("where is the pilot?", "teamed up"),
        ("when did it open?", "the first"),
        ("how many operators?", "kind"),
    ]
    short = CONTEXT[: len(CONTEXT) // 6]
    examples = [
        Example(question, short, ((short.index(answer), short.index(answer) + len(answer)),), "MTS")
        for question, answer in nonsense
    ] * 2
    half = Plan(str(READER / "weights"), tmp_path, 600.0, peak=1e-3, batch_size=10, steps=5)
    assert fit(half, {"qed_nq_train": examples}, lambda _: None).step == 5
    whole = Plan(str(READER / "weights"), tmp_path, 600.0, peak=1e-3, batch_size=10, steps=10)
    assert fit(whole, {"qed_nq_train": examples}, lambda _: None).step == 10
    model, _, _ = resume(whole)
    save_weights(model, READER / "weights" / "tokenizer.json", tmp_path / "learnt")
    reader = TransformersReader(str(tmp_path / "learnt"))
    said = [reader.read(question, [short])[0].spans[0] for question, _ in nonsense]
    right = [short[s.start : s.end] == answer for s, (_, answer) in zip(said, nonsense, strict=True)]
    assert sum(right) >= 4


def test_smoothing_takes_the_outliers_and_leaves_the_logits(tmp_path: Path) -> None:
    import torch

    from qa.train.features import Feature
    from qa.train.fit import load_model
    from qa.train.smooth import Smoothed, maxima, smooth

    model = load_model(save_bert(tmp_path / "small")).eval()
    feed_forward = model.bert.encoder.layer[0].output.dense
    with torch.no_grad():
        model.bert.encoder.layer[0].intermediate.dense.weight[3] *= 50
    features = [Feature([2, 5, 6, 3, 9, 10, 11, 3], 2, (0,), (0,)), Feature([2, 7, 3, 12, 13, 14, 3], 1, (0,), (0,))]
    ids = torch.tensor([features[0].ids])
    with torch.inference_mode():
        before = model(input_ids=ids).start_logits
    outlier = maxima(model, features)["bert.encoder.layer.0.output.dense"]
    assert outlier.argmax() == 3
    smooth(model, features)
    with torch.inference_mode():
        assert torch.allclose(model(input_ids=ids).start_logits, before, atol=1e-4)
    smoothed = model.bert.encoder.layer[0].output.dense
    assert isinstance(smoothed, Smoothed)
    assert smoothed.linear is feed_forward
    spread = maxima(model, features)["bert.encoder.layer.0.output.dense.linear"]
    assert float(spread.max() / spread.median()) < float(outlier.max() / outlier.median()) / 4


def test_a_soup_is_the_weighted_mean_of_its_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    one = save_bert(tmp_path / "one")
    weights = load_file(one / "model.safetensors")
    other = save_bert(tmp_path / "other")
    save_file({name: tensor + 4 for name, tensor in weights.items()}, other / "model.safetensors", {"format": "pt"})
    typed = ["soup", str(tmp_path / "mean"), f"{one}=3", f"{other}=1", "--start", str(one)]
    assert main(typed) == 0
    mean = torch.load(tmp_path / "mean" / "checkpoint.pt", weights_only=True)["model"]
    assert all(torch.allclose(mean[name], weights[name] + 1, atol=1e-6) for name in weights)
    assert main(["soup", str(tmp_path / "again"), f"{tmp_path / 'mean'}=1", "--start", str(one)]) == 0
    small = save_bert(tmp_path / "small", positions=64)
    capsys.readouterr()
    for wrong in (f"{small}=1", f"{tmp_path}=1", f"{one}=0", f"{one}", f"{one}=much"):
        assert main(["soup", str(tmp_path / "no"), wrong, "--start", str(one)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 2
