#!/usr/bin/env python3
"""Measures what a long list of items costs: listing time, size of the manifest, peak memory of each rank.

    Benchmarks/sweeping/manifest_memory.py .build/release/winnow --items 1300000

Lists a table that names one image of the demo again and again, and explains one item in `--share` of them, on two
ranks. The same with the few items alone tells what the model takes.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOB = """name: long list
model:
  file: {root}/Demo/network.onnx
data:
  csv:
    file: items.csv
    root: {root}/Demo/pictures
    path: path
    label: label
preprocessing: {{channels: rgb, scale: 1, mean: [128, 128, 128], std: [64, 64, 64]}}
methods:
  - smug: {{k: 200}}
"""
# As root and with more ranks than cores, as on a developer's machine.
SETTINGS = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
}


def measure(program, folder, items, shard):
    pictures = sorted((ROOT / "Demo" / "pictures").rglob("*.png"))
    if not pictures:
        raise SystemExit("Demo/pictures holds no images")
    names = [str(p.relative_to(ROOT / "Demo" / "pictures")) for p in pictures]
    with open(folder / "items.csv", "w") as table:
        table.write("path,label\n")
        table.writelines(f"{names[i % len(names)]},{i % 8}\n" for i in range(items))
    (folder / "job.yaml").write_text(JOB.format(root=ROOT))
    output = folder / f"run-{items}"
    command = ["mpirun", "-n", "2", program, "run", folder / "job.yaml", "--output", output, "--threads", "1"]
    start = time.monotonic()
    subprocess.run(
        [*command, "--no-report", *shard],
        env=os.environ | SETTINGS,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.monotonic() - start
    status = json.loads(subprocess.check_output([program, "status", output, "--json"]))
    return {
        "items": items,
        "explained": status["done"],
        "seconds": seconds,
        "manifest": (output / "items.manifest").stat().st_size,
        "memory": [rank["peakMemory"] for rank in status["ranks"]],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the winnow to measure, best a release build")
    parser.add_argument("--items", type=int, default=1_300_000)
    parser.add_argument("--share", type=int, default=65_000, help="explain one item in so many")
    options = parser.parse_args()
    few = max(2, options.items // options.share)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = str(pathlib.Path(options.program).resolve())
        rows = [
            measure(program, folder, few, []),
            measure(program, folder, options.items, ["--shard", f"1/{options.share}"]),
        ]
    print("items      explained  seconds  manifest MB  peak MB of each rank")
    for row in rows:
        memory = " ".join(f"{m / 1e6:.0f}" for m in row["memory"])
        print(
            f"{row['items']:<10} {row['explained']:<10} {row['seconds']:<8.1f} {row['manifest'] / 1e6:<12.1f} {memory}"
        )
    added = max(b - a for a, b in zip(rows[0]["memory"], rows[1]["memory"], strict=True))
    print(f"The list adds {added / 1e6:.0f} MB to a rank.")


if __name__ == "__main__":
    main()
