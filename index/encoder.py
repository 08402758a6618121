"""One ONNX model with its tokenizer: runs windows of tokens."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that go through the model together."""

    ids: Sequence[int]
    """Token ids with the special tokens."""
    type_ids: Sequence[int]
    """0 for the first text's tokens, 1 for the second's."""


class Encoder:
    """A model folder (model.onnx, tokenizer.json, config.json), loaded when asked to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    @cached_property
    def config(self) -> dict[str, Any]:
        """The fields of config.json; ModelError when it is missing or damaged."""
        try:
            fields = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._unusable(error) from error
        if not isinstance(fields, dict):
            raise self._unusable(TypeError("config.json is no object"))
        return fields

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, padding and truncation off; loads it alone when needed."""
        if self._tokenizer is None:
            from tokenizers import Tokenizer  # 0.02 s

            try:
                tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            except Exception as error:  # the library raises bare Exception
                raise self._unusable(error) from error
            tokenizer.no_padding()
            tokenizer.no_truncation()
            tokenizer.encode_special_tokens = True  # "[SEP]" written in an article is text like any other
            self._tokenizer = tokenizer
        return self._tokenizer

    def load(self) -> None:
        """Makes the model ready; ModelError when the folder is missing or damaged."""
        self._loaded()

    def _loaded(self) -> InferenceSession:
        if self._session is not None:
            return self._session
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # 0.2 s

        _ = self.tokenizer
        options = SessionOptions()
        options.intra_op_num_threads = 1  # windows run beside each other instead: no core waits for another
        options.inter_op_num_threads = 1
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 4
        try:
            session = InferenceSession(str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors have no common class
            raise self._unusable(error) from error
        self._session = session
        return session

    def run(self, windows: Sequence[Window]) -> list[tuple[NDArray[np.float32], ...]]:
        """For each window in order, one array of each model output: (length, …) by token, or one row a window.

        Each window runs by itself, on as many cores as there are: INT8 activations share one scale a run, so that in
        a batch a window's numbers would change with its company, and a CPU gains nothing from batches of passages.
        """
        session = self._loaded()
        if len(windows) < 2:
            return [_run_one(session, window) for window in windows]
        with ThreadPoolExecutor(_usable_cores()) as pool:
            return list(pool.map(lambda window: _run_one(session, window), windows))

    def _unusable(self, error: Exception) -> ModelError:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        hint = "Install Dossier again, or name another model."
        return ModelError(f"The model in {self.folder} cannot be loaded: {reason}", hint)


def _run_one(session: InferenceSession, window: Window) -> tuple[NDArray[np.float32], ...]:
    ids = np.array([window.ids], dtype=np.int64)
    types = np.array([window.type_ids], dtype=np.int64)
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
    return tuple(output[0] for output in session.run(None, inputs))


def _usable_cores() -> int:
    """Cores this program may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
