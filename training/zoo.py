"""Trains and exports whatever of the zoo is missing: `python3 training/zoo.py`.

Cheap ones first, `--jobs` at a time; stop it and call it again at any time. A run is finished when its weights.pt is there, an
unfinished one goes on from its last epoch; one that starts from another's weights, or is taught by it, waits for it. `--list` only
says what there is to do.
"""

import argparse
import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from catalogue import ENTRIES, MODELS

TRAINING = Path(__file__).resolve().parent
RUNS = TRAINING / "runs"
# Page faults of large, short-lived blocks take more than half of an epoch with glibc's defaults (measured: 0.25 against 0.55
# to 0.75 s of processor time a step of ResNet-20 on a busy machine). Blocks stay with the process instead.
ENVIRONMENT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "268435456"}


@dataclass(frozen=True)
class Run:
    name: str
    arguments: str
    # Accuracy under PGD besides; for ResNet-20 too, to compare with.
    attacked: bool = False

    @property
    def needs(self) -> list[str]:
        """The runs whose weights it takes, or that teach it."""
        words = self.arguments.split()
        return [words[i + 1] for i, word in enumerate(words) if word in ("--start", "--teacher")]


PRUNED = "resnet20 --start resnet20 --epochs"
QUEUE = [
    *(Run(f"resnet20-pruned{percent}", f"{PRUNED} 0 --sparsity 0.{percent // 10}") for percent in (50, 80, 90)),
    *(Run(f"resnet20-pruned{percent}-tuned", f"{PRUNED} 3 --sparsity 0.{percent // 10} --peak-lr 0.02 --bf16") for percent in (50, 80, 90)),
    Run("alexnet", "alexnet --epochs 24 --peak-lr 0.02 --bf16"),
    Run("resnet20-run30", "resnet20 --epochs 30 --keep 1 3 10 --bf16"),
    Run("resnet8", "resnet8 --epochs 24 --bf16"),
    Run("mobilenetv2", "mobilenetv2 --epochs 20 --bf16"),
    Run("resnet32", "resnet32 --epochs 30 --bf16"),
    Run("resnet44", "resnet44 --epochs 30 --bf16"),
    Run("resnet8-distilled", "resnet8 --epochs 24 --teacher resnet44 --bf16"),
    Run("resnet20-adversarial", "resnet20 --epochs 20 --adversarial 8 --bf16", attacked=True),
    Run("resnet20", "resnet20 --epochs 40 --bf16", attacked=True),
]


# Exports rewrite one catalogue between them.
exporting = threading.Lock()


def call(*words: str) -> None:
    print("$ python3", *words, flush=True)
    subprocess.run([sys.executable, *words], check=True, env={**os.environ, **ENVIRONMENT}, cwd=TRAINING.parent)


def is_trained(run: Run) -> bool:
    return (RUNS / run.name / "weights.pt").exists()


def is_robustness_known(run: Run) -> bool:
    return not run.attacked or (RUNS / run.name / "robustness.json").exists()


def missing_exports(run: Run) -> list[str]:
    of_run = [entry.id for entry in ENTRIES if entry.run_id == run.name]
    return [network_id for network_id in of_run if not (MODELS / network_id / "card.json").exists()]


def is_done(run: Run) -> bool:
    # What is exported need not be trained again: not every run's weights are kept.
    return is_robustness_known(run) and not missing_exports(run)


def say_todo(run: Run) -> None:
    exports = [f"export {name}" for name in missing_exports(run)]
    todo = [*([] if is_trained(run) or not exports else ["train"]), *([] if is_robustness_known(run) else ["attack"]), *exports]
    print(f"{run.name}: {', '.join(todo) or 'done'}")


def finish(run: Run, threads: list[str], training: list[str], needed: list[Future]) -> None:
    """Trains, attacks and exports what is missing of a run, once those that it needs are there."""
    for other in needed:
        other.result()
    exports = missing_exports(run)
    if not is_trained(run):
        network, *others = run.arguments.split()
        name = [] if network == run.name else ["--name", run.name]
        call("training/train.py", network, *name, *others, *threads, *training, "--evaluate-every", "5")
    if not is_robustness_known(run):
        call("training/robustness.py", run.name, *threads)
        exports = [entry.id for entry in ENTRIES if entry.run_id == run.name and entry.id != "resnet20"]
    with exporting:
        for network_id in exports:
            call("training/export.py", network_id, *threads)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=[run.name for run in QUEUE], metavar="RUN")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each training")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at once; a GPU takes several of networks as small as these")
    parser.add_argument("--cuda-graphs", action="store_true", help="see train.py")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    wanted = [run for run in QUEUE if not options.only or run.name in options.only]
    if options.list:
        for run in wanted:
            say_todo(run)
        return
    todo = [run for run in wanted if not is_done(run)]
    threads = ["--threads", str(options.threads)]
    training = ["--cuda-graphs"] if options.cuda_graphs else []
    futures: dict[str, Future] = {}
    with ThreadPoolExecutor(options.jobs) as pool:
        # In the queue's order: what a run needs was begun before it, so that waiting for it never fills the pool.
        for run in todo:
            futures[run.name] = pool.submit(finish, run, threads, training, [futures[name] for name in run.needs if name in futures])
    for future in futures.values():
        future.result()


if __name__ == "__main__":
    main()
