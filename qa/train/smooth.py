"""What INT8 blurs, the outliers of the activations, is moved into the weights first: the model says the same.

Source: Xiao et al. 2023, "SmoothQuant", eq. 4: channel j of an input is divided, and its weights are multiplied, by
max|x_j|^a / max|w_j|^(1-a).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import torch

from qa.train.features import Feature

STRENGTH = 0.75
"""The share a of the outliers that the weights take over."""
LEAST = 1e-5


class Smoothed(torch.nn.Module):
    """A linear layer whose inputs are divided by the scales that its weights are multiplied by."""

    def __init__(self, linear: torch.nn.Linear, scales: torch.Tensor) -> None:
        super().__init__()
        self.linear = linear
        self.register_buffer("by", 1 / scales)
        linear.weight.data *= scales

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """What the layer gave before, but for rounding."""
        found: torch.Tensor = self.linear(inputs * self.by)
        return found


def smooth(model: Any, features: Iterable[Feature], strength: float = STRENGTH) -> None:
    """Smooths the inputs of every matrix product of a BERT's layers, in place, by their maxima over the features.

    The scales of the attention's output go into its values at no cost; query, key and value share theirs.
    """
    largest = maxima(model, features)
    for number, layer in enumerate(model.bert.encoder.layer):
        at, attention = f"bert.encoder.layer.{number}", layer.attention.self
        value, mixed = attention.value, layer.attention.output.dense
        scales = _scales(largest[f"{at}.attention.output.dense"], [mixed], strength)
        mixed.weight.data *= scales
        value.weight.data /= scales[:, None]
        value.bias.data /= scales
        of_inputs = _scales(
            largest[f"{at}.attention.self.value"], [attention.query, attention.key, attention.value], strength
        )
        for name in ("query", "key", "value"):
            setattr(attention, name, Smoothed(getattr(attention, name), of_inputs))
        for part, name in ((layer.intermediate, "intermediate"), (layer.output, "output")):
            part.dense = Smoothed(part.dense, _scales(largest[f"{at}.{name}.dense"], [part.dense], strength))


def maxima(model: Any, features: Iterable[Feature]) -> dict[str, torch.Tensor]:
    """The largest absolute input of each channel of every linear layer of the encoder, by the layer's name."""
    largest: dict[str, torch.Tensor] = {}

    def see(name: str, _: Any, inputs: tuple[torch.Tensor]) -> None:
        seen = inputs[0].abs().flatten(0, -2).amax(0)
        largest[name] = torch.maximum(largest.get(name, seen), seen)

    watched = [
        module.register_forward_pre_hook(partial(see, name))
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and "encoder" in name
    ]
    with torch.inference_mode():
        for feature in features:
            ids = torch.tensor([feature.ids])
            types = (torch.arange(len(feature.ids)) >= feature.head_length + 2).long()[None]
            model(input_ids=ids, attention_mask=torch.ones_like(ids), token_type_ids=types)
    for hook in watched:
        hook.remove()
    return largest


def _scales(inputs: torch.Tensor, layers: Sequence[torch.nn.Linear], strength: float) -> torch.Tensor:
    """The scale of each input channel of layers that share it, the median 1."""
    weights = torch.stack([layer.weight.data.abs().amax(0) for layer in layers]).amax(0)
    scales = inputs.clamp(min=LEAST) ** strength / weights.clamp(min=LEAST) ** (1 - strength)
    return (scales / scales.median()).clone()
