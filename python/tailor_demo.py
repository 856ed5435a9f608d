#!/usr/bin/python3
"""Exports the demo SuperNet for Fashion-MNIST as it is before training: the network that `sartor tailor demo` cuts its SubNets from.

    python3 tailor_demo.py OUT.onnx

The input is float32 [batch, 1, 28, 28], pixel / 255, with a free batch; the network gives ten logits. It is built as Once-for-All builds
its MobileNets (Cai et al., ICLR 2020), with the largest kernels, expansions and depths of samples/spaces/fashion_mnist.toml. Images of 20,
24 and 28 pixels fit. Weights are random, from a seed; every BatchNormalization stays a node of its own.
"""

import argparse
import os
import sys

import onnx
import torch
from torch import nn

IMAGE_SIZE = 28
CLASSES = 10
OPSET = 13
KERNEL = 5
EXPANSION = 4
STEM_CHANNELS = 16
STAGES = [(24, 3, 1), (40, 4, 2), (64, 4, 1)]  # channels, blocks, stride of the first one
HEAD_CHANNELS = 192


def convolution(inputs, outputs, kernel, stride=1, groups=1, activation=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU(inplace=True)] if activation else []))


class InvertedResidual(nn.Module):
    """1x1 to more channels, depthwise, 1x1 without activation; plus its input where the shapes agree."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        inner = inputs * EXPANSION
        self.expand = convolution(inputs, inner, 1)
        self.depthwise = convolution(inner, inner, KERNEL, stride, groups=inner)
        self.project = convolution(inner, outputs, 1, activation=False)
        self.sum = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.sum else y


class DemoSuperNet(nn.Module):
    """Images float32 [batch, 1, 28, 28] in 0..1 to logits float32 [batch, 10]."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(1, STEM_CHANNELS, 3, stride=2)
        self.stages = nn.ModuleList()
        channels = STEM_CHANNELS
        for outputs, count, stride in STAGES:
            blocks = [InvertedResidual(channels if i == 0 else outputs, outputs, stride if i == 0 else 1) for i in range(count)]
            self.stages.append(nn.Sequential(*blocks))
            channels = outputs
        self.head = convolution(channels, HEAD_CHANNELS, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(HEAD_CHANNELS, CLASSES)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.classifier(torch.flatten(self.pool(self.head(x)), 1))


def untie(graph):
    """Gives each layer weights of its own: the exporter writes weights that are equal, as all scales of new BatchNormalizations, once."""
    weights = {tensor.name: tensor for tensor in graph.initializer}
    for node in [node for node in graph.node if node.op_type == "Identity" and node.input[0] in weights]:
        copy = graph.initializer.add()
        copy.CopyFrom(weights[node.input[0]])
        copy.name = node.output[0]
        graph.node.remove(node)


def export(path, seed=0):
    """Writes the network to `path`, whole or not at all; returns its number of parameters."""
    torch.manual_seed(seed)
    model = DemoSuperNet().eval()
    part = path + ".part"
    torch.onnx.export(
        model, torch.zeros(2, 1, IMAGE_SIZE, IMAGE_SIZE), part, opset_version=OPSET,
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        input_names=["input"], output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
    network = onnx.load(part)
    untie(network.graph)
    onnx.checker.check_model(network)
    onnx.save(network, part)
    norms = sum(node.op_type == "BatchNormalization" for node in network.graph.node)
    if norms != sum(isinstance(module, nn.BatchNorm2d) for module in model.modules()):
        raise RuntimeError(f"{path}: only {norms} BatchNormalization nodes")
    os.replace(part, path)
    return sum(p.numel() for p in model.parameters())


def main():
    parser = argparse.ArgumentParser(description="Exports the demo SuperNet for Fashion-MNIST with random weights to ONNX.")
    parser.add_argument("out", metavar="OUT.onnx", help="file to write")
    parser.add_argument("--seed", type=int, default=0, help="seed of the weights (default 0)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{arguments.out}: {export(arguments.out, arguments.seed)} parameters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
