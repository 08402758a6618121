"""Question and passages -> the spans each passage offers, with the null score they must beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.encoder import Encoder, Window
from index.errors import ModelError
from index.words import question_words, words
from qa.followup import history_text
from qa.spans import Logits, Span
from qa.windows import HISTORY_TOKENS, QUESTION_TOKENS, WINDOW_TOKENS, Encoding, ReadWindow, place_windows, window_spans

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED_READER = Path(__file__).parent / "models" / "reader"
SPANS_EACH = 4
BATCH_WINDOWS = 8
FOLLOWED_WINDOWS = 64  # of follow-ups whose logits are kept: some turns
READS_HISTORY = "reads_history"  # in config.json of a model trained on `question [SEP] history [SEP] passage` too
READS_TITLES = "reads_titles"  # in that of one trained on `question [SEP] title [SEP] passage`, before a history


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one passage."""

    spans: tuple[Span, ...]
    """Best margin first; empty only when the passage has no word."""

    @property
    def margin(self) -> float:
        """How far the best span beats its null; -inf without spans."""
        return self.spans[0].margin if self.spans else float("-inf")


class Reader(Protocol):
    """The seam for reading models."""

    @property
    def name(self) -> str:
        """What the person calls it."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where its fitted ranking lies, if it has one."""
        ...

    def load(self) -> None:
        """Makes the first question quick. Raises ModelError."""
        ...

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        """One reading for each passage, in their order.

        `history`, where given, is what was asked and answered before, and `typed` the question as it was typed after
        that: a reader trained on talks reads them, every other one the question that stands alone. `titles`, one a
        passage, say what a passage is about: a reader trained on titles reads them before the history, and without
        one those that share a word with the question.
        """
        ...


def make_reader(name: str | None = None) -> Reader:
    """The bundled reader, or any transformers question-answering model by hub name or path; loads nothing yet."""
    return BundledReader() if name in (None, "", "bundled") else TransformersReader(str(name))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a model wants its input: `before question between passage after`."""

    before: list[int]
    between: list[int]
    after: list[int]
    second_type: int
    """Token type of the passage."""
    longest: int
    """Tokens of the longest window."""
    remembers: bool
    """Whether what was said before stands between question and passage, with a separator of its own."""
    titled: bool
    """Whether the passage's title does, before what was said."""


@dataclass(frozen=True, slots=True)
class _Input:
    """One window's token ids and types, ready for a model."""

    window: ReadWindow
    ids: list[int]
    type_ids: list[int]
    shift: int
    """Where the window's first token stands in the input."""


class BundledReader:
    """The INT8 ONNX reader of this package, or another folder laid out like it."""

    def __init__(self, folder: Path = BUNDLED_READER) -> None:
        self.folder = folder
        self.name = "bundled" if folder == BUNDLED_READER else str(folder)
        self._encoder = Encoder(folder)
        self._followed: dict[tuple[int, ...], tuple[Logits, Logits]] = {}

    def load(self) -> None:
        """Loads the session and the tokenizer; later calls do nothing."""
        self._encoder.load()

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        """One reading for each passage, in their order."""
        self.load()
        tokenizer: Tokenizer = self._encoder.tokenizer
        cls, sep = tokenizer.encode("").ids
        told = (bool(self._encoder.config.get(kind)) for kind in (READS_HISTORY, READS_TITLES))
        layout = _Layout([cls], [sep], [sep], 1, WINDOW_TOKENS, *told)
        encodings: list[Encoding] = list(tokenizer.encode_batch(list(passages), add_special_tokens=False))
        inputs = _inputs(layout, tokenizer, question, encodings, history, typed, titles)
        logits = self._followed_logits(inputs) if history else self._logits(inputs)
        return _readings(inputs, logits, encodings, passages)

    def _logits(self, inputs: Sequence[_Input]) -> list[tuple[Logits, Logits]]:
        return [(starts, ends) for starts, ends in self._encoder.run([Window(i.ids, i.type_ids) for i in inputs])]

    def _followed_logits(self, inputs: Sequence[_Input]) -> list[tuple[Logits, Logits]]:
        """A follow-up is searched for in two ways, and read alike in both: no window of it is read twice."""
        if len(self._followed) > FOLLOWED_WINDOWS:
            self._followed.clear()
        keyed = {tuple(i.ids): i for i in inputs}
        fresh = [key for key in keyed if key not in self._followed]
        self._followed |= zip(fresh, self._logits([keyed[key] for key in fresh]), strict=True)
        return [self._followed[tuple(i.ids)] for i in inputs]


class TransformersReader:
    """Any `AutoModelForQuestionAnswering`, in torch; on a GPU where there is one."""

    def __init__(self, name: str) -> None:
        self.name = name
        path = Path(name).expanduser()
        self.folder = path if path.is_dir() else None
        self._tokenizer: Any = None
        self._model: Any = None

    def load(self) -> None:
        """Loads model and tokenizer; a hub name may reach the network, since the person named it."""
        if self._model is not None:
            return
        try:
            self._tokenizer, self._model = _load_transformers(self.folder or self.name)
        except Exception as error:  # the errors of the libraries have no common class
            raise ModelError(
                f"The reader {self.name!r} could not be loaded: {_first_line(error)}",
                "Name a folder or a hub model with a question-answering head and a fast tokenizer.",
            ) from error

    def read(
        self, question: str, passages: Sequence[str], history: str = "", typed: str = "", titles: Sequence[str] = ()
    ) -> list[Reading]:
        """One reading for each passage, in their order."""
        self.load()
        config, tokenizer = self._model.config, self._tokenizer.backend_tokenizer
        encodings: list[Encoding] = [tokenizer.encode(text, add_special_tokens=False) for text in passages]
        types = 1 if int(getattr(config, "type_vocab_size", 0) or 0) > 1 else 0
        limit = min(WINDOW_TOKENS, int(getattr(config, "max_position_embeddings", WINDOW_TOKENS)))
        told = (bool(getattr(config, kind, False)) for kind in (READS_HISTORY, READS_TITLES))
        layout = _Layout(*special_ids(self._tokenizer), types, limit, *told)
        inputs = _inputs(layout, tokenizer, question, encodings, history, typed, titles)
        return _readings(inputs, self._logits(inputs), encodings, passages)

    def _logits(self, inputs: list[_Input]) -> list[tuple[Logits, Logits]]:
        import torch  # 1.3 s, already paid by load()

        pad = self._tokenizer.pad_token_id or 0
        found: list[tuple[Logits, Logits]] = [(np.empty(0, np.float32),) * 2] * len(inputs)
        order = sorted(range(len(inputs)), key=lambda i: len(inputs[i].ids))
        for begin in range(0, len(order), BATCH_WINDOWS):
            rows = order[begin : begin + BATCH_WINDOWS]
            longest = max(len(inputs[i].ids) for i in rows)
            ids = torch.tensor([inputs[i].ids + [pad] * (longest - len(inputs[i].ids)) for i in rows])
            types = torch.tensor([inputs[i].type_ids + [0] * (longest - len(inputs[i].ids)) for i in rows])
            mask = torch.tensor([[1] * len(inputs[i].ids) + [0] * (longest - len(inputs[i].ids)) for i in rows])
            feed = {"input_ids": ids, "attention_mask": mask}
            if types.any():
                feed["token_type_ids"] = types
            with torch.inference_mode():
                output = self._model(**{k: v.to(self._model.device) for k, v in feed.items()})
            starts, ends = output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()
            for row, i in enumerate(rows):
                length = len(inputs[i].ids)
                found[i] = (starts[row, :length], ends[row, :length])
        return found


def special_ids(tokenizer: Any) -> tuple[list[int], list[int], list[int]]:
    """The ids before the question, between question and passage, and after the passage, as the tokenizer sets them."""
    probe = tokenizer("a", add_special_tokens=False)["input_ids"]
    pair = tokenizer("a", "a")["input_ids"]
    first = next(i for i in range(len(pair)) if pair[i : i + len(probe)] == probe)
    second = next(i for i in range(len(pair) - len(probe), -1, -1) if pair[i : i + len(probe)] == probe)
    return pair[:first], pair[first + len(probe) : second], pair[second + len(probe) :]


def _load_transformers(name: str | Path) -> tuple[Any, Any]:
    import threading

    import torch  # 1.3 s
    import tqdm
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer  # 1.9 s
    from transformers.utils import logging

    tqdm.tqdm.set_lock(threading.RLock())  # its multiprocessing lock spawns a process that a running chat cannot give
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    local = isinstance(name, Path)
    tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=local)
    if not tokenizer.is_fast:
        raise ValueError("its tokenizer has no character offsets")
    model, loading = AutoModelForQuestionAnswering.from_pretrained(
        name, local_files_only=local, dtype=torch.float32, output_loading_info=True
    )
    if any("qa_outputs" in key for key in loading["missing_keys"]):
        raise ValueError("it has no trained question-answering head")
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    return tokenizer, model.eval().to("cuda" if torch.cuda.is_available() else "cpu")


def _inputs(
    layout: _Layout,
    tokenizer: Tokenizer,
    question: str,
    encodings: Sequence[Encoding],
    history: str,
    typed: str,
    titles: Sequence[str],
) -> list[_Input]:
    """Every window of every passage with the question, and behind it the history or the title that the layout has."""

    def tokens(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    follows = bool(history) and layout.remembers
    asked = tokens(typed if follows else question)[: min(QUESTION_TOKENS, layout.longest // 3)]
    titled = titles if titles and layout.titled else [""] * len(encodings)
    told = [history_text(title, history) if follows else history_text(_telling(title, question)) for title in titled]
    beside = {text: tokens(text)[-min(HISTORY_TOKENS, layout.longest // 4) :] for text in set(told)}
    inputs = []
    for number, (encoding, text) in enumerate(zip(encodings, told, strict=True)):
        front = [*layout.before, *asked, *layout.between]
        if beside[text]:
            front += [*beside[text], *layout.between]
        for window in place_windows(number, len(encoding.ids), layout.longest - len(front) - len(layout.after)):
            rest = [*encoding.ids[window.first : window.stop], *layout.after]
            type_ids = [0] * len(front) + [layout.second_type] * len(rest)
            inputs.append(_Input(window, [*front, *rest], type_ids, len(front)))
    return inputs


def _telling(title: str, question: str) -> str:
    """The title where it shares a word with the question: any other is held against what answers all the same."""
    return title if set(question_words(question)) & set(words(title)) else ""


def _readings(
    inputs: list[_Input], logits: list[tuple[Logits, Logits]], encodings: list[Encoding], passages: Sequence[str]
) -> list[Reading]:
    found: list[list[Span]] = [[] for _ in passages]
    for item, (starts, ends) in zip(inputs, logits, strict=True):
        number = item.window.passage
        found[number] += window_spans(
            item.window, encodings[number], passages[number], starts, ends, SPANS_EACH, item.shift
        )
    return [Reading(tuple(sorted(spans, key=lambda s: -s.margin)[:SPANS_EACH])) for spans in found]


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]
