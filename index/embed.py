"""Texts as unit vectors: the bundled model, or any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Window
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED_FOLDER = Path(__file__).parent / "models" / "embedder"
BUNDLED = "all-MiniLM-L6-v2 (bundled)"
_MODEL_SUFFIXES = {".json", ".safetensors", ".bin", ".txt"}
_LOOKED_AT = 65_536
MAX_TOKENS = 256
"""The bundled model reads so many tokens of a text."""


class Embedder(Protocol):
    """Whatever turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """What the index calls it: vectors of two names are never mixed."""

    @property
    def dimension(self) -> int:
        """Length of its vectors; loads the model when it is not known otherwise."""

    def load(self) -> None:
        """Makes it ready; ModelError when it cannot be."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, shape (texts, dimension), each of length 1."""


def make_embedder(name: str | None = None) -> Embedder:
    """The embedder of this name: None or "bundled" for the bundled one, else a sentence-transformers model.

    Loads nothing.
    """
    if name is None or name in ("bundled", BUNDLED):
        return BundledEmbedder()
    return SentenceTransformerEmbedder(name)


class BundledEmbedder:
    """all-MiniLM-L6-v2 as INT8 ONNX, mean-pooled inside the graph; runs without torch."""

    name = BUNDLED
    dimension = 384

    def __init__(self, folder: Path = BUNDLED_FOLDER) -> None:
        self._encoder = Encoder(folder)

    def load(self) -> None:
        """Makes the model ready; ModelError when its folder is missing or damaged."""
        self._encoder.load()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, shape (texts, 384), each of length 1."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encodings = self._encoder.tokenizer.encode_batch_fast(list(texts))
        windows = [Window(_cut(encoding.ids), [0] * min(len(encoding.ids), MAX_TOKENS)) for encoding in encodings]
        return np.stack([embedding for (embedding,) in self._encoder.run(windows)])


def _cut(ids: list[int]) -> list[int]:
    """At most MAX_TOKENS ids, the closing special token kept."""
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by hub name or folder."""

    def __init__(self, name: str) -> None:
        folder = Path(name).expanduser()
        self._local = folder.is_dir()
        self._place = str(folder.resolve()) if self._local else name
        self.name = f"{self._place} ({_fingerprint(folder)})" if self._local else name
        self._model: SentenceTransformer | None = None

    @property
    def dimension(self) -> int:
        """Length of its vectors; loads the model."""
        return int(self.embed(["length"]).shape[1])

    def load(self) -> None:
        """Makes the model ready; ModelError when there is none of that name, or it is of the wrong kind."""
        self._loaded()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, shape (texts, dimension), each of length 1."""
        vectors = self._loaded().encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = _sentence_transformer(self._place, self._local)
        return self._model


def _fingerprint(folder: Path) -> str:
    """Names the model in a folder: its files' sizes, beginnings and ends."""
    digest = blake2b(digest_size=4)
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        for path in sorted(file for file in folder.rglob("*") if file.suffix in _MODEL_SUFFIXES):
            with path.open("rb") as file:
                size = file.seek(0, 2)
                digest.update(f"{path.relative_to(folder)} {size}\n".encode())
                for place in (0, max(0, size - _LOOKED_AT)):
                    file.seek(place)
                    digest.update(file.read(_LOOKED_AT))
    return digest.hexdigest()


def _sentence_transformer(name: str, local: bool) -> SentenceTransformer:
    import threading

    import tqdm  # its own lock cannot be made where another program's stderr is a screen

    tqdm.tqdm.set_lock(threading.RLock())
    try:
        from sentence_transformers import SentenceTransformer  # 5 s
        from transformers.utils import logging
    except ImportError as error:
        raise ModelError(
            f"The embedder {name} needs sentence-transformers, which is not installed",
            "Install it (pip install sentence-transformers) or use the bundled embedder.",
        ) from error
    logging.disable_progress_bar()
    try:
        return SentenceTransformer(name, local_files_only=local, trust_remote_code=False)
    except Exception as error:  # hub, files and configuration fail in many ways
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ModelError(
            f"The embedder {name} cannot be loaded: {reason}",
            "Name a sentence-transformers model of the hub or a folder that holds one.",
        ) from error
