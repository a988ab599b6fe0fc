#!/usr/bin/env python3
"""Run benchmarks one after the other and sum up what they measured in one table.

    table.py COMMAND [COMMAND ...]

Each command is a line for the shell. It may print anything; lines of the form

    result|MEASURE|WHO|NUMBER

go into the table: a row per measure, Winnow's median, the median of what it is held against, and their ratio. A command
that fails is reported, and the others run all the same.
"""

import statistics
import subprocess
import sys


def run(command, measures):
    print(f"$ {command}", flush=True)
    with subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            fields = line.rstrip("\n").split("|")
            if len(fields) == 4 and fields[0] == "result":
                measures.setdefault(fields[1], {}).setdefault(fields[2], []).append(float(fields[3]))
            else:
                print(line, end="", flush=True)
    return process.returncode


def rows(measures):
    for measure, values in measures.items():
        medians = {who: statistics.median(numbers) for who, numbers in values.items()}
        own = medians.pop("Winnow", None)
        for who, value in medians.items() or [("", None)]:
            ratio = f"{own / value:.2f}" if own is not None and value else ""
            yield measure, number(own), who, number(value), ratio


def number(value):
    return "" if value is None else f"{value:.4g}"


def main():
    measures, failed = {}, []
    for command in sys.argv[1:]:
        if run(command, measures):
            failed.append(command)
    table = [("measure", "Winnow", "against", "", "ratio"), *rows(measures)]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    print()
    for place, row in enumerate(table):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if place == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for command in failed:
        print(f"failed: {command}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
