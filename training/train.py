"""Trains one network on CIFAR-10: `python3 training/train.py resnet20`.

Seeded and resumable: a checkpoint is written after each epoch into training/runs/<id>/ and picked up by the next
call. SGD with Nesterov momentum under a one-cycle schedule (Smith & Topin 2018). The log, one JSON object an epoch,
and the final state dict are kept; the checkpoint is not.
"""

import argparse
import json
import os
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import data
from networks import NETWORKS, parameter_count

RUNS = Path(__file__).resolve().parent / "runs"
EVALUATION_BATCH = 500


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--epochs", type=int, default=32)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--peak-lr", type=float, default=0.2)
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16 where autocast allows")
    return parser.parse_args()


@torch.no_grad()
def accuracy(network: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor, device: str) -> float:
    """Share of right answers in float32, on normalised pictures."""
    network.eval()
    right = 0
    for start in range(0, len(labels), EVALUATION_BATCH):
        batch = data.normalise(images[start : start + EVALUATION_BATCH]).to(device, memory_format=torch.channels_last)
        right += (network(batch).argmax(1).cpu() == labels[start : start + EVALUATION_BATCH]).sum().item()
    return right / len(labels)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    run = RUNS / options.network
    run.mkdir(parents=True, exist_ok=True)
    checkpoint_file, log_file = run / "checkpoint.pt", run / "log.jsonl"

    train_images, train_labels = data.load("train")
    test_images, test_labels = data.load("test")
    network = NETWORKS[options.network]().to(options.device, memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        network.parameters(), lr=options.peak_lr, momentum=0.9, nesterov=True, weight_decay=options.weight_decay
    )
    steps_per_epoch = len(train_labels) // options.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.peak_lr, total_steps=options.epochs * steps_per_epoch, pct_start=0.25
    )
    generator = torch.Generator().manual_seed(options.seed)
    first_epoch = 0
    recipe = {k: v for k, v in vars(options).items() if k not in ("threads", "device")}
    if checkpoint_file.exists():
        saved = torch.load(checkpoint_file, weights_only=True)
        if saved["recipe"] != recipe:
            raise SystemExit(f"{checkpoint_file.name} is of another recipe, {saved['recipe']}: move it away first")
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        generator.set_state(saved["generator"])
        first_epoch = saved["epochs_done"]
        print(f"resuming after epoch {first_epoch}", flush=True)
    else:
        log_file.write_text(json.dumps({"recipe": recipe, "parameters": parameter_count(network)}) + "\n")

    for epoch in range(first_epoch, options.epochs):
        started = time.time()
        network.train()
        order = torch.randperm(len(train_labels), generator=generator)
        loss_sum = 0.0
        for step in range(steps_per_epoch):
            chosen = order[step * options.batch : (step + 1) * options.batch]
            batch = data.augment(data.normalise(train_images[chosen]), generator)
            batch = batch.to(options.device, memory_format=torch.channels_last)
            with torch.autocast(options.device, torch.bfloat16, enabled=options.bf16):
                loss = F.cross_entropy(network(batch).float(), train_labels[chosen].to(options.device))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            loss_sum += loss.item()
        row = {
            "epoch": epoch + 1,
            "trainLoss": round(loss_sum / steps_per_epoch, 4),
            "testAccuracy": accuracy(network, test_images, test_labels, options.device),
            "seconds": round(time.time() - started, 1),
        }
        print(row, flush=True)
        with log_file.open("a") as log:
            log.write(json.dumps(row) + "\n")
        saved = {
            "recipe": recipe,
            "epochs_done": epoch + 1,
            "network": network.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
            "generator": generator.get_state(),
        }
        # Written beside and renamed, so that a stop in the middle never leaves half a checkpoint.
        torch.save(saved, checkpoint_file.with_suffix(".pt.tmp"))
        checkpoint_file.with_suffix(".pt.tmp").replace(checkpoint_file)

    torch.save(network.state_dict(), run / "weights.pt")


if __name__ == "__main__":
    main()
