#!/usr/bin/env python3
"""Writes the tables of docs/comparison.md from runs, between its marks.

    scripts/comparison-tables.py docs/comparison.md "SqueezeNet 1.1=RUN" ...

RUN is a run directory with RUN/paper, which `winnow report RUN --table`
writes; several, separated by commas, are read one after the other: each
table comes from the first that has its scores. The headline's tests are made
here, from the values in RUN/run.sqlite: Wilcoxon's signed-rank test against
the best mean of each score, corrected by Holm over the headline table alone,
where a run's own tables correct over all of its scores.
"""

import contextlib
import csv
import json
import math
import pathlib
import sqlite3
import sys

OWN = ["smug", "smug-base", "sufficient", "combined"]
RIVALS = ["ig", "grad-cam", "occlusion", "xrai", "rise", "centre-box"]
# What the headline asks: each the score without fills, or with its authors'.
HEADLINE = [
    ["lss"],
    ["insertion", "insertion-blur"],
    ["deletion", "deletion-zero"],
    ["road"],
]
# Against the true object, where a data set knows it.
TRUTH = ["pointing", "iou", "auc", "energy", "f1", "mae"]
ARROWS = {"higher": " ↑", "lower": " ↓", "neither": ""}


def read(run, name):
    path = pathlib.Path(run) / "paper" / name
    if not path.exists():
        sys.exit(f"{path} is missing: winnow report {run} --table writes it")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    value = float(text)
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    shown = f"{value:.{max(0, min(3, digits))}f}"
    return shown.replace("-", "\N{MINUS SIGN}") if float(shown) else "0"


def interval(row, middle="mean"):
    low, high = number(row["lower"]), number(row["upper"])
    return f"{number(row[middle])} ({low} to {high})"


def wilcoxon(differences):
    """Two-sided p by the normal approximation, as Winnow's PairedTest."""
    ordered = sorted((d for d in differences if d), key=abs)
    count, positive, ties, start = len(ordered), 0.0, 0, 0
    while start < count:
        end = start
        while end < count and abs(ordered[end]) == abs(ordered[start]):
            end += 1
        rank = (start + 1 + end) / 2
        positive += rank * sum(d > 0 for d in ordered[start:end])
        ties += (end - start) ** 3 - (end - start)
        start = end
    variance = count * (count + 1) * (2 * count + 1) / 24 - ties / 48
    if variance <= 0:
        return 1.0
    z = abs(positive - count * (count + 1) / 4) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def holm(values):
    corrected, running = [0.0] * len(values), 0.0
    order = sorted(range(len(values)), key=values.__getitem__)
    for rank, place in enumerate(order):
        running = max(running, min(1, values[place] * (len(values) - rank)))
        corrected[place] = running
    return corrected


def item_values(run):
    """Of each item its numbers by name, from the run's store."""
    store = pathlib.Path(run).resolve() / "run.sqlite"
    with contextlib.closing(sqlite3.connect(store)) as database:
        rows = database.execute(
            "SELECT id, \"values\" FROM items WHERE failure IS NULL")
        items = {}
        for item, text in rows:
            methods = json.loads(text)
            items[item] = {name: value for numbers in methods.values()
                           for name, value in numbers.items()}
        return items


def lines_of(rows, heads):
    text = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return text + [f"| {' | '.join(row)} |" for row in rows] + [""]


class Network:
    def __init__(self, name, runs):
        self.name = name
        self.runs = runs
        self.scores = {}
        self.order = []
        self.source = {}
        for run in runs:
            found = {}
            for row in read(run, "methods.csv"):
                if row["group"] != "all" or not row["standing"]:
                    continue
                if row["subject"].endswith("-mask"):
                    continue
                found.setdefault(row["score"], {})[row["subject"]] = row
                if row["subject"] not in self.order:
                    self.order.append(row["subject"])
            for score, rows in found.items():
                self.scores.setdefault(score, rows)
                self.source.setdefault(score, run)

    def headline_scores(self):
        for names in HEADLINE:
            known = [name for name in names if name in self.scores]
            if known:
                yield known[0]

    def headline(self):
        scores = list(self.headline_scores())
        return self.means(scores) + self.verdict(scores)

    def truth(self):
        known = [score for score in TRUTH if score in self.scores]
        return self.means(known) if known else []

    def means(self, scores):
        self.test(scores)
        heads = [f"{self.name}"]
        for score in scores:
            row = next(iter(self.scores[score].values()))
            heads.append(row["score_name"] + ARROWS[row["better"]])
        rows = []
        for subject in self.order:
            cells = [self.scores[score].get(subject) for score in scores]
            if any(cells):
                name = next(cell["name"] for cell in cells if cell)
                rows.append([name] + [self.cell(cell) for cell in cells])
        items = sorted({row["items"] for score in scores
                        for row in self.scores[score].values()}, key=int)
        text = [f"Means over {' or '.join(items)} images.", ""]
        return text + lines_of(rows, heads)

    def test(self, scores):
        """Where each map stands, by tests over these scores alone."""
        tests = []
        for score in scores:
            rows = self.scores[score]
            best = next(s for s, r in rows.items() if r["standing"] == "best")
            items = item_values(self.source[score]).values()
            for subject in rows:
                if subject == best:
                    continue
                pairs = [(item.get(f"{subject}.{score}"),
                          item.get(f"{best}.{score}")) for item in items]
                p = wilcoxon([a - b for a, b in pairs
                              if a is not None and b is not None])
                tests.append((rows[subject], p))
        corrected = holm([p for _, p in tests])
        for (row, _), p in zip(tests, corrected, strict=True):
            row["p_against_best"] = str(p)
            row["standing"] = "behind" if p < 0.05 else "tied"

    @staticmethod
    def cell(row):
        if not row:
            return ""
        sign = {"best": "**", "tied": "= "}.get(row["standing"], "")
        if row["standing"] == "best":
            return interval(row).replace(" ", "** ", 1).join(["**", ""])
        return sign + interval(row)

    def verdict(self, scores):
        text = []
        blind = False
        leads = {subject: [] for subject in OWN}
        for score in scores:
            rows = self.scores[score]
            title = next(iter(rows.values()))["score_name"]
            best = next(r for r in rows.values() if r["standing"] == "best")
            stands = []
            for subject in OWN:
                row = rows.get(subject)
                if not row:
                    continue
                if row["standing"] != "behind":
                    leads[subject].append(score)
                p = row["p_against_best"]
                with_p = f", p = {float(p):.2g}" if p else ""
                stands.append(f"{row['name']} {row['standing']}{with_p}")
            line = f"- {title}: {best['name']} has the best mean"
            line += f"; {'; '.join(stands)}."
            chance = rows.get("random")
            if chance and chance["standing"] == "tied":
                line += " So few images do not tell the random map from the"
                line += " best either: *tied* says nothing here."
                blind = True
            text.append(line)
        whole = [s for s in OWN if len(leads[s]) == len(scores)]
        names = [self.scores[scores[0]][s]["name"] for s in whole]
        missing = "" if len(scores) == len(HEADLINE) else (
            f" (of the four measures asked for, {len(scores)} were run)")
        if names:
            but = ("; but where the random map is tied as well, that is no"
                   " evidence") if blind else ""
            text.append(f"- Best or tied with the best on all: "
                        f"{', '.join(names)}{missing}{but}.")
        else:
            text.append(f"- None of Winnow's maps is best or tied on all"
                        f"{missing}.")
        return [*text, ""]

    def fillings(self):
        measures, fills = {}, []
        for run in self.runs:
            for row in read(run, "fillings.csv"):
                measure = measures.setdefault(row["measure"], {"run": run})
                if measure["run"] != run:
                    continue
                measure["w"] = row
                measure.setdefault(row["fill"], []).append(row)
                if row["fill"] not in fills:
                    fills.append(row["fill"])
        if not measures:
            return [f"{self.name}: no run with several fills yet.", ""]
        names = {row["subject"]: row["name"] for run in self.runs
                 for row in read(run, "methods.csv")}
        rows = []
        for name, measure in measures.items():
            # Two masks have no ranking to speak of.
            if len({r["subject"] for r in measure[measure["w"]["fill"]]}) < 3:
                continue
            firsts = []
            for fill in fills:
                ranked = measure.get(fill, [])
                best = min((float(r["rank"]) for r in ranked), default=None)
                firsts.append(", ".join(
                    names.get(r["subject"], r["subject"]) for r in ranked
                    if float(r["rank"]) == best))
            w = measure["w"]
            ends = f"({number(w['w_lower'])} to {number(w['w_upper'])})"
            rows.append([name, *firsts, f"{number(w['kendall_w'])} {ends}",
                         w["items"]])
        heads = [f"{self.name}: first under", *fills, "Kendall's W", "images"]
        return lines_of(rows, heads)

    def errors(self):
        for run in self.runs:
            found = read(run, "errors.csv")
            if found:
                break
        else:
            return [f"{self.name}: too few wrong predictions to tell.", ""]
        rows = [[row["name"], interval(row, "roc_auc"), row["wrong"],
                 row["right"]] for row in found]
        heads = [f"{self.name}", "ROC AUC", "wrong", "right"]
        return lines_of(rows, heads)


def main():
    page = pathlib.Path(sys.argv[1])
    networks = []
    for argument in sys.argv[2:]:
        name, runs = argument.split("=", 1)
        networks.append(Network(name, runs.split(",")))
    text = page.read_text(encoding="utf-8")
    for part in ["headline", "truth", "fillings", "errors"]:
        begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
        if begin not in text or end not in text:
            sys.exit(f"{page} has no marks {begin.strip()} and {end}")
        before, rest = text.split(begin, 1)
        after = rest.split(end, 1)[1]
        lines = [line for network in networks
                 for line in getattr(network, part)()]
        if lines == []:
            continue
        text = before + begin + "\n" + "\n".join(lines) + end + after
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
