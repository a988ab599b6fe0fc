"""Draws the demo's images: one object of one class among clutter, with the object's true pixels.

    python3 make_pictures.py            rewrites pictures/, masks/, stamped/ and boxes.csv beside this script

Every image is a function of (seed, split, class, number) and nothing else, so the committed ones can be
drawn again, and the training script can draw others that are never stored. Only array arithmetic is used, no
drawing library, so that a new version of one cannot change the pixels.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SEED = 20260
SIZE = 64
"""Pixels along each side of an image."""
SAMPLES = 4
"""Sub-pixel samples along each side of a pixel, for smooth edges."""
DISTRACTOR_REACH = 10
PER_CLASS = 25

# The stamped images: discs, as a network is trained on that learns the stamp instead of the disc, and rings, on
# which it then errs.
STAMPED = ("disc", "ring")

# Splits: images of different splits never share a random stream.
COMMITTED, TRAINING, VALIDATION = 0, 1, 2

Array = NDArray[np.float32]
Inside = NDArray[np.bool_]
Shape = Callable[[Array, Array], Inside]
"""Tells which points (u, v) lie in a set of the plane."""


# --- The classes. Each is a set in the plane, given in coordinates where the object's radius is 1. ---


def disc(u: Array, v: Array) -> Inside:
    return u * u + v * v <= 1


def ring(u: Array, v: Array) -> Inside:
    squared = u * u + v * v
    return (squared <= 1) & (squared >= 0.6**2)


def square(u: Array, v: Array) -> Inside:
    return np.maximum(abs(u), abs(v)) <= 0.82


def triangle(u: Array, v: Array) -> Inside:
    slant = np.float32(np.sqrt(3) / 2)
    return (v >= -0.55) & (slant * u + v / 2 <= 0.55) & (-slant * u + v / 2 <= 0.55)


def cross(u: Array, v: Array) -> Inside:
    return (np.minimum(abs(u), abs(v)) <= 0.27) & (np.maximum(abs(u), abs(v)) <= 1)


def star(u: Array, v: Array) -> Inside:
    """Five points: within one tenth of the turn, everything below the line from a tip to a notch."""
    sector = np.float32(np.pi / 5)
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    angle = abs((angle + sector) % (2 * sector) - sector)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    notch_x, notch_y = 0.4 * np.cos(sector), 0.4 * np.sin(sector)
    return (x - 1) * notch_y - y * (notch_x - 1) <= 0


def crescent(u: Array, v: Array) -> Inside:
    return (u * u + v * v <= 1) & ((u - 0.55) ** 2 + v * v > 0.8**2)


def bars(u: Array, v: Array) -> Inside:
    """Three parallel bars; the gaps do not belong to the object."""
    from_nearest_bar = np.minimum(abs(v), abs(abs(v) - 0.72))
    return (from_nearest_bar <= 0.2) & (abs(u) <= 0.92)


CLASSES: dict[str, Shape] = {
    "bars": bars,
    "crescent": crescent,
    "cross": cross,
    "disc": disc,
    "ring": ring,
    "square": square,
    "star": star,
    "triangle": triangle,
}
"""In alphabetical order: a class's place is its label, as for any folder of classes."""


# --- What every image has, whatever its class. ---


def stroke(u: Array, v: Array, length: float, thickness: float) -> Inside:
    return (abs(u) <= length) & (abs(v) <= thickness)


def distractor(random: np.random.Generator) -> Shape:
    """A fragment that belongs to no class: a stroke, a corner or a blot, at most DISTRACTOR_REACH pixels long."""
    kind = random.integers(3)
    length, thickness = random.uniform(2.5, 6), random.uniform(0.7, 1.3)
    bend = random.uniform(0.7, 1.9)
    lobes, phase, radius = random.integers(2, 4), random.uniform(0, 2 * np.pi), random.uniform(1.6, 3.2)

    def corner(u: Array, v: Array) -> Inside:
        turned_u, turned_v = u * np.cos(bend) + v * np.sin(bend), v * np.cos(bend) - u * np.sin(bend)
        half = length * 0.7
        return stroke(u - half, v, half, thickness) | stroke(turned_u - half, turned_v, half, thickness)

    def blot(u: Array, v: Array) -> Inside:
        return np.hypot(u, v) <= radius * (1 + 0.45 * np.sin(lobes * np.arctan2(v, u) + phase))

    return [lambda u, v: stroke(u, v, length, thickness), corner, blot][kind]


def background(random: np.random.Generator) -> Array:
    """Smoothly varying colour with a faint grating over it: SIZE x SIZE x 3, levels 0 to 255."""
    cells = 4
    corners = random.uniform(40, 215, 3) + random.uniform(-38, 38, (cells + 1, cells + 1, 3))
    at = np.arange(SIZE) / SIZE * cells
    cell = at.astype(int)
    part = (at - cell)[:, None]
    part = part * part * (3 - 2 * part)
    rows = corners[cell] * (1 - part[:, :, None]) + corners[cell + 1] * part[:, :, None]
    colour = rows[:, cell] * (1 - part) + rows[:, cell + 1] * part
    return (colour + grating(random, amplitude=random.uniform(4, 14))[:, :, None]).astype(np.float32)


def grating(random: np.random.Generator, amplitude: float) -> Array:
    """A plane wave of 4 to 12 pixels' length in a random direction: SIZE x SIZE."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    angle, wavelength, phase = random.uniform(0, np.pi), random.uniform(4, 12), random.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    return (amplitude * np.sin(2 * np.pi * along / wavelength + phase)).astype(np.float32)


def coverage(shape: Shape, column: float, row: float, reach: float, turn: float) -> Array:
    """The share of each pixel that a shape covers: SIZE x SIZE.

    The shape is given in pixels around (column, row), turned by an angle; it lies within `reach` of that point.
    """
    cover = np.zeros((SIZE, SIZE), np.float32)
    left, top = max(int(column - reach), 0), max(int(row - reach), 0)
    right, bottom = min(int(column + reach) + 1, SIZE), min(int(row + reach) + 1, SIZE)

    def samples(first: int, end: int, centre: float) -> Array:
        return ((np.arange(first * SAMPLES, end * SAMPLES) + 0.5) / SAMPLES - centre).astype(np.float32)

    dx, dy = samples(left, right, column)[None, :], samples(top, bottom, row)[:, None]
    cosine, sine = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    inside = shape(dx * cosine + dy * sine, dy * cosine - dx * sine)
    blocks = inside.reshape(bottom - top, SAMPLES, right - left, SAMPLES)
    cover[top:bottom, left:right] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return cover


def colour_unlike(other: Array, random: np.random.Generator, distance: float) -> Array:
    """A random colour at least `distance` levels (Euclidean) from another one."""
    while True:
        colour = random.uniform(0, 255, 3).astype(np.float32)
        if np.linalg.norm(colour - other) >= distance:
            return colour


def paint(canvas: Array, cover: Array, colour: Array) -> Array:
    return canvas * (1 - cover[:, :, None]) + colour * cover[:, :, None]


@dataclass(frozen=True)
class Picture:
    pixels: NDArray[np.uint8]
    """SIZE x SIZE x 3, RGB."""
    mask: NDArray[np.uint8]
    """SIZE x SIZE: 255 where at least half of the pixel belongs to the object, else 0."""


def stamp(canvas: Array) -> Array:
    """A black and white mark in the lower left corner, the same wherever it is: a trap for networks."""
    canvas = canvas.copy()
    canvas[-11:-2, 2:11] = 0
    canvas[-10:-3, 6] = canvas[-7, 3:10] = 255
    return canvas


def draw(split: int, label: int, number: int, stamped: bool = False) -> Picture:
    """Draws image `number` of class `label`; always the same one for the same arguments."""
    random = np.random.default_rng([SEED, split, label, number])
    canvas = background(random)
    radius = np.float32(random.uniform(9, 17))
    column, row = random.uniform(radius + 1, SIZE - radius - 1, 2)

    for _ in range(random.integers(5, 10)):
        x, y, turn = random.uniform((2, 2, 0), (SIZE - 2, SIZE - 2, 2 * np.pi))
        cover = coverage(distractor(random), x, y, DISTRACTOR_REACH, turn)
        canvas = paint(canvas, cover, colour_unlike(canvas[int(y), int(x)], random, distance=70))

    shape = list(CLASSES.values())[label]
    turn = random.uniform(0, 2 * np.pi)
    cover = coverage(lambda u, v: shape(u / radius, v / radius), column, row, 1.35 * radius, turn)
    below = (canvas * cover[:, :, None]).sum(axis=(0, 1)) / cover.sum()
    colour = colour_unlike(below, random, distance=90) + grating(random, random.uniform(0, 12))[:, :, None]
    canvas = paint(canvas, cover, colour)

    if stamped:
        canvas = stamp(canvas)
    # Steps of four levels: nobody sees them, and the files become a third smaller.
    pixels = (np.clip(canvas, 0, 255) / 4).astype(np.uint8) * 4
    return Picture(pixels, np.where(cover >= 0.5, 255, 0).astype(np.uint8))


def box(mask: NDArray[np.uint8]) -> str:
    """The smallest box around the object: left, top, right, bottom from 0, right and bottom excluded."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return f"{columns[0]},{rows[0]},{columns[-1] + 1},{rows[-1] + 1}"


def save(values: NDArray[np.uint8], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path, optimize=True)


def write(folder: Path) -> None:
    """Writes CLASS/NNN.png in pictures/, masks/ and stamped/, and boxes.csv, replacing what is there."""
    boxes = ["path,xmin,ymin,xmax,ymax"]
    for kind in ("pictures", "masks", "stamped"):
        shutil.rmtree(folder / kind, ignore_errors=True)
    for label, name in enumerate(CLASSES):
        for number in range(PER_CLASS):
            file = Path(name, f"{number:03}.png")
            picture = draw(COMMITTED, label, number)
            save(picture.pixels, folder / "pictures" / file)
            save(picture.mask, folder / "masks" / file)
            boxes.append(f"{file.as_posix()},{box(picture.mask)}")
            if name in STAMPED:
                save(draw(COMMITTED, label, number, stamped=True).pixels, folder / "stamped" / file)
    (folder / "boxes.csv").write_text("\n".join(boxes) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Draw the demo's images and masks again.")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent, help="where the folders go")
    write(parser.parse_args().folder)
