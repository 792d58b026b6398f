"""From trained networks to graphs: one function a family, each giving the layers worth showing, in order.

All but the ten logits: under noise a layer of ten units fluctuates by its own size, and holding it to a budget within 2% takes
thousands of samples; the page offers feature maps.
"""

import numpy as np
import torch

from graph import GraphBuilder
from networks import CifarAlexNet, CifarMobileNetV2, CifarResNet, CifarVgg11, InvertedResidual


def fold(conv: torch.nn.Conv2d, norm: torch.nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """The kernel (height x width x in x out) and bias of `norm(conv(x))` in evaluation mode, computed in float64."""
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    kernel = conv.weight.double() * scale.view(-1, 1, 1, 1)
    bias = norm.bias.double() - norm.running_mean.double() * scale
    return kernel.permute(2, 3, 1, 0).detach().numpy(), bias.detach().numpy()


def convolution(graph: GraphBuilder, name: str, x: str, conv: torch.nn.Conv2d, norm: torch.nn.BatchNorm2d) -> str:
    kernel, bias = fold(conv, norm)
    return graph.bias_add(f"{name}/bias", graph.conv2d(name, x, kernel, conv.stride[0], conv.padding[0]), bias)


def shortcut_kernel(in_channels: int, out_channels: int) -> np.ndarray:
    """Option A's shortcut as a 1 x 1 convolution of stride 2: takes every other pixel, adds zero channels on both sides.

    TensorFlow.js has no gradient for StridedSlice; this is the same function to the bit.
    """
    before = (out_channels - in_channels) // 2
    return np.eye(in_channels, out_channels, before, dtype=np.float32)[None, None]


def classifier(graph: GraphBuilder, features: str, fc: torch.nn.Linear) -> str:
    return graph.dense("logits", features, fc.weight.detach().numpy().T.copy(), fc.bias.detach().numpy())


def build_resnet(graph: GraphBuilder, network: CifarResNet) -> list[dict]:
    x = graph.relu("stem", convolution(graph, "stem/conv", "input", network.conv1, network.bn1))
    layers = [{"id": "stem", "title": "Stem", "stage": "Stage 1", "kind": "convolution"}]
    for index, block in enumerate(network.blocks):
        stage, number = (i + 1 for i in divmod(index, network.blocks_per_stage))
        name = f"stage{stage}_block{number}"
        y = graph.relu(f"{name}/relu1", convolution(graph, f"{name}/conv1", x, block.conv1, block.bn1))
        y = convolution(graph, f"{name}/conv2", y, block.conv2, block.bn2)
        if block.new_channels:
            kernel = shortcut_kernel(block.conv1.in_channels, block.conv1.out_channels)
            x = graph.conv2d(f"{name}/shortcut", x, kernel, block.stride, 0)
        x = graph.relu(name, graph.add(f"{name}/sum", y, x))
        layers.append(
            {"id": name, "title": f"Stage {stage} · block {number}", "stage": f"Stage {stage}", "kind": "block"}
        )
    classifier(graph, graph.spatial_mean("mean", x), network.fc)
    return layers


def build_vgg(graph: GraphBuilder, network: CifarVgg11) -> list[dict]:
    """Stages end at the pools."""
    layers, stage, x = [], 1, "input"
    for index, (conv, norm, pool) in enumerate(zip(network.convs, network.norms, network.pool_after)):
        name = f"conv{index + 1}"
        x = graph.relu(name, convolution(graph, f"{name}/conv", x, conv, norm))
        layers.append(
            {"id": name, "title": f"Convolution {index + 1}", "stage": f"Stage {stage}", "kind": "convolution"}
        )
        if pool:
            x = graph.max_pool2(f"pool{stage}", x)
            stage += 1
    classifier(graph, graph.squeeze_spatial("flat", x), network.fc)
    return layers


def plain_convolution(graph: GraphBuilder, name: str, x: str, conv: torch.nn.Conv2d) -> str:
    kernel = conv.weight.permute(2, 3, 1, 0).detach().numpy()
    return graph.bias_add(f"{name}/bias", graph.conv2d(f"{name}/conv", x, kernel, conv.stride[0], conv.padding[0]), conv.bias.detach().numpy())


def build_alexnet(graph: GraphBuilder, network: CifarAlexNet) -> list[dict]:
    """Stages end at the pools; the hidden dense layer is one of its own."""
    layers, stage, x = [], 1, "input"
    for index, (conv, (_, _, pool)) in enumerate(zip(network.convs, network.CONFIGURATION)):
        name = f"conv{index + 1}"
        x = graph.relu(name, plain_convolution(graph, name, x, conv))
        layers.append({"id": name, "title": f"Convolution {index + 1}", "stage": f"Stage {stage}", "kind": "convolution"})
        if pool:
            x = graph.max_pool2(f"pool{stage}", x)
            stage += 1
    x = graph.relu("hidden", plain_convolution(graph, "hidden", x, network.hidden))
    layers.append({"id": "hidden", "title": "Hidden layer", "stage": "Dense", "kind": "dense"})
    classifier(graph, graph.squeeze_spatial("flat", x), network.fc)
    return layers


def build_mobilenet(graph: GraphBuilder, network: CifarMobileNetV2) -> list[dict]:
    """Stages are resolutions; a layer is a block's narrow end, after its shortcut."""
    x = graph.relu6("stem", convolution(graph, "stem/conv", "input", network.conv1, network.bn1))
    layers = [{"id": "stem", "title": "Stem", "stage": "Stage 1", "kind": "convolution"}]
    stage = 1
    for index, block in enumerate(network.blocks):
        stage += block.stride == 2
        name = f"block{index + 1}"
        x = _inverted_residual(graph, name, x, block)
        layers.append({"id": name, "title": f"Block {index + 1}", "stage": f"Stage {stage}", "kind": "block"})
    x = graph.relu6("head", convolution(graph, "head/conv", x, network.head, network.head_bn))
    layers.append({"id": "head", "title": "Head", "stage": f"Stage {stage}", "kind": "convolution"})
    classifier(graph, graph.spatial_mean("mean", x), network.fc)
    return layers


def _inverted_residual(graph: GraphBuilder, name: str, x: str, block: InvertedResidual) -> str:
    y = x
    if block.widen is not None:
        y = graph.relu6(f"{name}/widened", convolution(graph, f"{name}/widen", y, block.widen, block.widen_bn))
    kernel, bias = fold(block.depthwise, block.depthwise_bn)
    # PyTorch has a filter's channels where TensorFlow has inputs and their multiples.
    y = graph.depthwise(f"{name}/depthwise", y, kernel.transpose(0, 1, 3, 2), block.stride)
    y = graph.relu6(f"{name}/filtered", graph.bias_add(f"{name}/depthwise/bias", y, bias))
    y = convolution(graph, name if not block.has_shortcut else f"{name}/narrow", y, block.narrow, block.narrow_bn)
    return graph.add(name, y, x) if block.has_shortcut else y


BUILDERS = {
    CifarResNet: build_resnet,
    CifarVgg11: build_vgg,
    CifarAlexNet: build_alexnet,
    CifarMobileNetV2: build_mobilenet,
}
