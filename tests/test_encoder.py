"""The bundled models' engine: windows in, arrays of their own length out."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embed import BUNDLED_FOLDER
from index.encoder import Encoder, Window
from index.errors import ModelError


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(BUNDLED_FOLDER)


def window(encoder: Encoder, text: str) -> Window:
    ids = encoder.tokenizer.encode(text).ids
    return Window(ids, [0] * len(ids))


def test_the_tokenizer_neither_pads_nor_truncates(encoder: Encoder) -> None:
    assert len(encoder.tokenizer.encode("word").ids) == 3
    assert len(encoder.tokenizer.encode("word " * 1_000).ids) == 1_002


def test_windows_come_back_in_order_whatever_their_lengths(encoder: Encoder) -> None:
    texts = ["A long text about a river that runs through a town and its fields.", "Short.", "Of middle length."]
    together = encoder.run([window(encoder, text) for text in texts])
    for text, (array,) in zip(texts, together, strict=True):
        np.testing.assert_array_equal(array, encoder.run([window(encoder, text)])[0][0])


def test_no_windows_give_nothing(encoder: Encoder) -> None:
    assert encoder.run([]) == []


def test_the_configuration_is_readable_without_the_model(encoder: Encoder) -> None:
    assert encoder.config["dimension"] == 384


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "replaced"])
def test_a_damaged_model_folder_is_said(tmp_path: Path, name: str, damage: str) -> None:
    for file in ("model.onnx", "tokenizer.json", "config.json"):
        shutil.copyfile(BUNDLED_FOLDER / file, tmp_path / file)
    if damage == "missing":
        (tmp_path / name).unlink()
    elif damage == "cut":
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100])
    else:
        (tmp_path / name).write_bytes(b"\xff\0nothing")
    damaged = Encoder(tmp_path)
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        assert damaged.config if name == "config.json" else damaged.run([])
    assert "\n" not in caught.value.message
