#!/usr/bin/env python3
"""Writes Tests/ExplainingTests/XRAI/XRAIValues.swift: what the XRAI authors' package makes of made-up attributions and
regions of three of the demo's pictures, for XRAITests.

    pip install saliency scikit-image pillow numpy
    scripts/generate-xrai-values.py
"""

import pathlib

import numpy
from PIL import Image
from saliency.core import xrai
from skimage.morphology import dilation, disk

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PICTURES = ["ring/000.png", "star/011.png", "bars/007.png"]
STRIDE = 37


def labellings(levels):
    """Two grids, and the levels of red in four steps."""
    y, x = numpy.mgrid[0:64, 0:64]
    return [y // 16 * 4 + x // 16, y // 8 * 8 + x // 8, levels[:, :, 0] // 64]


def main():
    lines = [
        "// Written by scripts/generate-xrai-values.py with the XRAI authors' package (PyPI: saliency 0.2.1).",
        "",
        "/// XRAI of the demo's pictures, with regions and attributions as XRAITests makes them.",
        "enum XRAIValues {",
        f"  static let stride = {STRIDE}",
        "",
        "  /// By picture, the values of every `stride`-th pixel.",
        "  static let all: [String: [Double]] = [",
    ]
    for name in PICTURES:
        levels = numpy.asarray(Image.open(PROJECT / "Demo/pictures" / name).convert("RGB"), dtype=numpy.int64)
        attribution = (2.0 * levels[:, :, 0] - levels[:, :, 1] - levels[:, :, 2]) / 255
        masks = []
        for labels in labellings(levels):
            for label in range(labels.max() + 1):
                if (labels == label).any():
                    masks.append(dilation(labels == label, footprint=disk(5)))
        # The package takes the largest channel.
        result = xrai.XRAI().GetMask(
            levels.astype(float),
            call_model_function=None,
            segments=masks,
            base_attribution=numpy.repeat(attribution[:, :, None], 3, 2),
        )
        values = [f"{value:.12e}" for value in result.ravel()[::STRIDE]]
        lines.append(f'    "{name}": [')
        lines += ["      " + ", ".join(values[i : i + 5]) + "," for i in range(0, len(values), 5)]
        lines.append("    ],")
    lines += ["  ]", "}", ""]
    folder = PROJECT / "Tests/ExplainingTests/XRAI"
    folder.mkdir(exist_ok=True)
    (folder / "XRAIValues.swift").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
