#!/usr/bin/env python3
"""A model for Winnow to explain, in a program of its own: put your model into `scores`."""
import json
import struct
import sys
from array import array


def scores(batch, shape):
    """One row of probabilities per input. `batch` is a list of float arrays, each of the extents `shape`, row-major.

    This stand-in calls an input bright (class 1) by its mean. With PyTorch it would be:

        x = torch.tensor(np.array(batch)).reshape(-1, *shape)
        with torch.no_grad():
            return model(x).softmax(1).tolist()
    """
    means = [min(1.0, max(0.0, sum(values) / len(values))) for values in batch]
    return [[1 - mean, mean] for mean in means]


CLASSES = 2


def receive():
    header = sys.stdin.buffer.read(4)
    if len(header) < 4:
        sys.exit(0)  # Winnow has closed the pipe: the work is done.
    return sys.stdin.buffer.read(struct.unpack("<I", header)[0])


def send(body):
    sys.stdout.buffer.write(struct.pack("<I", len(body)) + body)
    sys.stdout.buffer.flush()


shape = json.loads(receive())["shape"]
size = 1
for extent in shape:
    size *= extent
send(json.dumps({"classes": CLASSES, "scores": "probability"}).encode())
print("model ready for inputs of shape", shape, file=sys.stderr)  # never to standard output
while True:
    values = array("f", receive())
    rows = scores([values[i:i + size] for i in range(0, len(values), size)], shape)
    send(array("f", [score for row in rows for score in row]).tobytes())
