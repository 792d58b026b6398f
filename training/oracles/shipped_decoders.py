"""The shipped decoders in PyTorch, with the weights as the page reads them."""

import json

import numpy as np

import common  # noqa: F401  (finds training/)
from decoders import MODELS, Decoder


def shipped_decoders(network_id: str) -> dict[str, Decoder]:
    """Every decoder of decoders.json by its layer, frozen."""
    folder = MODELS / network_id
    document = json.loads((folder / "decoders.json").read_text())
    (group,) = document["weightsManifest"]
    binary = (folder / group["paths"][0]).read_bytes()
    weights: dict[str, dict[str, np.ndarray]] = {}
    offset = 0
    for spec in group["weights"]:
        count = int(np.prod(spec["shape"]))
        layer, name = spec["name"].split("/", 1)
        weights.setdefault(layer, {})[name] = np.frombuffer(binary, "<f2", count, offset).reshape(spec["shape"])
        offset += 2 * count
    decoders = {}
    for entry in document["decoders"]:
        side, _, channels = entry["featureShape"]
        decoder = Decoder(channels, side)
        decoder.load_exported(weights[entry["layer"]])
        decoders[entry["layer"]] = decoder.requires_grad_(False)
    return decoders
