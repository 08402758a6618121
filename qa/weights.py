"""The fitted numbers of ranking and confidence, kept in the reader's folder as `ranking.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ModelError

FILE_NAME = "ranking.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """Two linear models over the evidence: one ranks answers, the other says how likely the answer is right."""

    ranking: Mapping[str, float] = field(default_factory=lambda: {"margin": 1.0})
    """Weight of each feature in the score; agreement's is applied to groups of the same answer."""
    confident: Mapping[str, float] = field(default_factory=lambda: {"margin": 0.45})
    """Weight of each feature in the log odds of being right."""
    bias: float = -0.4
    """Log odds of being right when every feature is zero."""
    threshold: float = 0.4
    """The lowest confidence at which the first answer is given."""
    null_threshold: float = 0.0
    """The lowest margin, in logits, at which a context read alone counts as answering."""

    def score(self, evidence: Mapping[str, float]) -> float:
        """What an answer is ranked by, before agreement."""
        return sum(w * evidence[name] for name, w in self.ranking.items() if name != "agreement")

    def agreement_bonus(self, margin: float) -> float:
        """What the same answer in another passage, with this margin, adds to the score."""
        return self.ranking.get("agreement", 0.0) * max(0.0, margin)

    def confidence(self, evidence: Mapping[str, float]) -> float:
        """P(right), by logistic regression."""
        log_odds = self.bias + sum(w * evidence[name] for name, w in self.confident.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def load_weights(folder: Path | None) -> Weights:
    """The weights fitted for the reader in `folder`; the plain margin rule where none were.

    Raises ModelError when the file is there but not what it should be.
    """
    path = folder / FILE_NAME if folder else None
    if path is None or not path.exists():
        return Weights()
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"))
        return Weights(
            {str(k): float(v) for k, v in fitted["ranking"].items()},
            {str(k): float(v) for k, v in fitted["confident"].items()},
            float(fitted["bias"]),
            float(fitted["threshold"]),
            float(fitted["null_threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The ranking file {path} cannot be read: {error!r}",
            "Restore the file, or delete it to rank by the reader's margin alone.",
        ) from error
