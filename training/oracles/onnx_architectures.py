"""Narrow versions of torchvision's networks with random weights, exported, with PyTorch's logits and input gradients:
`python3 training/oracles/onnx_architectures.py [name ...]`.

Writes src/testing/fixtures/onnx/<name>.onnx and architectures.json. Inputs are drawn by a generator that the tests have too.
"""

import functools
import json
import sys

import numpy as np
import torch
from onnx_common import ONNX_FIXTURES, export, import_torchvision, provenance, randomise, tensor, write_model
from torch import nn

torchvision = import_torchvision()
from torchvision.models import efficientnet, mobilenetv2, mobilenetv3, resnet, shufflenetv2, vgg, vision_transformer  # noqa: E402
from torchvision.models.alexnet import AlexNet  # noqa: E402
from torchvision.models.convnext import CNBlockConfig, ConvNeXt  # noqa: E402
from torchvision.models.densenet import DenseNet  # noqa: E402
from torchvision.models.googlenet import GoogLeNet  # noqa: E402
from torchvision.models.squeezenet import SqueezeNet  # noqa: E402

CLASSES = 10
GRADIENT_SAMPLES = 96


def narrow(build, factor: int):
    """The network as `build` makes it, with every number of channels from 16 on divided by `factor`."""
    def thin(count: int) -> int:
        return count // factor if count >= 16 and count % factor == 0 else count

    originals = {kind: kind.__init__ for kind in (nn.Conv2d, nn.BatchNorm2d, nn.Linear)}

    def conv(self, i, o, *args, groups=1, **more):
        originals[nn.Conv2d](self, thin(i), thin(o), *args, groups=thin(groups) if groups == i else groups, **more)

    nn.Conv2d.__init__ = conv
    nn.BatchNorm2d.__init__ = lambda self, count, *args, **more: originals[nn.BatchNorm2d](self, thin(count), *args, **more)
    nn.Linear.__init__ = lambda self, i, o, *args, **more: originals[nn.Linear](self, thin(i), thin(o), *args, **more)
    try:
        return build()
    finally:
        for kind, init in originals.items():
            kind.__init__ = init


class UNet(nn.Module):
    """Two levels with skips; one way up is a transposed convolution, the other bilinear."""

    def __init__(self):
        super().__init__()
        def double(i, o, norm):
            return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), norm(o), nn.LeakyReLU(0.1), nn.Conv2d(o, o, 3, padding=1), norm(o), nn.PReLU(o))
        batch, group = nn.BatchNorm2d, functools.partial(nn.GroupNorm, 2)
        self.down1, self.down2, self.bottom = double(3, 8, batch), double(8, 12, nn.InstanceNorm2d), double(12, 16, group)
        self.up2, self.join2 = nn.ConvTranspose2d(16, 12, 2, stride=2), double(24, 12, batch)
        self.up1, self.join1 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), double(20, 8, batch)
        self.head = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(nn.functional.max_pool2d(a, 2))
        c = self.bottom(nn.functional.max_pool2d(b, 2))
        b = self.join2(torch.cat([b, self.up2(c)], 1))
        return self.head(self.join1(torch.cat([a, self.up1(b)], 1)))


def convnext():
    return ConvNeXt([CNBlockConfig(16, 24, 1), CNBlockConfig(24, 32, 1), CNBlockConfig(32, 40, 1), CNBlockConfig(40, None, 1)], num_classes=CLASSES, layer_scale=0.5)


def vit():
    return vision_transformer.VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=32, mlp_dim=64, num_classes=CLASSES)


def mobilenet_v3():
    setting, last = mobilenetv3._mobilenet_v3_conf("mobilenet_v3_small", width_mult=0.12)
    return mobilenetv3.MobileNetV3(setting, last, num_classes=CLASSES)


def efficientnet_b0():
    setting, last = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.12, depth_mult=0.5)
    return efficientnet.EfficientNet(setting, 0.2, num_classes=CLASSES, last_channel=64)


# name: (constructor, side of the picture, operator set, by the second exporter, open batch)
NETWORKS = {
    "alexnet": (lambda: narrow(lambda: AlexNet(CLASSES), 32), 224, 11, False, True),
    "vgg11_bn": (lambda: narrow(lambda: vgg.vgg11_bn(num_classes=CLASSES), 64), 224, 13, False, True),
    "resnet18": (lambda: narrow(lambda: resnet.ResNet(resnet.BasicBlock, [2, 2, 2, 2], num_classes=CLASSES), 16), 32, 9, False, False),
    "resnet50": (lambda: narrow(lambda: resnet.ResNet(resnet.Bottleneck, [1, 2, 1, 1], num_classes=CLASSES), 16), 64, 17, False, True),
    "resnext50": (lambda: narrow(lambda: resnet.ResNet(resnet.Bottleneck, [1, 1, 1, 1], num_classes=CLASSES, groups=8, width_per_group=16), 16), 32, 17, False, False),
    "squeezenet": (lambda: narrow(lambda: SqueezeNet("1_1", CLASSES), 8), 64, 12, False, True),
    "mobilenet_v2": (lambda: mobilenetv2.MobileNetV2(CLASSES, 0.1), 64, 10, False, True),
    "mobilenet_v3": (mobilenet_v3, 64, 14, False, True),
    "efficientnet_b0": (efficientnet_b0, 64, 17, False, True),
    "densenet": (lambda: DenseNet(8, (2, 3, 2, 2), 16, num_classes=CLASSES), 64, 11, False, True),
    "shufflenet_v2": (lambda: shufflenetv2.ShuffleNetV2([2, 2, 2], [8, 16, 32, 64, 64], num_classes=CLASSES), 64, 13, False, True),
    "googlenet": (lambda: narrow(lambda: GoogLeNet(CLASSES, aux_logits=False, init_weights=False), 16), 64, 16, False, True),
    "convnext": (convnext, 64, 17, False, True),
    "vit": (vit, 32, 17, False, False),
    "vit_open": (vit, 32, 17, False, True),
    "unet": (UNet, 32, 17, False, True),
    "resnet18_dynamo": (lambda: narrow(lambda: resnet.ResNet(resnet.BasicBlock, [1, 1, 1, 1], num_classes=CLASSES), 16), 32, 18, True, True),
    "mobilenet_v3_dynamo": (mobilenet_v3, 64, 18, True, True),
    "shufflenet_v2_dynamo": (lambda: shufflenetv2.ShuffleNetV2([2, 2, 2], [8, 16, 32, 64, 64], num_classes=CLASSES), 64, 18, True, True),
    "convnext_dynamo": (convnext, 64, 20, True, True),
    "vit_dynamo": (vit, 32, 21, True, True),
    "unet_dynamo": (UNet, 32, 21, True, True),
}


def seeded_picture(side: int) -> torch.Tensor:
    """Numerical Recipes' linear congruential generator, row by row, red, green, blue: 1 x 3 x side x side in 0..1."""
    count, state = side * side * 3, 1
    values = np.empty(count, np.float32)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**32
    return torch.from_numpy(values.reshape(1, side, side, 3)).permute(0, 3, 1, 2).contiguous()


def oracle(network: nn.Module, x: torch.Tensor) -> dict:
    x = x.clone().requires_grad_(True)
    y = network(x)
    weights = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).float().reshape(y.shape)
    (gradient,) = torch.autograd.grad((y * weights).sum(), x)
    channels_last = gradient.permute(0, 2, 3, 1).flatten()
    step = max(1, channels_last.numel() // GRADIENT_SAMPLES)
    return {
        "output": tensor(y if y.dim() == 2 else y.permute(0, 2, 3, 1)),
        "gradientStep": step,
        "gradientNorm": float(gradient.double().norm()),
        "gradient": tensor(channels_last[::step]),
    }


def main() -> None:
    # Attention as the operators that exporters know.
    torch.backends.mha.set_fastpath_enabled(False)
    path = ONNX_FIXTURES / "architectures.json"
    chosen = sys.argv[1:] or list(NETWORKS)
    old = json.loads(path.read_text()) if path.exists() else {}
    entries = {entry["name"]: entry for entry in old.get("networks", [])}
    for name in chosen:
        build, side, opset, dynamo, open_batch = NETWORKS[name]
        torch.manual_seed(1)
        network = randomise(build(), 2)
        x = seeded_picture(side)
        example = torch.cat([x, x]) if dynamo and open_batch else x
        try:
            size = write_model(name, export(network, example, opset, dynamo, open_batch))
        except Exception as refused:  # noqa: BLE001: the others are still worth having
            print(f"{name}: not exported: {str(refused)[:400]}")
            continue
        entries[name] = {"name": name, "side": side, "opset": opset, "openBatch": open_batch, **oracle(network, x)}
        print(f"{name}: {size} bytes")
    note = "Pictures: seeded_picture(side). gradient: of the outputs weighted with cos(0), cos(1), ... (in the file's axis order), every gradientStep-th number of 1 x side x side x 3."
    fixture = {**provenance("python3 training/oracles/onnx_architectures.py"), "torchvision": torchvision.__version__, "note": note}
    ONNX_FIXTURES.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**fixture, "networks": [entries[name] for name in NETWORKS if name in entries]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
