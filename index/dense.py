"""Passages by meaning: FAISS over the record's vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss


class Dense:
    """Exact search by inner product."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> Dense:
        """Over unit vectors, one a row, of the passages of these numbers."""
        import faiss  # 0.2 s

        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors), numbers)
        return cls(index)

    @classmethod
    def from_bytes(cls, payload: bytes) -> Dense:
        """What `to_bytes` gave."""
        import faiss  # 0.2 s

        return cls(faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8)))

    def to_bytes(self) -> bytes:
        """The index as bytes."""
        import faiss  # 0.2 s

        return bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return int(self._index.d)

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> list[float]:
        """Cosines of a unit vector with the passages of these numbers."""
        return [float(self._index.reconstruct(int(number)) @ vector) for number in numbers]

    def search(self, vector: NDArray[np.float32], top: int) -> list[tuple[int, float]]:
        """Numbers and cosines of the passages nearest to a unit vector, best first, ties by number."""
        count = min(top, self._index.ntotal)
        if count == 0:
            return []
        cosines, numbers = self._index.search(vector.reshape(1, -1).astype(np.float32), count)
        found = zip(numbers[0].tolist(), cosines[0].tolist(), strict=True)
        return sorted(((number, cosine) for number, cosine in found if number >= 0), key=lambda hit: (-hit[1], hit[0]))
