"""What the decoders paint in PyTorch, to check TypeScript against: `python3 training/oracles/decoders.py resnet20`.

Two sample pictures, three layers from early to late; the shipped float16 weights, the exported network. Writes
src/testing/fixtures/decoders-<id>.json.
"""

import argparse

import numpy as np
import torch

import common
from decoders import MODELS, features_of
from graph import ExportedGraph
from shipped_decoders import shipped_decoders

PICTURES = 2


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    options = parser.parse_args()
    torch.set_num_threads(1)
    decoders = shipped_decoders(options.network)
    layers = [list(decoders)[i] for i in (0, len(decoders) // 2, len(decoders) - 1)]
    graph = ExportedGraph(MODELS / options.network)
    results = []
    for sample in common.sample_pictures(PICTURES):
        features = features_of(graph, (sample["picture"] - common.MEAN) / common.STD, layers)
        for layer in layers:
            painted = decoders[layer](features[layer])
            results.append(
                {
                    "sample": sample["id"],
                    "layer": layer,
                    "psnrDb": round(-10 * float(torch.log10((painted - sample["picture"]).square().mean())), 3),
                    "rgbFloat16Base64": common.encode_base64(painted[0].permute(1, 2, 0).numpy().astype(np.float16)),
                }
            )
    common.write_fixture(
        f"decoders-{options.network}.json",
        {
            **common.provenance(f"python3 training/oracles/decoders.py {options.network}"),
            "model": options.network,
            "note": "rgbFloat16Base64: 32 x 32 x 3, row-major, little-endian; rounding takes up to 0.0003 of an intensity.",
            "results": results,
        },
    )


if __name__ == "__main__":
    main()
