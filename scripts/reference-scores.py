#!/usr/bin/env python3
"""Scores of one small image by published packages: the values in PublishedImplementationTests.swift (ScoringTests)
and GradCAMTests.swift (ExplainingTests).

    pip install torch captum onnx onnx2torch quantus saliency scikit-learn grad-cam scipy
    python3 scripts/reference-scores.py

Committed values: torch 2.15.0, captum 0.9.0, onnx2torch 1.5.15, quantus 0.6.0, saliency 0.2.1, scikit-learn 1.9.1,
grad-cam 1.5.7.
"""

from __future__ import annotations

import base64
import contextlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnx2torch
import quantus
import torch
from captum.attr import LayerAttribution, LayerGradCam
from captum.metrics import sensitivity_max
from onnx import TensorProto, helper, numpy_helper
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.metrics.cam_mult_image import DropInConfidence, IncreaseInConfidence
from pytorch_grad_cam.metrics.perturbation_confidence import PerturbationConfidenceMetric
from pytorch_grad_cam.metrics.road import NoisyLinearImputer, RemoveLeastRelevantFirst, RemoveMostRelevantFirst
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from saliency.metrics import pic
from scipy.stats import spearmanr
from sklearn.metrics import precision_recall_curve, roc_auc_score
from torch import Tensor, nn

SIDE = 9
PIXELS = SIDE * SIDE
INDEX = np.arange(PIXELS)
PICTURE = (0.5 + 0.5 * np.cos(1.7 * INDEX)).astype(np.float32)
WEIGHTS = (np.sin(3.0 * INDEX + 1) / 8).astype(np.float32)
MAP = (WEIGHTS * PICTURE + 0.05 * np.sin(5.0 * INDEX)).astype(np.float32)
TRUTH = np.zeros((SIDE, SIDE), bool)
TRUTH[2:6, 3:8] = True


class Model(nn.Module):
    """Two classes; the first one's probability is the sigmoid of a weighted sum of the pixels."""

    def forward(self, pictures: Tensor) -> Tensor:
        p = torch.sigmoid(pictures.reshape(len(pictures), -1).double() @ torch.from_numpy(WEIGHTS).double())
        return torch.stack([p, 1 - p], 1)


def shaped(values: np.ndarray) -> np.ndarray:
    return values.reshape(1, 1, SIDE, SIDE)


def quantus_score(metric: Callable, picture: np.ndarray = PICTURE, **batches: np.ndarray) -> np.ndarray:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = metric(
            model=Model().eval(),
            x_batch=shaped(picture),
            y_batch=np.array([0]),
            a_batch=shaped(MAP),
            softmax=False,
            device="cpu",
            **batches,
        )
    return np.asarray(result[0])


def show(name: str, values: object) -> None:
    print(f"{name}:", ", ".join(f"{value:.9g}" for value in np.asarray(values, float).ravel()))


def quantus_scores() -> None:
    plain = {"normalise": False, "abs": False, "disable_warnings": True, "display_progressbar": False}
    show(
        "PixelFlipping, 9 pixels a step",
        quantus_score(quantus.PixelFlipping(features_in_step=9, perturb_baseline=0.0, **plain)),
    )

    def put_back(arr: np.ndarray, indices: np.ndarray, **_: object) -> np.ndarray:
        result = arr.copy()
        result[0, indices[0]] = PICTURE[indices[0]]
        return result

    show(
        "PixelFlipping backwards, from zero",
        quantus_score(
            quantus.PixelFlipping(features_in_step=9, perturb_func=put_back, **plain), np.zeros_like(PICTURE)
        ),
    )
    np.random.seed(0)
    for size in (4, 16, 40):
        metric = quantus.FaithfulnessCorrelation(nr_runs=20000, subset_size=size, perturb_baseline=0.0, **plain)
        show(f"FaithfulnessCorrelation, 20000 sets of {size} pixels", quantus_score(metric))
    regions = quantus.RegionPerturbation(patch_size=3, regions_evaluation=100, perturb_baseline=0.0, **plain)
    show("RegionPerturbation, regions of 3 x 3 pixels: losses", quantus_score(regions))
    show("Sparseness", quantus_score(quantus.Sparseness(**{**plain, "abs": True})))
    show("Complexity", quantus_score(quantus.Complexity(**{**plain, "abs": True})))
    truth = {"s_batch": shaped(TRUTH)}
    for metric in ("PointingGame", "RelevanceRankAccuracy", "AUC"):
        show(metric, quantus_score(getattr(quantus, metric)(**plain), **truth))
    positive = {**plain, "normalise": True, "normalise_func": lambda a, **_: np.maximum(a, 0)}
    show(
        "RelevanceMassAccuracy of the positive part", quantus_score(quantus.RelevanceMassAccuracy(**positive), **truth)
    )


def imputed_pictures() -> None:
    """The authors' imputation, without its noise: of a removed box, and along the curves of ROAD."""
    removed = TRUTH | (np.arange(PIXELS).reshape(SIDE, SIDE) % 7 == 0)
    kept = torch.from_numpy(~removed).float()
    imputer = NoisyLinearImputer(noise=0)
    filled = imputer(torch.from_numpy(PICTURE.reshape(1, SIDE, SIDE)), kept)
    show("NoisyLinearImputer, removed pixels", filled[0][torch.from_numpy(removed)])
    picture, cam = torch.from_numpy(shaped(PICTURE)), MAP.reshape(1, SIDE, SIDE)
    for name, order in (("most", RemoveMostRelevantFirst), ("least", RemoveLeastRelevantFirst)):
        steps = [
            PerturbationConfidenceMetric(order(percentile, imputer))(
                picture, cam, [ClassifierOutputTarget(0)], Model().eval(), return_diff=False
            )
            for percentile in range(90, 0, -10)
        ]
        show(f"ROAD, {name} relevant first, 10 to 90 % removed", np.ravel(steps))
        show("  mean", np.mean(steps))


def single_deletion() -> None:
    """Rank correlation of the map's sums on 4 x 4 cells with what is lost when a cell becomes 0."""
    cells = np.arange(SIDE) * 4 // SIDE
    cell = cells[:, None] * 4 + cells
    whole = Model()(torch.from_numpy(shaped(PICTURE)))[0, 0].item()
    sums, lost = [], []
    for index in range(16):
        picture = np.where(cell == index, 0, PICTURE.reshape(SIDE, SIDE)).astype(np.float32)
        sums.append(MAP.reshape(SIDE, SIDE)[cell == index].sum())
        lost.append(whole - Model()(torch.from_numpy(shaped(picture)))[0, 0].item())
    show("spearmanr of single deletions", spearmanr(sums, lost).statistic)


def scikit_learn_scores() -> None:
    precision, recall, _ = precision_recall_curve(TRUTH.ravel(), MAP)
    show("roc_auc_score", roc_auc_score(TRUTH.ravel(), MAP))
    show("best F1 of precision_recall_curve", (2 * precision * recall / np.maximum(precision + recall, 1e-30)).max())


def captum_sensitivity() -> None:
    samples = 5
    waves = 0.1 * np.sin(7.0 * INDEX + 13.0 * np.arange(samples)[:, None])
    noise = torch.from_numpy(waves).reshape(samples, 1, SIDE, SIDE)
    weights = torch.from_numpy(shaped(WEIGHTS)).double()

    def only(inputs: Tensor | tuple[Tensor, ...]) -> Tensor:
        return inputs[0] if isinstance(inputs, tuple) else inputs

    show(
        "sensitivity_max of weights * image^2",
        sensitivity_max(
            lambda inputs: (weights * only(inputs) ** 2,),  # without the tuple it takes the batch for one
            torch.from_numpy(shaped(PICTURE)).double(),
            perturb_func=lambda inputs: only(inputs) + noise,
            n_perturb_samples=samples,
        ),
    )


def weighted_pictures() -> None:
    """Confidence on the image weighted by the map and by its reverse, both scaled to 0...1."""
    scaled = (MAP - MAP.min()) / (MAP.max() - MAP.min())
    targets = [ClassifierOutputTarget(0)]
    for name, weights in (("the map", scaled), ("its reverse", 1 - scaled)):
        picture, cam = torch.from_numpy(shaped(PICTURE)), weights.reshape(1, SIDE, SIDE)
        drop = DropInConfidence()(picture, cam, targets, Model().eval())
        increase = IncreaseInConfidence()(picture, cam, targets, Model().eval())
        show(f"DropInConfidence, IncreaseInConfidence by {name}", [drop.item(), increase.item()])


def information_curve() -> None:
    """The package's curve over images whose information and class scores are given: blurred, seven steps, full."""
    sizes = [1000, 1100, 1210, 1190, 1500, 1833, 1700, 1900, 2000]
    scores = [0.2, 0.28, 0.24, 0.5, 0.69, 0.66, 0.93, 0.88, 0.9]
    # Image i has the one level i: the full one is the last, the others come in the order of the calls.
    calls = iter(range(len(sizes)))

    def next_picture(full_img: np.ndarray, pixel_mask: np.ndarray, method: str = "linear") -> np.ndarray:
        return np.full_like(full_img, next(calls))

    np.trapz = np.trapezoid  # its name before numpy 2
    pic.create_blurred_image = next_picture
    pic.estimate_image_entropy = lambda picture: sizes[picture.flat[0]]
    result = pic.compute_pic_metric(
        np.full((4, 4), len(sizes) - 1, np.uint8),
        np.arange(16.0).reshape(4, 4),
        np.zeros((4, 4), bool),
        lambda pictures: [scores[picture.flat[0]] for picture in pictures],
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75],
        min_pred_value=0,
        num_data_points=100_000,
    )
    show("compute_pic_metric", result.auc)


def by_hand() -> onnx.ModelProto:
    """Two feature maps, x and 3 - x, cut off at 0, averaged, weighted by (4, -2) and (-1, 1)."""
    weights = {"w": [[[[1]]], [[[-1]]]], "b": [0, 3], "v": [[4, -2], [-1, 1]]}
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w", "b"], ["maps"], name="conv"),
            helper.make_node("Relu", ["maps"], ["active"], name="relu"),
            helper.make_node("GlobalAveragePool", ["active"], ["pool"], name="pool"),
            helper.make_node("Flatten", ["pool"], ["flat"], name="flatten"),
            helper.make_node("Gemm", ["flat", "v"], ["y"], name="fc", transB=1),
        ],
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, 2, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 2])],
        [numpy_helper.from_array(np.array(values, np.float32), name) for name, values in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def captum_grad_cam() -> None:
    print("network by hand:", base64.b64encode(by_hand().SerializeToString()).decode())
    demo = onnx2torch.convert(Path(__file__).parent.parent / "Demo/network.onnx").eval()
    index = torch.arange(3 * 64 * 64)
    rows, columns = index // 64 % 64, index % 64
    disc = (rows - 25) ** 2 + (columns - 36) ** 2 < 144
    picture = torch.where(disc, 1.5, 0.25 * torch.sin(0.37 * index.double())).float().reshape(1, 3, 64, 64)
    target = int(demo(picture).argmax())
    layers = dict(demo.named_modules())
    for layer in ("15/Relu", "12/Relu"):
        coarse = LayerGradCam(demo, layers[layer]).attribute(picture, target, relu_attributions=True)
        show(f"LayerGradCam of the demo's network at {layer}, class {target}", coarse.detach())
        fine = LayerAttribution.interpolate(coarse, (64, 64), interpolate_mode="bilinear").detach()
        show("  enlarged: every eighth pixel of row 21", fine[0, 0, 21, ::8])
        with GradCAM(demo, [layers[layer]]) as other:
            scaled = other(picture, [ClassifierOutputTarget(target)])
        show("  the same by pytorch_grad_cam, scaled to 0...1", scaled[0, 21, ::8])


if __name__ == "__main__":
    quantus_scores()
    imputed_pictures()
    single_deletion()
    scikit_learn_scores()
    captum_sensitivity()
    weighted_pictures()
    information_curve()
    captum_grad_cam()
