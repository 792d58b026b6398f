"""The networks we train on CIFAR-10. Inputs are N x 3 x 32 x 32, already normalised."""

import torch
import torch.nn.functional as F
from torch import nn


class BasicBlock(nn.Module):
    """Two 3 x 3 convolutions and a parameter-free shortcut (He et al. 2016, option A)."""

    def __init__(self, in_channels: int, out_channels: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.stride = stride
        self.new_channels = out_channels - in_channels

    def shortcut(self, x: torch.Tensor) -> torch.Tensor:
        if self.stride == 1 and self.new_channels == 0:
            return x
        before = self.new_channels // 2
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, before, self.new_channels - before))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class CifarResNet(nn.Module):
    """ResNet-(6n+2) for CIFAR (He et al. 2016, section 4.2); n = 3 gives ResNet-20 with 0.27 M parameters."""

    def __init__(self, blocks_per_stage: int, classes: int = 10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks = []
        in_channels = 16
        for stage, out_channels in enumerate((16, 32, 64)):
            for block in range(blocks_per_stage):
                stride = 2 if stage > 0 and block == 0 else 1
                blocks.append(BasicBlock(in_channels, out_channels, stride))
                in_channels = out_channels
        self.blocks = nn.ModuleList(blocks)
        self.blocks_per_stage = blocks_per_stage
        self.fc = nn.Linear(64, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.bn1(self.conv1(x)))
        for block in self.blocks:
            x = block(x)
        return self.fc(x.mean((2, 3)))


class CifarVgg11(nn.Module):
    """VGG-11 (Simonyan & Zisserman 2015, configuration A) with batch norm, widths halved, one linear classifier."""

    CONFIGURATION = (64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool")

    def __init__(self, width: float = 0.5, classes: int = 10):
        super().__init__()
        convs, norms = [], []
        self.pool_after: list[bool] = []
        in_channels = 3
        for entry in self.CONFIGURATION:
            if entry == "pool":
                self.pool_after[-1] = True
                continue
            out_channels = int(entry * width)
            convs.append(nn.Conv2d(in_channels, out_channels, 3, 1, 1, bias=False))
            norms.append(nn.BatchNorm2d(out_channels))
            self.pool_after.append(False)
            in_channels = out_channels
        self.convs = nn.ModuleList(convs)
        self.norms = nn.ModuleList(norms)
        self.fc = nn.Linear(in_channels, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv, norm, pool in zip(self.convs, self.norms, self.pool_after):
            x = F.relu(norm(conv(x)))
            if pool:
                x = F.max_pool2d(x, 2)
        return self.fc(x.flatten(1))


class CifarAlexNet(nn.Module):
    """AlexNet (Krizhevsky et al. 2012) cut down for 32 x 32: five convolutions with biases, large kernels first, three pools,
    one hidden dense layer behind dropout; no batch norm, no shortcut. The dense layer is a convolution over all that is left,
    4 x 4."""

    #             channels, kernel, pool behind it
    CONFIGURATION = ((32, 5, True), (96, 5, True), (128, 3, False), (128, 3, False), (96, 3, True))
    HIDDEN = 256

    def __init__(self, classes: int = 10):
        super().__init__()
        convs, in_channels = [], 3
        for out_channels, kernel, _ in self.CONFIGURATION:
            convs.append(nn.Conv2d(in_channels, out_channels, kernel, 1, kernel // 2))
            in_channels = out_channels
        self.convs = nn.ModuleList(convs)
        self.hidden = nn.Conv2d(in_channels, self.HIDDEN, 4)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(self.HIDDEN, classes)
        for conv in (*self.convs, self.hidden):
            # Without batch norm the scale must hold through the depth (He et al. 2015).
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv, (_, _, pool) in zip(self.convs, self.CONFIGURATION):
            x = F.relu(conv(x))
            if pool:
                x = F.max_pool2d(x, 2)
        return self.fc(self.dropout(F.relu(self.hidden(x)).flatten(1)))


class InvertedResidual(nn.Module):
    """Widen by 1 x 1, 3 x 3 per channel, narrow by 1 x 1 without a rectifier (Sandler et al. 2018, MobileNetV2)."""

    def __init__(self, in_channels: int, out_channels: int, stride: int, widening: int):
        super().__init__()
        hidden = in_channels * widening
        self.widen = nn.Conv2d(in_channels, hidden, 1, bias=False) if widening > 1 else None
        self.widen_bn = nn.BatchNorm2d(hidden) if widening > 1 else None
        # Padded by hand, for TensorFlow's SAME at stride 2: nothing above and left, one row and column below and right.
        self.depthwise = nn.Conv2d(hidden, hidden, 3, stride, 1 if stride == 1 else 0, groups=hidden, bias=False)
        self.depthwise_bn = nn.BatchNorm2d(hidden)
        self.narrow = nn.Conv2d(hidden, out_channels, 1, bias=False)
        self.narrow_bn = nn.BatchNorm2d(out_channels)
        self.stride = stride
        self.has_shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x if self.widen is None else relu6(self.widen_bn(self.widen(x)))
        if self.stride == 2:
            y = F.pad(y, (0, 1, 0, 1))
        y = relu6(self.depthwise_bn(self.depthwise(y)))
        y = self.narrow_bn(self.narrow(y))
        return x + y if self.has_shortcut else y


class CifarMobileNetV2(nn.Module):
    """MobileNetV2 (Sandler et al. 2018) for 32 x 32: narrower, shallower, two halvings, expansion 4."""

    #             widening, channels, blocks, first stride
    CONFIGURATION = ((1, 16, 1, 1), (4, 24, 2, 2), (4, 32, 3, 1), (4, 64, 3, 2), (4, 96, 2, 1))
    HEAD = 256

    def __init__(self, classes: int = 10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks, in_channels = [], 16
        for widening, out_channels, count, stride in self.CONFIGURATION:
            for number in range(count):
                blocks.append(InvertedResidual(in_channels, out_channels, stride if number == 0 else 1, widening))
                in_channels = out_channels
        self.blocks = nn.ModuleList(blocks)
        self.head = nn.Conv2d(in_channels, self.HEAD, 1, bias=False)
        self.head_bn = nn.BatchNorm2d(self.HEAD)
        self.fc = nn.Linear(self.HEAD, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = relu6(self.bn1(self.conv1(x)))
        for block in self.blocks:
            x = block(x)
        return self.fc(relu6(self.head_bn(self.head(x))).mean((2, 3)))


def relu6(x: torch.Tensor) -> torch.Tensor:
    """`F.relu6` has no gradient in bfloat16 in PyTorch 1.13."""
    return x.clamp(0, 6)


NETWORKS = {
    "resnet8": lambda: CifarResNet(1),
    "resnet20": lambda: CifarResNet(3),
    "resnet32": lambda: CifarResNet(5),
    "resnet44": lambda: CifarResNet(7),
    "vgg11-half": lambda: CifarVgg11(0.5),
    "alexnet": CifarAlexNet,
    "mobilenetv2": CifarMobileNetV2,
}


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
