"""The authors' own recipe for strict information discarding, in PyTorch: `python3 training/oracles/reference_recipe.py`.

The TypeScript `reference` solver is held against this. Writes src/testing/fixtures/reference-recipe-resnet20.json.

Per layer: sigma itself is the parameter, one a pixel, in the network's normalised units (the noise is added to the
normalised picture); it starts at tau. Plain SGD, 100 steps of 8 samples; loss = g - 5 mean(log(2 pi e sigma^2)), where
both features pass through ReLU and delta2 comes from one batch of 8. The step whose own batch's g is nearest c is
reported. The recipe is written for tau = 0.01 normalised, learning rate 1e-4; for another tau it is scaled so that
sigma / tau follows the same path: learning rate 1e-4 (tau / 0.01)^2.
"""

import argparse
import math
import time
from dataclasses import dataclass
from typing import Callable

import torch
import torch.nn.functional as F

from common import (
    Layer,
    data,
    fold_batch_norm,
    load_network,
    provenance,
    resnet_layers,
    sample_pictures,
    scale_to_budget,
    seeded,
    squared_changes,
    write_fixture,
)

BUDGET = 1.5
TAU = 0.0025
PICTURES = 5
STEPS = 100
SAMPLES = 8
LAMBDA = 5.0
PAPER_TAU = 0.01
PAPER_RATE = 1e-4
# Normalised units to intensity, for a sigma that the three channels share.
INTENSITY = sum(data.STD) / 3
STD = torch.tensor(data.STD).view(1, 3, 1, 1)
HALF_LOG_2_PI_E = 0.5 * math.log(2 * math.pi * math.e)


@dataclass(frozen=True)
class Reading:
    """Where the recipe can be read in more than one way; as it stands, ours."""

    delta2_batches: int = 1
    """The step that is reported: the one whose own batch's g is "nearest" the budget, or the "last"."""
    reports: str = "nearest"
    """Cells a side of sigma, each spread over its pixels; None: one a pixel."""
    grid: int = None


def recipe_map(
    layer: Layer,
    picture: torch.Tensor,
    generator: torch.Generator,
    reading: Reading = Reading(),
    watch: Callable[[int, torch.Tensor], None] = lambda steps, sigma: None,
) -> tuple[torch.Tensor, int, float]:
    """sigma as the recipe reports it (32 x 32, intensity), the step that it is from, and that step's own g.

    `watch` is called after every step with the steps done and the map as it then is (intensity).

    Noise of standard deviation sigma in normalised units is sigma * std of each channel on the 0..1 scale.
    """
    tau = TAU / INTENSITY
    rate = PAPER_RATE * (tau / PAPER_TAU) ** 2
    std = STD.to(picture.device)
    side = picture.shape[-1]
    cells = reading.grid or side

    def noise() -> torch.Tensor:
        return torch.randn(SAMPLES, *picture.shape[1:], generator=generator, device=picture.device) * std

    def per_pixel(sigma: torch.Tensor) -> torch.Tensor:
        return sigma.repeat_interleave(side // cells, 0).repeat_interleave(side // cells, 1)

    clean = F.relu(layer(picture))
    batches = [(F.relu(layer(picture + tau * noise())) - clean).square().mean() for _ in range(reading.delta2_batches)]
    delta2 = torch.stack(batches).mean()
    sigma = torch.full((cells, cells), tau, device=picture.device, requires_grad=True)
    best = None
    for step in range(STEPS):
        distortion = (F.relu(layer(picture + per_pixel(sigma) * noise())) - clean).square().mean() / delta2
        loss = distortion - LAMBDA * torch.log(2 * math.pi * math.e * sigma.square()).mean()
        if best is None or reading.reports == "last" or abs(distortion.item() - BUDGET) < abs(best[2] - BUDGET):
            # A step may carry a sigma through zero; the noise is the same with either sign.
            best = (per_pixel(sigma.detach().abs()) * INTENSITY, step, distortion.item())
        (gradient,) = torch.autograd.grad(loss, sigma)
        with torch.no_grad():
            sigma -= rate * gradient
        watch(step + 1, per_pixel(sigma.detach().abs()) * INTENSITY)
    return best


def recipe_result(layer: Layer, picture: torch.Tensor, samples: int, seed: int) -> dict:
    """Entropies of the reported map as it stands and after scaling it to g = c, and its g on fresh samples (no ReLU)."""
    generator = seeded(picture.device, seed)
    sigma, step, batch_distortion = recipe_map(layer, picture, generator)
    scaled = scale_to_budget(layer, picture, sigma, TAU, BUDGET, 256, seed + 1)
    maps = torch.stack([torch.full_like(sigma, TAU), sigma, scaled])
    changes = squared_changes(layer, picture, maps, samples, generator).mean(1)
    # The last correction to g = c on fresh samples is small enough to be linear.
    after = torch.log(scaled).mean() + 0.5 * torch.log(BUDGET * changes[0] / changes[2])
    return {
        "step": step,
        "batchDistortion": batch_distortion,
        "distortion": float(changes[1] / changes[0]),
        "meanEntropyNatsAsRun": float(torch.log(sigma).mean()) + HALF_LOG_2_PI_E,
        "meanEntropyNatsAtBudget": float(after) + HALF_LOG_2_PI_E,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--samples", type=int, default=2048, help="fresh samples behind each reported number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layers", nargs="*", help="only these; nothing is written then")
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--checkpoint", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = fold_batch_norm(load_network("resnet20", options.checkpoint))
    results = []
    for p, sample in enumerate(sample_pictures(options.pictures)):
        for depth, (layer_id, layer) in enumerate(resnet_layers(network).items()):
            if options.layers and layer_id not in options.layers:
                continue
            started = time.time()
            runs = [
                recipe_result(layer, sample["picture"], options.samples, options.seed * 100000 + p * 1000 + depth * 10 + s * 100000)
                for s in range(options.seeds)
            ]
            at_budget = torch.tensor([run["meanEntropyNatsAtBudget"] for run in runs])
            means = {key: sum(run[key] for run in runs) / len(runs) for key in runs[0]}
            results.append(
                {
                    "sample": sample["id"],
                    "layer": layer_id,
                    **{key: round(value, 5) for key, value in means.items()},
                    "atBudgetStdNats": round(float(at_budget.std()), 5),
                    "atBudgetEachSeed": [round(v, 5) for v in at_budget.tolist()],
                    "distortionEachSeed": [round(run["distortion"], 4) for run in runs],
                }
            )
            print(
                f"{sample['id']:16} {layer_id:14} step {means['step']:.1f} g {means['distortion']:.3f} as run "
                f"{means['meanEntropyNatsAsRun']:.4f} at c {means['meanEntropyNatsAtBudget']:.4f} +- {at_budget.std():.4f} "
                f"{time.time() - started:.1f} s",
                flush=True,
            )
    if not options.layers:
        write_fixture(
            "reference-recipe-resnet20.json",
            {
                **provenance(
                    f"python3 training/oracles/reference_recipe.py --seeds {options.seeds} --samples {options.samples} --seed {options.seed}"
                ),
                "model": "resnet20",
                "grid": "full",
                "budget": BUDGET,
                "noise": TAU,
                "note": "Means over the seeds; atBudgetStdNats is the standard deviation of one seed. `step` counts from 0: the SGD updates made before the reported map.",
                "results": results,
            },
        )


if __name__ == "__main__":
    main()
