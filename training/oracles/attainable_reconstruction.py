"""The optimum of reconstruction uncertainty, by brute force: `python3 training/oracles/attainable_reconstruction.py`.

For a few layers and pictures of ResNet-20 with its shipped decoders, one sigma a pixel: maximise mean RU subject to g(sigma) = c,
by Adam on log sigma with large batches of antithetic pairs, from the uniform map; the second half averaged. Uniform and optimum
are then measured on the same fresh noise. Writes src/testing/fixtures/attainable-reconstruction-resnet20.json.
"""

import argparse
import math
import time

import torch

import common
from common import Layer, scale_to_budget
from decoders import MODELS, Decoder, features_of
from graph import ExportedGraph
from shipped_decoders import shipped_decoders

NETWORK = "resnet20"
BUDGET = 1.5
TAU = 0.0025
LEAST_SQUARED_ERROR = 1e-6
# Linear, moved by kinks, and late.
PAIRS = [("stem", 0), ("stage2_block3", 1), ("stage3_block3", 2)]


def climb(layer: Layer, decoder: Decoder, picture: torch.Tensor, start: torch.Tensor, options: argparse.Namespace) -> torch.Tensor:
    """Adam on log sigma; the gradient of mean RU less the multiple of log g's that leaves the common level where it is."""
    generator = torch.Generator().manual_seed(options.seed)
    clean = layer(picture)
    log_sigma = torch.log(start).requires_grad_()
    optimiser = torch.optim.Adam([log_sigma], lr=options.rate, betas=(0.9, 0.99))
    error, target, average, taken = None, None, torch.zeros_like(start), 0
    for step in range(options.steps):
        half = torch.randn(options.pairs, *picture.shape[1:], generator=generator)
        features = layer(picture + torch.exp(log_sigma) * torch.cat([half, -half]))
        squared = (decoder(features) - picture).square().mean((0, 1))
        move = (features - clean).square().mean()
        target = target or move.item()
        # The batch's own error counts half, so that the estimate keeps up with noise that grows; the derivative is that of m / m.
        error = squared.detach() if error is None else error
        blend = 0.5 * error + 0.5 * squared
        error = blend.detach()
        uncertainty = torch.log(blend.clamp_min(LEAST_SQUARED_ERROR)).mean()
        (up,) = torch.autograd.grad(uncertainty, log_sigma, retain_graph=True)
        (cost,) = torch.autograd.grad(torch.log(move), log_sigma)
        multiplier = (up.sum() / cost.sum()).item()
        log_sigma.grad = (multiplier * cost - up) * log_sigma.numel()
        optimiser.param_groups[0]["lr"] = options.rate * (1 - step / options.steps)
        optimiser.step()
        with torch.no_grad():
            log_sigma -= 0.2 * math.log(move.item() / target)
        if step >= options.steps // 2:
            average += log_sigma.detach()
            taken += 1
    return torch.exp(average / taken)


@torch.no_grad()
def measure(layer: Layer, decoder: Decoder, picture: torch.Tensor, maps: list[torch.Tensor], samples: int, seed: int) -> list[dict]:
    """Mean RU and g of each map, all on the same noise; RU by the errors' mean over all samples."""
    generator = torch.Generator().manual_seed(seed)
    clean = layer(picture)
    reference = 0.0
    errors = [torch.zeros(picture.shape[2:], dtype=torch.float64) for _ in maps]
    moves = [0.0 for _ in maps]
    for _ in range(samples // 64):
        eps = torch.randn(64, *picture.shape[1:], generator=generator)
        reference += float((layer(picture + TAU * eps) - clean).double().square().mean())
        for k, sigma in enumerate(maps):
            features = layer(picture + sigma * eps)
            errors[k] += (decoder(features) - picture).double().square().mean(1).sum(0) / samples
            moves[k] += float((features - clean).double().square().mean())
    uncertainty = [
        float(0.5 * torch.log(2 * math.pi * math.e * error.clamp_min(LEAST_SQUARED_ERROR)).mean()) for error in errors
    ]
    return [{"uncertaintyNats": u, "distortion": move / reference} for u, move in zip(uncertainty, moves)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=32, help="antithetic pairs a step")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--samples", type=int, default=4096, help="fresh samples behind each reported number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", nargs="*", help="only these; nothing is written then")
    options = parser.parse_args()
    torch.set_num_threads(1)
    decoders = shipped_decoders(NETWORK)
    graph = ExportedGraph(MODELS / NETWORK)
    samples = common.sample_pictures(max(index for _, index in PAIRS) + 1)
    results = []
    for layer_id, index in PAIRS:
        if options.layers and layer_id not in options.layers:
            continue
        started, sample, decoder = time.time(), samples[index], decoders[layer_id]

        def layer(x: torch.Tensor, layer_id: str = layer_id) -> torch.Tensor:
            return features_of(graph, (x - common.MEAN) / common.STD, [layer_id])[layer_id]

        def scaled(sigma: torch.Tensor) -> torch.Tensor:
            with torch.no_grad():
                return scale_to_budget(layer, sample["picture"], sigma, TAU, BUDGET, 1024, options.seed + 7)

        uniform = scaled(torch.full(sample["picture"].shape[2:], TAU * math.sqrt(BUDGET)))
        best = scaled(climb(layer, decoder, sample["picture"], uniform, options))
        measured = measure(layer, decoder, sample["picture"], [uniform, best], options.samples, options.seed + 11)
        gain = measured[1]["uncertaintyNats"] - measured[0]["uncertaintyNats"]
        print(sample["id"], layer_id, "gain", round(gain, 4), measured, f"{time.time() - started:.0f} s", flush=True)
        results.append(
            {
                "sample": sample["id"],
                "layer": layer_id,
                "uniformUncertaintyNats": round(measured[0]["uncertaintyNats"], 5),
                "uniformDistortion": round(measured[0]["distortion"], 5),
                "attainableGainNats": round(gain, 5),
                "distortion": round(measured[1]["distortion"], 5),
                "logSigmaFloat16Base64": common.encode_base64(torch.log(best).half().numpy()),
            }
        )
    if options.layers:
        return
    command = (
        f"python3 training/oracles/attainable_reconstruction.py --steps {options.steps} --pairs {options.pairs} "
        f"--rate {options.rate} --samples {options.samples} --seed {options.seed}"
    )
    common.write_fixture(
        f"attainable-reconstruction-{NETWORK}.json",
        {
            **common.provenance(command),
            "model": NETWORK,
            "grid": "full",
            "budget": BUDGET,
            "noise": TAU,
            "note": "logSigma: 32 x 32 float16, row-major, little-endian, intensity.",
            "results": results,
        },
    )


if __name__ == "__main__":
    main()
