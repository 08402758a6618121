"""Several models of one architecture -> one with their weighted mean: steadier than each (Wortsman et al. 2022)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from index.errors import UserError
from qa.train.fit import CHECKPOINT, load_model

SHARES_HINT = "Give each as FOLDER=SHARE, the shares above zero: they are scaled to sum to 1."


def parse_share(typed: str) -> tuple[Path, float]:
    """The folder and share of `FOLDER=SHARE`. Raises UserError."""
    folder, _, share = typed.rpartition("=")
    try:
        value = float(share)
    except ValueError:
        value = 0.0
    if not folder or not 0 < value < float("inf"):
        raise UserError(f"{typed} is no share of a model", SHARES_HINT)
    return Path(folder), value


def average(shares: Sequence[tuple[Path, float]], start: str, out: Path) -> None:
    """Writes the mean of the weights in the folders, each of a run or of a model, to `out`: as checkpoint and as model.

    Raises UserError for a folder without weights, or with those of another architecture.
    """
    model = load_model(start)
    whole = sum(share for _, share in shares)
    mean: dict[str, Any] = {name: torch.zeros_like(tensor) for name, tensor in model.state_dict().items()}
    for folder, share in shares:
        weights = _weights(folder)
        if weights.keys() != mean.keys() or any(weights[name].shape != mean[name].shape for name in mean):
            raise UserError(f"{folder} holds another architecture than {start}", "Average models of one kind only.")
        for name, tensor in weights.items():
            mean[name] += (share / whole * tensor.float()).to(mean[name].dtype)
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"model": mean}, out / CHECKPOINT)
    model.load_state_dict(mean)
    model.save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(Path(start) / name, out / name)


def _weights(folder: Path) -> dict[str, Any]:
    run, model = folder / CHECKPOINT, folder / "model.safetensors"
    if run.exists():
        found: dict[str, Any] = torch.load(run, map_location="cpu", weights_only=True)["model"]
        return found
    if model.exists():
        return dict(load_file(model))
    raise UserError(f"There are no weights in {folder}", f"It needs {CHECKPOINT} or model.safetensors.")
