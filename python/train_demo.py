#!/usr/bin/python3
"""Trains the demo network, a small MobileNetV2 for Fashion-MNIST, and writes the sample folder.

    python3 train_demo.py train  --checkpoint FILE              one CPU thread, 15 to 20 minutes
    python3 train_demo.py export --checkpoint FILE --out DIR    model, images, labels, description

Images are float32 [N, 1, 28, 28], pixel / 255, no other normalisation. The network gives ten logits.
Training reads the 60,000 training images only, and the weights after the last epoch are the result;
the test images are read by `export` alone. To compare recipes, hold some training images back with
`--hold-out`.
"""

import argparse
import gzip
import io
import math
import os
import struct
import sys
import time

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

DEFAULT_DATA = "/usr/share/datasets/fashion-mnist"  # Debian's package dataset-fashion-mnist
CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
           "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
IMAGE_SIZE = 28  # pixels, height and width
SAMPLES_PER_CLASS = 100
OPSET = 13

# The network: (expansion, output channels, blocks, stride of the first block).
STEM_CHANNELS = 16
STAGES = [(1, 16, 1, 1), (4, 24, 2, 2), (4, 40, 3, 2), (4, 64, 2, 1)]
HEAD_CHANNELS = 160


# --- the network -------------------------------------------------------------------------------------

def conv_bn_relu6(inputs, outputs, kernel, stride=1, groups=1):
    """Convolution without bias, BatchNorm, ReLU6; `kernel` // 2 pixels of zero padding."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6())


class InvertedResidual(nn.Module):
    """1x1 expansion, 3x3 depthwise, linear 1x1 projection; adds its input where the shapes agree."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        layers = [conv_bn_relu6(inputs, hidden, 1)] if expansion != 1 else []
        layers += [conv_bn_relu6(hidden, hidden, 3, stride, groups=hidden),
                   nn.Conv2d(hidden, outputs, 1, bias=False),
                   nn.BatchNorm2d(outputs)]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


class DemoNetwork(nn.Module):
    """Images float32 [N, 1, 28, 28] in 0..1 to logits float32 [N, 10]."""

    def __init__(self):
        super().__init__()
        blocks = [conv_bn_relu6(1, STEM_CHANNELS, 3)]
        channels = STEM_CHANNELS
        for expansion, outputs, count, stride in STAGES:
            for index in range(count):
                blocks.append(InvertedResidual(channels, outputs, stride if index == 0 else 1, expansion))
                channels = outputs
        blocks.append(conv_bn_relu6(channels, HEAD_CHANNELS, 1))
        self.features = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(HEAD_CHANNELS, len(CLASSES))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


def multiply_adds(model):
    """Multiply-adds of the convolutions and the classifier for one image."""
    total = 0

    def count(module, inputs, output):
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    hooks = [module.register_forward_hook(count) for module in model.modules()
             if isinstance(module, (nn.Conv2d, nn.Linear))]
    with torch.no_grad():
        model(torch.zeros(1, 1, IMAGE_SIZE, IMAGE_SIZE))
    for hook in hooks:
        hook.remove()
    return total


# --- data --------------------------------------------------------------------------------------------

def read_idx(path):
    """An IDX file of unsigned bytes, gzip-compressed, as a uint8 array of the shape it states."""
    with gzip.open(path, "rb") as file:
        data = file.read()
    zero, element, rank = struct.unpack_from(">HBB", data)
    if zero != 0 or element != 8:
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    shape = struct.unpack_from(f">{rank}I", data, 4)
    return np.frombuffer(data, np.uint8, math.prod(shape), 4 + 4 * rank).reshape(shape)


def write_idx(path, array):
    """Writes a uint8 array as a gzip-compressed IDX file, the same bytes every time."""
    content = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=content, mtime=0) as file:
        file.write(struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape))
        file.write(array.tobytes())
    with open(path, "wb") as file:
        file.write(content.getvalue())


def read_split(folder, split):
    """Pixels uint8 [N, 28, 28] and labels uint8 [N] of the split `train` or `t10k`."""
    images = read_idx(os.path.join(folder, f"{split}-images-idx3-ubyte.gz"))
    labels = read_idx(os.path.join(folder, f"{split}-labels-idx1-ubyte.gz"))
    if images.shape != (len(labels), IMAGE_SIZE, IMAGE_SIZE):
        raise ValueError(f"{folder}: {split}: images {images.shape}, labels {labels.shape}")
    return images, labels


def to_input(pixels):
    """Pixels uint8 [N, 28, 28] to the network's input float32 [N, 1, 28, 28]."""
    return torch.from_numpy(pixels.astype(np.float32)).div_(255).unsqueeze(1)


def augment(images, generator, shift=2):
    """Flips half of the images left to right and moves each by up to `shift` pixels both ways."""
    count = len(images)
    flip = torch.rand(count, 1, 1, 1, generator=generator) < 0.5
    images = torch.where(flip, images.flip(3), images)
    padded = functional.pad(images, (shift, shift, shift, shift))[:, 0]
    line = torch.arange(IMAGE_SIZE)
    rows = torch.randint(0, 2 * shift + 1, (count, 1), generator=generator) + line
    columns = torch.randint(0, 2 * shift + 1, (count, 1), generator=generator) + line
    which = torch.arange(count)[:, None, None]
    return padded[which, rows[:, :, None], columns[:, None, :]].unsqueeze(1)


# --- training and evaluation -------------------------------------------------------------------------

@torch.no_grad()
def predict(model, images, batch=250):
    """Logits float32 [N, 10] of images float32 [N, 1, 28, 28], in inference mode."""
    model.eval()
    return torch.cat([model(part) for part in images.split(batch)])


def accuracy(logits, labels):
    """Top-1 accuracy, 0..1."""
    return float(np.mean(logits.argmax(1).numpy() == labels))


def train(arguments):
    torch.manual_seed(arguments.seed)
    generator = torch.Generator().manual_seed(arguments.seed)
    pixels, labels = read_split(arguments.data, "train")
    kept = len(labels) - arguments.hold_out
    images, targets = to_input(pixels[:kept]), torch.from_numpy(labels[:kept].astype(np.int64))

    model = DemoNetwork()
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters, {multiply_adds(model.eval()) / 1e6:.2f} M multiply-adds an image, "
          f"{kept} images, {arguments.epochs} epochs", flush=True)
    model.to(memory_format=torch.channels_last)  # twice as fast on a CPU

    # No decay on BatchNorm and biases.
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": arguments.weight_decay}, {"params": others, "weight_decay": 0}],
        lr=arguments.rate)
    steps = kept // arguments.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=arguments.rate, total_steps=arguments.epochs * steps, pct_start=0.2)

    start = time.monotonic()
    for epoch in range(arguments.epochs):
        model.train()
        order = torch.randperm(kept, generator=generator)
        loss_sum, hits = 0.0, 0
        for step in range(steps):
            chosen = order[step * arguments.batch:(step + 1) * arguments.batch]
            batch = augment(images[chosen], generator).contiguous(memory_format=torch.channels_last)
            logits = model(batch)
            loss = functional.cross_entropy(logits, targets[chosen], label_smoothing=0.1)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            loss_sum += loss.item()
            hits += int((logits.detach().argmax(1) == targets[chosen]).sum())
        line = (f"epoch {epoch + 1}/{arguments.epochs}: loss {loss_sum / steps:.4f}, "
                f"accuracy on the augmented training images {hits / (steps * arguments.batch):.2%}")
        if arguments.hold_out:
            held = accuracy(predict(model, to_input(pixels[kept:])), labels[kept:])
            line += f", on {arguments.hold_out} held-out training images {held:.2%}"
        print(f"{line}, {time.monotonic() - start:.0f} s", flush=True)

    part = arguments.checkpoint + ".part"
    torch.save(model.eval().to(memory_format=torch.contiguous_format).state_dict(), part)
    os.replace(part, arguments.checkpoint)


# --- export ------------------------------------------------------------------------------------------

def export_onnx(model, path):
    """Writes the network for batch 1, its BatchNorm layers as nodes of their own, and checks the file."""
    torch.onnx.export(
        model.eval(), torch.zeros(1, 1, IMAGE_SIZE, IMAGE_SIZE), path, opset_version=OPSET,
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        input_names=["input"], output_names=["logits"])
    onnx.checker.check_model(path)
    nodes = onnx.load(path).graph.node
    norms = [node for node in nodes if node.op_type == "BatchNormalization"]
    expected = sum(isinstance(module, nn.BatchNorm2d) for module in model.modules())
    if len(norms) != expected:
        raise RuntimeError(f"{path}: {len(norms)} BatchNormalization nodes, not {expected}")
    for node in norms:
        training = any(a.name == "training_mode" and a.i != 0 for a in node.attribute)
        if training or len(node.output) != 1:
            raise RuntimeError(f"{path}: {node.name} is in training mode")


def export(arguments):
    model = DemoNetwork()
    model.load_state_dict(torch.load(arguments.checkpoint))
    model.eval()
    os.makedirs(arguments.out, exist_ok=True)

    pixels, labels = read_split(arguments.data, "t10k")
    chosen = np.sort(np.concatenate(
        [np.flatnonzero(labels == c)[:SAMPLES_PER_CLASS] for c in range(len(CLASSES))]))
    logits = predict(model, to_input(pixels))
    print(f"accuracy on {len(labels)} test images: {accuracy(logits, labels):.2%}")
    print(f"accuracy on the {len(chosen)} of the sample: {accuracy(logits[chosen], labels[chosen]):.2%}")

    def path(name):
        return os.path.join(arguments.out, name)

    export_onnx(model, path("model.onnx"))
    write_idx(path("images-idx3-ubyte.gz"), pixels[chosen])
    write_idx(path("labels-idx1-ubyte.gz"), labels[chosen])
    # One image at a time, as the file is made for, so that nothing depends on the batch.
    single = predict(model, to_input(pixels[chosen]), batch=1)
    with open(path("pytorch-logits.npy"), "wb") as file:
        np.save(file, single.numpy())
    with open(path("dataset.yaml"), "w", encoding="utf-8") as file:
        file.write(
            "name: Fashion-MNIST\n"
            f"images: images-idx3-ubyte.gz      # IDX, ubyte, [{len(chosen)}, {IMAGE_SIZE}, {IMAGE_SIZE}]\n"
            "labels: labels-idx1-ubyte.gz\n"
            f"classes: [{', '.join(CLASSES)}]\n"
            "preprocess:\n"
            "  mean: [0]          # in pixel units 0..255, per channel\n"
            "  std: [255]         # value = (pixel - mean) / std\n")
    for name in sorted(os.listdir(arguments.out)):
        print(f"{name}: {os.path.getsize(path(name))} bytes")


def main():
    parser = argparse.ArgumentParser(description="Trains and exports the demo network for Fashion-MNIST.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("train", "train on the 60,000 training images"),
                       ("export", "write the sample folder and measure on the test images")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--data", default=DEFAULT_DATA, metavar="DIR",
                             help="folder of the four Fashion-MNIST files (default %(default)s)")
        command.add_argument("--checkpoint", required=True, metavar="FILE", help="the trained weights")
        if name == "export":
            command.add_argument("--out", required=True, metavar="DIR", help="the sample folder to write")
            continue
        command.add_argument("--epochs", type=int, default=10)
        command.add_argument("--batch", type=int, default=128)
        command.add_argument("--rate", type=float, default=0.01, help="highest learning rate (default 0.01)")
        command.add_argument("--weight-decay", type=float, default=0.01)
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--hold-out", type=int, default=0, metavar="N",
                             help="do not train on the last N training images but measure on them")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    {"train": train, "export": export}[arguments.command](arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
