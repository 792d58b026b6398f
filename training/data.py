"""CIFAR-10 as `node scripts/cifar10.mjs` leaves it, and the augmentation of He et al. 2016."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "cifar10"
# Channel means and standard deviations of the training set, on the 0..1 scale.
MEAN = (0.4914, 0.4822, 0.4465)
STD = (0.2470, 0.2435, 0.2616)
LABELS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def load(split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures N x 3 x 32 x 32 (uint8) and labels N (int64) of 'train' or 'test'."""
    images_file = FOLDER / f"{split}.images.u8"
    if not images_file.exists():
        raise SystemExit(f"{images_file.name} is missing: run `node scripts/cifar10.mjs` first")
    images = np.fromfile(images_file, np.uint8).reshape(-1, 32, 32, 3)
    labels = np.fromfile(FOLDER / f"{split}.labels.u8", np.uint8)
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(labels).long()


def normalise(images: torch.Tensor) -> torch.Tensor:
    """uint8 pictures to what the networks see: (x / 255 - mean) / std."""
    mean = torch.tensor(MEAN, device=images.device).view(1, 3, 1, 1)
    std = torch.tensor(STD, device=images.device).view(1, 3, 1, 1)
    return (images.float() / 255 - mean) / std


def augment(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Random crop after padding by 4 zeros (in normalised units), and random flip; N x 3 x 32 x 32 in and out.

    `generator` is the host's, so that every device draws the same.
    """
    count, device = images.shape[0], images.device
    padded = F.pad(images, (4, 4, 4, 4))
    top = torch.randint(0, 9, (count, 1), generator=generator).to(device)
    left = torch.randint(0, 9, (count, 1), generator=generator).to(device)
    flip = (torch.rand((count, 1), generator=generator) < 0.5).to(device)
    columns = torch.arange(32, device=device).expand(count, 32)
    rows = columns + top
    columns = torch.where(flip, 31 - columns, columns) + left
    picture = torch.arange(count, device=device).view(-1, 1, 1)
    return padded.permute(0, 2, 3, 1)[picture, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2)
