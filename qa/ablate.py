"""Other systems' rules for ranking the same spans, to measure ours against."""

from __future__ import annotations

from collections.abc import Mapping

from qa.weights import Weights


def _rule(**ranking: float) -> Weights:
    """A ranking whose confidence is its own score: good for AUROC and risk-coverage, no probability."""
    return Weights(ranking, {"score": 1.0}, 0.0, 0.5)


RULES: Mapping[str, Weights] = {
    # a softmax inside each window: transformers' question-answering pipeline
    "softmax in each window": _rule(share=1.0),
    # span logits with no null beside them: Haystack's extractive reader
    "logits without null": _rule(logit=1.0),
    # (1 - mu) BM25 + mu reader score, mu = 0.5: Yang et al. 2019, BERTserini
    "BM25 and logits": _rule(lexical=0.5, logit=0.5),
    "reader only": _rule(margin=1.0),
    # the first passage's best span, whatever the reader thinks of the others
    "retrieval only": _rule(nearness=1000.0, margin=1.0),
}
