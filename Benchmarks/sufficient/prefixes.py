#!/usr/bin/env python3
"""How much of a photo is shown before the network gives its answer if windows are shown by a map alone, those with the
largest sums first: occlusion, Grad-CAM, integrated gradients, and a square that grows from the centre. Beside them
Winnow's sufficient masks. Prints a line of JSON for each photo, and means and medians at the end.

    python3 Benchmarks/sufficient/prefixes.py --data ../shared/data --network efficientnet-lite0 --photos 20

Needs numpy, pillow and onnxruntime. Maps and masks are Winnow's; the shortest prefix that keeps the class is found by
onnxruntime on crops cut by run.py beside this file, hidden pixels 0: among sizes that grow by half the first that keeps
it, and then every size below that down to the one before."""

import csv
import json
import os
import statistics
import tempfile

import numpy as np
from run import arguments, data, export_winnow, pixels, run_winnow

METHODS = {
    "occlusion": {"occlusion": {"patch": 32, "stride": 16}},
    "grad-cam": {"grad-cam": {}},
    "ig": {"ig": {"points": 20}},
}


def window_sums(values, side):
    """The sums of a map over square windows, row by row."""
    height, width = values.shape
    padded = np.pad(values.astype(np.float64), ((0, -height % side), (0, -width % side)))
    return padded.reshape(padded.shape[0] // side, side, -1, side).sum((1, 3))


def from_centre(rows, columns):
    """Values that fall from the centre in squares; of a ring the sides come before the corners."""
    y = abs(np.arange(rows) - (rows - 1) / 2)[:, None] / rows
    x = abs(np.arange(columns) - (columns - 1) / 2)[None] / columns
    return -np.maximum(y, x) - 1e-3 * (y + x)


def shortest_prefix(network, values, top, window_values, side):
    """The share of the photo in the shortest prefix that keeps the class."""
    order = np.argsort(-window_values.ravel(), kind="stable")
    rank = np.empty(order.size, int)
    rank[order] = np.arange(order.size)
    height, width = values.shape[2:]
    ranks = rank.reshape(window_values.shape).repeat(side, 0).repeat(side, 1)[:height, :width]

    def keeps(size):
        return network.answer(values * (ranks < size)) == top

    failing, size = 0, 1
    while not keeps(size):
        failing, size = size, min(order.size, max(size + 1, size * 3 // 2))
    first = next((between for between in range(failing + 1, size) if keeps(between)), size)
    return float((ranks < first).mean())


def main():
    given = arguments(__doc__)
    network, root, photos = data(given)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        methods = [{"sufficient": {"window": given.window}}, *METHODS.values()]
        run_winnow(os.path.abspath(given.winnow), network, photos, root, methods, folder)
        items = export_winnow(os.path.abspath(given.winnow), folder)
        with open(os.path.join(folder, "index.csv"), newline="") as file:
            rows = {(row["file"], row["path"]): int(row["row"]) for row in csv.DictReader(file)}
        maps = {name: np.load(os.path.join(folder, f"maps.{name}.{name}.npy"), mmap_mode="r") for name in METHODS}
        for photo in photos:
            values = network.values(network.crop(os.path.join(root, photo["path"])))
            top = network.answer(values)
            line = {"path": photo["path"]}
            for name, stored in maps.items():
                map_values = np.asarray(stored[rows[f"maps.{name}.{name}.npy", photo["path"]]])
                sums = window_sums(map_values, given.window)
                line[name] = shortest_prefix(network, values, top, sums, given.window)
            line["centre"] = shortest_prefix(network, values, top, from_centre(*sums.shape), given.window)
            masks = [mask for found in items[photo["path"]]["explanations"] for mask in found["masks"]]
            mask = next((mask for mask in masks if mask["name"] == "sufficient"), None)
            line["sufficient"] = float(pixels(mask).mean()) if mask else None
            lines.append(line)
            print(json.dumps({key: round(v, 4) if isinstance(v, float) else v for key, v in line.items()}), flush=True)
    lines = [line for line in lines if line["sufficient"] is not None]
    own = statistics.mean(line["sufficient"] for line in lines)
    for name in ("sufficient", *METHODS, "centre"):
        areas = [line[name] for line in lines]
        mean, median = statistics.mean(areas), statistics.median(areas)
        print(
            f"{name}, {len(lines)} photos: mean {mean:.3f}, median {median:.3f}, {mean / own:.1f} of the search's mean"
        )


if __name__ == "__main__":
    main()
