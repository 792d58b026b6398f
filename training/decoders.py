"""Trains a network's decoders on CIFAR-10: `python3 training/decoders.py resnet20 --bf16`.

A decoder looks at one layer's features and paints the picture back; the network is frozen, the loss is the mean squared
error in intensity (0..1). All decoders of a network share its forward pass and each has its own Adam. Seeded and
resumable like train.py. At the end the weights are rounded to float16, validated on the test set as rounded, and written to
public/models/<id>/decoders.{json,bin} (weights in TensorFlow.js' manifest) and, as validation PSNR, on the card.
"""

import argparse
import hashlib
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data
from graph import ExportedGraph

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "public" / "models"
RUNS = ROOT / "training" / "runs"
EVALUATION_BATCH = 500
# Channels by the resolution that a stage of the decoder works at; what is below 8 x 8 gets as many as 8 x 8.
WIDTHS = {32: 16, 16: 32, 8: 48}
# Below this resolution a stage is one convolution; from it on, a residual block follows.
LEAST_BLOCK_SIDE = 8
MOST_BYTES = 2_000_000


class Decoder(nn.Module):
    """Features N x C x s x s to a picture N x 3 x 32 x 32.

    1 x 1 convolution; a residual block; then until 32 x 32: nearest doubling, 3 x 3 convolution, residual block; a 3 x 3
    convolution to the three channels, about mid-grey. ReLU after all but the last.
    """

    def __init__(self, channels: int, side: int):
        super().__init__()
        width = WIDTHS[max(side, LEAST_BLOCK_SIDE)]
        self.side = side
        self.convolutions = nn.ModuleDict({"entry": nn.Conv2d(channels, width, 1)})
        self.add_block(side, width)
        while side < 32:
            side *= 2
            wider, width = width, WIDTHS[max(side, LEAST_BLOCK_SIDE)]
            self.convolutions[f"up{side}"] = nn.Conv2d(wider, width, 3, padding=1)
            self.add_block(side, width)
        self.convolutions["exit"] = nn.Conv2d(width, 3, 3, padding=1)
        # Features differ in scale from layer to layer; set from data before training, folded into `entry` on export.
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("std", torch.ones(channels))

    def add_block(self, side: int, width: int) -> None:
        if side >= LEAST_BLOCK_SIDE:
            for half in "ab":
                self.convolutions[f"block{side}_{half}"] = nn.Conv2d(width, width, 3, padding=1)

    def block(self, x: torch.Tensor, side: int) -> torch.Tensor:
        if side < LEAST_BLOCK_SIDE:
            return x
        y = F.relu(self.convolutions[f"block{side}_a"](x))
        return F.relu(x + self.convolutions[f"block{side}_b"](y))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        x = (features - self.mean[:, None, None]) / self.std[:, None, None]
        side = self.side
        x = self.block(F.relu(self.convolutions["entry"](x)), side)
        while side < 32:
            side *= 2
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = self.block(F.relu(self.convolutions[f"up{side}"](x)), side)
        return 0.5 + self.convolutions["exit"](x)

    @torch.no_grad()
    def exported(self) -> dict[str, np.ndarray]:
        """float16 kernels (height x width x in x out) and biases; the standardisation folded into `entry`."""
        weights = {}
        for name, convolution in self.convolutions.items():
            kernel, bias = convolution.weight.double(), convolution.bias.double()
            if name == "entry":
                kernel = kernel / self.std.double()[None, :, None, None]
                bias = bias - (kernel.sum((2, 3)) * self.mean.double()).sum(1)
            weights[f"{name}/kernel"] = kernel.permute(2, 3, 1, 0).numpy().astype(np.float16)
            weights[f"{name}/bias"] = bias.numpy().astype(np.float16)
        return weights

    @torch.no_grad()
    def load_exported(self, weights: dict[str, np.ndarray]) -> None:
        """What the page will compute: the rounded weights, no standardisation."""
        self.mean.zero_()
        self.std.fill_(1)
        for name, convolution in self.convolutions.items():
            convolution.weight.copy_(torch.from_numpy(weights[f"{name}/kernel"].astype(np.float32)).permute(3, 2, 0, 1))
            convolution.bias.copy_(torch.from_numpy(weights[f"{name}/bias"].astype(np.float32)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(folder.name for folder in MODELS.iterdir() if folder.is_dir()))
    parser.add_argument("--layers", nargs="*", help="layer ids; all of the card's without it")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--peak-lr", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16 where autocast allows")
    return parser.parse_args()


def features_of(graph: ExportedGraph, images: torch.Tensor, layers: list[str]) -> dict[str, torch.Tensor]:
    """Each layer's features, N x C x s x s, of normalised pictures N x 3 x 32 x 32."""
    values = graph(images.permute(0, 2, 3, 1), layers)
    return {layer: values[layer].permute(0, 3, 1, 2) for layer in layers}


@torch.no_grad()
def create_decoders(graph: ExportedGraph, layers: list[str], images: torch.Tensor) -> nn.ModuleDict:
    """One decoder a layer, its standardisation measured on the given normalised pictures."""
    decoders = nn.ModuleDict()
    for layer, features in features_of(graph, images, layers).items():
        decoder = Decoder(features.shape[1], features.shape[2])
        decoder.mean.copy_(features.mean((0, 2, 3)))
        # A channel that is always off stays off.
        std = features.std((0, 2, 3))
        decoder.std.copy_(torch.where(std > 1e-6, std, torch.ones_like(std)))
        decoders[layer] = decoder
    return decoders.to(memory_format=torch.channels_last)


@torch.no_grad()
def validate(graph: ExportedGraph, decoders: nn.ModuleDict, images: torch.Tensor, device: str) -> dict[str, float]:
    """Peak signal-to-noise ratio of the mean squared error over all pictures, dB, intensity 0..1, float32."""
    errors = {layer: 0.0 for layer in decoders}
    for start in range(0, len(images), EVALUATION_BATCH):
        batch = images[start : start + EVALUATION_BATCH]
        target = (batch.float() / 255).to(device)
        features = features_of(graph, data.normalise(batch).to(device), list(decoders))
        for layer, decoder in decoders.items():
            errors[layer] += (decoder(features[layer]) - target).square().mean((1, 2, 3)).sum().item()
    return {layer: -10 * math.log10(error / len(images)) for layer, error in errors.items()}


def write_decoders(network_id: str, decoders: nn.ModuleDict, psnr: dict[str, float], shapes: dict, command: str) -> None:
    folder = MODELS / network_id
    specs, chunks = [], []
    for layer, decoder in decoders.items():
        for name, values in decoder.exported().items():
            specs.append({"name": f"{layer}/{name}", "shape": list(values.shape), "dtype": "float32", "quantization": {"dtype": "float16"}})
            chunks.append(values.astype("<f2").tobytes())
    binary = b"".join(chunks)
    if len(binary) > MOST_BYTES:
        raise SystemExit(f"{network_id}: decoders take {len(binary)} bytes, more than {MOST_BYTES}")
    (folder / "decoders.bin").write_bytes(binary)
    document = {
        "format": "pixelsieve.decoders",
        "formatVersion": 1,
        "command": command,
        "dataset": "CIFAR-10",
        "decoders": [
            {"layer": layer, "featureShape": shapes[layer], "validationPsnrDb": round(psnr[layer], 3)} for layer in decoders
        ],
        "weightsManifest": [{"paths": ["decoders.bin"], "sha256": hashlib.sha256(binary).hexdigest(), "weights": specs}],
    }
    (folder / "decoders.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    card_file = folder / "card.json"
    card = json.loads(card_file.read_text())
    card["decoders"] = {
        "path": "decoders.json",
        "bytes": len(binary),
        "command": command,
        "validationPictures": 10000,
        "validationPsnrDb": {layer: round(psnr[layer], 2) for layer in decoders},
    }
    card_file.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    # Validation is float32's, also where convolutions could be rounded to ten bits.
    torch.backends.cudnn.allow_tf32 = False
    run = RUNS / options.network
    run.mkdir(parents=True, exist_ok=True)
    checkpoint_file, log_file = run / "decoders.checkpoint.pt", run / "decoders.log.jsonl"
    card = json.loads((MODELS / options.network / "card.json").read_text())
    layers = options.layers or [layer["id"] for layer in card["layers"]]
    graph = ExportedGraph(MODELS / options.network, options.device)
    train_images = data.load("train")[0].to(options.device)
    test_images, _ = data.load("test")
    decoders = create_decoders(graph, layers, data.normalise(train_images[:1000])).to(options.device)
    steps = len(train_images) // options.batch
    optimiser = torch.optim.Adam(decoders.parameters(), lr=options.peak_lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.peak_lr, options.epochs * steps, pct_start=0.15)
    first_epoch = 0
    if checkpoint_file.exists():
        state = torch.load(checkpoint_file, weights_only=True, map_location=options.device)
        decoders.load_state_dict(state["decoders"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first_epoch = state["epoch"]
    elif log_file.exists():
        log_file.unlink()
    for epoch in range(first_epoch, options.epochs):
        started = time.time()
        # Kept on the device: reading one at each step would have the device wait for the host.
        losses = {layer: torch.zeros((), dtype=torch.float64, device=options.device) for layer in layers}
        generator = torch.Generator().manual_seed(options.seed * 1000 + epoch)
        order = torch.randperm(len(train_images), generator=generator).to(options.device)
        for step in range(steps):
            images = train_images[order[step * options.batch : (step + 1) * options.batch]]
            flips = (torch.rand(len(images), generator=generator) < 0.5).to(options.device)
            images = torch.where(flips[:, None, None, None], images.flip(3), images)
            target = images.float() / 255
            with torch.autocast(options.device, torch.bfloat16, enabled=options.bf16):
                with torch.no_grad():
                    features = features_of(graph, data.normalise(images), layers)
                total = 0.0
                for layer, decoder in decoders.items():
                    loss = (decoder(features[layer]).float() - target).square().mean()
                    losses[layer] += loss.detach() / steps
                    # Adam's steps do not depend on a loss's scale, so the sum trains each decoder as alone.
                    total = total + loss
            optimiser.zero_grad(set_to_none=True)
            total.backward()
            optimiser.step()
            schedule.step()
        torch.save(
            {"decoders": decoders.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(), "epoch": epoch + 1},
            checkpoint_file,
        )
        entry = {
            "epoch": epoch + 1,
            "seconds": round(time.time() - started, 1),
            "trainPsnrDb": {layer: round(-10 * math.log10(loss.item()), 2) for layer, loss in losses.items()},
        }
        with log_file.open("a") as log:
            log.write(json.dumps(entry) + "\n")
        print(entry, flush=True)

    shapes = {}
    with torch.no_grad():
        for layer, features in features_of(graph, data.normalise(test_images[:1]).to(options.device), layers).items():
            shapes[layer] = [features.shape[2], features.shape[3], features.shape[1]]
    exported = {layer: decoder.exported() for layer, decoder in decoders.to("cpu").items()}
    for layer, decoder in decoders.items():
        decoder.load_exported(exported[layer])
    psnr = validate(graph, decoders.to(options.device), test_images, options.device)
    command = " ".join(
        [
            "python3 training/decoders.py",
            options.network,
            *(["--layers", *options.layers] if options.layers else []),
            f"--epochs {options.epochs}",
            *(["--bf16"] if options.bf16 else []),
        ]
    )
    write_decoders(options.network, decoders.to("cpu"), psnr, shapes, command)
    print({layer: round(value, 2) for layer, value in psnr.items()})


if __name__ == "__main__":
    main()
