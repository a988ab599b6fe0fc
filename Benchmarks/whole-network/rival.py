"""The published encoding beside Winnow's answers: the whole forward pass in exact reals with if-then-else rectifiers,
one integer a window, Z3's Optimize.

    rival.py PROBLEMS.json [--limit SECONDS] [--every N]

PROBLEMS.json is what whole-network-benchmark --problems wrote. Every mask found is checked in exact fractions.
"""

import argparse
import itertools
import json
import statistics
import time
from fractions import Fraction

import z3


def affine_rows(layer):
    for row, bias in enumerate(layer["bias"]):
        entries = range(layer["starts"][row], layer["starts"][row + 1])
        yield [(layer["columns"][e], Fraction(layer["weights"][e])) for e in entries], Fraction(bias)


def forward(layers, values, relu, largest):
    for layer in layers:
        if layer["type"] == "relu":
            values = [relu(v) for v in values]
        elif layer["type"] == "max":
            starts = layer["starts"]
            members = [layer["members"][a:b] for a, b in itertools.pairwise(starts)]
            values = [largest([values[m] for m in group]) for group in members]
        else:
            values = [sum((w * values[c] for c, w in row), bias) for row, bias in layer["rows"]]
    return values


def real(fraction):
    return z3.Q(fraction.numerator, fraction.denominator)


def encode(problem, item, windows):
    """Like the reference: a mask integer between 0 and 1 for each window, rectifiers as if-then-else."""
    masks = [z3.Int(f"m{w}") for w in range(max(windows) + 1)]
    optimizer = z3.Optimize()
    for m in masks:
        optimizer.add(m >= 0, m <= 1)
    first = problem["layers"][0]
    values = []
    for row, bias in first["rows"]:
        sums = {}
        for c, w in row:
            if item["input"][c] != 0:
                sums[windows[c]] = sums.get(windows[c], 0) + w * Fraction(item["input"][c])
        values.append(z3.Sum([real(s) * z3.ToReal(masks[w]) for w, s in sums.items()] + [real(bias)]))
    for layer in problem["layers"][1:]:
        if layer["type"] == "relu":
            values = [z3.If(v > 0, v, z3.RealVal(0)) for v in values]
        else:
            values = [z3.Sum([real(w) * values[c] for c, w in row] + [real(b)]) for row, b in layer["rows"]]
    target = item["target"]
    delta = real(Fraction(problem["delta"]))
    for j, v in enumerate(values):
        if j != target:
            optimizer.add(values[target] - v > delta)
    cost = z3.Sum(masks)
    optimizer.minimize(cost)
    return optimizer, masks


def check(problem, item, windows, mask):
    shown = [Fraction(v) if mask[windows[i]] else Fraction(0) for i, v in enumerate(item["input"])]
    scores = forward(problem["layers"], shown, lambda v: max(v, Fraction(0)), max)
    others = [s for j, s in enumerate(scores) if j != item["target"]]
    return scores[item["target"]] - max(others) > Fraction(problem["delta"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--every", type=int, default=1, help="only each N-th item")
    parser.add_argument("--side", type=int, default=28)
    arguments = parser.parse_args()
    with open(arguments.problems) as file:
        problem = json.load(file)
    for layer in problem["layers"]:
        if layer["type"] == "affine":
            layer["rows"] = list(affine_rows(layer))
    side, window = arguments.side, problem["window"]
    columns = -(-side // window)
    windows = [(i // side) // window * columns + (i % side) // window for i in range(side * side)]
    print("z3", z3.get_version_string())
    solved, feasible, times, ratios = 0, 0, [], []
    items = problem["items"][:: arguments.every]
    for item in items:
        start = time.process_time()
        began = time.monotonic()
        optimizer, masks = encode(problem, item, windows)
        optimizer.set("timeout", int(arguments.limit * 1000))
        answer = optimizer.check()
        seconds = time.process_time() - start
        times.append(seconds)
        text = str(answer)
        if answer == z3.sat:
            model = optimizer.model()
            mask = [model.eval(m, model_completion=True).as_long() == 1 for m in masks]
            holds = check(problem, item, windows, mask)
            text += f" {sum(mask)} windows, {'holds' if holds else 'VIOLATED'}"
            feasible += holds
            solved += holds and sum(mask) == item.get("cost")
        ratios.append(seconds / item["seconds"])
        print(
            f"{item['item']} class {item['target']}: {text} in {seconds:.1f} CPU s ({time.monotonic() - began:.0f} s); "
            f"Winnow {item.get('status')} {item.get('cost')} in {item['seconds']:.4f} s",
            flush=True,
        )
    print(
        f"{len(items)} items: {solved} with an optimal mask, {feasible} with a mask, median "
        f"{statistics.median(times):.1f} CPU s (limit {arguments.limit:.0f} s by the clock), median ratio to Winnow "
        f"{statistics.median(ratios):.0f}"
    )


if __name__ == "__main__":
    main()
