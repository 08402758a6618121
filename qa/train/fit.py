"""The training loop: bf16 where the machine computes in it, a time budget, checkpoints to resume from."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AttentionInterface, AutoModelForQuestionAnswering
from transformers.masking_utils import AttentionMaskInterface, eager_mask

from qa.train.features import Batch, batches
from qa.train.mixture import Example, epoch

WARM_UP = 0.04
CHECKPOINT = "checkpoint.pt"
LEAN = "lean"  # the name transformers knows our attention by
POOL = 1 << 24  # random keep-or-drop values that every dropout draws its masks from


@dataclass(slots=True)
class Progress:
    """How far a run has come; saved beside the weights."""

    step: int = 0
    examples: int = 0
    epoch: int = 0
    batch: int = 0
    """Batches of the running epoch already seen."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does; the learning rate falls linearly to zero over the budget of seconds, or of steps."""

    start: str
    out: Path
    budget: float
    peak: float = 1e-4
    batch_size: int = 32
    seed: int = 1
    device: str = "cpu"
    dropout: float = 0.0
    """Of the hidden states; that of the attention stays 0, it costs most. Further passes over the same data need it."""
    checkpoint_every: float = 300.0
    steps: int | None = None
    """Ends after so many updates, where the budget of seconds has not ended it."""

    def used(self, progress: Progress) -> float:
        """The share of the budget that is used up: 1 or more ends the run."""
        by_steps = progress.step / self.steps if self.steps else 0.0
        return max(progress.seconds / self.budget, by_steps)


def load_tokenizer(folder: str | Path) -> Tokenizer:
    """The folder's tokenizer with its own padding and truncation off."""
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def lean_attention(
    _module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    scaling: float = 1.0,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Scaled dot-product attention that stays in its precision and scales the query, which is smaller than the scores.

    Query, key and value have shape (batch, heads, length, width); gives (batch, length, heads, width).
    """
    with torch.autocast(query.device.type, enabled=False):
        scores = torch.matmul(query * scaling, key.transpose(2, 3))
        if mask is not None:
            scores = scores + mask.to(scores.dtype)
        mixed = torch.matmul(torch.softmax(scores, -1), value)
    return mixed.transpose(1, 2).contiguous(), None


class PooledDropout(torch.nn.Module):
    """Dropout whose mask is a slice, at a random place, of values drawn once: on a CPU random numbers cost the most.

    A batch larger than the pool is dropped from as ever.
    """

    def __init__(self, share: float, pool: torch.Tensor) -> None:
        super().__init__()
        self.share, self.pool = share, pool

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """The values times a slice of the pool, which holds zeros and 1 / (1 - share); in training only."""
        if not self.training or hidden.numel() >= len(self.pool):
            return torch.nn.functional.dropout(hidden, self.share, self.training)
        begin = int(torch.randint(0, len(self.pool) - hidden.numel(), ()))
        kept = self.pool[begin : begin + hidden.numel()].view(hidden.shape).to(hidden.device)
        return hidden * kept.to(hidden.dtype)


def load_model(folder: str | Path, dropout: float = 0.0) -> Any:
    """The question-answering model with its weights in fp32; `dropout` is that of the hidden states."""
    AttentionInterface.register(LEAN, lean_attention)
    AttentionMaskInterface.register(LEAN, eager_mask)
    model = AutoModelForQuestionAnswering.from_pretrained(
        str(folder),
        dtype=torch.float32,
        attn_implementation=LEAN,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    if dropout:
        pool = ((torch.rand(POOL) >= dropout) / (1 - dropout)).to(torch.bfloat16)
        for name, module in list(model.named_modules()):
            if isinstance(module, torch.nn.Dropout) and "attention.self" not in name:
                model.set_submodule(name, PooledDropout(dropout, pool))
    return model


def marginal_loss(logits: torch.Tensor, right: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """-log of the probability that softmax over the window gives to all right positions together; shape (batch,).

    Source: Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension", eq. 1.
    """
    logits = logits.float().masked_fill(~mask, -1e4)
    return logits.logsumexp(1) - logits.masked_fill(~right, -1e4).logsumexp(1)


def optimizer_for(model: Any, peak: float) -> torch.optim.Optimizer:
    """AdamW without decay on biases and norms."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    free = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.98), fused=True)


def rate(fraction: float) -> float:
    """Share of the peak learning rate after a fraction of the budget."""
    return max(0.0, min(fraction / WARM_UP, (1 - fraction) / (1 - WARM_UP)))


def computes_in_bf16(device: str) -> bool:
    """Whether the device multiplies in bf16; a CPU that has to emulate it is many times slower than in fp32."""
    found = torch.cpu.get_capabilities()
    return device != "cpu" or any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16", "arm_bf16"))


def train_step(model: Any, optimizer: torch.optim.Optimizer, batch: Batch, device: str) -> float:
    """One update; gives back the loss."""
    ids, mask, types, starts, ends = (
        torch.from_numpy(array).to(device) for array in (batch.ids, batch.mask, batch.types, batch.starts, batch.ends)
    )
    with torch.autocast(device, dtype=torch.bfloat16, enabled=computes_in_bf16(device)):
        output = model(input_ids=ids, attention_mask=mask, token_type_ids=types)
    allowed = mask.bool()
    loss = marginal_loss(output.start_logits, starts, allowed) + marginal_loss(output.end_logits, ends, allowed)
    mean = loss.mean() / 2
    mean.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(mean.detach())


def fit(plan: Plan, sets: dict[str, list[Example]], say: Callable[[str], None]) -> Progress:
    """Trains until the budget is used up; resumes from the checkpoint in `plan.out` where there is one."""
    torch.manual_seed(plan.seed)
    plan.out.mkdir(parents=True, exist_ok=True)
    model, progress, state = resume(plan)
    model.to(plan.device).train()
    optimizer = optimizer_for(model, plan.peak)
    if state is not None:
        optimizer.load_state_dict(state)
    tokenizer = load_tokenizer(plan.start)
    began, saved, losses = time.monotonic() - progress.seconds, time.monotonic(), deque[float](maxlen=200)
    for batch in unseen(plan, sets, tokenizer, progress):
        for group in optimizer.param_groups:
            group["lr"] = plan.peak * rate(plan.used(progress))
        losses.append(train_step(model, optimizer, batch, plan.device))
        progress.step += 1
        progress.examples += len(batch.ids)
        progress.seconds = time.monotonic() - began
        if progress.step % 50 == 0:
            loss = sum(losses) / len(losses)
            say(f"step {progress.step}  examples {progress.examples}  {progress.seconds:.0f} s  loss {loss:.3f}")
        if plan.used(progress) >= 1:
            break
        if time.monotonic() - saved > plan.checkpoint_every:
            save(plan, model, optimizer, progress)
            saved = time.monotonic()
    save(plan, model, optimizer, progress)
    return progress


def unseen(plan: Plan, sets: dict[str, list[Example]], tokenizer: Tokenizer, progress: Progress) -> Iterator[Batch]:
    """The batches from where the run stands, epoch after epoch, without end; keeps count in `progress`."""
    while plan.used(progress) < 1:
        rng = random.Random(plan.seed * 1000 + progress.epoch)
        seen = progress.batch
        for number, batch in enumerate(batches(epoch(sets, rng), tokenizer, plan.batch_size, rng)):
            if number >= seen:
                progress.batch = number + 1
                yield batch
        progress.epoch, progress.batch = progress.epoch + 1, 0


def save(plan: Plan, model: Any, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    """Weights, optimizer and progress, written aside and renamed: a kill leaves the last whole one."""
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "progress": asdict(progress)}
    aside = plan.out / "checkpoint.part"
    torch.save(checkpoint, aside)
    aside.replace(plan.out / CHECKPOINT)


def resume(plan: Plan) -> tuple[Any, Progress, dict[str, Any] | None]:
    """The model, its progress and its optimizer state: the checkpoint's, or the start's."""
    model = load_model(plan.start, plan.dropout)
    path = plan.out / CHECKPOINT
    if not path.exists():
        return model, Progress(), None
    checkpoint = torch.load(path, map_location=plan.device, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    return model, Progress(**checkpoint["progress"]), checkpoint["optimizer"]
