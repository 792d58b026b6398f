"""The comparison's PyTorch parts, as `npm run bench:peer` starts them: `python3 bench/peer/compute.py PLAN recipe`.

`recipe`: the authors' recipe and other readings of it. `optimum`: the long-run optimum. `judge`: all maps of a layer and
picture, measured together. Needs PyTorch 1.13 or later and numpy. A record whose settings are the plan's is kept.
"""

import argparse
import hashlib
import time
from pathlib import Path

import torch

from records import Plan, decode_map, encode_map  # first: it makes training/oracles importable

import attainable_gain
import reference_recipe
from common import STD, seeded
from judge import judge

MAIN_METHODS = ("recipe", "reference", "fast", "optimum")
"""For its rank correlation with `recipe` alone; not judged."""
UNJUDGED = ("recipe-again",)


def run_recipe(plan: Plan, job: dict, settings: dict) -> dict:
    network, layer_id = job["network"], job["layer"]
    std = torch.tensor(plan.card(network)["input"]["std"])
    if not torch.equal(std, STD.flatten()):
        raise ValueError(f"{network}: its standard deviations are {std.tolist()}, the recipe's are those of training/data.py")
    reading = reference_recipe.Reading(**settings["reading"])
    generator = seeded(plan.device, plan.seed(network, layer_id, job["picture"], settings["noise"]))
    sigma, step, batch_distortion = reference_recipe.recipe_map(
        plan.layer(network, layer_id), plan.picture(job["picture"]), generator, reading
    )
    return {
        "passes": reference_recipe.STEPS * reference_recipe.SAMPLES,
        "details": {"step": step, "batchDistortion": batch_distortion, "layerEndsIn": plan.operator(network, layer_id)},
        "logSigma": torch.log(sigma),
    }


class Optimum:
    """The long-run optimum; keeps the sensitivities of a network's layers while the picture stays."""

    def __init__(self):
        self.basis_of = None
        self.basis = {}

    def basis_maps(self, plan: Plan, job: dict) -> torch.Tensor:
        network, picture_id = job["network"], job["picture"]
        if self.basis_of != (network, picture_id):
            self.basis_of, self.basis = (network, picture_id), {}
        ids = plan.listed_until(network, job["layer"])
        for layer_id in ids:
            if layer_id not in self.basis:
                generator = seeded(plan.device, plan.seed(network, layer_id, picture_id, "basis"))
                self.basis[layer_id] = attainable_gain.basis_map(plan.layer(network, layer_id), plan.picture(picture_id), generator)
        return torch.stack([self.basis[layer_id] for layer_id in ids])

    def __call__(self, plan: Plan, job: dict, settings: dict) -> dict:
        effort = argparse.Namespace(**settings["effort"])
        found = attainable_gain.attainable(
            plan.layer(job["network"], job["layer"]),
            plan.picture(job["picture"]),
            self.basis_maps(plan, job),
            effort,
            plan.seed(job["network"], job["layer"], job["picture"], settings["noise"]),
        )
        layers = len(plan.listed_until(job["network"], job["layer"]))
        return {
            "passes": (effort.rounds + 1) * effort.passes
            + (effort.mix_steps + effort.adam_steps) * attainable_gain.BATCH
            + layers * attainable_gain.BASIS_PASSES,
            "details": {"method": found["method"], "gainNats": found["attainableGainNats"], "otherGains": found["otherGains"]},
            "logSigma": found["logSigma"],
        }


def compute_part(plan: Plan, part: str) -> None:
    run = {"recipe": run_recipe, "optimum": Optimum()}[part]
    jobs = plan.content["jobs"][part]
    for index, job in enumerate(jobs):
        settings = plan.content["settings"][job["method"]]
        earlier = plan.read(job, job["method"])
        if earlier and earlier["settings"] == settings:
            continue
        started, processor_started = time.time(), time.process_time()
        found = run(plan, job, settings)
        log_sigma = found.pop("logSigma")
        record = {
            **job,
            "settings": settings,
            **found,
            "seconds": round(time.time() - started, 2),
            "processorSeconds": round(time.process_time() - processor_started, 2),
            "software": plan.software,
            "rows": log_sigma.shape[0],
            "columns": log_sigma.shape[1],
            "logSigmaFloat32Base64": encode_map(log_sigma),
        }
        plan.write(job, job["method"], record)
        say(index, jobs, job, f"{job['method']:13} mean log sigma {float(log_sigma.mean()):.4f} {record['seconds']:.1f} s")


def judge_all(plan: Plan) -> None:
    content = plan.content
    pairs = list({(j["network"], j["layer"], j["picture"]): j for j in sum(content["jobs"].values(), [])}.values())
    settings = content["judge"]
    for index, job in enumerate(pairs):
        methods = [name for name in content["settings"] if name not in UNJUDGED]
        records = {name: plan.read(job, name) for name in methods}
        records = {name: record for name, record in records.items() if record}
        missing = [name for name in MAIN_METHODS if name not in records]
        if missing:
            say(index, pairs, job, f"not judged: {', '.join(missing)} missing")
            continue
        digests = {name: hashlib.sha256(r["logSigmaFloat32Base64"].encode()).hexdigest()[:16] for name, r in records.items()}
        earlier = plan.read(job, "judge")
        if earlier and earlier["settings"] == settings and earlier["maps"] == digests:
            continue
        started = time.time()
        found = judge(
            plan.layer(job["network"], job["layer"]),
            plan.picture(job["picture"]),
            {name: torch.exp(decode_map(record, plan.device)) for name, record in records.items()},
            content["tau"],
            content["budget"],
            settings["pilotSamples"],
            settings["samples"],
            plan.seed(job["network"], job["layer"], job["picture"], "judge"),
        )
        identity = {key: job[key] for key in ("network", "layer", "picture")}
        plan.write(job, "judge", {**identity, "settings": settings, "maps": digests, "software": plan.software, **found})
        shares = " ".join(f"{name} {m['shareOfOptimum']:.3f}" for name, m in found["methods"].items() if name != "optimum")
        say(index, pairs, job, f"{shares} {time.time() - started:.1f} s")


def say(index: int, jobs: list, job: dict, words: str) -> None:
    print(f"[{index + 1}/{len(jobs)}] {job['picture']:17} {job['network']:11} {job['layer']:14} {words}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("part", choices=["recipe", "optimum", "judge"])
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    # Rounding to ten bits would drown a layer's answer to noise of half a grey level.
    torch.backends.cudnn.allow_tf32 = False
    plan = Plan(options.plan, options.device)
    for name, value in (("TAU", plan.content["tau"]), ("BUDGET", plan.content["budget"])):
        for module in (attainable_gain, reference_recipe):
            if getattr(module, name) != value:
                raise ValueError(f"the plan's {name.lower()} is {value}, that of {module.__name__}.py {getattr(module, name)}")
    if options.part == "judge":
        judge_all(plan)
    else:
        compute_part(plan, options.part)


if __name__ == "__main__":
    main()
