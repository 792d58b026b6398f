"""The recipe on the clock, and what maps on the way are worth: the PyTorch side of `npm run bench` and `bench:gpu`.

`python3 bench/peer/trajectory.py recipe PLAN TASK OUT`: the authors' recipe for every layer of a task, one after the other, with
its map every few steps and the seconds it had taken. `... judge PLAN TASK OUT`: the gain of each map in the task, scaled to
g = c. A task is {network, picture, layers}, for the judge with {maps: {layer: {name: base64}}} and settings.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import torch

from records import Plan, decode_map, encode_map  # first: it makes training/oracles importable

import reference_recipe
from common import seeded
from judge import judge
from native import check_same_function, native_layers

CHECKPOINT_STEPS = 20
WARM_UP_STEPS = 3


def peak_bytes() -> int:
    """Of this process: kilobytes on Linux, bytes on macOS."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def warm_up(layer, picture: torch.Tensor) -> None:
    """The first passes of a shape choose kernels and reserve memory; the recipe is not charged for them."""
    for _ in range(WARM_UP_STEPS):
        sigma = torch.full(picture.shape[2:], 0.01, device=picture.device, requires_grad=True)
        noise = torch.randn(reference_recipe.SAMPLES, *picture.shape[1:], device=picture.device)
        torch.autograd.grad(layer(picture + sigma * noise).square().mean(), sigma)


def run_recipe(plan: Plan, task: dict) -> dict:
    picture, layers = plan.picture(task["picture"]), {}
    native = native_layers(task["network"], plan.graph(task["network"]), plan.device)
    before = peak_bytes()
    for layer_id in task["layers"]:
        layer, exported = native[layer_id], plan.layer(task["network"], layer_id)
        check_same_function(layer, exported, picture, f"{task['network']}/{layer_id}")
        warm_up(layer, picture)
        maps = []
        if plan.device.type == "cuda":
            torch.cuda.synchronize()
        started = time.perf_counter()

        def watch(steps: int, sigma: torch.Tensor) -> None:
            if steps % CHECKPOINT_STEPS == 0:
                # The copy to the host waits for the device.
                encoded = encode_map(torch.log(sigma))
                maps.append({
                    "passes": steps * reference_recipe.SAMPLES, "seconds": time.perf_counter() - started,
                    "logSigmaFloat32Base64": encoded,
                })

        generator = seeded(plan.device, plan.seed(task["network"], layer_id, task["picture"], task["noise"]))
        sigma, step, _ = reference_recipe.recipe_map(layer, picture, generator, watch=watch)
        seconds = time.perf_counter() - started
        layers[layer_id] = {
            "seconds": seconds,
            "passes": reference_recipe.STEPS * reference_recipe.SAMPLES,
            "reportedStep": step,
            "reportedMap": encode_map(torch.log(sigma)),
            "maps": maps,
        }
        print(f"  PyTorch {task['network']} {layer_id:14} {seconds:.2f} s", flush=True)
    memory = {"beforeBytes": before, "peakBytes": peak_bytes()}
    if plan.device.type == "cuda":
        memory["devicePeakBytes"] = torch.cuda.max_memory_allocated()
    return {"software": plan.software, "memory": memory, "layers": layers}


def judge_maps(plan: Plan, task: dict) -> dict:
    picture, found = plan.picture(task["picture"]), {}
    native = native_layers(task["network"], plan.graph(task["network"]), plan.device)
    shape = {"rows": picture.shape[2], "columns": picture.shape[3]}
    for layer_id, maps in task["maps"].items():
        sigmas = {name: torch.exp(decode_map({**shape, "logSigmaFloat32Base64": text}, plan.device)) for name, text in maps.items()}
        judged = judge(
            native[layer_id], picture, sigmas, plan.content["tau"], plan.content["budget"], task["pilotSamples"], task["samples"],
            plan.seed(task["network"], layer_id, task["picture"], "trajectory"),
        )
        found[layer_id] = {
            name: {key: method[key] for key in ("gainNats", "gainErrorNats")} for name, method in judged["methods"].items()
        }
        print(f"  judged {task['network']} {layer_id:14} {len(maps)} maps", flush=True)
    return {"software": plan.software, "layers": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["recipe", "judge"])
    parser.add_argument("plan", type=Path)
    parser.add_argument("task", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--device", default="auto", help="auto: cuda where there is one")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.device == "auto":
        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    # As in compute.py: ten bits would drown the answer to noise of half a grey level.
    torch.backends.cudnn.allow_tf32 = False
    part = {"recipe": run_recipe, "judge": judge_maps}[options.part]
    options.out.write_text(json.dumps(part(Plan(options.plan, options.device), json.loads(options.task.read_text()))) + "\n")


if __name__ == "__main__":
    main()
