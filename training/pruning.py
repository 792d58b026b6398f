"""Pruning by magnitude over the whole network (Han et al. 2015): the smallest kernel weights become zero.

Kernels of convolutions and the classifier's; biases and batch norm stay. Folding batch norm multiplies a filter by one number, so
that zeros stay zeros in what is exported.
"""

import torch
from torch import nn


def kernels(network: nn.Module) -> list[nn.Parameter]:
    return [module.weight for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]


@torch.no_grad()
def prune(network: nn.Module, sparsity: float) -> list[tuple[nn.Parameter, torch.Tensor]]:
    """Sets the share `sparsity` of all kernel weights to zero, those nearest zero; gives each kernel with its mask."""
    if not 0 <= sparsity < 1:
        raise SystemExit(f"--sparsity is a share below 1; it is {sparsity}")
    if sparsity == 0:
        return []
    weights = kernels(network)
    magnitudes = torch.cat([weight.abs().flatten() for weight in weights])
    threshold = magnitudes.kthvalue(round(sparsity * len(magnitudes))).values
    masks = [(weight, weight.abs() > threshold) for weight in weights]
    keep_zeros(masks)
    return masks


@torch.no_grad()
def keep_zeros(masks: list[tuple[nn.Parameter, torch.Tensor]]) -> None:
    """After a step of the optimiser, whose momentum and weight decay know nothing of the masks."""
    for weight, mask in masks:
        weight.mul_(mask)


def zero_share(network: nn.Module) -> float:
    weights = kernels(network)
    return sum((weight == 0).sum().item() for weight in weights) / sum(weight.numel() for weight in weights)
