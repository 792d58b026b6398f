"""Trains one network on CIFAR-10: `python3 training/train.py resnet20`.

Seeded and resumable: a checkpoint is written after each epoch into training/runs/<id>/ and picked up by the next
call. SGD with Nesterov momentum under a one-cycle schedule (Smith & Topin 2018). The log, one JSON object an epoch,
and the final state dict are kept; the checkpoint is not. What a run does besides, see --help: keep states on the way, learn
from a teacher, learn from adversarial pictures, fine-tune a pruned network.
"""

import argparse
import json
import os
import time
from pathlib import Path

import torch

import data
from networks import NETWORKS, parameter_count
from objectives import adversarial_loss, distillation_loss, plain_loss
from pruning import keep_zeros, prune

RUNS = Path(__file__).resolve().parent / "runs"
EVALUATION_BATCH = 500
# Not part of what a run computes.
OF_THE_MACHINE = ("threads", "device", "name", "evaluate_every", "cuda_graphs")


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("network", choices=sorted(NETWORKS))
    options.add_argument("--name", help="of the run and of the exported network; the network's own unless given")
    options.add_argument("--epochs", type=int, default=32)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--peak-lr", type=float, default=0.2)
    options.add_argument("--weight-decay", type=float, default=5e-4)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=int, nargs="*", default=[], metavar="EPOCH", help="states to keep, as <run>-epoch<N>")
    options.add_argument("--start", metavar="RUN", help="start from the weights of a finished run")
    options.add_argument("--sparsity", type=float, default=0.0, help="share of kernel weights, the smallest, that are set to zero at the start and stay zero")
    options.add_argument("--teacher", metavar="RUN", help="a finished run to distil from (Hinton et al. 2015): temperature 4, 0.9 of the loss")
    options.add_argument("--adversarial", type=float, default=0.0, metavar="EPSILON", help="fast FGSM (Wong et al. 2020) within EPSILON/255")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--evaluate-every", type=int, default=1, metavar="EPOCHS")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options.add_argument("--bf16", action="store_true", help="compute in bfloat16 where autocast allows")
    options.add_argument("--cuda-graphs", action="store_true", help="record the network's kernels once and replay them: small networks wait for the host otherwise")
    return options


def recipe_of(options: argparse.Namespace) -> dict:
    """What the run is repeated from; options at their defaults that older logs do not have are left out."""
    optional = {"keep": [], "start": None, "sparsity": 0.0, "teacher": None, "adversarial": 0.0}
    values = {k: v for k, v in vars(options).items() if k not in OF_THE_MACHINE}
    return {k: v for k, v in values.items() if k not in optional or v != optional[k]}


def command_of(run: str, recipe: dict) -> str:
    """The command that repeats a run; only options that differ from the defaults appear."""
    words = ["python3 training/train.py", recipe["network"], *([] if run == recipe["network"] else [f"--name {run}"])]
    for action in parser()._actions:
        value = recipe.get(action.dest)
        if not action.option_strings or value is None or value == action.default:
            continue
        flag = action.option_strings[0]
        words.append(flag if value is True else f"{flag} {' '.join(map(str, value)) if isinstance(value, list) else value}")
    return " ".join(words)


@torch.no_grad()
def accuracy(network: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor, device: str) -> float:
    """Share of right answers in float32, on normalised pictures."""
    network.eval()
    right = 0
    for start in range(0, len(labels), EVALUATION_BATCH):
        batch = data.normalise(images[start : start + EVALUATION_BATCH]).to(device, memory_format=torch.channels_last)
        right += (network(batch).argmax(1).cpu() == labels[start : start + EVALUATION_BATCH]).sum().item()
    return right / len(labels)


def load_run(run: str) -> torch.nn.Module:
    """The network that a finished run ended with, in evaluation mode."""
    folder = RUNS / run
    if not (folder / "weights.pt").exists():
        raise SystemExit(f"training/runs/{run}/weights.pt is missing: train {run} first")
    recipe = json.loads((folder / "log.jsonl").read_text().splitlines()[0])["recipe"]
    network = NETWORKS[recipe["network"]]()
    network.load_state_dict(torch.load(folder / "weights.pt", weights_only=True, map_location="cpu"))
    return network.eval().requires_grad_(False)


def save_whole(value, file: Path) -> None:
    """Written beside and renamed, so that a stop in the middle never leaves half a file."""
    torch.save(value, file.with_name(f"{file.name}.tmp"))
    file.with_name(f"{file.name}.tmp").replace(file)


def objective_of(options: argparse.Namespace):
    """`(network, pictures, labels, generator) -> loss`."""
    if options.teacher:
        teacher = load_run(options.teacher).to(options.device, memory_format=torch.channels_last)
        return lambda network, x, y, _: distillation_loss(network, teacher, x, y)
    if options.adversarial > 0:
        return lambda network, x, y, generator: adversarial_loss(network, x, y, options.adversarial / 255, generator)
    return lambda network, x, y, _: plain_loss(network, x, y)


def replayed(network: torch.nn.Module, options: argparse.Namespace) -> torch.nn.Module:
    """The network in training mode with its passes as CUDA graphs, for whole batches; as it is in evaluation mode."""
    sample = torch.zeros(options.batch, 3, 32, 32, device=options.device).to(memory_format=torch.channels_last)
    # An adversarial step differentiates by the pictures, too.
    sample.requires_grad_(options.adversarial > 0)
    # Recording runs the network on zeros, which its running means must not remember.
    state = {name: values.clone() for name, values in network.state_dict().items()}
    network.train()
    # The cast weights must be made anew at each replay.
    with torch.autocast(options.device, torch.bfloat16, enabled=options.bf16, cache_enabled=False):
        network = torch.cuda.make_graphed_callables(network, (sample,))
    network.load_state_dict(state)
    return network


def main() -> None:
    options = parser().parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    # Accuracies are float32's, also where convolutions could be rounded to ten bits.
    torch.backends.cudnn.allow_tf32 = False
    name = options.name or options.network
    run = RUNS / name
    run.mkdir(parents=True, exist_ok=True)
    checkpoint_file, log_file = run / "checkpoint.pt", run / "log.jsonl"

    train_images, train_labels = (whole.to(options.device) for whole in data.load("train"))
    test_images, test_labels = data.load("test")
    network = NETWORKS[options.network]()
    if options.start:
        network.load_state_dict(load_run(options.start).state_dict())
    network = network.to(options.device, memory_format=torch.channels_last)
    masks = prune(network, options.sparsity)
    loss_of = objective_of(options)
    optimiser = torch.optim.SGD(
        network.parameters(), lr=options.peak_lr, momentum=0.9, nesterov=True, weight_decay=options.weight_decay
    )
    steps_per_epoch = len(train_labels) // options.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.peak_lr, total_steps=max(1, options.epochs * steps_per_epoch), pct_start=0.25
    )
    generator = torch.Generator().manual_seed(options.seed)
    first_epoch = 0
    recipe = recipe_of(options)
    if checkpoint_file.exists():
        saved = torch.load(checkpoint_file, weights_only=True, map_location="cpu")
        if saved["recipe"] != recipe:
            raise SystemExit(f"{checkpoint_file.name} is of another recipe, {saved['recipe']}: move it away first")
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        generator.set_state(saved["generator"])
        torch.set_rng_state(saved["dropout"])
        first_epoch = saved["epochs_done"]
        print(f"resuming after epoch {first_epoch}", flush=True)
    else:
        log_file.write_text(json.dumps({"recipe": recipe, "parameters": parameter_count(network)}) + "\n")
    if options.cuda_graphs:
        network = replayed(network, options)

    for epoch in range(first_epoch, options.epochs):
        started = time.time()
        network.train()
        order = torch.randperm(len(train_labels), generator=generator).to(options.device)
        # Kept on the device: reading it at each step would have the device wait for the host.
        loss_sum = torch.zeros((), dtype=torch.float64, device=options.device)
        for step in range(steps_per_epoch):
            chosen = order[step * options.batch : (step + 1) * options.batch]
            batch = data.augment(data.normalise(train_images[chosen]), generator)
            batch = batch.to(memory_format=torch.channels_last)
            with torch.autocast(options.device, torch.bfloat16, enabled=options.bf16, cache_enabled=not options.cuda_graphs):
                loss = loss_of(network, batch, train_labels[chosen], generator)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            keep_zeros(masks)
            schedule.step()
            loss_sum += loss.detach()
        done = epoch + 1
        row = {"epoch": done, "trainLoss": round(loss_sum.item() / steps_per_epoch, 4)}
        if done % options.evaluate_every == 0 or done in (*options.keep, options.epochs):
            row["testAccuracy"] = accuracy(network, test_images, test_labels, options.device)
        row["seconds"] = round(time.time() - started, 1)
        print(name, row, flush=True)
        if done in options.keep:
            save_whole(network.state_dict(), run / f"epoch{done}.pt")
        with log_file.open("a") as log:
            log.write(json.dumps(row) + "\n")
        saved = {
            "recipe": recipe,
            "epochs_done": done,
            "network": network.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
            "generator": generator.get_state(),
            "dropout": torch.get_rng_state(),
        }
        save_whole(saved, checkpoint_file)

    save_whole(network.state_dict(), run / "weights.pt")


if __name__ == "__main__":
    main()
