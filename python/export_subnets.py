#!/usr/bin/python3
"""Cuts SubNets out of networks by the spaces of samples/spaces, in PyTorch, to compare Sartor's own cut of the ONNX graph with.

    python3 export_subnets.py resnet50 levit --out DIR --count 6

The networks have the weights that export_torchvision.py and export_tailor.py give them with their defaults. For every NAME and each
K < count it writes

    NAME.K.json         the decisions that exist in this SubNet, by name: {"resolution": 160, "stage1.width_mult": 0.8, ...}
    NAME.K.input.npy    an image at that resolution, float32 [1, 3, S, S]
    NAME.K.output.npy   the logits of the SubNet for it, float32 [1, 1000]

SubNet 0 has the smallest value of every decision, SubNet 1 is the network itself, with its own input, the others are drawn at random.
Channels that remain are always the first ones, running statistics are cut and not measured again. docs/tailor.md describes spaces.
What exists already is kept.
"""

import argparse
import copy
import json
import os
import random
import sys
import tomllib

import torch
from torch import nn
from torch.nn.functional import interpolate
from torchvision.models import convnext, mobilenetv2, resnet, vision_transformer

import export_tailor
import export_torchvision
from export_torchvision import INPUT_SEED, calibrate, randomise, save_array, synthetic_images
from subnet_blocks import (
    BLOCKS, LAYERS, NORMS, LeViTBlock, TransformerBlock, cut_layer, cut_norm, of_kind, output_channels, share)
from tailor_networks import NETWORKS, Attention, Sum

TORCHVISION = ("resnet50", "mobilenet_v2", "convnext_tiny", "vit_b_16")
SPACES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples", "spaces")
WEIGHTS_SEED = 0
BLOCK_KNOBS = ("kernel_size", "v_scale", "expand_ratio")


class Stage:
    """Blocks that give one shape, or plain layers; `owner` names the stage whose width it has, if any has one."""

    def __init__(self, blocks, layers):
        self.name, self.owner, self.blocks, self.layers = None, None, blocks, layers

    @property
    def channels(self):
        """What the stage gives, as long as it is not cut."""
        return self.blocks[-1].channels if self.blocks else output_channels(*self.layers)

    def remaining(self, depth):
        """The blocks that a depth ≤ 0 leaves, each with its name."""
        removable = [block for block in self.blocks if block.removable]
        out = removable[len(removable) + depth:]
        return [(f"{self.name}.block{i}", block) for i, block in enumerate(self.blocks, 1) if block not in out]

    def cut_layers(self, inputs, width, divisor, last):
        """Cuts plain layers that follow each other; the network's last one keeps its outputs."""
        layers = [module for layer in self.layers for module in of_kind(layer, LAYERS + NORMS)]
        channels = inputs
        for layer in layers:
            if isinstance(layer, NORMS):
                cut_norm(layer, channels)
                continue
            own = len(layer.weight)
            outputs = own if width == 1 or last and layer is layers[-1] else share(own, width, own, divisor)
            cut_layer(layer, channels, outputs)
            channels = outputs
        return channels


def sequence(model):
    """The modules of a network that have weights, in the order of execution; blocks are whole."""
    if isinstance(model, resnet.ResNet):
        return [model.conv1, model.bn1, *model.layer1, *model.layer2, *model.layer3, *model.layer4, model.fc]
    if isinstance(model, mobilenetv2.MobileNetV2):
        return [*model.features, model.classifier]
    if isinstance(model, convnext.ConvNeXt):
        parts = [list(part) if isinstance(part[0], convnext.CNBlock) else [part] for part in model.features]
        return [*sum(parts, []), model.classifier]
    if isinstance(model, vision_transformer.VisionTransformer):
        return [model.conv_proj, *model.encoder.layers, model.encoder.ln, model.heads]
    return list(model.layers)


def divide(model):
    """The stages of a network: blocks until one changes the shape, and what lies before, between and behind them."""
    stages, modules = [], sequence(model)
    while modules:
        module = modules.pop(0)
        if isinstance(module, Sum) and isinstance(module.branch, Attention):
            block = LeViTBlock(module, modules.pop(0))
        elif type(module) in BLOCKS:
            block = BLOCKS[type(module)](module)
        else:
            if not stages or stages[-1].blocks:
                stages.append(Stage([], []))
            stages[-1].layers.append(module)
            continue
        if not stages or not stages[-1].blocks or not block.removable:
            stages.append(Stage([], []))
        stages[-1].blocks.append(block)

    counts = {"stage": 0, "transition": 0}
    for index, stage in enumerate(stages):
        kind = "stage" if stage.blocks else "stem" if index == 0 else "head" if stage is stages[-1] else "transition"
        counts[kind] = counts.get(kind, 0) + 1
        stage.name = f"{kind}{counts[kind]}" if kind in ("stage", "transition") else kind
    for stage, behind in zip(stages, stages[1:] + [None]):
        tied = behind if not stage.blocks and behind is not None and behind.blocks[0].removable else stage
        heads = any(isinstance(block, (TransformerBlock, LeViTBlock)) for block in tied.blocks)
        single = behind is None and sum(len(of_kind(layer, LAYERS)) for layer in stage.layers) == 1
        stage.owner = None if heads or single else tied.name
    return stages


def draw(space, stages, choose):
    """One SubNet: the decisions that exist, by name, each as `choose` takes it of its own value and its list."""
    of_stages, of_blocks = (space["var"].get(table, {}) for table in ("stage_vars", "block_vars"))
    listed = {knob: of_stages.get(f"{knob}_stages", [stage.name for stage in stages]) for knob in ("width_mult", "reduce_depth")}
    widths, depths = of_stages.get("width_mult", []), of_stages.get("reduce_depth", [])
    choice = {"resolution": choose(max(space["var"]["global_vars"]["resolution"]), space["var"]["global_vars"]["resolution"])}
    for stage in stages:
        if widths and stage.owner == stage.name and stage.name in listed["width_mult"]:
            choice[f"{stage.name}.width_mult"] = choose(1, widths)
        depth = 0
        removable = sum(block.removable for block in stage.blocks)
        if depths and removable >= -min(depths) and stage.name in listed["reduce_depth"]:
            depth = choice[f"{stage.name}.reduce_depth"] = choose(0, depths)
        for name, block in stage.remaining(depth):
            for knob in BLOCK_KNOBS:
                values = of_blocks.get(block.template, {}).get(knob, [])
                # A block takes a list whole or not at all: it holds the block's own value, and no larger one.
                if values and max(values) == block.own.get(knob):
                    choice[f"{name}.{knob}"] = choose(block.own[knob], values)
    return choice


def resized(table, before, after):
    """Planes [..., before²] as [..., after²], by bicubic interpolation."""
    planes = table.detach().reshape(-1, 1, before, before)
    return interpolate(planes, size=(after, after), mode="bicubic", align_corners=False).reshape(*table.shape[:-1], after * after)


def resize_positions(model, size):
    """Fits the position table of a vision transformer to images of `size`; the row of the class token stays."""
    table = model.encoder.pos_embedding.detach()
    plane = resized(table[:, 1:].transpose(1, 2), model.image_size // model.patch_size, size // model.patch_size)
    model.encoder.pos_embedding = nn.Parameter(torch.cat([table[:, :1], plane.transpose(1, 2)], dim=1))
    model.image_size = size


def resize_bias(attention, inputs):
    """Fits LeViT's bias to the plane that comes: first over the places that ask, then over those that are asked."""
    size = inputs[0].shape[2]
    asked = -(-size // attention.stride)
    before = round(attention.bias.shape[2] ** 0.5)
    if size != before:
        bias = resized(attention.bias.transpose(1, 2), attention.asked, asked).transpose(1, 2)
        attention.bias = nn.Parameter(resized(bias, before, size))
        attention.asked = asked


def cut(model, choice, divisor):
    """A copy of a network, cut to a SubNet."""
    model = copy.deepcopy(model)
    stages = divide(model)
    own = channels = 3
    for stage in stages:
        width = choice.get(f"{stage.owner}.width_mult", 1)
        own_outputs = stage.channels
        remaining = stage.remaining(choice.get(f"{stage.name}.reduce_depth", 0))
        for block in {*stage.blocks} - {block for _, block in remaining}:
            block.leave_out()
        outputs = own_outputs if width == 1 else share(own_outputs, width, own_outputs, divisor)
        for name, block in remaining:
            values = {knob: choice.get(f"{name}.{knob}", value) for knob, value in block.own.items()}
            block.cut(channels, outputs, values, divisor)
            channels = outputs
        if stage.layers and (width != 1 or channels != own):
            channels = stage.cut_layers(channels, width, divisor, stage is stages[-1])
        elif stage.layers:
            channels = own_outputs
        own = own_outputs

    if isinstance(model, vision_transformer.VisionTransformer) and choice["resolution"] != model.image_size:
        resize_positions(model, choice["resolution"])
    for attention in of_kind(model, Attention):
        attention.register_forward_pre_hook(resize_bias)
    return model


@torch.no_grad()
def build(name):
    """A network with the weights of its ONNX file, and a function that gives its input at a resolution."""
    if name in NETWORKS:
        torch.manual_seed(WEIGHTS_SEED)
        network, size = NETWORKS[name]
        model, images, count = network().eval(), export_tailor.CALIBRATION_IMAGES, 1
    else:
        size = export_torchvision.DEFAULT_SIZE
        model, images, count = export_torchvision.build(name, size, WEIGHTS_SEED), export_torchvision.CALIBRATION_IMAGES, 2
    randomise(model)
    calibrate(model, synthetic_images(images, size, WEIGHTS_SEED))
    return model, lambda resolution: synthetic_images(count, resolution, WEIGHTS_SEED + INPUT_SEED)[:1].contiguous()


def chooser(name, index, seed):
    """How SubNet `index` takes a value of a list."""
    if index == 0:
        return lambda own, values: min(values)
    if index == 1:
        return lambda own, values: next(value for value in values if value == own)
    drawn = random.Random(f"{name} {seed} {index}")
    return lambda own, values: drawn.choice(values)


@torch.no_grad()
def export_subnet(model, image_at, choice, divisor, path):
    """Cuts and writes one SubNet; returns a line about it."""
    subnet = cut(model, choice, divisor)
    image = image_at(choice["resolution"])
    logits = subnet(image)
    if not bool(torch.isfinite(logits).all()):
        raise RuntimeError("the logits are not finite")
    with open(path + ".json.part", "w") as file:
        json.dump(choice, file, indent=1)
    os.replace(path + ".json.part", path + ".json")
    save_array(path + ".input.npy", image.numpy())
    save_array(path + ".output.npy", logits.numpy())
    parameters = sum(p.numel() for p in subnet.parameters())
    return f"{parameters / 1e6:.2f} M parameters at {choice['resolution']} pixels, logits {logits.mean():+.3f} ± {logits.std():.3f}"


def main():
    names = sorted([*TORCHVISION, *NETWORKS])
    parser = argparse.ArgumentParser(description="Cuts SubNets out of networks by the spaces of samples/spaces, with inputs and outputs.")
    parser.add_argument("names", nargs="+", metavar="NAME", choices=names, help=", ".join(names))
    parser.add_argument("--out", required=True, metavar="DIR", help="folder to write to; made when missing")
    parser.add_argument("--count", required=True, type=int, metavar="N", help="SubNets of each network")
    parser.add_argument("--seed", type=int, default=0, help="seed of the SubNets that are drawn (default 0)")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    out = os.path.abspath(arguments.out)
    os.makedirs(out, exist_ok=True)
    for name in arguments.names:
        missing = [i for i in range(arguments.count) if not os.path.exists(os.path.join(out, f"{name}.{i}.output.npy"))]
        if not missing:
            print(f"{name}: exists already", flush=True)
            continue
        with open(os.path.join(SPACES, name + ".toml"), "rb") as file:
            space = tomllib.load(file)
        divisor = space["arch"].get("divisor", 8)
        model, image_at = build(name)
        stages = divide(model)
        for i in missing:
            choice = draw(space, stages, chooser(name, i, arguments.seed))
            print(f"{name}.{i}: {export_subnet(model, image_at, choice, divisor, os.path.join(out, f'{name}.{i}'))}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
