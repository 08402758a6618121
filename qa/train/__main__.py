"""`python -m qa.train`: how the bundled reader is made. Data -> negatives -> fit -> soup -> export -> rank."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.errors import PathError, UserError

NEWS = Path(__file__).parent / "news"
READER = Path(__file__).parent.parent / "models" / "reader"


def main(argv: list[str] | None = None) -> int:
    """The exit code: 0 done, 2 the person's error."""
    args = _parser().parse_args(argv)
    try:
        args.run(args)
    except UserError as error:
        print(f"qa.train: {error.message}\n  {error.hint}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa.train", description=__doc__)
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("negatives", help="mine passages that retrieval returns and that do not answer")
    step.add_argument("data", type=Path, help="folder of gzipped JSONL training sets")
    step.add_argument("out", type=Path, help="folder to write retrieved_negatives.jsonl.gz to")
    step.add_argument("--count", type=int, default=60_000)
    step.add_argument("--seed", type=int, default=7)
    step.set_defaults(run=_negatives)
    step = steps.add_parser("fit", help="train; a second call resumes from the checkpoint in OUT")
    step.add_argument("data", type=Path)
    step.add_argument("out", type=Path, help="folder for checkpoints")
    step.add_argument("--start", required=True, help="model folder to start from")
    step.add_argument("--negatives", type=Path, help="folder of retrieved_negatives.jsonl.gz")
    step.add_argument("--minutes", type=float, default=90.0, help="time budget; the learning rate ends at zero with it")
    step.add_argument("--peak", type=float, default=1.5e-4, help="peak learning rate")
    step.add_argument("--dropout", type=float, default=0.0, help="of the hidden states; further passes need it")
    step.add_argument("--swaps", type=int, default=12_000, help="questions asked of another name, with no answer")
    step.add_argument("--talks", type=int, default=40_000, help="questions that follow another one of their paragraph")
    step.add_argument("--batch", type=int, default=32)
    step.add_argument("--seed", type=int, default=1)
    step.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    step.set_defaults(run=_fit)
    step = steps.add_parser("soup", help="average the weights of several models into a checkpoint in OUT")
    step.add_argument("out", type=Path)
    step.add_argument("shares", nargs="+", metavar="FOLDER=SHARE", help="folders of runs or of models")
    step.add_argument("--start", required=True, help="model folder of the same architecture")
    step.set_defaults(run=_soup)
    step = steps.add_parser("export", help="checkpoint -> INT8 ONNX, with its loss against fp32")
    step.add_argument("out", type=Path, help="folder of the checkpoint")
    step.add_argument("--start", required=True, help="model folder the run started from")
    step.add_argument("--to", type=Path, default=READER)
    step.add_argument("--data", type=Path, required=True, help="training sets: held-out questions to measure on")
    step.set_defaults(run=_export)
    step = steps.add_parser("rank", help="fit ranking, confidence and thresholds on held-out questions")
    step.add_argument("data", type=Path)
    step.add_argument("work", type=Path, help="folder for the corpus and its index")
    step.add_argument("--reader", type=Path, default=READER)
    step.add_argument("--seed", type=int, default=5)
    step.set_defaults(run=_rank)
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


def _checked(data: Path) -> Path:
    if not data.is_dir():
        raise PathError(f"No such folder: {data}", "Give the folder of the gzipped JSONL training sets.")
    return data


def _negatives(args: argparse.Namespace) -> None:
    from index.embed import make_embedder
    from qa.train.negatives import SOURCES, mine

    args.out.mkdir(parents=True, exist_ok=True)
    for name, sets in (
        ("retrieved", [_checked(args.data) / f"{name}.jsonl.gz" for name in SOURCES]),
        ("news", [NEWS / "news_train.jsonl.gz"]),
    ):
        target = args.out / f"{name}_negatives.jsonl.gz"
        written = mine(sets, target, make_embedder().embed, args.count, args.seed)
        _say(f"{written} negatives in {target}")


def _fit(args: argparse.Namespace) -> None:
    from qa.train.fit import Plan, fit
    from qa.train.mixture import training_sets
    from qa.train.swaps import SWAPPED_OF, swaps
    from qa.train.talks import TALKED_OF, talks

    sets = training_sets([_checked(args.data), NEWS, *([args.negatives] if args.negatives else [])])
    for make, made_of, count in ((swaps, SWAPPED_OF, args.swaps), (talks, TALKED_OF, args.talks)):
        for made, sources in made_of.items():
            sets[made] = make([example for name in sources for example in sets.get(name, [])], count, args.seed)
    _say("  ".join(f"{name} {len(examples)}" for name, examples in sets.items()))
    plan = Plan(args.start, args.out, 60 * args.minutes, args.peak, args.batch, args.seed, args.device, args.dropout)
    progress = fit(plan, sets, _say)
    _say(f"{progress.examples} examples in {progress.step} steps, {progress.seconds:.0f} s")


def _soup(args: argparse.Namespace) -> None:
    from qa.train.soup import average, parse_share

    shares = [parse_share(typed) for typed in args.shares]
    average(shares, args.start, args.out)
    _say(f"the mean of {len(shares)} models in {args.out}")


def _export(args: argparse.Namespace) -> None:
    from qa.train.export import export

    for line in export(args.start, args.out, args.to, _checked(args.data)):
        _say(line)


def _rank(args: argparse.Namespace) -> None:
    from qa.train.rank import fit_bundled

    for line in fit_bundled(_checked(args.data), args.work, args.reader, args.seed):
        _say(line)


if __name__ == "__main__":
    sys.exit(main())
