"""The comparison's plan, and one JSON file for each network, layer, picture and method: what is there is not computed again."""

import base64
import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "training"))
sys.path.insert(0, str(ROOT / "training" / "oracles"))

from common import Layer  # noqa: E402
from graph import ExportedGraph  # noqa: E402


class Plan:
    """What peer.ts has written; pictures and networks as tensors on `device`.

    Jobs are {network, layer, picture, method}: ids.
    """

    def __init__(self, file: Path, device: str):
        self.content = json.loads(file.read_text())
        self.folder = file.parent
        self.device = torch.device(device)
        self.networks = {}
        self.software = {
            "torch": torch.__version__.split("+")[0],
            "device": "cpu" if self.device.type == "cpu" else torch.cuda.get_device_name(self.device),
            "threads": torch.get_num_threads(),
        }

    def picture(self, picture_id: str) -> torch.Tensor:
        """1 x 3 x height x width in 0..1."""
        (sample,) = [s for s in self.content["pictures"] if s["id"] == picture_id]
        rgb = np.frombuffer(base64.b64decode(sample["rgbBase64"]), np.uint8).reshape(sample["height"], sample["width"], 3)
        return (torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float() / 255).to(self.device)

    def card(self, network_id: str) -> dict:
        return json.loads((ROOT / "public" / "models" / network_id / "card.json").read_text())

    def graph(self, network_id: str) -> ExportedGraph:
        if network_id not in self.networks:
            self.networks[network_id] = ExportedGraph(ROOT / "public" / "models" / network_id, str(self.device))
        return self.networks[network_id]

    def layer(self, network_id: str, layer_id: str) -> Layer:
        """The exported network up to a layer, of pictures N x 3 x height x width in 0..1; features N x ..., channels last."""
        graph, card = self.graph(network_id), self.card(network_id)
        mean = torch.tensor(card["input"]["mean"], device=self.device).view(1, 3, 1, 1)
        std = torch.tensor(card["input"]["std"], device=self.device).view(1, 3, 1, 1)
        return lambda x: graph(((x - mean) / std).permute(0, 2, 3, 1), [layer_id])[layer_id]

    def operator(self, network_id: str, layer_id: str) -> str:
        """What the layer ends in, by TensorFlow's name."""
        (node,) = [n for n in self.graph(network_id).nodes if n["name"] == layer_id]
        return node["op"]

    def listed_until(self, network_id: str, layer_id: str) -> list[str]:
        """The ids of the network's listed layers from the first to this one."""
        ids = [layer["id"] for layer in self.card(network_id)["layers"]]
        return ids[: ids.index(layer_id) + 1]

    def seed(self, *purpose: str) -> int:
        """Differs from purpose to purpose; the same whichever other jobs there are."""
        words = "/".join([str(self.content["seed"]), *purpose])
        return int.from_bytes(hashlib.sha256(words.encode()).digest()[:6], "big")

    def file(self, job: dict, method: str) -> Path:
        return self.folder / job["network"] / job["layer"] / job["picture"] / f"{method}.json"

    def read(self, job: dict, method: str) -> dict:
        """The record, or None."""
        file = self.file(job, method)
        return json.loads(file.read_text()) if file.exists() else None

    def write(self, job: dict, method: str, record: dict) -> None:
        file = self.file(job, method)
        file.parent.mkdir(parents=True, exist_ok=True)
        # Renamed when whole, so that an interrupted run leaves no half record.
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(record) + "\n")
        os.replace(partial, file)


def encode_map(log_sigma: torch.Tensor) -> str:
    """Row-major float32, little-endian."""
    return base64.b64encode(log_sigma.detach().cpu().float().numpy().astype("<f4").tobytes()).decode()


def decode_map(record: dict, device: torch.device) -> torch.Tensor:
    """log sigma, rows x columns, sigma in intensity."""
    values = np.frombuffer(base64.b64decode(record["logSigmaFloat32Base64"]), "<f4").copy()
    return torch.from_numpy(values.reshape(record["rows"], record["columns"])).to(device)
