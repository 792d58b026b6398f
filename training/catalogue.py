"""The networks that the page offers, by study, and the runs that they are from. The first is the page's default."""

import json
from dataclasses import dataclass
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "public" / "models"

RESNET = "ResNet-{} for CIFAR (He et al. 2016, parameter-free shortcuts)"


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    group: str
    architecture: str
    # One line for the picker; {parameters}, {accuracy}, {zeros} and {robust} are filled in from the card.
    summary: str
    run: str | None = None
    # A state that the run kept on its way; None: its end.
    epoch: int | None = None

    @property
    def run_id(self) -> str:
        return self.run or self.id


def _pruned(percent: int) -> list[Entry]:
    return [
        Entry(
            f"resnet20-pruned{percent}",
            f"ResNet-20, {percent}% pruned",
            "Compression",
            RESNET.format(20) + f", the smallest {percent}% of the kernel weights set to zero",
            "{zeros} zeros, as pruned; {accuracy} on CIFAR-10",
        ),
        Entry(
            f"resnet20-pruned{percent}-tuned",
            f"ResNet-20, {percent}% pruned, fine-tuned",
            "Compression",
            RESNET.format(20) + f", the smallest {percent}% of the kernel weights set to zero, the others trained on",
            "{zeros} zeros, trained on for 3 epochs; {accuracy} on CIFAR-10",
        ),
    ]


def _epoch(epoch: int) -> Entry:
    title = f"ResNet-20 after epoch {epoch}"
    return Entry(
        f"resnet20-epoch{epoch}", title, "Training", RESNET.format(20), "Of one run of 30 epochs; {accuracy} on CIFAR-10",
        run="resnet20-run30", epoch=epoch,
    )


ENTRIES = [
    Entry("resnet20", "ResNet-20", "Depth", RESNET.format(20), "Residual network, 9 blocks, {parameters}; {accuracy} on CIFAR-10"),
    Entry("resnet32", "ResNet-32", "Depth", RESNET.format(32), "Residual network, 15 blocks, {parameters}; {accuracy} on CIFAR-10"),
    Entry("resnet44", "ResNet-44", "Depth", RESNET.format(44), "Residual network, 21 blocks, {parameters}; {accuracy} on CIFAR-10"),
    Entry(
        "vgg11-half", "VGG-11 (half width)", "Families",
        "VGG-11 with batch norm (Simonyan & Zisserman 2015, configuration A), widths halved, one linear classifier",
        "Plain stack of 8 convolutions, {parameters}; {accuracy} on CIFAR-10",
    ),
    Entry(
        "alexnet", "AlexNet-like", "Families",
        "AlexNet (Krizhevsky et al. 2012) cut down for 32 × 32: five convolutions, no batch norm, one hidden dense layer",
        "Five convolutions and a hidden dense layer, {parameters}; {accuracy} on CIFAR-10",
    ),
    Entry(
        "mobilenetv2", "MobileNetV2-like", "Families",
        "MobileNetV2 (Sandler et al. 2018) for 32 × 32: narrower, shallower, two halvings, expansion 4",
        "Eleven inverted residuals, {parameters}; {accuracy} on CIFAR-10",
    ),
    _epoch(1), _epoch(3), _epoch(10),
    Entry(
        "resnet20-epoch30", "ResNet-20 at the end of that run", "Training", RESNET.format(20),
        "Of one run of 30 epochs; {accuracy} on CIFAR-10", run="resnet20-run30",
    ),
    Entry("resnet8", "ResNet-8, from scratch", "Distillation", RESNET.format(8), "A small student, 3 blocks, {parameters}; {accuracy} on CIFAR-10"),
    Entry(
        "resnet8-distilled", "ResNet-8, distilled", "Distillation", RESNET.format(8) + ", taught by ResNet-44",
        "The same student, taught by ResNet-44 in as many epochs; {accuracy} on CIFAR-10",
    ),
    *_pruned(50), *_pruned(80), *_pruned(90),
    Entry(
        "resnet20-adversarial", "ResNet-20, adversarially trained", "Adversarial training",
        RESNET.format(20) + ", trained on pictures changed by fast FGSM within 8/255 (Wong et al. 2020)",
        "Trained on changed pictures: {accuracy} on CIFAR-10, {robust} under PGD-10",
    ),
]
BY_ID = {entry.id: entry for entry in ENTRIES}


def write_json(file: Path, value) -> None:
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _summary(entry: Entry, card: dict) -> str:
    size, training = card["parameters"] / 1e6, card["training"]
    return entry.summary.format(
        parameters=f"{size:.2f} M parameters" if size < 1 else f"{size:.1f} M parameters",
        accuracy=f"{100 * training['testAccuracy']:.1f}%",
        zeros=f"{100 * training.get('zeroShare', 0):.0f}%",
        robust=f"{100 * training.get('robustness', {}).get('accuracy', 0):.1f}%",
    )


def update_catalogue() -> None:
    """An entry for each of ours that has been exported, in the order above; those that others trained stay behind them."""
    file = MODELS / "catalogue.json"
    others = [entry for entry in json.loads(file.read_text()) if entry["id"] not in BY_ID]
    ours = []
    for entry in ENTRIES:
        card_file = MODELS / entry.id / "card.json"
        if card_file.exists():
            summary = _summary(entry, json.loads(card_file.read_text()))
            ours.append({"id": entry.id, "title": entry.title, "summary": summary, "path": f"{entry.id}/model.json", "group": entry.group})
    write_json(file, ours + others)
