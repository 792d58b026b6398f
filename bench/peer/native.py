"""The shipped networks as PyTorch's own modules, in PyTorch's own layout: what the peer is timed on.

The exported graph in records.py is the same function written node by node, which costs PyTorch up to twice the time.
"""

import torch
import torch.nn.functional as F

from common import MEAN, STD, Layer, fold_batch_norm, load_network
from graph import ExportedGraph
from networks import CifarResNet

TOLERANCE = 1e-3
"""Largest difference from the exported graph, as a share of the largest feature."""

Stage = torch.nn.Module
"""From one listed layer to the next."""


class Convolution(torch.nn.Module):
    """A convolution with its bias and ReLU, behind the pool that the layer before it may end in."""

    def __init__(self, kernel: torch.Tensor, bias: torch.Tensor, pool_before: bool):
        """`kernel`: height x width x in x out, of stride 1 and padded to keep the size."""
        super().__init__()
        height, _, inputs, outputs = kernel.shape
        self.conv = torch.nn.Conv2d(inputs, outputs, height, padding=height // 2)
        self.conv.weight.data = kernel.permute(3, 2, 0, 1).contiguous()
        self.conv.bias.data = bias.clone()
        self.pool_before = pool_before

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.conv(F.max_pool2d(x, 2) if self.pool_before else x))


def chain_stages(graph: ExportedGraph) -> dict[str, Stage]:
    """Of a plain stack of convolutions: each up to its ReLU. The exported weights have batch norm folded in already."""
    stages, kernel, bias, pool = {}, None, None, False
    for node in graph.nodes:
        if node["op"] == "Conv2D":
            kernel = graph.weights[node["input"][1]]
        elif node["op"] == "BiasAdd":
            bias = graph.weights[node["input"][1]]
        elif node["op"] == "Relu":
            stages[node["name"]] = Convolution(kernel, bias, pool)
            pool = False
        elif node["op"] == "MaxPool":
            pool = True
    return stages


def resnet_stages(network: CifarResNet) -> dict[str, Stage]:
    fold_batch_norm(network)
    stages = {"stem": torch.nn.Sequential(network.conv1, torch.nn.ReLU())}
    for index, block in enumerate(network.blocks):
        stage, place = divmod(index, network.blocks_per_stage)
        stages[f"stage{stage + 1}_block{place + 1}"] = block
    return stages


def native_layers(network_id: str, graph: ExportedGraph, device: torch.device) -> dict[str, Layer]:
    """By the card's ids, in order: functions of pictures N x 3 x 32 x 32 in 0..1 on `device`; features N x C x H x W."""
    is_chain = all(node["op"] != "AddV2" for node in graph.nodes)
    stages = chain_stages(graph) if is_chain else resnet_stages(load_network(network_id))
    for stage in stages.values():
        stage.requires_grad_(False).to(device, memory_format=torch.channels_last)
    mean, std = MEAN.to(device), STD.to(device)

    def layer(chain: list[Stage]) -> Layer:
        def forward(x: torch.Tensor) -> torch.Tensor:
            y = (x - mean) / std
            for stage in chain:
                y = stage(y)
            return y

        return forward

    chain = list(stages.values())
    return {name: layer(chain[: index + 1]) for index, name in enumerate(stages)}


@torch.no_grad()
def check_same_function(layer: Layer, exported: Layer, picture: torch.Tensor, name: str) -> None:
    """Raises ValueError where the two disagree: then what is timed is not what the page runs."""
    ours, theirs = layer(picture), exported(picture).permute(0, 3, 1, 2)
    difference = float((ours - theirs).abs().max() / theirs.abs().max())
    if not difference < TOLERANCE:
        raise ValueError(f"{name}: PyTorch's module and the exported graph differ by {difference:.2g} of the largest feature")
