"""ONNX operator by operator: exported by PyTorch with its outputs and input gradients, and made by hand, for what PyTorch does not
export and for older operator sets, with ONNX Runtime's outputs: `python3 training/oracles/onnx_operators.py`.

Writes src/testing/fixtures/onnx/operators.json; the .onnx files stand in it as base64.
"""

import json

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnx_common import ONNX_FIXTURES, as_base64, export, provenance, randomise, tensor, with_gradient
from torch import nn


class Of(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def conv(*args, **more):
    return nn.Conv2d(*args, **more)


# name: (module, operator set); the input is 2 x 4 x 8 x 10 unless a third entry gives another shape.
TORCH_CASES = {
    "conv stride 2": (conv(4, 6, 3, stride=2, padding=1), 9),
    "conv asymmetric kernel": (conv(4, 6, (1, 5), padding=(0, 2), bias=False), 13),
    "conv dilated": (conv(4, 6, 3, padding=2, dilation=2), 17),
    "conv dilated and strided": (conv(4, 6, 3, padding=2, dilation=2, stride=2), 17),
    "conv grouped": (conv(4, 6, 3, padding=1, groups=2), 17),
    "conv many groups": (conv(80, 80, 3, padding=1, groups=20), 17, (1, 80, 5, 4)),
    "conv depthwise": (conv(4, 4, 3, padding=1, groups=4), 17),
    "conv depthwise, multiplier 2, stride 2": (conv(4, 8, 3, stride=2, padding=1, groups=4), 17),
    "conv depthwise dilated": (conv(4, 4, 3, padding=2, dilation=2, groups=4), 17),
    "conv depthwise, other padding": (conv(4, 4, (3, 5), padding=(1, 2), groups=4), 17),
    "conv and relu6": (nn.Sequential(conv(4, 6, 3), nn.ReLU6()), 11),
    "conv, batch norm, relu": (nn.Sequential(conv(4, 6, 3), nn.BatchNorm2d(6), nn.ReLU()), 13),
    "batch norm before conv": (nn.Sequential(nn.BatchNorm2d(4), nn.ReLU(), conv(4, 6, 1)), 13),
    "conv transpose": (nn.ConvTranspose2d(4, 6, 2, stride=2), 11),
    "conv transpose padded": (nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1), 17),
    "conv transpose grouped and dilated": (nn.ConvTranspose2d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), 17),
    "conv transpose with more padding than reach": (nn.ConvTranspose2d(4, 6, 1, stride=2, padding=1), 17),
    "max pool": (nn.MaxPool2d(3, stride=2, padding=1), 9),
    "max pool ceil": (nn.MaxPool2d(3, stride=2, ceil_mode=True), 13),
    "max pool ceil padded": (nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True), 13),
    "max pool dilated": (nn.MaxPool2d(3, stride=1, dilation=2), 13),
    "average pool": (nn.AvgPool2d(3, stride=2, padding=1), 11),
    "average pool without padding counted": (nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), 11),
    "average pool ceil": (nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True), 19),
    "global average pool": (nn.AdaptiveAvgPool2d(1), 11),
    "global max pool": (nn.AdaptiveMaxPool2d(1), 11),
    "layer norm": (nn.LayerNorm(10), 17),
    "layer norm over three axes": (nn.LayerNorm((4, 8, 10)), 17),
    "layer norm in pieces": (nn.LayerNorm(10), 13),
    "layer norm of channels": (nn.Sequential(Of(lambda x: x.permute(0, 2, 3, 1)), nn.LayerNorm(4), Of(lambda x: x.permute(0, 3, 1, 2))), 17),
    "group norm": (nn.GroupNorm(2, 4), 13),
    "instance norm": (nn.InstanceNorm2d(4, affine=True), 13),
    "gelu": (nn.GELU(), 13),
    "gelu tanh": (nn.GELU(approximate="tanh"), 20),
    "gelu of operator set 20": (nn.GELU(), 20),
    "silu": (nn.SiLU(), 13),
    "hard swish in pieces": (nn.Hardswish(), 11),
    "hard swish": (nn.Hardswish(), 14),
    "hard sigmoid": (nn.Hardsigmoid(), 13),
    "leaky relu": (nn.LeakyReLU(0.2), 9),
    "prelu": (nn.PReLU(4), 9),
    "elu": (nn.ELU(0.7), 9),
    "selu": (nn.SELU(), 9),
    "celu": (nn.CELU(0.6), 12),
    "softplus": (nn.Softplus(), 9),
    "softsign": (nn.Softsign(), 9),
    "mish": (nn.Mish(), 18),
    "tanh, sigmoid, exp": (Of(lambda x: torch.tanh(x) + torch.sigmoid(x) * torch.exp(-x.abs())), 9),
    "log, sqrt, pow": (Of(lambda x: torch.log(x.square() + 1) + torch.sqrt(x.abs() + 0.1) - x.pow(3) / (x * x + 1.5).pow(1.5)), 13),
    "sin, cos, atan": (Of(lambda x: torch.sin(x) * torch.cos(x) - torch.atan(x)), 13),
    "max, min, where": (Of(lambda x: torch.where(x > 0.2, torch.maximum(x, x.flip(3) * 0.5), torch.minimum(x * 2, x - 1))), 13),
    "clamp below": (Of(lambda x: x.clamp(min=-0.3)), 11),
    "clamp of operator set 10": (Of(lambda x: x.clamp(-0.3, 0.6)), 10),
    "softmax of channels": (nn.Softmax(1), 13),
    "softmax before operator set 13": (nn.Sequential(nn.Flatten(), nn.Softmax(1)), 9),
    "log softmax": (nn.LogSoftmax(3), 13),
    "linear": (nn.Sequential(nn.Flatten(), nn.Linear(320, 7)), 9),
    "linear along the last axis": (nn.Linear(10, 7), 13),
    "product of two": (Of(lambda x: x @ x.transpose(2, 3)), 13),
    "product with a broadcast batch": (Of(lambda x: x[:1, :1] @ x.transpose(2, 3)), 13),
    "einsum": (Of(lambda x: torch.einsum("bchw,bcvw->bhv", x, x * x)), 12),
    "means": (Of(lambda x: x.mean((2, 3)) + x.mean(3).mean(2) * 2), 11),
    "means of operator set 18": (Of(lambda x: x.mean((2, 3), keepdim=True) * x), 18),
    "sums, norms, largest": (Of(lambda x: x.sum(1) + torch.linalg.vector_norm(x, dim=1) + x.amax(1) - x.amin(1)), 18),
    "channel shuffle": (Of(lambda x: x.reshape(-1, 2, 2, 8, 10).transpose(1, 2).reshape(-1, 4, 8, 10)), 11),
    "pixel shuffle": (nn.PixelShuffle(2), 11),
    "pixel unshuffle": (nn.PixelUnshuffle(2), 13),
    "flatten after conv": (nn.Sequential(conv(4, 3, 3), nn.Flatten(), nn.Linear(144, 5)), 11),
    "patches to tokens": (nn.Sequential(conv(4, 6, 2, stride=2), Of(lambda x: x.flatten(2).transpose(1, 2))), 13),
    "slices of operator set 9": (Of(lambda x: x[:, 1:3, 2:, 1:-1]), 9),
    "slices of operator set 13": (Of(lambda x: x[:, 1:3, ::2, 1:-1:3]), 13),
    "reversed": (Of(lambda x: x.flip(2) * x), 13),
    "chunks": (Of(lambda x: x.chunk(2, 1)[0] * x.chunk(2, 1)[1]), 11),
    "chunks of operator set 13": (Of(lambda x: x.chunk(2, 1)[0] * x.chunk(2, 1)[1]), 13),
    "picked": (Of(lambda x: x[:, 2] + x[:, [0, 3, 1]].sum(1)), 13),
    "expanded, tiled": (Of(lambda x: x[:, :1].expand(-1, 4, -1, -1) * x.repeat(1, 1, 1, 1) + x.mean((2, 3), keepdim=True).repeat(1, 1, 8, 10)), 13),
    "stacked": (Of(lambda x: torch.stack([x, x * x], 2).squeeze(0).sum(2)), 13),
    "pad zero": (nn.ConstantPad2d((1, 2, 0, 3), 0.5), 9),
    "pad zero of operator set 13": (nn.ConstantPad2d((1, 2, 0, 3), 0.5), 13),
    "pad reflect": (nn.ReflectionPad2d((2, 1, 3, 2)), 11),
    "pad edge": (nn.ReplicationPad2d((2, 1, 3, 2)), 11),
    "pad wrap": (nn.CircularPad2d((2, 1, 3, 2)), 19),
    "pad negative": (nn.ZeroPad2d((-1, 2, -2, 0)), 13),
    "nearest up": (nn.Upsample(scale_factor=2), 11),
    "nearest to size": (nn.Upsample(size=(13, 7)), 13),
    "nearest up, operator set 9": (nn.Upsample(scale_factor=2), 9),
    "bilinear": (nn.Upsample(scale_factor=2, mode="bilinear"), 11),
    "bilinear to size": (nn.Upsample(size=(5, 23), mode="bilinear"), 13),
    "bilinear with aligned corners": (nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), 11),
    "bicubic": (nn.Upsample(scale_factor=2, mode="bicubic"), 11),
    "bicubic with aligned corners": (nn.Upsample(size=(12, 15), mode="bicubic", align_corners=True), 13),
    "attention": (Of(lambda x: F.scaled_dot_product_attention(x, x * 0.5, x + 1)), 17),
    "normalised vectors": (Of(lambda x: F.normalize(x, dim=1)), 13),
}

# Neighbours are 0.01 apart and 0 lies halfway, so that small steps cross no bend and no tie of maxima.
X = (np.random.default_rng(0).permutation(640).reshape(2, 4, 8, 10) * 0.01 - 3.195).astype(np.float32)


def value(name: str, array) -> TensorProto:
    return numpy_helper.from_array(np.asarray(array), name)


def made(nodes, opset: int, initializers=(), x: np.ndarray = X, ir: int = 8, listed_as_inputs: bool = False) -> tuple[bytes, np.ndarray]:
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, x.shape)]
    if listed_as_inputs:
        inputs += [helper.make_tensor_value_info(i.name, i.data_type, i.dims) for i in initializers]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "made", inputs, [output], list(initializers))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    return model.SerializeToString(), x


def node(op: str, inputs=("input",), output="output", **attributes):
    return helper.make_node(op, list(inputs), [output], name=f"the {op}", **attributes)


RNG = np.random.default_rng(1)
W = RNG.standard_normal((6, 4, 3, 3)).astype(np.float32)
WT = RNG.standard_normal((4, 6, 3, 3)).astype(np.float32)
PER_CHANNEL = [RNG.random(4).astype(np.float32) + 0.5 for _ in range(4)]
NONE = value("none", np.array([], np.float32))


def resize(mode: str, coordinates: str, sizes=None, scales=None, opset: int = 13, **more):
    # Operator set 11 cannot leave out what is empty.
    inputs = ["input", "none", "scales" if scales else "none" if opset == 11 else "", *(["sizes"] if sizes else [])]
    values = [NONE] + ([value("scales", np.array(scales, np.float32))] if scales else []) + ([value("sizes", np.array(sizes, np.int64))] if sizes else [])
    return made([node("Resize", inputs, mode=mode, coordinate_transformation_mode=coordinates, **more)], opset, values)


MADE_CASES = {
    **{f"conv {pad.lower()}": made([node("Conv", ("input", "w"), auto_pad=pad, strides=[2, 2], kernel_shape=[3, 3])], 11, [value("w", W)]) for pad in ("SAME_UPPER", "SAME_LOWER", "VALID")},
    "conv unequal padding": made([node("Conv", ("input", "w"), pads=[0, 1, 2, 3], kernel_shape=[3, 3])], 11, [value("w", W)]),
    "conv transpose same upper": made([node("ConvTranspose", ("input", "w"), auto_pad="SAME_UPPER", strides=[2, 2])], 11, [value("w", WT)]),
    "conv transpose to a size": made([node("ConvTranspose", ("input", "w"), output_shape=[16, 20], strides=[2, 2])], 11, [value("w", WT)]),
    "max pool same lower": made([node("MaxPool", auto_pad="SAME_LOWER", kernel_shape=[2, 3], strides=[2, 2])], 12),
    "average pool same upper": made([node("AveragePool", auto_pad="SAME_UPPER", kernel_shape=[3, 2], strides=[2, 2])], 11),
    "lrn": made([node("LRN", size=3, alpha=0.5, beta=0.75, bias=1.5)], 9),
    "batch norm of operator set 7, weights listed as inputs": made([node("BatchNormalization", ("input", "a", "b", "c", "d"), epsilon=1e-3)], 7, [value(n, v) for n, v in zip("abcd", PER_CHANNEL)], ir=3, listed_as_inputs=True),
    "dropout of operator set 7": made([node("Dropout", ratio=0.5, output="kept"), node("Relu", ("kept",))], 7, ir=3),
    "reshape by initializer": made([node("Reshape", ("input", "shape"))], 9, [value("shape", np.array([0, -1, 5], np.int64))], ir=3),
    "reshape by computed shape": made([
        helper.make_node("Shape", ["input"], ["s"]), helper.make_node("Gather", ["s", "zero"], ["n"], axis=0),
        helper.make_node("Unsqueeze", ["n"], ["n1"], axes=[0]), helper.make_node("Concat", ["n1", "rest"], ["to"], axis=0), node("Reshape", ("input", "to")),
    ], 11, [value("zero", np.array(0, np.int64)), value("rest", np.array([-1, 20], np.int64))]),
    "sum of three": made([node("Sum", ("input", "input", "a"))], 8, [value("a", PER_CHANNEL[0].reshape(4, 1, 1))], ir=3),
    "mean of two": made([node("Mean", ("input", "a"))], 13, [value("a", PER_CHANNEL[0].reshape(4, 1, 1))]),
    "softmax over all after the first axis": made([node("Softmax", axis=1)], 11),
    "log softmax over all after the second axis": made([node("LogSoftmax", axis=2)], 11),
    "clip by attributes": made([node("Clip", min=-0.5, max=0.25)], 9, ir=3),
    "clip without upper bound": made([node("Clip", ("input", "lo"))], 13, [value("lo", np.array(-0.5, np.float32))]),
    "pad by attribute": made([node("Pad", pads=[0, 0, 1, 2, 0, 0, 0, 3], mode="reflect")], 10),
    "pad of chosen axes": made([node("Pad", ("input", "pads", "fill", "axes"))], 18, [value("pads", np.array([1, 2], np.int64)), value("fill", np.array(0.3, np.float32)), value("axes", np.array([-1], np.int64))]),
    "slice by attributes": made([node("Slice", starts=[1, -3], ends=[9223372036854775807, 100], axes=[1, 3])], 9),
    "slice backwards": made([node("Slice", ("input", "s", "e", "a", "t"))], 13, [value(n, np.array(v, np.int64)) for n, v in (("s", [-1]), ("e", [-100]), ("a", [2]), ("t", [-2]))]),
    "squeeze and unsqueeze by attributes": made([helper.make_node("Unsqueeze", ["input"], ["u"], axes=[0, 5]), node("Squeeze", ("u",), axes=[0])], 11),
    "squeeze and unsqueeze by inputs": made([helper.make_node("Unsqueeze", ["input", "a"], ["u"]), node("Squeeze", ("u", "b"))], 13, [value("a", np.array([0, -1], np.int64)), value("b", np.array([0], np.int64))]),
    "split unevenly": made([helper.make_node("Split", ["input"], ["p", "q"], axis=3, split=[3, 7]), node("Concat", ("q", "p"), axis=3)], 11),
    "split by number": made([helper.make_node("Split", ["input"], ["p", "q", "r"], axis=3, num_outputs=3), node("Concat", ("r", "q", "p"), axis=3)], 18),
    "upsample by attribute": made([node("Upsample", mode="linear", scales=[1.0, 1.0, 2.0, 2.0])], 8, ir=3),
    "upsample by input": made([node("Upsample", ("input", "scales"), mode="nearest")], 9, [value("scales", np.array([1, 1, 2, 3], np.float32))]),
    "resize of operator set 10": made([node("Resize", ("input", "scales"), mode="linear")], 10, [value("scales", np.array([1, 1, 1.5, 2], np.float32))]),
    **{f"resize nearest {c} {n}": resize("nearest", c, sizes=[2, 4, 13, 7], nearest_mode=n) for c in ("asymmetric", "half_pixel", "align_corners", "pytorch_half_pixel") for n in ("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")},
    **{f"resize linear {c}": resize("linear", c, sizes=[2, 4, 13, 7]) for c in ("asymmetric", "half_pixel", "align_corners", "pytorch_half_pixel")},
    "resize linear tf_half_pixel_for_nn": resize("nearest", "tf_half_pixel_for_nn", sizes=[2, 4, 13, 7], opset=11),
    "resize linear half_pixel_symmetric": resize("linear", "half_pixel_symmetric", scales=[1, 1, 1.3, 0.6], opset=19),
    "resize linear to one": resize("linear", "pytorch_half_pixel", sizes=[2, 4, 1, 1]),
    "resize cubic": resize("cubic", "half_pixel", sizes=[2, 4, 13, 7], cubic_coeff_a=-0.5),
    "resize cubic without outside": resize("cubic", "half_pixel", sizes=[2, 4, 13, 7], exclude_outside=1),
    "resize linear antialiased": resize("linear", "half_pixel", sizes=[2, 4, 3, 4], opset=18, antialias=1),
    "resize linear antialiased without outside": resize("linear", "half_pixel", sizes=[2, 4, 3, 4], opset=18, antialias=1, exclude_outside=1),
    "resize of chosen axes, not larger": made([node("Resize", ("input", "", "", "sizes"), mode="nearest", axes=[2, 3], keep_aspect_ratio_policy="not_larger")], 18, [value("sizes", np.array([16, 15], np.int64))]),
    "gemm with everything": made([helper.make_node("Flatten", ["input"], ["f"]), node("Gemm", ("f", "w", "c"), alpha=0.5, beta=2.0, transB=1)], 13, [value("w", RNG.standard_normal((5, 320)).astype(np.float32) / 9), value("c", RNG.standard_normal((1, 5)).astype(np.float32))]),
    "hard swish": made([node("HardSwish")], 14),
    "hard sigmoid": made([node("HardSigmoid", alpha=0.3, beta=0.4)], 9, ir=3),
    "thresholded relu": made([node("ThresholdedRelu", alpha=0.4)], 10),
    "selu by its own numbers": made([node("Selu", alpha=1.2, gamma=0.8)], 9, ir=3),
    "group normalization of operator set 18": made([node("GroupNormalization", ("input", "s", "b"), num_groups=2)], 18, [value("s", np.array([0.5, 1.5], np.float32)), value("b", np.array([0.1, -0.2], np.float32))]),
    "group normalization of operator set 21": made([node("GroupNormalization", ("input", "s", "b"), num_groups=2)], 21, [value("s", PER_CHANNEL[0]), value("b", PER_CHANNEL[1])], ir=10),
    "layer normalization": made([node("LayerNormalization", ("input", "s", "b"), axis=2)], 17, [value("s", RNG.random((8, 10)).astype(np.float32)), value("b", RNG.random((8, 10)).astype(np.float32))]),
    "lp normalization": made([node("LpNormalization", axis=1, p=2)], 13),
    "reduce by input": made([node("ReduceMean", ("input", "axes"), keepdims=0)], 18, [value("axes", np.array([1, -1], np.int64))]),
    "reduce of all": made([node("ReduceSumSquare", keepdims=1)], 13),
    "reduce log sum exp": made([node("ReduceLogSumExp", axes=[3])], 13),
    "depth to space DCR": made([node("DepthToSpace", blocksize=2)], 13),
    "depth to space CRD": made([node("DepthToSpace", blocksize=2, mode="CRD")], 13),
    "space to depth": made([node("SpaceToDepth", blocksize=2)], 13),
    "gelu": made([node("Gelu")], 20),
    "float16 weights": made([helper.make_node("Cast", ["h"], ["w"], to=1), node("Conv", ("input", "w"))], 13, [value("h", W.astype(np.float16))]),
    "range, where and expand in shapes": made([
        helper.make_node("Shape", ["input"], ["s"]), helper.make_node("Slice", ["s", "two", "four"], ["hw"]), helper.make_node("ReduceProd", ["hw"], ["area"], keepdims=0),
        helper.make_node("Range", ["zero", "area", "one"], ["r"]), helper.make_node("Equal", ["r", "zero"], ["is"]), helper.make_node("Where", ["is", "one", "r"], ["r1"]),
        helper.make_node("Cast", ["r1"], ["f"], to=1), helper.make_node("Reshape", ["f", "hw"], ["grid"]), helper.make_node("Div", ["grid", "scale"], ["g"]), node("Mul", ("input", "g")),
    ], 13, [value("two", np.array([2], np.int64)), value("four", np.array([4], np.int64)), value("zero", np.array(0, np.int64)), value("one", np.array(1, np.int64)), value("scale", np.array(40, np.float32))]),
}


def torch_case(name: str, module: nn.Module, opset: int, shape=(2, 4, 8, 10)) -> dict:
    torch.manual_seed(len(name))
    randomise(module, 3)
    x = torch.randn(shape, generator=torch.Generator().manual_seed(len(name)))
    # A seed can put a number where an operator has a bend; none of these does.
    data = export(module, x, opset)
    return {"name": name, "opset": opset, "oracle": "torch", "onnx": as_base64(data), "input": tensor(x), **with_gradient(module, x, 5)}


def made_case(name: str, data: bytes, x: np.ndarray) -> dict:
    try:
        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        (y,) = session.run(None, {"input": x})
        oracle = "onnxruntime"
    except Exception as refused:  # noqa: BLE001: what ONNX Runtime lacks, ONNX's own reference has
        print(f"{name}: {str(refused)[-160:]}")
        (y,) = ReferenceEvaluator(onnx.load_from_string(data)).run(None, {"input": x})
        oracle = "onnx.reference"
    opset = onnx.load_from_string(data).opset_import[0].version
    return {"name": name, "opset": opset, "oracle": oracle, "onnx": as_base64(data), "input": tensor(x), "output": tensor(np.asarray(y))}


def main() -> None:
    torch.backends.mha.set_fastpath_enabled(False)
    cases = []
    for name, case in TORCH_CASES.items():
        try:
            cases.append(torch_case(name, *case))
        except Exception as refused:  # noqa: BLE001
            print(f"{name}: not exported: {str(refused)[:200]}")
    cases += [made_case(f"made: {name}", *case) for name, case in MADE_CASES.items()]
    versions = {"onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__}
    ONNX_FIXTURES.mkdir(parents=True, exist_ok=True)
    path = ONNX_FIXTURES / "operators.json"
    note = "gradient: of the sum of output times weights; where there is none, the tests take differences."
    path.write_text(json.dumps({**provenance("python3 training/oracles/onnx_operators.py"), **versions, "note": note, "cases": cases}, indent=0) + "\n")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
