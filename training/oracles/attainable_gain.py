"""The optimum of strict information discarding, by brute force: `python3 training/oracles/attainable_gain.py`.

For each listed layer of ResNet-20 and five sample pictures, one sigma a pixel: maximise mean log sigma subject to
g(sigma) = c. The fast solver is held against what this reaches. Writes src/testing/fixtures/attainable-gain-resnet20.json.

Three starts, each better where the layer is less linear over its noise:

- re-weighted: sigma_i^2 proportional to 1 / s_i, the optimum of a linear layer, with s_i estimated by Hutchinson's probes at
  points drawn with the current map, averaged with growing memory;
- mixed: sigma_i^2 proportional to (sum_l w_l s_i^(l))^-beta over this layer and all before it, w and beta by Adam. Noise that
  switches hidden units adds to the distortion in proportion to the sensitivities of the layers where it does so;
  s^(l) are taken at points with twice the budget's noise;
- Adam on log sigma itself from the better of the two, following the exact gradient of g; the second half averaged.

The one that fresh samples call the best is kept.
"""

import argparse
import math
import time

import torch

from common import (
    Layer,
    encode_base64,
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
BATCH = 64
BASIS_PASSES = 8 * BATCH
HALF_LOG_2_PI_E = 0.5 * math.log(2 * math.pi * math.e)


def sensitivities(
    layer: Layer, picture: torch.Tensor, sigma: torch.Tensor, passes: int, generator: torch.Generator
) -> torch.Tensor:
    """Hutchinson's estimate of s_i (32 x 32, up to a constant) at points x + sigma eps, from `passes` probes."""
    total = torch.zeros(picture.shape[2:], dtype=torch.float64, device=picture.device)
    for _ in range(passes // BATCH):
        eps = torch.randn(BATCH, *picture.shape[1:], generator=generator, device=picture.device)
        noisy = (picture + sigma * eps).requires_grad_()
        features = layer(noisy)
        coins = torch.randint(0, 2, features.shape, generator=generator, dtype=torch.float32, device=picture.device)
        probe = coins.mul_(2).sub_(1)
        (gradient,) = torch.autograd.grad(features, noisy, probe)
        total += gradient.double().square().sum((0, 1))
    return total / passes


def map_from_sensitivities(s: torch.Tensor, typical_sigma: float) -> torch.Tensor:
    """sigma_i proportional to s_i^(-1/2), with s_i floored far below its mean; its geometric mean is `typical_sigma`."""
    log_sigma = -0.5 * torch.log(s.clamp_min(1e-6 * s.mean()))
    return torch.exp(log_sigma - log_sigma.mean() + math.log(typical_sigma)).float()


def reweighted_map(
    layer: Layer, picture: torch.Tensor, rounds: int, passes: int, generator: torch.Generator, seed: int
) -> torch.Tensor:
    """The re-weighted scheme run long; scaled to g = c."""
    typical = TAU * math.sqrt(BUDGET)
    points = torch.full(picture.shape[2:], typical, device=picture.device)
    estimate = sensitivities(layer, picture, points, passes, generator)
    for index in range(rounds):
        sigma = map_from_sensitivities(estimate, typical)
        if index in (0, 4):
            sigma = scale_to_budget(layer, picture, sigma, TAU, BUDGET, 256, seed)
            typical = math.exp(torch.log(sigma).mean())
        # Memory grows with the rounds: early maps, and the points drawn with them, are forgotten.
        share = 2 / (index + 3)
        estimate = (1 - share) * estimate + share * sensitivities(layer, picture, sigma, passes, generator)
    return scale_to_budget(layer, picture, map_from_sensitivities(estimate, typical), TAU, BUDGET, 512, seed)


def basis_map(layer: Layer, picture: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A layer's part in `mixed_map`'s basis: its sensitivities, of mean 1 (32 x 32), from `BASIS_PASSES` probes."""
    # At twice the budget's noise: kinks that lie a little off the picture then count as they do in E d(sigma).
    points = torch.full(picture.shape[2:], 2 * TAU * math.sqrt(BUDGET), device=picture.device)
    s = sensitivities(layer, picture, points, BASIS_PASSES, generator).float()
    return s / s.mean()


def mixed_map(
    layer: Layer, picture: torch.Tensor, basis: torch.Tensor, steps: int, rate: float, generator: torch.Generator
) -> torch.Tensor:
    """The best of (sum_l w_l s^(l))^(-beta / 2) by Adam on the same objective as `adam_map`; `basis` is L x 32 x 32, each of mean 1."""
    weights = torch.zeros(len(basis), device=picture.device, requires_grad=True)
    log_beta = torch.zeros(1, device=picture.device, requires_grad=True)
    optimiser = torch.optim.Adam([weights, log_beta], lr=rate)
    clean = layer(picture)
    typical = math.log(TAU * math.sqrt(BUDGET))

    def log_map() -> torch.Tensor:
        mixture = (torch.softmax(weights, 0)[:, None, None] * basis).sum(0)
        log_sigma = -0.5 * torch.exp(log_beta) * torch.log(mixture.clamp_min(1e-6))
        return log_sigma - log_sigma.mean() + typical

    level = None
    for step in range(steps):
        eps = torch.randn(BATCH, *picture.shape[1:], generator=generator, device=picture.device)
        change = (layer(picture + torch.exp(log_map()) * eps) - clean).square().mean()
        level = change.item() if level is None else 0.9 * level + 0.1 * change.item()
        gradients = torch.autograd.grad(change / level, [weights, log_beta])
        for parameter, gradient in zip([weights, log_beta], gradients):
            parameter.grad = gradient
        optimiser.param_groups[0]["lr"] = rate * (1 - step / steps)
        optimiser.step()
    return torch.exp(log_map().detach())


def adam_map(
    layer: Layer, picture: torch.Tensor, start: torch.Tensor, steps: int, rate: float, generator: torch.Generator
) -> torch.Tensor:
    """Adam on log sigma from `start`, minimising log E||h(x') - h(x)||^2 - 2 mean log sigma; the second half averaged.

    That objective does not change when sigma is scaled and the layer is linear; its minimum is the constrained optimum's
    shape to first order. The caller scales the result to g = c.
    """
    log_sigma = torch.log(start).requires_grad_()
    optimiser = torch.optim.Adam([log_sigma], lr=rate, betas=(0.9, 0.999))
    clean = layer(picture)
    level, average, taken = None, torch.zeros_like(start), 0
    for step in range(steps):
        eps = torch.randn(BATCH, *picture.shape[1:], generator=generator, device=picture.device)
        change = (layer(picture + torch.exp(log_sigma) * eps) - clean).square().mean()
        level = change.item() if level is None else 0.9 * level + 0.1 * change.item()
        (gradient,) = torch.autograd.grad(change, log_sigma)
        # Scaled so that sum of the gradient is 2 - 2: d log E / d log sigma_i - 2 / pixels.
        gradient = gradient / level - gradient.sum() / level / gradient.numel()
        optimiser.param_groups[0]["lr"] = rate * (1 - step / steps)
        log_sigma.grad = gradient
        optimiser.step()
        if step >= steps // 2:
            average += log_sigma.detach()
            taken += 1
    return torch.exp(average / taken)


def attainable(
    layer: Layer, picture: torch.Tensor, basis: torch.Tensor, options: argparse.Namespace, seed: int
) -> dict:
    """Uniform and optimum entropies with their errors, and the optimum's map; `basis` as in `mixed_map`, this layer's last."""
    generator = seeded(picture.device, seed)
    tau_map = torch.full(picture.shape[2:], TAU, device=picture.device)
    uniform = scale_to_budget(layer, picture, tau_map * math.sqrt(BUDGET), TAU, BUDGET, 512, seed + 1)
    candidates = {
        "re-weighted": reweighted_map(layer, picture, options.rounds, options.passes, generator, seed + 1),
    }
    mixed = mixed_map(layer, picture, basis, options.mix_steps, options.mix_rate, generator)
    candidates["mixed"] = scale_to_budget(layer, picture, mixed, TAU, BUDGET, 512, seed + 1)
    start = max(candidates.values(), key=lambda sigma: float(torch.log(sigma).mean()))
    adam = adam_map(layer, picture, start, options.adam_steps, options.adam_rate, generator)
    candidates["adam"] = scale_to_budget(layer, picture, adam, TAU, BUDGET, 512, seed + 1)
    maps = torch.stack([tau_map, uniform, *candidates.values()])
    changes = squared_changes(layer, picture, maps, options.samples, generator)
    relative = changes / changes.mean(1, keepdim=True)

    def entropy(k: int) -> float:
        """Mean entropy after the last correction to g = c on the fresh samples, small enough to be linear."""
        distortion = changes[k].mean() / changes[0].mean()
        return float(torch.log(maps[k]).mean() + 0.5 * torch.log(BUDGET / distortion)) + HALF_LOG_2_PI_E

    def error(k: int, other: int) -> float:
        """Standard error of half the log ratio of two paired means."""
        return float(0.5 * (relative[k] - relative[other]).std() / math.sqrt(options.samples))

    entropies = {name: entropy(k + 2) for k, name in enumerate(candidates)}
    best = max(entropies, key=entropies.get)
    k = 2 + list(candidates).index(best)
    log_sigma = torch.log(maps[k]) + entropies[best] - HALF_LOG_2_PI_E - torch.log(maps[k]).mean()
    return {
        "uniformEntropyNats": entropy(1),
        "uniformErrorNats": error(1, 0),
        "optimumEntropyNats": entropies[best],
        "attainableGainNats": entropies[best] - entropy(1),
        "gainErrorNats": error(k, 1),
        "method": best,
        "otherGains": {name: value - entropy(1) for name, value in entropies.items()},
        "logSigma": log_sigma,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--passes", type=int, default=128, help="probes a round")
    parser.add_argument("--mix-steps", type=int, default=50)
    parser.add_argument("--mix-rate", type=float, default=0.12)
    parser.add_argument("--adam-steps", type=int, default=250)
    parser.add_argument("--adam-rate", type=float, default=0.02)
    parser.add_argument("--samples", type=int, default=3072, help="fresh samples behind each reported number")
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
        probes = torch.Generator().manual_seed(options.seed * 7000 + p)
        basis = []
        for depth, (layer_id, layer) in enumerate(resnet_layers(network).items()):
            basis.append(basis_map(layer, sample["picture"], probes))
            if options.layers and layer_id not in options.layers:
                continue
            started = time.time()
            found = attainable(layer, sample["picture"], torch.stack(basis), options, seed=options.seed * 100000 + p * 1000 + depth * 10)
            others = " ".join(f"{name} {gain:.4f}" for name, gain in found.pop("otherGains").items())
            print(
                f"{sample['id']:14} {layer_id:14} uniform {found['uniformEntropyNats']:.4f} gain "
                f"{found['attainableGainNats']:.4f} +- {found['gainErrorNats']:.4f} ({others}) {time.time() - started:.1f} s",
                flush=True,
            )
            log_sigma = found.pop("logSigma").half().numpy()
            rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in found.items()}
            results.append(
                {"sample": sample["id"], "layer": layer_id, **rounded, "logSigmaFloat16Base64": encode_base64(log_sigma)}
            )
    if not options.layers:
        write_fixture(
            "attainable-gain-resnet20.json",
            {
                **provenance(
                    f"python3 training/oracles/attainable_gain.py --rounds {options.rounds} --passes {options.passes} "
                    f"--mix-steps {options.mix_steps} --mix-rate {options.mix_rate} "
                    f"--adam-steps {options.adam_steps} --adam-rate {options.adam_rate} --samples {options.samples} --seed {options.seed}"
                ),
                "model": "resnet20",
                "grid": "full",
                "budget": BUDGET,
                "noise": TAU,
                "note": "Errors are one standard error. logSigma: 32 x 32 float16, row-major, little-endian, intensity.",
                "results": results,
            },
        )


if __name__ == "__main__":
    main()
