"""The fitted numbers of ranking and confidence: `ranking.json` of a reader, or of an index for itself alone."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ModelError
from qa.evidence import FEATURES, GROUP_FEATURES

FILE_NAME = "ranking.json"
READER_HINT = "Restore the file, or delete it to rank by the reader's margin alone."
OWN_HINT = "Delete it, or run: dossier calibrate --reset"


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
    room: float = math.inf
    """How far the first answer's score must lie above the promise of an unread passage for reading to stop."""

    def score(self, evidence: Mapping[str, float]) -> float:
        """What an answer is ranked by, before agreement."""
        return sum(w * evidence[name] for name, w in self.ranking.items() if name != "agreement")

    def promise(self, dense: float, coverage: float, rank: int, follows: float) -> float:
        """What a passage brings to the score of its answers before it is read, at most."""
        known = {"dense": dense, "coverage": coverage, "nearness": 1.0 / rank, "follows": follows}
        return sum(self.ranking.get(name, 0.0) * value for name, value in known.items())

    def agreement_bonus(self, margin: float) -> float:
        """What the same answer in another passage, with this margin, adds to the score."""
        return self.ranking.get("agreement", 0.0) * max(0.0, margin)

    def log_odds(self, evidence: Mapping[str, float]) -> float:
        """Of being right, by logistic regression."""
        return self.bias + sum(w * evidence[name] for name, w in self.confident.items())

    def confidence(self, evidence: Mapping[str, float]) -> float:
        """P(right), by logistic regression."""
        return probability(self.log_odds(evidence))


def reaches(confidence: float, threshold: float) -> bool:
    """Whether a confidence is enough, both as people see them: 0.50 is when 0.50 is needed."""
    return round(confidence, 2) >= round(threshold, 2)


def probability(log_odds: float) -> float:
    """The logistic function, kept from 0 and 1 by log odds of at most 30."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def load_weights(folder: Path | None, index: Path | None = None, reader: str = "") -> Weights:
    """The weights fitted for the reader in `folder`; the plain margin rule where none were.

    What `dossier calibrate` left in the folder `index` comes first, when it was fitted for the reader of this name and
    on the ranking it has now. Raises ModelError when a file is there but not what it should be.
    """
    fitted = _read(folder / FILE_NAME, READER_HINT) if folder else None
    weights = fitted[1] if fitted else Weights()
    own = _read(index / FILE_NAME, OWN_HINT, reader, weights.ranking) if index else None
    return own[1] if own else weights


def calibrated(folder: Path | None, index: Path, reader: str) -> str:
    """The note of what was fitted to the articles of an index and is used with this reader; empty when nothing is."""
    fitted = _read(folder / FILE_NAME, READER_HINT) if folder else None
    own = _read(index / FILE_NAME, OWN_HINT, reader, (fitted[1] if fitted else Weights()).ranking)
    return own[0] if own else ""


def _read(
    path: Path, hint: str, reader: str | None = None, ranking: Mapping[str, float] | None = None
) -> tuple[str, Weights] | None:
    """The note and the weights of a file; None when there is none, or none for this reader and this ranking."""
    if not path.exists():
        return None
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"), parse_constant=_not_finite)
        if reader is not None and fitted.get("reader", "") != reader:
            return None
        if ranking is not None and isinstance(fitted["ranking"], dict) and fitted["ranking"] != ranking:
            return None
        return str(fitted.get("note", "")), Weights(
            _of_known(fitted["ranking"], {*FEATURES, "agreement"}),
            _of_known(fitted["confident"], {*FEATURES, *GROUP_FEATURES}),
            float(fitted["bias"]),
            float(fitted["threshold"]),
            float(fitted["null_threshold"]),
            float(fitted.get("room", math.inf)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The ranking file {path} cannot be read: {error!r}", hint) from error


def _not_finite(name: str) -> float:
    """Refuses NaN and the infinities, which JSON does not have."""
    raise ValueError(f"{name} is no weight")


def _of_known(weights: Mapping[str, float], names: Collection[str]) -> dict[str, float]:
    """The weights as numbers. Raises ValueError for a feature that there is not."""
    if unknown := weights.keys() - names:
        raise ValueError(f"there is no feature named {min(unknown)}")
    return {name: float(weight) for name, weight in weights.items()}
