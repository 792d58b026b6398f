"""The optimum of strict information discarding at small and large budgets: `python3 training/oracles/large_budgets.py`.

For two layers of ResNet-20, five sample pictures and c = 1.5, 15 and 150, one sigma a pixel: maximise mean log sigma subject
to g(sigma) = c. At the larger budgets the layer is far from linear over its noise, and only the exact condition holds: every
pixel contributes equally, q_i = d g / d log sigma_i = const. The fast solver is held against what this reaches. Writes
src/testing/fixtures/large-budgets-resnet20.json.

Two methods that share nothing but the unbiased estimate 2 sigma_i eps_i (J(x')^T r)_i of q_i, and start apart:

- Robbins and Monro from the uniform map: log sigma_i falls by a step's share of (q_i / mean q - 1) / 2, which is Newton's
  step of a linear layer; steps shrink and the second half of the iterates is averaged (Polyak and Juditsky);
- Adam on log sigma, from the re-weighted map at the first budget and from the optimum of the budget before at the others;
  the second half averaged.

Both keep g at c while they go. The two maps' mean in log sigma is a third candidate, with half the sampling noise of either.
Fresh samples choose between the three and measure the one chosen. How far the two methods are from each other says how well
the optimum is known: were both optima but for independent sampling noise, their mean would lose a quarter of
mean((u - u')^2) less than either on average (`spreadNats`), u = log sigma.
"""

import argparse
import math
import time

import torch

from attainable_gain import HALF_LOG_2_PI_E, map_from_sensitivities, sensitivities
from common import (
    Layer,
    encode_base64,
    fold_batch_norm,
    load_network,
    provenance,
    resnet_layers,
    sample_pictures,
    scale_to_budget,
    squared_changes,
    write_fixture,
)

BUDGETS = (1.5, 15.0, 150.0)
LAYERS = ("stage2_block1", "stage3_block3")
TAU = 0.0025
PICTURES = 5
BATCH = 64
"""Scales at which the chosen map is measured, to know the slope of log g along it."""
SLOPE_STEP = 0.1
LARGEST_STEP = 0.3


class Contributions:
    """Batches of q_i / mean q (32 x 32) at one layer, and how far g is from the budget."""

    def __init__(self, layer: Layer, picture: torch.Tensor, budget: float, seed: int):
        self.layer, self.picture, self.clean = layer, picture, layer(picture)
        tau_map = torch.full((1, *picture.shape[2:]), TAU)
        self.allowed = budget * squared_changes(layer, picture, tau_map, 2048, torch.Generator().manual_seed(seed)).mean().item()
        self.generator = torch.Generator().manual_seed(seed + 1)
        self.miss = None
        self.slope = 2.0

    def sample(self, log_sigma: torch.Tensor) -> torch.Tensor:
        """One batch; updates the running log(g / c) and its slope along the map's scale."""
        eps = torch.randn(BATCH, *self.picture.shape[1:], generator=self.generator)
        sigma = torch.exp(log_sigma)
        noisy = (self.picture + sigma * eps).requires_grad_()
        changes = (self.layer(noisy) - self.clean).square().flatten(1).mean(1)
        (gradient,) = torch.autograd.grad(changes.sum(), noisy)
        level = changes.mean().item()
        q = (gradient * eps).sum((0, 1)) * sigma / BATCH / level
        miss = math.log(level / self.allowed)
        self.miss = miss if self.miss is None else 0.9 * self.miss + 0.1 * miss
        self.slope = 0.95 * self.slope + 0.05 * max(q.sum().item(), 0.2)
        return q / self.slope * q.numel()

    def towards_budget(self, log_sigma: torch.Tensor) -> torch.Tensor:
        """A small step of the whole map towards g = c."""
        return log_sigma - 0.1 * self.miss / max(self.slope, 0.5)


def robbins_monro(contributions: Contributions, start: torch.Tensor, steps: int, rate: float, decay: float) -> torch.Tensor:
    """log sigma whose contributions are equal, from `start`; the second half of the iterates averaged."""
    log_sigma = torch.log(start)
    average = torch.zeros_like(log_sigma)
    for step in range(steps):
        excess = contributions.sample(log_sigma) - 1
        change = (-0.5 * rate / (1 + decay * step) * excess).clamp(-LARGEST_STEP, LARGEST_STEP)
        log_sigma = contributions.towards_budget(log_sigma + change - change.mean())
        if step >= steps // 2:
            average += log_sigma / (steps - steps // 2)
    return average


def adam(contributions: Contributions, start: torch.Tensor, steps: int, rate: float) -> torch.Tensor:
    """As `robbins_monro`, by Adam with a rate that falls to zero."""
    log_sigma = torch.log(start)
    parameter = log_sigma.clone().requires_grad_()
    optimiser = torch.optim.Adam([parameter], lr=rate)
    average = torch.zeros_like(log_sigma)
    for step in range(steps):
        parameter.grad = contributions.sample(parameter.detach()) - 1
        optimiser.param_groups[0]["lr"] = rate * (1 - step / steps)
        optimiser.step()
        with torch.no_grad():
            parameter.copy_(contributions.towards_budget(parameter))
        if step >= steps // 2:
            average += parameter.detach() / (steps - steps // 2)
    return average


def measure(layer: Layer, picture: torch.Tensor, maps: dict, budget: float, samples: int, seed: int) -> dict:
    """Entropies of all maps (the uniform one among them) at g = c by fresh samples, with the gains' standard errors.

    Each map is measured at its scale and `SLOPE_STEP` above it; log g is taken as a straight line between for the last
    small correction.
    """
    names = list(maps)
    stack = [torch.full(picture.shape[2:], TAU)]
    for name in names:
        stack += [maps[name], maps[name] * math.exp(SLOPE_STEP)]
    changes = squared_changes(layer, picture, torch.stack(stack), samples, torch.Generator().manual_seed(seed))
    means = changes.mean(1)
    entropies, influences, slopes = {}, {}, {}
    for k, name in enumerate(names):
        here, above = 1 + 2 * k, 2 + 2 * k
        slopes[name] = float(torch.log(means[above] / means[here])) / SLOPE_STEP
        miss = float(torch.log(means[here] / means[0] / budget))
        entropies[name] = float(torch.log(maps[name]).mean()) - miss / slopes[name] + HALF_LOG_2_PI_E
        influences[name] = -(changes[here] / means[here] - changes[0] / means[0]) / slopes[name]

    def error(influence: torch.Tensor) -> float:
        return float(influence.std() / math.sqrt(samples))

    return {
        "entropies": entropies,
        "slopes": slopes,
        "uniformErrorNats": error(influences["uniform"]),
        "gainErrors": {name: error(influences[name] - influences["uniform"]) for name in names},
    }


def attainable(
    layer: Layer, picture: torch.Tensor, start: torch.Tensor, budget: float, options: argparse.Namespace, seed: int
) -> dict:
    """The optimum at one budget; `start` is where Adam begins (32 x 32)."""

    def scaled(sigma: torch.Tensor) -> torch.Tensor:
        return scale_to_budget(layer, picture, sigma, TAU, budget, 256, seed)

    uniform = scaled(torch.full(picture.shape[2:], TAU * math.sqrt(budget)))
    cold = robbins_monro(
        Contributions(layer, picture, budget, seed + 1), uniform, options.monro_steps, options.monro_rate, options.monro_decay
    )
    warm = adam(Contributions(layer, picture, budget, seed + 3), scaled(start), options.adam_steps, options.adam_rate)
    warm_centred, cold_centred = warm - warm.mean(), cold - cold.mean()
    maps = {"uniform": uniform}
    for name, log_sigma in {"robbins-monro": cold, "adam": warm, "their mean": (cold + warm) / 2}.items():
        maps[name] = scaled(torch.exp(log_sigma))
    measured = measure(layer, picture, maps, budget, options.samples, seed + 5)
    entropies = measured["entropies"]
    best = max((name for name in maps if name != "uniform"), key=entropies.get)
    log_sigma = torch.log(maps[best])
    return {
        "uniformEntropyNats": entropies["uniform"],
        "uniformErrorNats": measured["uniformErrorNats"],
        "optimumEntropyNats": entropies[best],
        "attainableGainNats": entropies[best] - entropies["uniform"],
        "gainErrorNats": measured["gainErrors"][best],
        "uniformSlope": measured["slopes"]["uniform"],
        "optimumSlope": measured["slopes"][best],
        "method": best,
        "robbinsMonroGainNats": entropies["robbins-monro"] - entropies["uniform"],
        "adamGainNats": entropies["adam"] - entropies["uniform"],
        "spreadNats": 0.25 * (warm_centred - cold_centred).square().mean().item(),
        "logSigma": log_sigma - log_sigma.mean() + entropies[best] - HALF_LOG_2_PI_E,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--monro-steps", type=int, default=130)
    parser.add_argument("--monro-rate", type=float, default=0.3)
    parser.add_argument("--monro-decay", type=float, default=0.05)
    parser.add_argument("--adam-steps", type=int, default=80)
    parser.add_argument("--adam-rate", type=float, default=0.03)
    parser.add_argument("--samples", type=int, default=1536, help="fresh samples behind each reported number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layers", nargs="*", help="only these; nothing is written then")
    parser.add_argument("--pictures", type=int, nargs="*", help="only these, by index; nothing is written then")
    parser.add_argument("--save", help="torch.save what was found here as well")
    parser.add_argument("--checkpoint", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = fold_batch_norm(load_network("resnet20", options.checkpoint))
    layers = resnet_layers(network)
    results, found_maps = [], {}
    for p, sample in enumerate(sample_pictures(PICTURES)):
        if options.pictures and p not in options.pictures:
            continue
        for layer_id in options.layers or LAYERS:
            layer, picture = layers[layer_id], sample["picture"]
            generator = torch.Generator().manual_seed(options.seed * 7000 + p)
            typical = TAU * math.sqrt(BUDGETS[0])
            points = torch.full(picture.shape[2:], 2 * typical)
            start = map_from_sensitivities(sensitivities(layer, picture, points, 8 * BATCH, generator), typical)
            for b, budget in enumerate(BUDGETS):
                started = time.time()
                seed = options.seed * 100000 + p * 1000 + list(layers).index(layer_id) * 50 + b * 10
                found = attainable(layer, picture, start, budget, options, seed)
                log_sigma = found.pop("logSigma")
                start = torch.exp(log_sigma) * math.sqrt(BUDGETS[min(b + 1, len(BUDGETS) - 1)] / budget)
                rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in found.items()}
                numbers = " ".join(f"{k} {v}" for k, v in rounded.items())
                print(f"{sample['id']:17} {layer_id} c {budget:g} {numbers} {time.time() - started:.0f} s", flush=True)
                encoded = encode_base64(log_sigma.half().numpy())
                results.append(
                    {"sample": sample["id"], "layer": layer_id, "budget": budget, **rounded, "logSigmaFloat16Base64": encoded}
                )
                if options.save:
                    found_maps[(p, layer_id, budget)] = {**rounded, "logSigma": log_sigma}
                    torch.save(found_maps, options.save)
    if options.layers or options.pictures:
        return
    command = (
        f"python3 training/oracles/large_budgets.py --monro-steps {options.monro_steps} --monro-rate {options.monro_rate} "
        f"--monro-decay {options.monro_decay} --adam-steps {options.adam_steps} --adam-rate {options.adam_rate} "
        f"--samples {options.samples} --seed {options.seed}"
    )
    write_fixture(
        "large-budgets-resnet20.json",
        {
            **provenance(command),
            "model": "resnet20",
            "grid": "full",
            "noise": TAU,
            "note": "Errors are one standard error. Slopes are d log g / d log sigma along the map's scale. "
            "logSigma: 32 x 32 float16, row-major, little-endian, intensity.",
            "results": results,
        },
    )


if __name__ == "__main__":
    main()
