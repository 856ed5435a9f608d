"""Three networks from which search spaces are read, written after their papers, without weights of anybody.

    ofa_mobilenet_v3   the largest network of Once-for-All's MobileNetV3 space, width 1.0 (Cai et al., ICLR 2020; Howard et al., ICCV 2019)
    proxyless          the largest of its ProxylessNAS space, width 1.3 (Cai et al., ICLR 2019)
    levit              convolutions, then LeViT's attention, with the depths of ElasticViT's space (Graham et al., ICCV 2021; Tang et al., ICCV 2023)
"""

import torch
from torch import nn


def rounded(channels, divisor=8):
    """A multiple of `divisor` near `channels`, and not below by more than a tenth."""
    result = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return result + divisor if result < 0.9 * channels else result


def convolution(inputs, outputs, kernel, stride=1, groups=1, activation=None):
    """Convolution, BatchNorm and, where one is given, an activation."""
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class SqueezeExcite(nn.Module):
    """x times a gate of its mean over the plane."""

    def __init__(self, channels):
        super().__init__()
        inner = rounded(channels // 4)
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, inner, 1), nn.ReLU(), nn.Conv2d(inner, channels, 1), nn.Hardsigmoid())

    def forward(self, x):
        return x * self.gate(x)


class InvertedResidual(nn.Module):
    """1x1 to more channels, depthwise, 1x1 back without activation; a sum where input and output have one shape."""

    def __init__(self, inputs, outputs, kernel, stride, expand, activation, gate=False):
        super().__init__()
        inner = rounded(inputs * expand)
        self.layers = nn.Sequential(
            *([convolution(inputs, inner, 1, activation=activation)] if expand != 1 else []),
            convolution(inner, inner, kernel, stride, inner, activation),
            *([SqueezeExcite(inner)] if gate else []),
            convolution(inner, outputs, 1))
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


class OfaMobileNetV3(nn.Module):
    """A block of kernel 3, then 5 stages of 4 blocks with kernel 7 and expansion 6."""

    WIDTHS = [16, 16, 24, 40, 80, 112, 160, 960, 1280]
    STRIDES = [1, 2, 2, 2, 1, 2]
    GATES = [False, False, True, False, True, True]
    SWISHES = [False, False, False, True, True, True]

    def __init__(self):
        super().__init__()
        stem, first, *stages, last, features = self.WIDTHS
        blocks = [InvertedResidual(stem, first, 3, self.STRIDES[0], 1, nn.ReLU)]
        inputs = first
        for outputs, stride, gate, swish in zip(stages, self.STRIDES[1:], self.GATES[1:], self.SWISHES[1:]):
            for block in range(4):
                blocks.append(InvertedResidual(
                    inputs, outputs, 7, stride if block == 0 else 1, 6, nn.Hardswish if swish else nn.ReLU, gate))
                inputs = outputs
        self.layers = nn.Sequential(
            convolution(3, stem, 3, 2, activation=nn.Hardswish), *blocks, convolution(inputs, last, 1, activation=nn.Hardswish),
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(last, features, 1, bias=False), nn.Hardswish(), nn.Flatten(), nn.Linear(features, 1000))

    def forward(self, x):
        return self.layers(x)


class Proxyless(nn.Module):
    """A block of kernel 3, 5 stages of 4 blocks and one block, with kernel 7 and expansion 6."""

    WIDTHS = [32, 16, 24, 40, 80, 96, 192, 320, 1280]
    STRIDES = [2, 2, 2, 1, 2, 1]

    def __init__(self, width=1.3):
        super().__init__()
        stem, first, *stages, features = [rounded(channels * width) for channels in self.WIDTHS]
        blocks = [InvertedResidual(stem, first, 3, 1, 1, nn.ReLU6)]
        inputs = first
        for index, (outputs, stride) in enumerate(zip(stages, self.STRIDES)):
            for block in range(4 if index < 5 else 1):
                blocks.append(InvertedResidual(inputs, outputs, 7, stride if block == 0 else 1, 6, nn.ReLU6))
                inputs = outputs
        self.layers = nn.Sequential(
            convolution(3, stem, 3, 2, activation=nn.ReLU6), *blocks, convolution(inputs, features, 1, activation=nn.ReLU6),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features, 1000))

    def forward(self, x):
        return self.layers(x)


class Attention(nn.Module):
    """LeViT's attention: keys of few channels, values of `value_scale` times as many, a bias for each pair of places.

    With `stride` 2 only every second place asks, and the plane is halved.
    """

    def __init__(self, inputs, outputs, heads, keys, value_scale, size, stride=1):
        super().__init__()
        self.heads, self.keys, self.values, self.stride = heads, keys, keys * value_scale, stride
        self.query = convolution(inputs, heads * keys, 1)
        self.key = convolution(inputs, heads * keys, 1)
        self.value = convolution(inputs, heads * self.values, 1)
        self.project = nn.Sequential(nn.Hardswish(), convolution(heads * self.values, outputs, 1))
        self.asked = -(-size // stride)
        self.bias = nn.Parameter(torch.zeros(heads, self.asked ** 2, size ** 2))

    def forward(self, x):
        asking = x[:, :, ::self.stride, ::self.stride] if self.stride > 1 else x
        query = self.query(asking).flatten(2).reshape(-1, self.heads, self.keys, self.asked ** 2)
        key = self.key(x).flatten(2).reshape(-1, self.heads, self.keys, self.bias.shape[2])
        value = self.value(x).flatten(2).reshape(-1, self.heads, self.values, self.bias.shape[2])
        scores = query.transpose(2, 3) @ key * self.keys ** -0.5 + self.bias
        mixed = scores.softmax(-1) @ value.transpose(2, 3)
        return self.project(mixed.transpose(2, 3).reshape(-1, self.heads * self.values, self.asked, self.asked))


class FeedForward(nn.Module):
    """1x1 to more channels and back."""

    def __init__(self, channels, expand):
        super().__init__()
        self.layers = nn.Sequential(
            convolution(channels, channels * expand, 1, activation=nn.Hardswish), convolution(channels * expand, channels, 1))

    def forward(self, x):
        return self.layers(x)


class Sum(nn.Module):
    """x + f(x)."""

    def __init__(self, branch):
        super().__init__()
        self.branch = branch

    def forward(self, x):
        return x + self.branch(x)


class LeViT(nn.Module):
    """2 blocks with a kernel alone, 7 + 8 with kernel and expansion, 5 + 6 + 6 + 6 of attention; planes halve between stages."""

    CONVOLUTIONS = [(24, 7), (40, 8)]
    ATTENTIONS = [(80, 4, 5), (112, 5, 6), (160, 6, 6), (208, 8, 6)]
    KEYS, VALUE_SCALE, KERNEL, EXPAND, FFN_EXPAND = 16, 4, 5, 6, 5

    def __init__(self, size=256):
        super().__init__()
        layers = [convolution(3, 16, 3, 2, activation=nn.Hardswish)]
        layers += [InvertedResidual(16, 16, self.KERNEL, 1, 1, nn.Hardswish) for _ in range(2)]
        inputs, plane = 16, size // 2
        for outputs, count in self.CONVOLUTIONS:
            for block in range(count):
                stride = 2 if block == 0 else 1
                layers.append(InvertedResidual(inputs, outputs, self.KERNEL, stride, self.EXPAND, nn.Hardswish))
                inputs = outputs
            plane //= 2
        for stage, (outputs, heads, count) in enumerate(self.ATTENTIONS):
            if stage == 0:
                layers += [convolution(inputs, outputs, 3, 2, activation=nn.Hardswish)]
                plane //= 2
            else:
                layers += [Attention(inputs, outputs, heads, self.KEYS, self.VALUE_SCALE, plane, 2), Sum(FeedForward(outputs, 2))]
                plane = -(-plane // 2)
            for _ in range(count):
                layers += [
                    Sum(Attention(outputs, outputs, heads, self.KEYS, self.VALUE_SCALE, plane)), Sum(FeedForward(outputs, self.FFN_EXPAND))]
            inputs = outputs
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 1000))

    def forward(self, x):
        return self.layers(x)


NETWORKS = {"ofa_mobilenet_v3": (OfaMobileNetV3, 224), "proxyless": (Proxyless, 224), "levit": (LeViT, 256)}
