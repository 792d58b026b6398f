"""What the ONNX oracles share: torchvision's networks made small, exports, and fixtures of inputs, outputs and gradients."""

import base64
import io
import warnings

import numpy as np
import onnx
import torch
from common import FIXTURES, encode_base64, provenance  # noqa: F401

ONNX_FIXTURES = FIXTURES / "onnx"
SIDE = 32


def import_torchvision():
    """torchvision's networks are plain Python: its compiled operators (for detection) may belong to another build of torch."""
    try:
        import torchvision
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms", "roi_align", "ps_roi_align", "roi_pool", "ps_roi_pool", "deform_conv2d"):
            for operator in (name, f"_{name}_backward"):
                library.define(f"{operator}(Tensor x) -> Tensor")
        import torchvision
    return torchvision


def randomise(network: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Batch norms get statistics and scales that matter, other weights stay as their initialisers made them."""
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, (torch.nn.BatchNorm2d, torch.nn.LayerNorm, torch.nn.GroupNorm, torch.nn.InstanceNorm2d)) and module.weight is not None:
            module.weight.data = 0.7 + 0.6 * torch.rand(module.weight.shape, generator=generator)
            module.bias.data = 0.2 * torch.randn(module.bias.shape, generator=generator)
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean = 0.2 * torch.randn(module.running_mean.shape, generator=generator)
            module.running_var = 0.5 + torch.rand(module.running_var.shape, generator=generator)
    for parameter in network.parameters():
        # Class tokens, heads and biases that start at zero would hide mistakes.
        if not parameter.data.any():
            parameter.data = 0.3 * torch.randn(parameter.shape, generator=generator)
    return network.eval().requires_grad_(False)


def export(network: torch.nn.Module, example, opset: int, dynamo: bool = False, open_batch: bool = False, fold: bool = True) -> bytes:
    """The .onnx file's bytes. `open_batch`: the first axis of the input stays open."""
    examples = example if isinstance(example, tuple) else (example,)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dynamo:
            shapes = tuple({0: torch.export.Dim("batch")} for _ in examples) if open_batch else None
            program = torch.onnx.export(network, examples, dynamo=True, opset_version=opset, dynamic_shapes=shapes, verbose=False)
            return without_traces(program.model_proto).SerializeToString()
        buffer = io.BytesIO()
        axes = {"input": {0: "batch"}} if open_batch else None
        torch.onnx.export(
            network, examples, buffer, dynamo=False, opset_version=opset, input_names=["input"], output_names=["output"],
            dynamic_axes=axes, do_constant_folding=fold,
        )
        return buffer.getvalue()


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The second exporter writes down where in which file each node comes from; only the modules' names are of use."""
    for node in model.graph.node:
        kept = [entry for entry in node.metadata_props if entry.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    del model.graph.value_info[:]
    return model


def with_gradient(network: torch.nn.Module, x: torch.Tensor, seed: int) -> dict:
    """Output for `x`, and the gradient of its weighted sum; the weights are seeded and stand in the fixture."""
    x = x.clone().requires_grad_(True)
    y = network(x)
    weights = torch.randn(y.shape, generator=torch.Generator().manual_seed(seed))
    (gradient,) = torch.autograd.grad((y * weights).sum(), x)
    return {"output": tensor(y), "weights": tensor(weights), "gradient": tensor(gradient)}


def tensor(x: torch.Tensor | np.ndarray) -> dict:
    values = x.detach().numpy() if isinstance(x, torch.Tensor) else x
    return {"shape": list(values.shape), "base64": encode_base64(values.astype(np.float32))}


def write_model(name: str, data: bytes) -> int:
    ONNX_FIXTURES.mkdir(parents=True, exist_ok=True)
    onnx.checker.check_model(onnx.load_from_string(data))
    (ONNX_FIXTURES / f"{name}.onnx").write_bytes(data)
    return len(data)


def as_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
