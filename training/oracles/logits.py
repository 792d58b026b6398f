"""Logits of ten test pictures, to check every backend against: `python3 training/oracles/logits.py resnet20`.

Writes src/testing/fixtures/logits-<id>.json from the trained PyTorch network itself (float32, batch norm not folded),
so that agreement also proves the export.
"""

import argparse

import torch

from common import data, encode_base64, load_network, provenance, write_fixture


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    parser.add_argument("--checkpoint", action="store_true", help="use the unfinished run's last checkpoint")
    options = parser.parse_args()
    network = load_network(options.network, options.checkpoint)
    images, labels = data.load("test")
    # The first test picture of each class.
    chosen = [int((labels == label).nonzero()[0]) for label in range(len(data.LABELS))]
    logits = network(data.normalise(images[chosen]))
    pictures = [
        {
            "testIndex": index,
            "label": data.LABELS[labels[index]],
            "rgbBase64": encode_base64(images[index].permute(1, 2, 0).numpy()),
            "logits": [round(v, 6) for v in row.tolist()],
        }
        for index, row in zip(chosen, logits)
    ]
    write_fixture(
        f"logits-{options.network}.json",
        {
            **provenance(f"python3 training/oracles/logits.py {options.network}"),
            "model": options.network,
            "note": "rgbBase64: 32 x 32 x 3 bytes, row-major. logits: before softmax, in the card's label order.",
            "pictures": pictures,
        },
    )


if __name__ == "__main__":
    main()
