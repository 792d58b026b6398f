"""Logits of ten test pictures, to check every backend against: `python3 training/oracles/logits.py resnet20`.

Writes src/testing/fixtures/logits-<id>.json from the trained PyTorch network itself (float32, batch norm not folded),
so that agreement also proves the export. `--stored` adds, for weights that are stored as half floats, the logits that PyTorch finds
with them: nearer to what a reader of the files must find.
"""

import argparse
import json

import torch

from common import FIXTURES, data, encode_base64, load_network, provenance, write_fixture  # first: it makes training importable
from catalogue import MODELS
from graph import ExportedGraph


@torch.no_grad()
def add_stored(network_id: str) -> None:
    name = f"logits-{network_id}.json"
    fixture = json.loads((FIXTURES / name).read_text())
    graph, (images, _) = ExportedGraph(MODELS / network_id), data.load("test")
    x = data.normalise(images[[picture["testIndex"] for picture in fixture["pictures"]]])
    rows = graph(x.permute(0, 2, 3, 1).contiguous(), ["logits"])["logits"].tolist()
    for picture, row in zip(fixture["pictures"], rows):
        picture["storedLogits"] = [round(value, 6) for value in row]
    fixture["storedCommand"] = f"python3 training/oracles/logits.py {network_id} --stored"
    write_fixture(name, fixture)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network")
    parser.add_argument("--checkpoint", action="store_true", help="use the unfinished run's last checkpoint")
    parser.add_argument("--stored", action="store_true", help="add the logits of the stored weights to the fixture that is there")
    options = parser.parse_args()
    if options.stored:
        return add_stored(options.network)
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
