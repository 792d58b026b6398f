"""What the oracles share: the networks cut at their layers, the sample pictures, distortion measurement, fixtures."""

import base64
import json
import sys
from pathlib import Path
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "training"))

import data  # noqa: E402
from export import load_network  # noqa: E402, F401
from networks import CifarResNet  # noqa: E402

FIXTURES = ROOT / "src" / "testing" / "fixtures"
SAMPLES = ROOT / "public" / "samples"
MEAN = torch.tensor(data.MEAN).view(1, 3, 1, 1)
STD = torch.tensor(data.STD).view(1, 3, 1, 1)

Layer = Callable[[torch.Tensor], torch.Tensor]


def fold_batch_norm(network: CifarResNet) -> CifarResNet:
    """The same function with fewer steps: each batch norm becomes part of its convolution. Changes `network`."""
    pairs = [(network, "conv1", "bn1")] + [(b, f"conv{i}", f"bn{i}") for b in network.blocks for i in (1, 2)]
    for owner, conv, norm in pairs:
        setattr(owner, conv, torch.nn.utils.fusion.fuse_conv_bn_eval(getattr(owner, conv), getattr(owner, norm)))
        setattr(owner, norm, torch.nn.Identity())
    return network.requires_grad_(False).to(memory_format=torch.channels_last)


def resnet_layers(network: CifarResNet) -> dict[str, Layer]:
    """Each listed layer as a function of the picture in 0..1 (N x 3 x 32 x 32); ids as in the card, in order."""

    def features(depth: int) -> Layer:
        def forward(x: torch.Tensor) -> torch.Tensor:
            y = F.relu(network.bn1(network.conv1((x - MEAN) / STD)))
            for block in network.blocks[:depth]:
                y = block(y)
            return y

        return forward

    layers = {"stem": features(0)}
    for index in range(len(network.blocks)):
        stage, block = divmod(index, network.blocks_per_stage)
        layers[f"stage{stage + 1}_block{block + 1}"] = features(index + 1)
    layers["logits"] = lambda x: network((x - MEAN) / STD)
    return layers


def sample_pictures(count: int) -> list[dict]:
    """The first `count` samples of different classes: {id, label, picture (1 x 3 x 32 x 32 in 0..1)}."""
    images, labels = data.load("test")
    samples, seen = [], set()
    for sample in json.loads((SAMPLES / "samples.json").read_text()):
        if sample["label"] in seen or len(samples) == count:
            continue
        seen.add(sample["label"])
        index = int(sample["source"].rsplit(" ", 1)[1])
        assert data.LABELS[labels[index]] == sample["label"], f"{sample['id']}: label and test set disagree"
        samples.append({"id": sample["id"], "label": sample["label"], "picture": images[index : index + 1] / 255})
    return samples


def seeded(device: torch.device, seed: int) -> torch.Generator:
    """Noise is drawn where the picture lies: the same seed gives other noise on another kind of device."""
    return torch.Generator(device).manual_seed(seed)


@torch.no_grad()
def squared_changes(
    layer: Layer, picture: torch.Tensor, sigmas: torch.Tensor, samples: int, generator: torch.Generator, batch: int = 64
) -> torch.Tensor:
    """mean((h(x + sigma eps) - h(x))^2) of each sample, the same eps for every sigma: K x samples, float64.

    `picture`: 1 x 3 x 32 x 32 in 0..1; `sigmas`: K x 32 x 32, intensity; `generator` on their device. Paired eps make ratios
    of the K means precise.
    """
    clean = layer(picture)
    changes = torch.empty(len(sigmas), samples, dtype=torch.float64, device=picture.device)
    for start in range(0, samples, batch):
        eps = torch.randn(min(batch, samples - start), *picture.shape[1:], generator=generator, device=picture.device)
        for k, sigma in enumerate(sigmas):
            change = layer(picture + sigma * eps) - clean
            changes[k, start : start + len(eps)] = change.double().square().flatten(1).mean(1)
    return changes


def scale_to_budget(
    layer: Layer, picture: torch.Tensor, sigma: torch.Tensor, tau: float, budget: float, samples: int, seed: int
) -> torch.Tensor:
    """`sigma` (32 x 32) times the factor that brings g to `budget`, by secant steps on log g over log factor.

    Every step sees the same eps, so that it converges to the sampling error of `samples` and no further.
    """
    log_factor, slope, last = 0.0, 2.0, None
    for _ in range(6):
        maps = torch.stack([torch.full_like(sigma, tau), sigma * float(np.exp(log_factor))])
        reference, changed = squared_changes(layer, picture, maps, samples, seeded(picture.device, seed)).mean(1)
        miss = float(torch.log(changed / reference / budget))
        if last is not None and abs(log_factor - last[0]) > 1e-6:
            slope = min(max((miss - last[1]) / (log_factor - last[0]), 0.5), 3.0)
        last = (log_factor, miss)
        if abs(miss) < 1e-4:
            break
        log_factor -= miss / slope
    return sigma * float(np.exp(log_factor))


def encode_base64(values: np.ndarray) -> str:
    """The array's bytes, little-endian, row-major."""
    return base64.b64encode(np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()).decode()


def provenance(command: str, **settings) -> dict:
    return {"command": command, "torch": torch.__version__.split("+")[0], **settings}


def write_fixture(name: str, fixture: dict) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / name).write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n")
    print(f"wrote {name}, {(FIXTURES / name).stat().st_size} bytes")
