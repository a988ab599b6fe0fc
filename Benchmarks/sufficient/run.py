#!/usr/bin/env python3
"""Sufficient masks of Winnow beside ReX (PyPI: rex-xai) on the same photos: same network, same crops, hidden pixels 0,
criterion: the class stays on top. Prints a line of JSON for each photo, and means and medians at the end.

    python3 Benchmarks/sufficient/run.py --data ../shared/data --network efficientnet-lite0 --photos 20

Needs numpy, pillow, onnxruntime and rex-xai. The crops that ReX gets are cut by this script with the network's
preprocessing; whether a mask keeps the class is asked of onnxruntime, for both, on those crops.
Every program is limited to one thread."""

import argparse
import csv
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import onnxruntime
from PIL import Image

# Side of the crop (the shorter side before it is 256), mean and deviation of levels from 0 to 1, filter, channels.
NETWORKS = {
    "efficientnet-lite0": (224, [127 / 255] * 3, [128 / 255] * 3, "bicubic", "rgb"),
    "squeezenet11": (227, [104 / 255, 117 / 255, 123 / 255], [1 / 255] * 3, "bilinear", "bgr"),
}
ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1")


def arguments(description=__doc__):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with models/NETWORK.onnx and photos/labels.csv")
    parser.add_argument("--network", choices=NETWORKS, default="efficientnet-lite0")
    parser.add_argument("--winnow", default=".build/release/winnow")
    parser.add_argument("--rex", default=os.path.join(os.path.dirname(sys.executable), "ReX"))
    parser.add_argument("--photos", type=int, default=20, help="how many, evenly spaced over the data set")
    parser.add_argument("--window", type=int, default=16)
    parser.add_argument("--passes", type=int, help="limit of forward passes, if not Winnow's own")
    parser.add_argument("--patience", type=int, help="passes without a gain that end the search, if not Winnow's own")
    parser.add_argument("--rex-results", help="folder in which ReX's masks and seconds are kept for further runs")
    return parser.parse_args()


def data(given):
    """The network, the photos' folder, and those of its list that are asked for, evenly spaced."""
    network = Network(os.path.join(given.data, "models", f"{given.network}.onnx"), NETWORKS[given.network])
    root = os.path.join(given.data, "photos")
    with open(os.path.join(root, "labels.csv"), newline="") as file:
        photos = list(csv.DictReader(file))
    photos = photos[:: max(1, len(photos) // given.photos)][: given.photos]
    return network, root, photos


def run(command, **options):
    """What a command says, and the CPU seconds of all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, env=ONE_THREAD, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Network:
    def __init__(self, file, preprocessing):
        self.file = os.path.abspath(file)
        self.side, self.mean, self.deviation, self.filter, self.channels = preprocessing
        self.shorter = 256
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.file, options, providers=["CPUExecutionProvider"])

    def crop(self, path):
        """The photo as the network sees it: resized by the shorter side, the centre cut out, channels in its order."""
        image = Image.open(path).convert("RGB")
        scale = self.shorter / min(image.size)
        size = [self.shorter if length == min(image.size) else int(scale * length) for length in image.size]
        image = image.resize(size, getattr(Image, self.filter.upper()))
        left, top = (round((length - self.side) / 2) for length in size)
        image = image.crop((left, top, left + self.side, top + self.side))
        return image if self.channels == "rgb" else Image.merge("RGB", image.split()[::-1])

    def values(self, crop):
        levels = np.asarray(crop, np.float32) / 255
        return ((levels - np.float32(self.mean)) / np.float32(self.deviation)).transpose(2, 0, 1)[None]

    def answer(self, values):
        inputs = {self.session.get_inputs()[0].name: values.astype(np.float32)}
        return int(self.session.run(None, inputs)[0].reshape(-1).argmax())


def run_winnow(program, network, photos, root, methods, folder):
    """Runs methods over the photos, on one thread, and tells the CPU seconds."""
    table = os.path.join(folder, "photos.csv")
    with open(table, "w", newline="") as file:
        writer = csv.DictWriter(file, photos[0].keys())
        writer.writeheader()
        writer.writerows(photos)
    job = {
        "name": "sufficient",
        "model": {"file": network.file},
        "data": {"csv": {"file": table, "root": os.path.abspath(root), "path": "path", "label": "label"}},
        "preprocessing": {
            "resize": {"shorter": network.shorter},
            "filter": network.filter,
            "crop": network.side,
            "scale": 1 / 255,
            "channels": network.channels,
            "mean": network.mean,
            "std": network.deviation,
        },
        "methods": methods,
    }
    file = os.path.join(folder, "job.yaml")
    with open(file, "w") as opened:
        json.dump(job, opened)
    done, seconds = run([program, "run", file, "--output", os.path.join(folder, "run"), "--threads", "1"])
    if not os.path.exists(os.path.join(folder, "run", "run.sqlite")):
        sys.exit(f"winnow: {done.stderr[-500:]}")
    return seconds


def export_winnow(program, folder):
    """Writes what the run found into the folder; the items, by path."""
    done, _ = run([program, "export", os.path.join(folder, "run"), "--output", folder])
    if done.returncode:
        sys.exit(f"winnow: {done.stderr[-500:]}")
    with open(os.path.join(folder, "items.jsonl")) as lines:
        return {item["path"]: item for item in map(json.loads, lines)}


def pixels(mask):
    """The pixels of a mask of windows."""
    side, height, width = mask["window"], mask["height"], mask["width"]
    windows = np.array([bit == "1" for bit in mask["bits"]]).reshape(-(-height // side), -(-width // side))
    return windows.repeat(side, 0).repeat(side, 1)[:height, :width]


def rex(program, network, crop, folder):
    """ReX's mask, None where it finds none, and its CPU seconds."""
    config, base = os.path.join(folder, "rex.toml"), os.path.join(folder, "rex.sqlite")
    with open(config, "w") as file:
        file.write(
            "[rex]\nmask_value = 0\nseed = 42\ngpu = false\nbatch_size = 1\n"
            f"[rex.onnx]\nmeans = {network.mean}\nstds = {network.deviation}\nnorm = 255.0\n"
            "[causal]\ntree_depth = 10\nsearch_limit = 1000\niters = 20\n"
        )
    if os.path.exists(base):
        os.remove(base)
    drawn = os.path.join(folder, "rex.png")
    done, seconds = run(
        [program, crop, "--model", network.file, "-c", config, "-db", base, "--output", drawn, "-q"], cwd=folder
    )
    try:
        row = sqlite3.connect(base).execute("SELECT sufficiency_mask FROM rex").fetchone()
        return np.frombuffer(zlib.decompress(row[0]), bool).reshape(-1, network.side, network.side)[0], seconds
    except (sqlite3.Error, TypeError):
        print(f"ReX: {done.stderr[-300:]}", file=sys.stderr)
        return None, seconds


def kept_rex(results, program, network, name, crop, folder):
    """The same, from the folder of results where it is there; put there where it is not."""
    file = os.path.join(results, f"{name}.npz") if results else None
    if file and os.path.exists(file):
        stored = np.load(file)
        return stored["mask"] if stored["mask"].size else None, float(stored["seconds"])
    mask, seconds = rex(program, network, crop, folder)
    if file:
        os.makedirs(results, exist_ok=True)
        np.savez_compressed(file, mask=np.zeros(0, bool) if mask is None else mask, seconds=seconds)
    return mask, seconds


def main():
    given = arguments()
    network, root, photos = data(given)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.abspath(given.winnow)
        limits = {"passes": given.passes, "patience": given.patience}
        settings = {"window": given.window} | {key: value for key, value in limits.items() if value}
        seconds = run_winnow(program, network, photos, root, [{"sufficient": settings}], folder) / len(photos)
        items = export_winnow(program, folder)
        for photo in photos:
            crop = network.crop(os.path.join(root, photo["path"]))
            file = os.path.join(folder, "crop.png")
            crop.save(file)
            values = network.values(crop)
            top = network.answer(values)
            found = (items[photo["path"]].get("explanations") or [{"masks": [], "values": {}, "status": "failed"}])[0]
            mask = next((pixels(mask) for mask in found["masks"] if mask["name"] == "sufficient"), None)
            name = f"{given.network}-{os.path.splitext(os.path.basename(photo['path']))[0]}"
            other, other_seconds = kept_rex(given.rex_results, given.rex, network, name, file, folder)
            line = {"path": photo["path"], "status": found["status"], "passes": found["values"].get("passes")}
            for name, kept in (("", mask), ("rex-", other)):
                line[name + "area"] = None if kept is None else round(float(kept.mean()), 4)
                line[name + "keeps"] = None if kept is None else network.answer(values * kept) == top
            line |= {"seconds": round(seconds, 2), "rex-seconds": round(other_seconds, 2)}
            lines.append(line)
            print(json.dumps(line), flush=True)
    both = [line for line in lines if line["area"] is not None and line["rex-area"] is not None]
    for name in ("area", "seconds"):
        own, others = ([line[prefix + name] for line in both] for prefix in ("", "rex-"))
        print(
            f"{name}, {len(both)} photos: mean {statistics.mean(own):.4g}, median {statistics.median(own):.4g}; ReX "
            f"{statistics.mean(others):.4g}, {statistics.median(others):.4g}; "
            f"ratio of the means {statistics.mean(own) / statistics.mean(others):.3f}"
        )
    kept, others = (sum(line[prefix + "keeps"] for line in both) for prefix in ("", "rex-"))
    print(f"class kept in onnxruntime: {kept} of {len(both)}; ReX {others}")


if __name__ == "__main__":
    main()
