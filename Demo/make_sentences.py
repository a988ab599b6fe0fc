"""Writes the demo's sentences and vocabulary, and trains and exports their network.

    python3 make_sentences.py            # sentences/sentences.jsonl, sentences/vocabulary.txt
    python3 make_sentences.py --train    # sentences/network.onnx and sentences/untrained.onnx as well

Training needs torch and onnx (versions of the committed run: README.md). Each sentence has one verdict, an adjective
that may be turned round by "not"; the verdict's words are its rationale. The training sentences come from another
random stream than the committed ones and are never stored.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

FOLDER = Path(__file__).parent / "sentences"
COMMITTED, TRAINING, VALIDATION = 1, 2, 3
SPARSITY = 2.0
"""Weight of the first activations' mean in the loss."""
COUNT = 120
LENGTH = 16
GOOD = "good great lovely bright funny fresh warm clever moving rich".split()
BAD = "bad dull weak slow cold stale dreary clumsy tired thin".split()
THINGS = "film story plot music acting ending dialogue photography pace cast hero villain".split()
PLAIN = "long short old new recent french silent first second last".split()
VERBS = "is seems feels remains looks sounds".split()
OPENINGS = ["", "in the end", "as ever", "to my mind", "this time", "after all"]
CLOSINGS = ["", "throughout", "from start to finish", "in every scene", "to the last minute", "on the whole"]


def sentence(draw: random.Random) -> tuple[list[str], int, list[int]]:
    """The words, the class (1: good) and the [from, to) of the verdict."""
    is_good_word = draw.random() < 0.5
    is_turned = draw.random() < 0.3
    verdict = (["not"] if is_turned else []) + [draw.choice(GOOD if is_good_word else BAD)]
    words = draw.choice(OPENINGS).split()
    words += ["the"] + ([draw.choice(PLAIN)] if draw.random() < 0.5 else []) + [draw.choice(THINGS)]
    if draw.random() < 0.4:
        words += [draw.choice(["of", "and"]), "the", draw.choice(THINGS)]
    words += [draw.choice(VERBS)]
    start = len(words)
    words += verdict
    end = len(words)
    words += draw.choice(CLOSINGS).split()
    return words, int(is_good_word != is_turned), [start, end]


def sentences(split: int, count: int) -> list[tuple[list[str], int, list[int]]]:
    draw = random.Random(split)
    return [sentence(draw) for _ in range(count)]


def vocabulary() -> list[str]:
    groups = (GOOD, BAD, THINGS, PLAIN, VERBS, OPENINGS, CLOSINGS)
    words = {word for group in groups for text in group for word in text.split()}
    return ["<pad>", "<unk>", *sorted(words | {"the", "of", "and", "not"})]


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "sentences.jsonl").open("w") as file:
        for number, (words, label, verdict) in enumerate(sentences(COMMITTED, COUNT)):
            text = " ".join(words)
            text = text[0].upper() + text[1:] + "."
            record = {"id": f"s{number:03d}", "text": text, "label": label, "verdict": [verdict]}
            file.write(json.dumps(record) + "\n")
    (FOLDER / "vocabulary.txt").write_text("\n".join(vocabulary()) + "\n")


def train() -> None:
    import torch
    from torch import Tensor, nn

    torch.manual_seed(7)
    torch.set_num_threads(1)
    ids = {word: number for number, word in enumerate(vocabulary())}

    class Network(nn.Module):
        """Two convolutions side by side over the embedding, two and three words wide, each as wide as a vector."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(len(ids), 12, padding_idx=0)
            self.pairs = nn.Conv2d(1, 12, (2, 12))
            self.triples = nn.Conv2d(1, 12, (3, 12))
            self.classes = nn.Linear(24, 2)

        def neurons(self, tokens: Tensor) -> list[Tensor]:
            words = self.embedding(tokens).unsqueeze(1)
            return [torch.relu(layer(words)).squeeze(3) for layer in (self.pairs, self.triples)]

        def rest(self, neurons: list[Tensor]) -> Tensor:
            return self.classes(torch.cat([part.amax(2) for part in neurons], 1))

        def forward(self, tokens: Tensor) -> Tensor:
            return self.rest(self.neurons(tokens))

    def tensors(split: int, count: int) -> tuple[Tensor, Tensor]:
        drawn = sentences(split, count)
        tokens = torch.zeros(count, LENGTH, dtype=torch.long)
        for row, (words, _, _) in enumerate(drawn):
            for column, word in enumerate(words[:LENGTH]):
                # A tenth of the words is unknown, so that the network has met the word for these.
                tokens[row, column] = 1 if split == TRAINING and random.random() < 0.1 else ids[word]
        return tokens, torch.tensor([label for _, label, _ in drawn])

    random.seed(5)
    model = Network()
    tokens, labels = tensors(TRAINING, 6000)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.02)
    for _ in range(12):
        for part in torch.randperm(len(tokens)).split(64):
            optimizer.zero_grad()
            neurons = model.neurons(tokens[part])
            loss = nn.functional.cross_entropy(model.rest(neurons), labels[part], label_smoothing=0.02)
            # Neurons that have nothing to say stay silent, and all of them silent leave the class open.
            silent = model.rest([torch.zeros_like(layer[:1]) for layer in neurons]).log_softmax(1)
            loss = loss + SPARSITY * sum(layer.mean() for layer in neurons) - silent.mean()
            loss.backward()
            optimizer.step()
    model.eval()
    for name, split, count in [("validation", VALIDATION, 2000), ("committed", COMMITTED, COUNT)]:
        tokens, labels = tensors(split, count)
        print(name, "accuracy", float((model(tokens).argmax(1) == labels).float().mean()))

    class Untrained(nn.Module):
        """What the trained network lacks, for tests: padded convolutions over one axis, and padding told by the ids."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(len(ids), 6)
            self.convolutions = nn.ModuleList(nn.Conv1d(6, 4, width, padding=width // 2) for width in (1, 3, 5))
            self.classes = nn.Linear(12, 2)

        def forward(self, tokens: Tensor) -> Tensor:
            real = (tokens != 0).float()
            words = (self.embedding(tokens) * real.unsqueeze(2)).transpose(1, 2)
            neurons = torch.cat([torch.relu(layer(words)) for layer in self.convolutions], 1) * real.unsqueeze(1)
            return self.classes(neurons.sum(2) / real.sum(1, keepdim=True)) * 5

    for name, network in [("network", model), ("untrained", Untrained().eval())]:
        torch.onnx.export(
            network, (torch.ones(1, LENGTH, dtype=torch.long),), FOLDER / f"{name}.onnx", input_names=["tokens"],
            output_names=["logits"], dynamic_axes={"tokens": {0: "N"}, "logits": {0: "N"}}, opset_version=17,
            dynamo=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", action="store_true")
    arguments = parser.parse_args()
    write()
    if arguments.train:
        train()
