"""Blocks of networks in PyTorch, each of which can be cut to fewer channels, a smaller kernel and other ratios (docs/tailor.md)."""

import torch
from torch import nn
from torchvision.models import convnext, mobilenetv2, resnet, vision_transformer

from tailor_networks import InvertedResidual, SqueezeExcite, rounded

LAYERS = (nn.Conv2d, nn.Linear)
NORMS = (nn.BatchNorm2d, nn.LayerNorm)


def share(channels, ratio, own, divisor):
    """`ratio` of `channels`, rounded, and never more than the layer's own."""
    return min(own, rounded(channels * ratio, divisor))


def take(module, name, dim, kept):
    """Keeps of a parameter or buffer the first `kept` along `dim`, or those that a list names."""
    tensor = getattr(module, name)
    if tensor is not None:
        part = tensor.detach().index_select(dim, torch.as_tensor(range(kept) if isinstance(kept, int) else kept))
        setattr(module, name, nn.Parameter(part) if isinstance(tensor, nn.Parameter) else part)


def cut_layer(layer, inputs, outputs):
    """Cuts a convolution or a Linear; a depthwise convolution has its inputs as outputs."""
    take(layer, "weight", 0, outputs)
    take(layer, "bias", 0, outputs)
    if getattr(layer, "groups", 1) > 1:
        layer.groups = len(layer.weight)
    else:
        take(layer, "weight", 1, inputs)


def cut_norm(norm, channels):
    """Cuts a BatchNorm or a LayerNorm."""
    names = ("weight", "bias", "running_mean", "running_var") if isinstance(norm, nn.BatchNorm2d) else ("weight", "bias")
    for name in names:
        take(norm, name, 0, channels)
    if isinstance(norm, nn.LayerNorm):
        norm.normalized_shape = tuple(norm.weight.shape)


def cut_kernel(layer, size):
    """Keeps the centre of a convolution's kernels."""
    margin = (layer.kernel_size[0] - size) // 2
    if margin:
        layer.weight = nn.Parameter(layer.weight.detach()[:, :, margin:-margin, margin:-margin].clone())
        layer.kernel_size = (size, size)
        layer.padding = tuple(padding - margin for padding in layer.padding)


def of_kind(module, kinds, outside=()):
    """The modules of some kinds in `module`, in order."""
    return [found for found in module.modules() if isinstance(found, kinds) and found not in outside]


def output_channels(*modules):
    """Output channels of the last layer."""
    return [len(layer.weight) for module in modules for layer in of_kind(module, LAYERS)][-1]


class Block:
    """A block of a network: the name of its template, its modules, its own values, and whether the network keeps its shapes without it."""

    def __init__(self, template, modules, removable, **own):
        self.template, self.modules, self.removable, self.own = template, modules, removable, own
        self.channels = output_channels(*modules)

    def cut(self, inputs, outputs, values, divisor):
        """Cuts the modules in place to the first `inputs` and `outputs` channels and to `values` by knob."""
        raise NotImplementedError

    def leave_out(self):
        """Lets the input pass; the parameters go."""
        for module in self.modules:
            for name, _ in [*module.named_children(), *module.named_parameters(recurse=False)]:
                delattr(module, name)
            module.forward = lambda x: x

    def inner(self, own, basis, own_basis, ratio, divisor):
        """Channels inside: a multiple of the basis; its own where nothing changes."""
        return own if basis == own_basis and ratio == self.own["expand_ratio"] else share(basis, ratio, own, divisor)


class BottleneckBlock(Block):
    def __init__(self, module):
        self.module = module
        super().__init__(
            "BottleneckBlock", [module], module.downsample is None, kernel_size=module.conv2.kernel_size[0],
            expand_ratio=len(module.conv1.weight) / len(module.conv3.weight))

    def cut(self, inputs, outputs, values, divisor):
        module = self.module
        inner = self.inner(len(module.conv1.weight), outputs, self.channels, values["expand_ratio"], divisor)
        cut_kernel(module.conv2, values["kernel_size"])
        pairs = [
            (module.conv1, module.bn1, inputs, inner), (module.conv2, module.bn2, inner, inner), (module.conv3, module.bn3, inner, outputs)]
        if module.downsample is not None:
            pairs.append((*module.downsample, inputs, outputs))
        for layer, norm, ins, outs in pairs:
            cut_layer(layer, ins, outs)
            cut_norm(norm, outs)


class InvertedBlock(Block):
    """With a layer that expands it is an InvertedResidualBlock, without one a SeparableBlock."""

    def __init__(self, module):
        self.gate = next(iter(of_kind(module, SqueezeExcite)), None)
        *self.expand, self.depthwise, self.project = of_kind(module, nn.Conv2d, list(self.gate.modules()) if self.gate else ())
        self.norms = of_kind(module, nn.BatchNorm2d)
        own = {"kernel_size": self.depthwise.kernel_size[0]}
        for layer in self.expand:
            own["expand_ratio"] = layer.out_channels / layer.in_channels
        adds = module.adds if isinstance(module, InvertedResidual) else module.use_res_connect
        super().__init__("InvertedResidualBlock" if self.expand else "SeparableBlock", [module], adds, **own)

    def cut(self, inputs, outputs, values, divisor):
        inner = inputs
        own = len(self.depthwise.weight)
        for layer in self.expand:
            inner = self.inner(own, inputs, layer.in_channels, values["expand_ratio"], divisor)
            cut_layer(layer, inputs, inner)
        cut_kernel(self.depthwise, values["kernel_size"])
        cut_layer(self.depthwise, inner, inner)
        cut_layer(self.project, inner, outputs)
        for norm, channels in zip(self.norms[::-1], (outputs, inner, inner)):
            cut_norm(norm, channels)
        if self.gate is not None:
            squeeze, excite = of_kind(self.gate, nn.Conv2d)
            squeezed = len(squeeze.weight)
            if inner != own:
                squeezed = min(squeezed, rounded(squeezed * inner / own, divisor))
            cut_layer(squeeze, inner, squeezed)
            cut_layer(excite, squeezed, inner)


class ConvNeXtBlock(Block):
    def __init__(self, module):
        self.module = module
        self.depthwise, self.expand, self.project = of_kind(module.block, LAYERS)
        super().__init__(
            "ConvNeXtBlock", [module], True, kernel_size=self.depthwise.kernel_size[0],
            expand_ratio=self.expand.out_features / self.expand.in_features)

    def cut(self, inputs, outputs, values, divisor):
        inner = self.inner(len(self.expand.weight), inputs, self.channels, values["expand_ratio"], divisor)
        cut_kernel(self.depthwise, values["kernel_size"])
        cut_layer(self.depthwise, inputs, inputs)
        cut_norm(self.module.block[2], inputs)
        cut_layer(self.expand, inputs, inner)
        cut_layer(self.project, inner, outputs)
        take(self.module, "layer_scale", 0, outputs)


class TransformerBlock(Block):
    def __init__(self, module):
        self.expand, self.project = of_kind(module.mlp, nn.Linear)
        super().__init__("TransformerBlock", [module], True, expand_ratio=self.expand.out_features / self.expand.in_features)

    def cut(self, inputs, outputs, values, divisor):
        inner = self.inner(len(self.expand.weight), inputs, self.channels, values["expand_ratio"], divisor)
        cut_layer(self.expand, inputs, inner)
        cut_layer(self.project, inner, outputs)


class LeViTBlock(Block):
    def __init__(self, attention, feed_forward):
        self.attention = attention.branch
        self.expand, self.project = feed_forward.branch.layers
        expand = self.expand[0].out_channels / self.expand[0].in_channels
        super().__init__(
            "LeViTBlock", [attention, feed_forward], True, v_scale=self.attention.values / self.attention.keys, expand_ratio=expand)

    def cut(self, inputs, outputs, values, divisor):
        attention = self.attention
        kept = int(values["v_scale"] * attention.keys)
        places = [head * attention.values + place for head in range(attention.heads) for place in range(kept)]
        cut_layer(attention.value[0], inputs, places)
        cut_norm(attention.value[1], places)
        cut_layer(attention.project[1][0], places, outputs)
        attention.values = kept
        inner = self.inner(len(self.expand[0].weight), inputs, self.channels, values["expand_ratio"], divisor)
        cut_layer(self.expand[0], inputs, inner)
        cut_norm(self.expand[1], inner)
        cut_layer(self.project[0], inner, outputs)


BLOCKS = {
    resnet.Bottleneck: BottleneckBlock, mobilenetv2.InvertedResidual: InvertedBlock, InvertedResidual: InvertedBlock,
    convnext.CNBlock: ConvNeXtBlock, vision_transformer.EncoderBlock: TransformerBlock}
