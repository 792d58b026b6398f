"""Builds a TensorFlow.js graph model: a GraphDef in JSON, a weights manifest and float32 shards (NHWC throughout).

The attribute encodings follow TensorFlow's GraphDef in protobuf-JSON (strings in base64, 64-bit integers as strings),
which is what @tensorflow/tfjs-converter 4.22 parses. Only operators whose gradients TensorFlow.js has are offered.
"""

import base64
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

SHARD_BYTES = 4 * 1024 * 1024
# Numbers in a weight that is never stored as float16.
WHOLE_UP_TO = 4096


def _string(value: str) -> dict:
    return {"s": base64.b64encode(value.encode()).decode()}


def _integers(values) -> dict:
    return {"list": {"i": [str(v) for v in values]}}


def _shape(values) -> dict:
    return {"dim": [{"size": str(v)} for v in values]}


FLOAT = {"type": "DT_FLOAT"}


class GraphBuilder:
    """Collects nodes and constants; every method that adds a node returns its name."""

    def __init__(self):
        self.nodes: list[dict] = []
        self.constants: dict[str, np.ndarray] = {}

    def _node(self, name: str, op: str, inputs: list[str], **attributes) -> str:
        if any(node["name"] == name for node in self.nodes):
            raise ValueError(f"two nodes are called {name}")
        self.nodes.append({"name": name, "op": op, "input": inputs, "attr": {"T": FLOAT, **attributes}})
        return name

    def placeholder(self, name: str, shape: list[int]) -> str:
        """`shape` has -1 for a free axis."""
        self.nodes.append(
            {"name": name, "op": "Placeholder", "attr": {"dtype": FLOAT, "shape": {"shape": _shape(shape)}}}
        )
        return name

    def constant(self, name: str, values: np.ndarray) -> str:
        """A float32 or int32 weight; other dtypes are refused."""
        tf_type = {"float32": "DT_FLOAT", "int32": "DT_INT32"}[values.dtype.name]
        self.constants[name] = values
        tensor = {"dtype": tf_type, "tensorShape": _shape(values.shape)}
        self.nodes.append({"name": name, "op": "Const", "attr": {"dtype": {"type": tf_type}, "value": {"tensor": tensor}}})
        return name

    def conv2d(self, name: str, x: str, kernel: np.ndarray, stride: int, pad: int) -> str:
        """`kernel`: height x width x in x out. `pad` zeros on every side, as PyTorch counts them.

        PyTorch's padding is not TensorFlow's SAME where the stride is 2 (SAME pads an even picture at the bottom and
        right only), so it is written out. The zeros that no window reaches (bottom and right, at stride 2) are
        dropped, which makes the output size exact: (32 + 1 - 3) / 2 + 1 = 16.
        """
        height = kernel.shape[0]
        if stride == 1 and 2 * pad == height - 1:
            padding = {"padding": _string("SAME")}
        elif pad == 0:
            padding = {"padding": _string("VALID")}
        else:
            after = pad - (stride - 1)
            padding = {
                "padding": _string("EXPLICIT"),
                "explicit_paddings": _integers([0, 0, pad, after, pad, after, 0, 0]),
            }
        weights = self.constant(f"{name}/kernel", kernel.astype(np.float32))
        return self._node(
            name,
            "Conv2D",
            [x, weights],
            strides=_integers([1, stride, stride, 1]),
            dilations=_integers([1, 1, 1, 1]),
            data_format=_string("NHWC"),
            **padding,
        )

    def bias_add(self, name: str, x: str, bias: np.ndarray) -> str:
        """`bias`: one value a channel."""
        values = self.constant(f"{name}/values", bias.astype(np.float32))
        return self._node(name, "BiasAdd", [x, values], data_format=_string("NHWC"))

    def relu(self, name: str, x: str) -> str:
        return self._node(name, "Relu", [x])

    def add(self, name: str, a: str, b: str) -> str:
        return self._node(name, "AddV2", [a, b])

    def relu6(self, name: str, x: str) -> str:
        return self._node(name, "Relu6", [x])

    def depthwise(self, name: str, x: str, kernel: np.ndarray, stride: int) -> str:
        """`kernel`: height x width x channels x 1. Padded as TensorFlow's SAME, which at stride 2 and an even size is below and
        right only: a network must have been trained that way."""
        weights = self.constant(f"{name}/kernel", kernel.astype(np.float32))
        return self._node(
            name,
            "DepthwiseConv2dNative",
            [x, weights],
            strides=_integers([1, stride, stride, 1]),
            dilations=_integers([1, 1, 1, 1]),
            data_format=_string("NHWC"),
            padding=_string("SAME"),
        )

    def max_pool2(self, name: str, x: str) -> str:
        """Halves height and width."""
        size = _integers([1, 2, 2, 1])
        return self._node(name, "MaxPool", [x], ksize=size, strides=size, padding=_string("VALID"), data_format=_string("NHWC"))

    def spatial_mean(self, name: str, x: str) -> str:
        """N x H x W x C to N x C."""
        axes = self.constant(f"{name}/axes", np.array([1, 2], np.int32))
        return self._node(name, "Mean", [x, axes], Tidx={"type": "DT_INT32"}, keep_dims={"b": False})

    def squeeze_spatial(self, name: str, x: str) -> str:
        """N x 1 x 1 x C to N x C."""
        return self._node(name, "Squeeze", [x], squeeze_dims=_integers([1, 2]))

    def dense(self, name: str, x: str, kernel: np.ndarray, bias: np.ndarray) -> str:
        """x @ kernel + bias; `kernel`: in x out. The sum carries the name."""
        weights = self.constant(f"{name}/kernel", kernel.astype(np.float32))
        product = self._node(f"{name}/product", "MatMul", [x, weights], transpose_a={"b": False}, transpose_b={"b": False})
        return self.bias_add(name, product, bias)

    def write(
        self, folder: Path, input_name: str, input_shape: list[int], output_name: str, output_shape: list[int], half: bool = False
    ):
        """Writes model.json and its shards into `folder`, replacing what an earlier export left there.

        `half`: float weights are stored as float16, and readers make float32 of them; small ones stay as they are, being early or
        late in the network, where rounding is felt most, and next to nothing in the file.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("weights-*.bin"):
            old.unlink()
        stored = {
            name: values.astype(
                "<f2" if half and values.dtype == np.float32 and values.size > WHOLE_UP_TO else values.dtype.newbyteorder("<")
            )
            for name, values in self.constants.items()
        }
        weights = [
            {
                "name": name,
                "shape": list(values.shape),
                "dtype": values.dtype.name,
                **({"quantization": {"dtype": "float16", "original_dtype": "float32"}} if stored[name].dtype == np.float16 else {}),
            }
            for name, values in self.constants.items()
        ]
        # Little-endian, one after the other, in the manifest's order.
        data = b"".join(values.tobytes() for values in stored.values())
        shard_count = -(-len(data) // SHARD_BYTES)
        paths = [f"weights-{i + 1}of{shard_count}.bin" for i in range(shard_count)]
        for i, path in enumerate(paths):
            (folder / path).write_bytes(data[i * SHARD_BYTES : (i + 1) * SHARD_BYTES])

        def tensor_info(name: str, shape: list[int]) -> dict:
            return {"name": f"{name}:0", "dtype": "DT_FLOAT", "tensorShape": _shape(shape)}

        model = {
            "format": "graph-model",
            "generatedBy": "pixelsieve training/export.py",
            "convertedBy": None,
            "signature": {
                "inputs": {input_name: tensor_info(input_name, input_shape)},
                "outputs": {output_name: tensor_info(output_name, output_shape)},
            },
            "modelTopology": {"node": self.nodes, "library": {}, "versions": {}},
            "weightsManifest": [{"paths": paths, "weights": weights}],
        }
        (folder / "model.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")


class ExportedGraph:
    """An exported model in PyTorch, from its files: the exporter's own check, and the frozen network of decoders.

    Raises ValueError where shards and manifest disagree, KeyError on an operator it does not know.
    """

    def __init__(self, folder: Path, device: str = "cpu"):
        model = json.loads((folder / "model.json").read_text())
        self.nodes = model["modelTopology"]["node"]
        self.weights = self._read_weights(folder, model, device)

    @staticmethod
    def _read_weights(folder: Path, model: dict, device: str) -> dict[str, torch.Tensor]:
        (group,) = model["weightsManifest"]
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        weights, offset = {}, 0
        for weight in group["weights"]:
            count = int(np.prod(weight["shape"]))
            stored = weight.get("quantization", weight)["dtype"]
            flat = np.frombuffer(data, np.dtype(stored).newbyteorder("<"), count, offset)
            values = flat.astype(weight["dtype"]).reshape(weight["shape"])
            weights[weight["name"]] = torch.from_numpy(values).to(device)
            offset += flat.nbytes
        if offset != len(data):
            raise ValueError(f"{folder.name}: the shards hold {len(data)} bytes, the manifest asks for {offset}")
        return weights

    def __call__(self, x: torch.Tensor, wanted: list[str] | None = None) -> dict[str, torch.Tensor]:
        """`x`: N x H x W x C, normalised. Every node's value (NHWC); with `wanted`, stops when those are known."""
        values = dict(self.weights)
        missing = None if wanted is None else set(wanted)
        for node in self.nodes:
            if node["op"] == "Placeholder":
                values[node["name"]] = x
            elif node["op"] != "Const":
                values[node["name"]] = OPERATORS[node["op"]](node, *[values[name] for name in node["input"]])
            if missing is not None:
                missing.discard(node["name"])
                if not missing:
                    break
        return values


def _attribute_integers(node: dict, attribute: str) -> list[int]:
    return [int(i) for i in node["attr"][attribute]["list"]["i"]]


def _conv2d(node: dict, x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    padding = base64.b64decode(node["attr"]["padding"]["s"]).decode()
    before = after = kernel.shape[0] // 2 if padding == "SAME" else 0
    if padding == "EXPLICIT":
        before, after = _attribute_integers(node, "explicit_paddings")[2:4]
    x = F.pad(x.permute(0, 3, 1, 2), (before, after, before, after))
    stride = _attribute_integers(node, "strides")[1]
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), stride=stride).permute(0, 2, 3, 1)


def _depthwise(node: dict, x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """SAME at an even size: at stride 2 all the padding is below and right."""
    stride = _attribute_integers(node, "strides")[1]
    total = kernel.shape[0] - stride
    before = total // 2
    x = F.pad(x.permute(0, 3, 1, 2), (before, total - before, before, total - before))
    return F.conv2d(x, kernel.permute(2, 3, 0, 1), stride=stride, groups=kernel.shape[2]).permute(0, 2, 3, 1)


OPERATORS = {
    "DepthwiseConv2dNative": _depthwise,
    "Relu6": lambda node, a: a.clamp(0, 6),
    "Conv2D": _conv2d,
    "BiasAdd": lambda node, a, b: a + b,
    "AddV2": lambda node, a, b: a + b,
    "Relu": lambda node, a: a.relu(),
    "MaxPool": lambda node, a: F.max_pool2d(a.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1),
    "Mean": lambda node, a, axes: a.mean(axes.tolist()),
    "Squeeze": lambda node, a: a.squeeze(2).squeeze(1),
    "MatMul": lambda node, a, b: a @ b,
}
