"""Accuracy under attack: `python3 training/robustness.py resnet20-adversarial` writes training/runs/<run>/robustness.json.

PGD (Madry et al. 2018): 10 steps of epsilon / 4 within epsilon = 8/255, one random start, batch norm in evaluation mode.
"""

import argparse
import json

import torch

import data
from objectives import pgd_accuracy
from train import RUNS, load_run

EPSILON_255, STEPS, SEED = 8, 10, 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--pictures", type=int, default=10000, help="the first of the test set")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.backends.cudnn.allow_tf32 = False
    images, labels = (whole.to(options.device) for whole in data.load("test"))
    accuracy = pgd_accuracy(load_run(options.run).to(options.device), images[: options.pictures], labels[: options.pictures], EPSILON_255 / 255, STEPS, SEED)
    record = {
        "attack": f"PGD-{STEPS}",
        "epsilon255": EPSILON_255,
        "accuracy": accuracy,
        "pictures": options.pictures,
        "command": f"python3 training/robustness.py {options.run}" + ("" if options.pictures == 10000 else f" --pictures {options.pictures}"),
    }
    (RUNS / options.run / "robustness.json").write_text(json.dumps(record, indent=2) + "\n")
    print(options.run, record, flush=True)


if __name__ == "__main__":
    main()
