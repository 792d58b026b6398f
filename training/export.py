"""Exports a trained network for the page: `python3 training/export.py resnet20`.

Writes public/models/<id>/{model.json, weights-*.bin, card.json} and brings public/models/catalogue.json up to date.
Batch norm is folded into the convolutions in float64. The accuracy on the card is that of the exported graph, read
back from its files and run in float32 on the whole test set; export fails if its logits stray from the network's.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import data
from graph import GraphBuilder, run_graph
from networks import NETWORKS, CifarResNet, CifarVgg11, parameter_count

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "public" / "models"
RUNS = ROOT / "training" / "runs"
LOGIT_TOLERANCE = 1e-4
EVALUATION_BATCH = 500

# In the order of the network picker; the first is the default.
CATALOGUE = {
    "resnet20": {
        "title": "ResNet-20",
        "architecture": "ResNet-20 for CIFAR (He et al. 2016, parameter-free shortcuts)",
        "summary": "Residual network, 9 blocks, {parameters}; {accuracy} on CIFAR-10",
    },
    "vgg11-half": {
        "title": "VGG-11 (half width)",
        "architecture": "VGG-11 with batch norm (Simonyan & Zisserman 2015, configuration A), widths halved, one linear classifier",
        "summary": "Plain stack of 8 convolutions, {parameters}; {accuracy} on CIFAR-10",
    },
}


def fold(conv: torch.nn.Conv2d, norm: torch.nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """The kernel (height x width x in x out) and bias of `norm(conv(x))` in evaluation mode, computed in float64."""
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    kernel = conv.weight.double() * scale.view(-1, 1, 1, 1)
    bias = norm.bias.double() - norm.running_mean.double() * scale
    return kernel.permute(2, 3, 1, 0).detach().numpy(), bias.detach().numpy()


def convolution(graph: GraphBuilder, name: str, x: str, conv: torch.nn.Conv2d, norm: torch.nn.BatchNorm2d) -> str:
    kernel, bias = fold(conv, norm)
    return graph.bias_add(f"{name}/bias", graph.conv2d(name, x, kernel, conv.stride[0], conv.padding[0]), bias)


def shortcut_kernel(in_channels: int, out_channels: int) -> np.ndarray:
    """Option A's shortcut as a 1 x 1 convolution of stride 2: takes every other pixel, adds zero channels on both sides.

    TensorFlow.js has no gradient for StridedSlice; this is the same function to the bit.
    """
    before = (out_channels - in_channels) // 2
    return np.eye(in_channels, out_channels, before, dtype=np.float32)[None, None]


def classifier(graph: GraphBuilder, features: str, fc: torch.nn.Linear) -> str:
    return graph.dense("logits", features, fc.weight.detach().numpy().T.copy(), fc.bias.detach().numpy())


def build_resnet(graph: GraphBuilder, network: CifarResNet) -> list[dict]:
    """Adds the network's nodes; returns the layers worth showing, in order: all but the ten logits.

    Under noise a layer of ten units fluctuates by its own size, and holding it to a budget within 2% takes thousands of
    samples; the page offers feature maps.
    """
    x = graph.relu("stem", convolution(graph, "stem/conv", "input", network.conv1, network.bn1))
    layers = [{"id": "stem", "title": "Stem", "stage": "Stage 1", "kind": "convolution"}]
    for index, block in enumerate(network.blocks):
        stage, number = (i + 1 for i in divmod(index, network.blocks_per_stage))
        name = f"stage{stage}_block{number}"
        y = graph.relu(f"{name}/relu1", convolution(graph, f"{name}/conv1", x, block.conv1, block.bn1))
        y = convolution(graph, f"{name}/conv2", y, block.conv2, block.bn2)
        if block.new_channels:
            kernel = shortcut_kernel(block.conv1.in_channels, block.conv1.out_channels)
            x = graph.conv2d(f"{name}/shortcut", x, kernel, block.stride, 0)
        x = graph.relu(name, graph.add(f"{name}/sum", y, x))
        layers.append(
            {"id": name, "title": f"Stage {stage} · block {number}", "stage": f"Stage {stage}", "kind": "block"}
        )
    classifier(graph, graph.spatial_mean("mean", x), network.fc)
    return layers


def build_vgg(graph: GraphBuilder, network: CifarVgg11) -> list[dict]:
    """Adds the network's nodes; returns the layers worth showing, in order. Stages end at the pools."""
    layers, stage, x = [], 1, "input"
    for index, (conv, norm, pool) in enumerate(zip(network.convs, network.norms, network.pool_after)):
        name = f"conv{index + 1}"
        x = graph.relu(name, convolution(graph, f"{name}/conv", x, conv, norm))
        layers.append(
            {"id": name, "title": f"Convolution {index + 1}", "stage": f"Stage {stage}", "kind": "convolution"}
        )
        if pool:
            x = graph.max_pool2(f"pool{stage}", x)
            stage += 1
    classifier(graph, graph.squeeze_spatial("flat", x), network.fc)
    return layers


def load_network(network_id: str, checkpoint: bool = False) -> torch.nn.Module:
    """The trained network in evaluation mode: the finished run's weights, or its last checkpoint."""
    run = RUNS / network_id
    network = NETWORKS[network_id]()
    state = (
        torch.load(run / "checkpoint.pt", weights_only=True, map_location="cpu")["network"]
        if checkpoint
        else torch.load(run / "weights.pt", weights_only=True, map_location="cpu")
    )
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


@torch.no_grad()
def measure(network: torch.nn.Module, folder: Path) -> tuple[float, float]:
    """Accuracy of the exported graph on the whole test set, and its largest logit deviation from the network."""
    images, labels = data.load("test")
    right, deviation = 0, 0.0
    for start in range(0, len(labels), EVALUATION_BATCH):
        batch = data.normalise(images[start : start + EVALUATION_BATCH])
        logits = run_graph(folder, batch.permute(0, 2, 3, 1).contiguous())["logits"]
        deviation = max(deviation, (logits - network(batch)).abs().max().item())
        right += (logits.argmax(1) == labels[start : start + EVALUATION_BATCH]).sum().item()
    return right / len(labels), deviation


def training_command(network_id: str, recipe: dict) -> str:
    """The command that repeats the run; only options that differ from train.py's defaults appear."""
    defaults = {"epochs": 32, "batch": 128, "peak_lr": 0.2, "weight_decay": 5e-4, "seed": 1}
    options = [f"--{k.replace('_', '-')} {recipe[k]}" for k, default in defaults.items() if recipe[k] != default]
    return " ".join(["python3 training/train.py", network_id, *options, *(["--bf16"] if recipe["bf16"] else [])])


def write_json(file: Path, value) -> None:
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def update_catalogue() -> None:
    """One entry for each network that has been exported, in CATALOGUE's order."""
    entries = []
    for network_id, texts in CATALOGUE.items():
        card_file = MODELS / network_id / "card.json"
        if card_file.exists():
            card = json.loads(card_file.read_text())
            size = card["parameters"] / 1e6
            summary = texts["summary"].format(
                parameters=f"{size:.2f} M parameters" if size < 1 else f"{size:.1f} M parameters",
                accuracy=f"{100 * card['training']['testAccuracy']:.1f}%",
            )
            entries.append(
                {"id": network_id, "title": texts["title"], "summary": summary, "path": f"{network_id}/model.json"}
            )
    write_json(MODELS / "catalogue.json", entries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--checkpoint", action="store_true", help="export the unfinished run's last checkpoint")
    options = parser.parse_args()

    network = load_network(options.network, options.checkpoint)
    folder = MODELS / options.network
    graph = GraphBuilder()
    graph.placeholder("input", [-1, 32, 32, 3])
    build = build_resnet if isinstance(network, CifarResNet) else build_vgg
    layers = build(graph, network)
    graph.write(folder, "input", [-1, 32, 32, 3], "logits", [-1, len(data.LABELS)])
    test_accuracy, deviation = measure(network, folder)
    if deviation > LOGIT_TOLERANCE:
        raise SystemExit(f"{options.network}: exported logits are off by {deviation:.2e}, more than {LOGIT_TOLERANCE}")

    log = [json.loads(line) for line in (RUNS / options.network / "log.jsonl").read_text().splitlines()]
    recipe, epochs_done = log[0]["recipe"], log[-1].get("epoch", 0)
    card = {
        "id": options.network,
        "title": CATALOGUE[options.network]["title"],
        "architecture": CATALOGUE[options.network]["architecture"],
        "parameters": parameter_count(network),
        "input": {"width": 32, "height": 32, "mean": data.MEAN, "std": data.STD},
        "labels": data.LABELS,
        "layers": layers,
        "logits": "logits",
        "training": {
            "dataset": "CIFAR-10",
            "epochs": epochs_done,
            "seed": recipe["seed"],
            "command": training_command(options.network, recipe),
            "testAccuracy": test_accuracy,
            "testPictures": 10000,
        },
    }
    write_json(folder / "card.json", card)
    update_catalogue()
    print(f"{options.network}: {100 * test_accuracy:.2f}% after {epochs_done} epochs; logits within {deviation:.1e}")


if __name__ == "__main__":
    main()
