"""A checkpoint -> the bundled reader: INT8 ONNX, the fp16 weights to train on from, and what INT8 costs."""

from __future__ import annotations

import copy
import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from index.encoder import Encoder, Window
from index.export import export_int8, export_onnx
from qa.evaluate import ReaderOutcome, reader_figures, run_reader
from qa.questions import Question
from qa.read import READS_HISTORY, READS_TITLES, BundledReader
from qa.train.features import Feature, make_feature
from qa.train.fit import CHECKPOINT, load_model, load_tokenizer
from qa.train.mixture import Example, held_out, read_set
from qa.train.smooth import smooth

OUTPUTS = {"start_logits": True, "end_logits": True}
SAMPLE = 2000
SMOOTHED_ON = 150
KEPT = ("layer.0/output/dense",)
"""Kept in fp32: the outliers of its inputs are too many to smooth away."""
TOLD = {READS_HISTORY: True, READS_TITLES: True}  # what the reader is trained to read beside question and passage
WEIGHTS_FOLDER = "weights"  # beside model.onnx: fp16 safetensors, to train on from


class Logits(torch.nn.Module):
    """A question-answering model as a module from tokens to (start logits, end logits), each (batch, length)."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits of every token."""
        found = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
        return found.start_logits, found.end_logits


def export(start: str, run: Path, to: Path, data: Path) -> Iterator[str]:
    """Writes the bundled reader of a run's checkpoint; yields lines to print.

    Of the held-out questions in `data` some show which activations have outliers, others what INT8 costs.
    """
    model = load_model(start)
    checkpoint = torch.load(run / CHECKPOINT, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    tokenizer = Path(start) / "tokenizer.json"
    config = {"architecture": "BertForQuestionAnswering", "layers": 6, "width": 384, **TOLD}
    examples = held_out_examples(data)
    smoothed = copy.deepcopy(model).eval()
    smooth(smoothed, windows(examples[SAMPLE:][:SMOOTHED_ON], tokenizer.parent))
    export_int8(Logits(smoothed), to, OUTPUTS, tokenizer, config, KEPT)
    save_weights(model, tokenizer, to / WEIGHTS_FOLDER)
    yield f"INT8 ONNX: {(to / 'model.onnx').stat().st_size / 1e6:.1f} MB"
    with tempfile.TemporaryDirectory() as scratch:
        exact = exact_folder(model, tokenizer, Path(scratch))
        yield f"ONNX fp32 against torch: largest difference of a logit {parity(model, exact):.1e}"
        yield from loss(exact, to, examples[:SAMPLE])


def save_weights(model: Any, tokenizer: Path, folder: Path) -> None:
    """Writes the model in fp16, ready for `--start` and for `--reader`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in TOLD.items():
        setattr(model.config, name, value)
    model.half().save_pretrained(folder)
    model.float()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        source = tokenizer.parent / name
        if source.resolve() != (folder / name).resolve():
            shutil.copyfile(source, folder / name)


def exact_folder(model: Any, tokenizer: Path, folder: Path) -> Path:
    """A model folder like the bundled one, in fp32."""
    export_onnx(Logits(model), folder / "model.onnx", OUTPUTS)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "config.json").write_text(json.dumps({}), encoding="utf-8")
    return folder


def parity(model: Any, folder: Path) -> float:
    """The largest difference of a logit between torch and an exported folder, over a few windows of random tokens."""
    rng = random.Random(0)
    windows = [Window([101, *(rng.randrange(1000, 30000) for _ in range(n)), 102], [0] * (n + 2)) for n in (5, 40, 160)]
    encoder, worst = Encoder(folder), 0.0
    for window, arrays in zip(windows, encoder.run(windows), strict=True):
        ids = torch.tensor([list(window.ids)])
        with torch.inference_mode():
            expected = Logits(model)(ids, torch.ones_like(ids), torch.zeros_like(ids))
        worst = max(
            worst, *(float((torch.from_numpy(a) - e[0]).abs().max()) for a, e in zip(arrays, expected, strict=True))
        )
    return worst


def loss(exact: Path, quantised: Path, examples: Sequence[Example]) -> Iterator[str]:
    """F1 of both precisions on the same questions."""
    questions = [
        Question(str(i), e.question, tuple(e.context[a:b] for a, b in e.spans), e.context, e.title, "")
        for i, e in enumerate(examples)
    ]
    rows = {}
    for name, folder in (("fp32", exact), ("INT8", quantised)):
        outcomes, _ = run_reader(questions, BundledReader(folder))
        rows[name] = _figures(outcomes)
        yield f"{name}: " + "  ".join(f"{key} {value:.2f}" for key, value in rows[name].items())
    difference = {key: rows["INT8"][key] - rows["fp32"][key] for key in rows["fp32"]}
    yield f"INT8 - fp32 on {len(questions)} held-out questions: " + "  ".join(
        f"{k} {v:+.2f}" for k, v in difference.items()
    )


def _figures(outcomes: Sequence[ReaderOutcome]) -> dict[str, float]:
    figures = reader_figures(outcomes, 0.0)
    return {name: figures[name] for name in ("best_f1", "has_answer_f1")} | {"auroc": 100 * figures["no_answer_auroc"]}


def held_out_examples(data: Path) -> list[Example]:
    """Held-out questions of SQuAD, with and without answer, in an order that is always the same."""
    names = ("squad_v1.1_train", "squad_v2.0_train_unanswerable")
    kept = [e for name in names for e in read_set(data / f"{name}.jsonl.gz") if held_out(e)]
    random.Random(3).shuffle(kept)
    return kept


def windows(examples: Sequence[Example], folder: Path) -> list[Feature]:
    """A window of each example, in the tokens of the folder's tokenizer."""
    tokenizer, rng = load_tokenizer(folder), random.Random(4)
    return [make_feature(example, tokenizer, rng) for example in examples]
