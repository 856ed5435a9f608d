#!/usr/bin/python3
"""Writes what a TorchScript file gives, for `sartor verify MODEL --expected DIR`.

    python3 dump_outputs.py model.pt --shape 1,3,224,224 --out DIR
    python3 dump_outputs.py model.ptl --data inputs.npy --out DIR

runs the file on one input after the other and writes

    DIR/input.npy     the inputs,  [samples, ...]; input.0.npy, input.1.npy, ... where there are several
    DIR/output.npy    the outputs, [samples, ...]; output.0.npy, output.1.npy, ... where there are several

A --shape for each input draws seeded values between --low and --high; a --data for each input reads them from an
array whose first axis counts the samples. A file of the lite interpreter (.ptl) is run by that.
"""

import argparse
import os
import sys

import numpy as np
import torch


def main():
    options = parse()
    torch.set_num_threads(1)
    model = load(options.model)
    inputs = [np.load(path) for path in options.data] if options.data else draw(options)
    if len({len(values) for values in inputs}) != 1:
        sys.exit("dump_outputs.py: the arrays of --data have different numbers of samples on their first axis")
    outputs = []
    with torch.no_grad():
        for sample in zip(*inputs):
            result = model(*[torch.from_numpy(np.ascontiguousarray(values)) for values in sample])
            outputs.append([tensor.numpy() for tensor in flat(result)])
    os.makedirs(options.out, exist_ok=True)
    save(options.out, "input", inputs)
    save(options.out, "output", [np.stack(values) for values in zip(*outputs)])


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a TorchScript file, .pt or .ptl")
    parser.add_argument("--shape", action="append", default=[], help="shape of an input with its batch: 1,3,224,224")
    parser.add_argument("--data", action="append", default=[], help=".npy with the values of an input, [samples, ...]")
    parser.add_argument("--samples", type=int, default=8, help="how many inputs to draw (default: 8)")
    parser.add_argument("--seed", type=int, default=1, help="of the values (default: 1)")
    parser.add_argument("--low", type=float, default=-1.0, help="smallest value (default: -1)")
    parser.add_argument("--high", type=float, default=1.0, help="largest value (default: 1)")
    parser.add_argument("--out", required=True, help="folder to write")
    options = parser.parse_args()
    if bool(options.shape) == bool(options.data):
        parser.error("give a --shape for each input, or a --data for each input")
    return options


def load(path):
    """The model. What torch.jit.load does not read may be a file of the lite interpreter."""
    try:
        return torch.jit.load(path, map_location="cpu").eval()
    except RuntimeError:
        from torch.jit.mobile import _load_for_lite_interpreter
        return _load_for_lite_interpreter(path, map_location="cpu")


def draw(options):
    generator = np.random.default_rng(options.seed)
    shapes = [tuple(int(extent) for extent in shape.split(",")) for shape in options.shape]
    return [generator.uniform(options.low, options.high, (options.samples, *shape)).astype(np.float32) for shape in shapes]


def flat(result):
    if isinstance(result, torch.Tensor):
        return [result]
    parts = result.values() if isinstance(result, dict) else result
    return [tensor for part in parts for tensor in flat(part)]


def save(folder, kind, arrays):
    for i, values in enumerate(arrays):
        np.save(os.path.join(folder, f"{kind}.npy" if len(arrays) == 1 else f"{kind}.{i}.npy"), values)


if __name__ == "__main__":
    main()
