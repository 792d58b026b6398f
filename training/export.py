"""Exports a trained network for the page: `python3 training/export.py resnet20`.

Writes public/models/<id>/{model.json, weights-*.bin, card.json} and brings public/models/catalogue.json up to date.
Batch norm is folded into the convolutions in float64. Weights are stored as float16 where that moves no logit by more than
0.01, else as float32. The accuracy on the card is that of the exported graph, read back from its files and run in float32 on the
whole test set; export fails if its logits stray from the network's.
"""

import argparse
import copy
import json

import torch

import data
from builders import BUILDERS
from catalogue import BY_ID, MODELS, update_catalogue, write_json
from graph import ExportedGraph, GraphBuilder
from networks import NETWORKS, parameter_count
from pruning import zero_share
from train import RUNS, command_of

LOGIT_TOLERANCE = 1e-4
HALF_LOGIT_TOLERANCE = 1e-2
EVALUATION_BATCH = 500


def load_network(network_id: str, checkpoint: bool = False) -> torch.nn.Module:
    """The trained network in evaluation mode: the finished run's weights, a state that it kept, or its last checkpoint."""
    entry = BY_ID[network_id]
    run = RUNS / entry.run_id
    file = run / ("checkpoint.pt" if checkpoint else f"epoch{entry.epoch}.pt" if entry.epoch else "weights.pt")
    if not file.exists():
        raise SystemExit(f"{file.name} of training/runs/{entry.run_id} is missing: python3 training/zoo.py trains what is missing")
    state = torch.load(file, weights_only=True, map_location="cpu")
    network = NETWORKS[log_of(network_id)[0]["recipe"]["network"]]()
    network.load_state_dict(state["network"] if checkpoint else state)
    return network.eval().requires_grad_(False)


def log_of(network_id: str) -> list[dict]:
    return [json.loads(line) for line in (RUNS / BY_ID[network_id].run_id / "log.jsonl").read_text().splitlines()]


@torch.no_grad()
def measure(network: torch.nn.Module, network_id: str, device: str) -> tuple[float, float]:
    """Accuracy of the exported graph on the whole test set, and its largest logit deviation from the network."""
    images, labels = (whole.to(device) for whole in data.load("test"))
    graph, network = ExportedGraph(MODELS / network_id, device), copy.deepcopy(network).to(device)
    right, deviation = 0, 0.0
    for start in range(0, len(labels), EVALUATION_BATCH):
        batch = data.normalise(images[start : start + EVALUATION_BATCH])
        logits = graph(batch.permute(0, 2, 3, 1).contiguous(), ["logits"])["logits"]
        deviation = max(deviation, (logits - network(batch)).abs().max().item())
        right += (logits.argmax(1) == labels[start : start + EVALUATION_BATCH]).sum().item()
    return right / len(labels), deviation


def write_graph(graph: GraphBuilder, network: torch.nn.Module, network_id: str, may_halve: bool, device: str) -> tuple[float, float, str]:
    """Accuracy, largest deviation of a logit, and the type in which the weights are stored."""
    for half, tolerance in ((True, HALF_LOGIT_TOLERANCE), (False, LOGIT_TOLERANCE)):
        if half and not may_halve:
            continue
        graph.write(MODELS / network_id, "input", [-1, 32, 32, 3], "logits", [-1, len(data.LABELS)], half)
        test_accuracy, deviation = measure(network, network_id, device)
        if deviation <= tolerance:
            return test_accuracy, deviation, "float16" if half else "float32"
        print(f"{network_id}: logits are off by {deviation:.2e} with {'half' if half else 'whole'} floats", flush=True)
    raise SystemExit(f"{network_id}: exported logits are off by {deviation:.2e}, more than {LOGIT_TOLERANCE}")


def training_record(network_id: str, network: torch.nn.Module, test_accuracy: float, stored: str) -> dict:
    entry = BY_ID[network_id]
    log = log_of(network_id)
    recipe, epochs_done = log[0]["recipe"], entry.epoch or log[-1].get("epoch", 0)
    robustness_file = RUNS / entry.run_id / "robustness.json"
    return {
        "dataset": "CIFAR-10",
        "epochs": epochs_done,
        **({"startedFrom": recipe["start"]} if "start" in recipe else {}),
        **({"teacher": recipe["teacher"]} if "teacher" in recipe else {}),
        **({"zeroShare": round(zero_share(network), 4)} if "sparsity" in recipe else {}),
        "seed": recipe["seed"],
        "command": command_of(entry.run_id, recipe),
        "testAccuracy": test_accuracy,
        "testPictures": 10000,
        **({"robustness": json.loads(robustness_file.read_text())} if robustness_file.exists() else {}),
        **({"weightsStoredAs": stored} if stored != "float32" else {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=sorted(BY_ID))
    parser.add_argument("--checkpoint", action="store_true", help="export the unfinished run's last checkpoint")
    parser.add_argument("--float32", action="store_true", help="store whole floats whatever the logits say")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu", help="of the check on the test set")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    # Logits are float32's, also where convolutions could be rounded to ten bits.
    torch.backends.cudnn.allow_tf32 = False

    entry = BY_ID[options.network]
    network = load_network(options.network, options.checkpoint)
    graph = GraphBuilder()
    graph.placeholder("input", [-1, 32, 32, 3])
    layers = BUILDERS[type(network)](graph, network)
    test_accuracy, deviation, stored = write_graph(graph, network, options.network, not options.float32, options.device)
    card = {
        "id": options.network,
        "title": entry.title,
        "architecture": entry.architecture,
        "parameters": parameter_count(network),
        "input": {"width": 32, "height": 32, "mean": data.MEAN, "std": data.STD},
        "labels": data.LABELS,
        "layers": layers,
        "logits": "logits",
        "training": training_record(options.network, network, test_accuracy, stored),
    }
    # Decoders of an earlier export know other features.
    for old in ("decoders.json", "decoders.bin"):
        (MODELS / options.network / old).unlink(missing_ok=True)
    write_json(MODELS / options.network / "card.json", card)
    update_catalogue()
    print(f"{options.network}: {100 * test_accuracy:.2f}%, {stored}; logits within {deviation:.1e}")


if __name__ == "__main__":
    main()
