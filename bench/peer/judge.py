"""One judge for the maps of all methods: fresh samples, the same eps for every map of a layer and picture."""

import math

import torch

from common import Layer, squared_changes, seeded

HALF_LOG_2_PI_E = 0.5 * math.log(2 * math.pi * math.e)
"""A map whose g is within this of the budget by the pilot's samples is measured as it is, others also after scaling."""
NEAR_BUDGET = 0.03
OPTIMUM = "optimum"


def judge(
    layer: Layer, picture: torch.Tensor, maps: dict, tau: float, budget: float, pilot_samples: int, samples: int, seed: int
) -> dict:
    """What `maps` (name to sigma as run, rows x columns, intensity) are worth at the budget.

    A pilot finds each map's factor to g = c. Then the maps as run and as scaled are measured together on samples that the
    pilot has not seen; what is left to g = c after that is a small step along log g ~ slope log sigma, with the layer's
    own slope under uniform noise between tau and the budget. Errors are one standard error, intervals 95%, both by the
    delta method on paired samples. Entropies in nats, sigma in intensity.
    """
    tau_map = torch.full(picture.shape[2:], tau, device=picture.device)
    uniform = tau_map * math.sqrt(budget)
    names = ["uniform", *maps]
    as_run = [uniform, *maps.values()]
    pilot = squared_changes(layer, picture, torch.stack([tau_map, *as_run]), pilot_samples, seeded(picture.device, seed)).mean(1)
    slope = float(torch.log(pilot[1] / pilot[0])) / (0.5 * math.log(budget))
    stack, at_budget = [tau_map, *as_run], {}
    for index, name in enumerate(names):
        miss = float(torch.log(pilot[1 + index] / pilot[0] / budget))
        at_budget[name] = 1 + index
        if name == "uniform" or abs(miss) > NEAR_BUDGET:
            at_budget[name] = len(stack)
            stack.append(as_run[index] * math.exp(-miss / slope))
    changes = squared_changes(layer, picture, torch.stack(stack), samples, seeded(picture.device, seed + 1)).cpu()
    means = changes.mean(1)
    relative = changes / means[:, None]
    slope = float(torch.log(means[1] / means[0])) / (0.5 * math.log(budget))

    def error(influence: torch.Tensor) -> float:
        return float(influence.std() / math.sqrt(samples))

    def entropy(name: str) -> float:
        k = at_budget[name]
        miss = float(torch.log(means[k] / means[0] / budget))
        return float(torch.log(stack[k].double()).mean()) - miss / slope + HALF_LOG_2_PI_E

    def gain_influence(name: str) -> torch.Tensor:
        return -(relative[at_budget[name]] - relative[at_budget["uniform"]]) / slope

    uniform_entropy = entropy("uniform")
    gains = {name: entropy(name) - uniform_entropy for name in maps}
    methods = {}
    for index, name in enumerate(maps):
        k = 2 + index
        distortion = float(means[k] / means[0])
        methods[name] = {
            "distortion": distortion,
            "distortionCi95": 1.96 * distortion * error(relative[k] - relative[0]),
            "meanEntropyNatsAsRun": float(torch.log(stack[k].double()).mean()) + HALF_LOG_2_PI_E,
            "meanEntropyNatsAtBudget": entropy(name),
            "gainNats": gains[name],
            "gainErrorNats": error(gain_influence(name)),
        }
        if OPTIMUM in maps:
            share = gains[name] / gains[OPTIMUM]
            influence = (gain_influence(name) - share * gain_influence(OPTIMUM)) / gains[OPTIMUM]
            methods[name].update({"shareOfOptimum": share, "shareError": error(influence)})
    return {
        "slope": slope,
        "uniformEntropyNats": uniform_entropy,
        "uniformErrorNats": error((relative[at_budget["uniform"]] - relative[0]) / slope),
        "methods": methods,
    }
