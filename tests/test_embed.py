"""Texts as vectors, by the bundled model and by any other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embed import BUNDLED, MAX_TOKENS, BundledEmbedder, make_embedder
from index.errors import ModelError


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder()


def test_vectors_have_length_one(bundled: BundledEmbedder) -> None:
    vectors = bundled.embed(["Who partnered with MTS?", "", "x", "\U0001f600"])
    assert vectors.shape == (4, bundled.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_means_the_same_is_nearer(bundled: BundledEmbedder) -> None:
    question, right, wrong = bundled.embed(
        ["Which company works with MTS?", "MTS has teamed up with Huawei.", "The frog has a strong skull."]
    )
    assert question @ right > question @ wrong + 0.2


def test_a_vector_does_not_change_with_its_company(bundled: BundledEmbedder) -> None:
    texts = ["One text.", "Another text, rather longer than the first one.", "word " * 600]
    alone = np.concatenate([bundled.embed([text]) for text in texts])
    np.testing.assert_array_equal(bundled.embed(texts), alone)


def test_what_stands_behind_the_limit_is_not_read(bundled: BundledEmbedder) -> None:
    begun = "word " * MAX_TOKENS
    first, second = bundled.embed([begun, begun + "another end"])
    np.testing.assert_array_equal(first, second)


def test_no_texts_give_no_rows(bundled: BundledEmbedder) -> None:
    assert bundled.embed([]).shape == (0, bundled.dimension)


def test_names_choose_the_embedder_and_load_nothing() -> None:
    assert make_embedder(None).name == make_embedder("bundled").name == BUNDLED
    assert make_embedder("someone/some-model").name == "someone/some-model"


def test_the_bundled_embedder_needs_no_torch() -> None:
    program = (
        "import sys; from index.embed import make_embedder; make_embedder().embed(['x']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parent.parent)


def test_a_model_that_does_not_exist_is_said(tmp_path: Path) -> None:
    for name in ("no/such-model", str(tmp_path)):
        with pytest.raises(ModelError, match="cannot be loaded") as caught:
            make_embedder(name).load()
        assert "\n" not in caught.value.message


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of a few numbers."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    inner, outer = tmp_path_factory.mktemp("inner"), tmp_path_factory.mktemp("outer")
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "river", "town"])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(inner)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=32, **sizes)).save_pretrained(inner)
    words = Transformer(str(inner))
    SentenceTransformer(modules=[words, Pooling(16)], device="cpu").save(str(outer))
    return outer


def test_any_sentence_transformers_model_embeds_by_its_folder(model_folder: Path) -> None:
    embedder = make_embedder(str(model_folder))
    assert embedder.dimension == 16
    vectors = embedder.embed(["river town", "river"])
    assert vectors.shape == (2, 16)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_folder_changed_into_another_model_has_another_name(model_folder: Path) -> None:
    before = make_embedder(str(model_folder)).name
    weights = next(model_folder.rglob("*.safetensors"))
    kept = weights.read_bytes()
    weights.write_bytes(kept[:-4] + b"\x01\x02\x03\x04")
    assert make_embedder(str(model_folder)).name != before
    weights.write_bytes(kept)
    assert make_embedder(str(model_folder)).name == before
