"""Attribution maps of ResNet-20, to check ours against: `python3 training/oracles/attribution.py`.

Two sample pictures, three layers: Grad-CAM of the predicted class by hooks on the trained PyTorch network (batch norm not folded),
the gradient of the layer's feature sum and of the logit, and integrated gradients of the feature sum. Definitions as in
src/metrics/attribution: pictures in 0..1, gradients per intensity, the baseline picture is the normalisation's mean.
Writes src/testing/fixtures/attribution-resnet20.json.
"""

import argparse
from typing import Callable

import torch
import torch.nn.functional as F

from common import MEAN, STD, encode_base64, load_network, provenance, resnet_layers, sample_pictures, write_fixture

LAYERS = {"stage1_block3": 2, "stage2_block3": 5, "stage3_block3": 8}
STEPS = (27, 81, 243)
LONG_RUN_STEPS = 4096
COMPLETENESS = 0.01
BATCH = 64

Target = Callable[[torch.Tensor], torch.Tensor]


def grad_cam(network: torch.nn.Module, block: torch.nn.Module, picture: torch.Tensor, class_index: int) -> torch.Tensor:
    """32 x 32; the block's output and its gradient are caught by hooks."""
    caught = {}

    def keep(_module, _inputs, output: torch.Tensor) -> None:
        caught["feature"] = output
        output.register_hook(lambda gradient: caught.update(gradient=gradient))

    handle = block.register_forward_hook(keep)
    try:
        network((picture.clone().requires_grad_() - MEAN) / STD)[0, class_index].backward()
    finally:
        handle.remove()
    weights = caught["gradient"].mean((2, 3), keepdim=True)
    cam = F.relu((weights * caught["feature"]).sum(1, keepdim=True))
    return F.interpolate(cam, picture.shape[2:], mode="bilinear", align_corners=False)[0, 0].detach()


def gradients(target: Target, pictures: torch.Tensor) -> torch.Tensor:
    """dF/dx of each picture, N x 3 x 32 x 32; `target` gives F of each."""
    pictures = pictures.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(target(pictures).sum(), pictures)
    return gradient


def path_integral(target: Target, picture: torch.Tensor, steps: int) -> torch.Tensor:
    """Integrated gradients by the midpoint rule, summed over channels; 32 x 32, float64."""
    baseline = MEAN.expand_as(picture)
    shares = ((torch.arange(steps, dtype=torch.float64) + 0.5) / steps).float().view(-1, 1, 1, 1)
    total = torch.zeros(picture.shape[1:], dtype=torch.float64)
    for batch in shares.split(BATCH):
        total += gradients(target, baseline + batch * (picture - baseline)).double().sum(0)
    return (total / steps * (picture - baseline)[0].double()).sum(0)


def integrated_gradients(target: Target, picture: torch.Tensor) -> tuple[torch.Tensor, int, float]:
    """The first of STEPS whose map adds up to F(x) - F(baseline) within COMPLETENESS, or the last; map, steps, error."""
    with torch.no_grad():
        difference = float(target(picture).double() - target(MEAN.expand_as(picture)).double())
    for steps in STEPS:
        found = path_integral(target, picture, steps)
        error = abs(float(found.sum()) - difference) / abs(difference)
        if error < COMPLETENESS:
            break
    return found, steps, error


def encoded(values: torch.Tensor) -> str:
    return encode_base64(values.float().numpy())


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    network = load_network("resnet20").eval()
    layers = resnet_layers(network)
    results = []
    for sample in sample_pictures(2):
        picture = sample["picture"]
        logits = network((picture - MEAN) / STD)
        class_index = int(logits.argmax())

        def logit(x: torch.Tensor) -> torch.Tensor:
            return network((x - MEAN) / STD)[:, class_index]

        maps = []
        for layer_id, index in LAYERS.items():

            def feature_sum(x: torch.Tensor, layer=layers[layer_id]) -> torch.Tensor:
                return layer(x).flatten(1).sum(1)

            integral, steps, error = integrated_gradients(feature_sum, picture)
            long_run = path_integral(feature_sum, picture, LONG_RUN_STEPS)
            distance = float((integral - long_run).norm() / long_run.norm())
            print(f"{sample['id']:18} {layer_id:14} {steps} steps, {100 * error:.2f}% incomplete, {100 * distance:.2f}% from the long run")
            maps.append(
                {
                    "layer": layer_id,
                    "gradCam": encoded(grad_cam(network, network.blocks[index], picture, class_index)),
                    "gradient": encoded(gradients(feature_sum, picture)[0].norm(dim=0)),
                    "integratedGradients": encoded(integral),
                    "steps": steps,
                    "completenessError": round(error, 6),
                    "ruleError": round(distance, 6),
                }
            )
        results.append(
            {
                "sample": sample["id"],
                "classIndex": class_index,
                "logitGradient": encoded(gradients(logit, picture)[0].norm(dim=0)),
                "layers": maps,
            }
        )
    write_fixture(
        "attribution-resnet20.json",
        {
            **provenance("python3 training/oracles/attribution.py"),
            "model": "resnet20",
            "note": "Maps: 32 x 32 float32, row-major, little-endian, base64. Grad-CAM is of the logit, the others of the feature sum. "
            f"ruleError: relative distance of the integral from that with {LONG_RUN_STEPS} steps.",
            "results": results,
        },
    )


if __name__ == "__main__":
    main()
