"""What a training step minimises. `network` is in training mode; pictures are N x 3 x 32 x 32, normalised, labels N."""

import torch
import torch.nn.functional as F

import data

TEMPERATURE = 4.0
TEACHERS_SHARE = 0.9
# Of epsilon: the step that Wong et al. (2020) take after a random start.
STEP_OF_EPSILON = 1.25


def plain_loss(network: torch.nn.Module, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(network(x).float(), labels)


def distillation_loss(
    network: torch.nn.Module, teacher: torch.nn.Module, x: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Hinton et al. 2015: the teacher's softened scores, times the temperature squared, and the labels."""
    with torch.no_grad():
        softened = F.softmax(teacher(x).float() / TEMPERATURE, 1)
    logits = network(x).float()
    divergence = F.kl_div(F.log_softmax(logits / TEMPERATURE, 1), softened, reduction="batchmean") * TEMPERATURE**2
    return TEACHERS_SHARE * divergence + (1 - TEACHERS_SHARE) * F.cross_entropy(logits, labels)


def adversarial_loss(
    network: torch.nn.Module, x: torch.Tensor, labels: torch.Tensor, epsilon: float, generator: torch.Generator
) -> torch.Tensor:
    """Fast adversarial training (Wong et al. 2020): one step of the sign from a random start, then the loss there.

    `epsilon` is the largest change of an intensity (0..1). The step's gradient is taken with batch norm as it is in training,
    as the authors do.
    """
    low, high, per_intensity = limits(x)
    start = (torch.rand(x.shape, generator=generator).to(x.device) * 2 - 1) * epsilon * per_intensity
    delta = (torch.max(torch.min(x + start, high), low) - x).requires_grad_(True)
    (gradient,) = torch.autograd.grad(plain_loss(network, x + delta, labels), delta)
    reach = epsilon * per_intensity
    delta = (delta.detach() + STEP_OF_EPSILON * reach * gradient.sign()).clamp(min=-reach, max=reach)
    return plain_loss(network, torch.max(torch.min(x + delta, high), low), labels)


def limits(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Black, white and one unit of intensity in the normalised units of `x`, one value a channel."""
    mean = torch.tensor(data.MEAN, device=x.device).view(1, 3, 1, 1)
    std = torch.tensor(data.STD, device=x.device).view(1, 3, 1, 1)
    return (0 - mean) / std, (1 - mean) / std, 1 / std


def pgd_accuracy(
    network: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor, epsilon: float, steps: int, seed: int, batch: int = 250
) -> float:
    """Share of right answers under projected gradient descent (Madry et al. 2018): one random start, steps of epsilon / 4.

    `images`: uint8 N x 3 x 32 x 32; `network` in evaluation mode, computed in float32.
    """
    generator = torch.Generator().manual_seed(seed)
    right = 0
    for begin in range(0, len(labels), batch):
        x, y = data.normalise(images[begin : begin + batch]), labels[begin : begin + batch]
        low, high, per_intensity = limits(x)
        reach = epsilon * per_intensity
        delta = (torch.rand(x.shape, generator=generator).to(x.device) * 2 - 1) * reach
        for _ in range(steps):
            delta = (torch.max(torch.min(x + delta, high), low) - x).requires_grad_(True)
            (gradient,) = torch.autograd.grad(F.cross_entropy(network(x + delta), y, reduction="sum"), delta)
            delta = (delta.detach() + reach / 4 * gradient.sign()).clamp(min=-reach, max=reach)
        with torch.no_grad():
            right += (network(torch.max(torch.min(x + delta, high), low)).argmax(1) == y).sum().item()
    return right / len(labels)
