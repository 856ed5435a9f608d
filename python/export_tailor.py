#!/usr/bin/python3
"""Exports the networks of tailor_networks.py to ONNX, each with an input and PyTorch's own output.

    python3 export_tailor.py ofa_mobilenet_v3 proxyless levit --out DIR

writes NAME.onnx, NAME.input.npy and NAME.output.npy as export_torchvision.py does, with weights made in the same way from a fixed seed.
What exists already is kept.
"""

import argparse
import os
import sys

import torch

from export_torchvision import calibrate, export_onnx, randomise, save_array, synthetic_images
from tailor_networks import NETWORKS

CALIBRATION_IMAGES = 4


@torch.no_grad()
def export_network(name, out, opset, seed):
    """Exports one network; returns a line about it."""
    torch.manual_seed(seed)
    build, size = NETWORKS[name]
    model = build().eval()
    randomise(model)
    calibrate(model, synthetic_images(CALIBRATION_IMAGES, size, seed))
    image = synthetic_images(1, size, seed + 1)
    logits = model(image)
    if not bool(torch.isfinite(logits).all()):
        raise RuntimeError("the logits are not finite")
    export_onnx(model, image, os.path.join(out, name + ".onnx"), opset, keep_bn=False)
    save_array(os.path.join(out, name + ".input.npy"), image.numpy())
    save_array(os.path.join(out, name + ".output.npy"), logits.numpy())
    return f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, logits {logits.mean():+.3f} ± {logits.std():.3f}"


def main():
    parser = argparse.ArgumentParser(description="Exports the networks of tailor_networks.py with seeded random weights to ONNX.")
    parser.add_argument("names", nargs="+", metavar="NAME", choices=sorted(NETWORKS), help=", ".join(sorted(NETWORKS)))
    parser.add_argument("--out", required=True, metavar="DIR", help="folder to write to; made when missing")
    parser.add_argument("--opset", type=int, default=13, help="ONNX operator set (default 13)")
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and input (default 0)")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    out = os.path.abspath(arguments.out)
    os.makedirs(out, exist_ok=True)
    for name in arguments.names:
        if os.path.exists(os.path.join(out, name + ".output.npy")):
            print(f"{name}: exists already", flush=True)
            continue
        print(f"{name}: {export_network(name, out, arguments.opset, arguments.seed)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
