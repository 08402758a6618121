"""A module as INT8 ONNX says what it said in fp32."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.embed import BUNDLED_FOLDER
from index.encoder import Encoder, Window
from index.export import export_int8, recalls


def test_an_exported_module_runs_in_the_encoder_and_loses_little(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    import torch

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = torch.nn.Embedding(1_200, 32)
            self.dropout = torch.nn.Dropout(0.5)
            self.out = torch.nn.Linear(32, 8)

        def forward(
            self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            tokens = self.out(self.dropout(self.words(ids)))
            seen = mask.unsqueeze(-1).to(tokens.dtype)
            return tokens + types.unsqueeze(-1), (tokens * seen).sum(dim=1)

    torch.manual_seed(0)
    module = Module()
    export_int8(module, tmp_path, {"tokens": True, "pooled": False}, BUNDLED_FOLDER / "tokenizer.json", {"a": 1})
    assert json.loads((tmp_path / "config.json").read_text()) == {"a": 1}
    encoder = Encoder(tmp_path)
    for ids, types in (([5, 900, 17], [0, 1, 1]), (list(range(40)), [0] * 40)):
        ((tokens, pooled),) = encoder.run([Window(ids, types)])
        with torch.no_grad():
            exact = module.eval()(torch.tensor([ids]), torch.ones((1, len(ids))), torch.tensor([types]))
        assert tokens.shape == (len(ids), 8)
        np.testing.assert_allclose(tokens, exact[0][0], atol=0.06)
        np.testing.assert_allclose(pooled, exact[1][0], atol=0.02 * len(ids))


def test_recall_counts_the_questions_whose_context_is_near_enough() -> None:
    vectors = {"q": [1, 0], "r": [0, 1], "a": [1, 0], "b": [0.9, 0.1], "c": [0, 0.5]}
    found = recalls(
        lambda texts: np.array([vectors[text] for text in texts]), ["q", "r"], ["a", "b", "c"], np.array([1, 2])
    )
    assert found == {1: 0.5, 5: 1.0, 20: 1.0}
