"""One ONNX model with its tokenizer: runs token windows in batches of like length."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BATCH_TOKENS = 1_536
"""A batch holds at most so many tokens, padding counted: more is not faster and needs more memory."""


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

    @property
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
            self._tokenizer = tokenizer
        return self._tokenizer

    def load(self) -> None:
        """Makes the model ready; ModelError when the folder is missing or damaged."""
        if self._session is not None:
            return
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # 0.2 s

        _ = self.tokenizer
        options = SessionOptions()
        options.intra_op_num_threads = _usable_cores()
        options.inter_op_num_threads = 1
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 4
        try:
            self._session = InferenceSession(
                str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library's errors have no common class
            raise self._unusable(error) from error

    def run(self, windows: Sequence[Window]) -> list[tuple[NDArray[np.float32], ...]]:
        """For each window in order, one array of each model output, cut to the window's own length.

        An output with one row a window (a pooled embedding) is given as that row.
        """
        self.load()
        outputs: list[tuple[NDArray[np.float32], ...]] = [()] * len(windows)
        for places in _batches([len(window.ids) for window in windows]):
            for place, arrays in zip(places, self._run_batch([windows[place] for place in places]), strict=True):
                outputs[place] = arrays
        return outputs

    def _run_batch(self, windows: Sequence[Window]) -> Iterator[tuple[NDArray[np.float32], ...]]:
        assert self._session is not None
        longest = max(len(window.ids) for window in windows)
        ids = np.zeros((len(windows), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        types = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            types[row, : len(window.ids)] = window.type_ids
            mask[row, : len(window.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        arrays = self._session.run(None, inputs)
        by_token = [not isinstance(output.shape[1], int) for output in self._session.get_outputs()]
        for row, window in enumerate(windows):
            yield tuple(
                array[row, : len(window.ids)] if cut else array[row]
                for array, cut in zip(arrays, by_token, strict=True)
            )

    def _unusable(self, error: Exception) -> ModelError:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        hint = "Install Dossier again, or name another model."
        return ModelError(f"The model in {self.folder} cannot be loaded: {reason}", hint)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of the windows, shortest first, in batches of at most BATCH_TOKENS."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
        if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _usable_cores() -> int:
    """Cores this program may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
