"""Stores an exported network's weights as half floats: `python3 training/halve.py vgg11-half`.

From public/models/<id>/ itself, for networks whose weights.pt is not committed. As in export.py, nothing changes where that would
move a logit of the test set by more than 0.01.
"""

import argparse
import json

import torch

from catalogue import MODELS, update_catalogue, write_json
from export import write_graph
from graph import ExportedGraph, GraphBuilder


class AsExported(torch.nn.Module):
    """The exported graph behind PyTorch's interface: channels first, logits only."""

    def __init__(self, graph: ExportedGraph):
        super().__init__()
        self.graph = graph

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.graph(x.permute(0, 2, 3, 1).contiguous(), ["logits"])["logits"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    options = parser.parse_args()
    folder = MODELS / options.network
    exported = ExportedGraph(folder)
    graph = GraphBuilder()
    graph.nodes = exported.nodes
    graph.constants = {name: values.numpy().copy() for name, values in exported.weights.items()}
    test_accuracy, deviation, stored = write_graph(graph, AsExported(exported), options.network, True, "cpu")
    card = json.loads((folder / "card.json").read_text())
    card["training"]["testAccuracy"] = test_accuracy
    card["training"]["weightsStoredAs"] = stored
    write_json(folder / "card.json", card)
    update_catalogue()
    print(f"{options.network}: {100 * test_accuracy:.2f}%, {stored}; logits within {deviation:.1e}")


if __name__ == "__main__":
    main()
