#!/usr/bin/python3
"""Exports torchvision classification networks to ONNX, each with an input and PyTorch's own output.

    python3 export_torchvision.py resnet18 mobilenet_v2 --out DIR

writes, for every NAME,

    NAME.onnx         the network; input `input` float32 [1, 3, S, S], output `logits` float32 [1, 1000]
    NAME.input.npy    one seeded input, float32 [1, 3, S, S]
    NAME.output.npy   PyTorch's logits for that input, float32 [1, 1000]

No weights are downloaded: they are random, from a fixed seed. A freshly initialised network is a poor
test of a converter, though: its BatchNorm layers are the identity, its biases are zero, the head of a
ViT is zero, ConvNeXt multiplies every block by 1e-6. So every one of these is given a random value, and
one pass over a few synthetic images then sets each layer's scale, as training would have done:

    convolution, linear   output scaled to standard deviation 1; with a bias, each channel is centred and
                          then moved by N(0, 0.1)
    BatchNorm             running mean and variance measured, then moved off the truth: mean by
                          N(0, 0.1) standard deviations, variance by a factor U(0.5, 1.5);
                          gamma U(0.5, 1.5), beta N(0, 0.1)
    last BatchNorm of     gamma U(0.2, 0.6): the shortcut carries most of the signal, as in a trained
    a residual branch     network, and rounding errors do not grow from block to block
    squeeze-excitation    output scaled to 0.3: wilder gates drive images apart until one dwarfs the rest
    LayerNorm             gamma U(0.5, 1.5), beta N(0, 0.1)
    layer_scale           U(0.1, 0.5)
    other parameters      (tokens, position tables) N(0, 0.2)

Activations therefore stay near 1 in every layer, and different inputs give different logits. The line
printed for each network says how different, and how far float32 is from float64.

`--statistics PICTURES` sets the scales by photographs instead, and then every running mean and variance to
what BatchNorm sees of them in training mode, moved nowhere: a trained network's fit its data. PICTURES is a
folder of at least 64 JPEG or PNG files; the input that is written is a photograph, too.
"""

import argparse
import os
import sys
import tempfile
import time

import numpy as np
import onnx
import torch
import torchvision
from PIL import Image
from torch import nn
from torch.onnx import register_custom_op_symbolic
from torch.onnx.symbolic_opset9 import zeros_like
from torchvision import transforms

DEFAULT_SIZE = 224
SIZES = {"inception_v3": 299, "swin_v2_t": 256, "swin_v2_s": 256, "swin_v2_b": 256}
INPUT_SEED = 1
CALIBRATION_IMAGES = 16
STATISTICS_BATCHES = 4
PICTURE_MEAN, PICTURE_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

# torchvision's residual blocks, and the names of their children that stand in the shortcut.
RESIDUAL_BLOCKS = ("BasicBlock", "Bottleneck", "ResBottleneckBlock", "InvertedResidual", "_InvertedResidual",
                   "MBConv", "FusedMBConv")
SHORTCUTS = ("downsample", "proj")


def network_names():
    """The names of torchvision's classification networks."""
    return torchvision.models.list_models(module=torchvision.models)


def build(name, size, seed):
    """The network in inference mode, its weights drawn from `seed`, without auxiliary heads."""
    torch.manual_seed(seed)
    options = {}
    if name in ("googlenet", "inception_v3"):
        options = {"aux_logits": False, "init_weights": False}
    elif name.startswith("vit_"):
        options = {"image_size": size}
    model = torchvision.models.get_model(name, weights=None, **options)
    return model.eval()


def synthetic_images(count, size, seed):
    """`count` images float32 [count, 3, size, size], each of zero mean and unit variance.

    Smooth blobs plus a little pixel noise: unlike pure noise, two such images still differ after a
    network has averaged over the whole plane.
    """
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.randn(count, 3, 5, 5, generator=generator)
    tint = torch.randn(count, 3, 1, 1, generator=generator)
    smooth = nn.functional.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False)
    noise = torch.randn(count, 3, size, size, generator=generator)
    images = smooth + 0.5 * tint + 0.3 * noise
    deviation, mean = torch.std_mean(images, dim=(1, 2, 3), keepdim=True)
    return (images - mean) / deviation


def photographs(folder, count, size, seed):
    """`count` pictures of `folder`, chosen by `seed`, as float32 [count, 3, size, size] as torchvision's networks expect them."""
    names = sorted(name for name in os.listdir(folder) if name.lower().endswith((".jpeg", ".jpg", ".png")))
    if len(names) < count:
        raise RuntimeError(f"{folder} has {len(names)} JPEG and PNG files, and {count} are needed")
    prepare = transforms.Compose([
        transforms.Resize(size * 8 // 7), transforms.CenterCrop(size), transforms.ToTensor(),
        transforms.Normalize(PICTURE_MEAN, PICTURE_DEVIATION)])
    images = []
    for index in np.random.default_rng(seed).permutation(len(names))[:count]:
        with Image.open(os.path.join(folder, names[index])) as image:
            images.append(prepare(image.convert("RGB")))
    return torch.stack(images)


def last_norm_of_branch(block):
    """The BatchNorm that ends the residual branch of `block`; None where there is no such thing."""
    if type(block).__name__ not in RESIDUAL_BLOCKS:
        return None
    if not getattr(block, "use_res_connect", getattr(block, "apply_residual", True)):
        return None
    norms = [module for name, module in block.named_modules()
             if isinstance(module, nn.BatchNorm2d) and name.split(".")[0] not in SHORTCUTS]
    return norms[-1] if norms else None


@torch.no_grad()
def randomise(model):
    """Replaces every value that an initialisation leaves at zero, one or nearly zero."""
    known = set()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d) or isinstance(module, nn.LayerNorm):
            module.weight.uniform_(0.5, 1.5)
            module.bias.normal_(0, 0.1)
        elif isinstance(module, nn.Linear):
            module.weight.normal_(0, module.in_features ** -0.5)
            if module.bias is not None:
                module.bias.normal_(0, 0.1)
        elif isinstance(module, nn.MultiheadAttention):
            module.in_proj_weight.normal_(0, module.embed_dim ** -0.5)
            module.in_proj_bias.normal_(0, 0.1)
        elif not isinstance(module, nn.Conv2d):
            continue
        known.update(id(p) for p in module.parameters(recurse=False))
    for block in model.modules():
        norm = last_norm_of_branch(block)
        if norm is not None:
            norm.weight.uniform_(0.2, 0.6)
    for name, parameter in model.named_parameters():
        if id(parameter) in known:
            continue
        if name.endswith("layer_scale"):
            parameter.uniform_(0.1, 0.5)
        elif not name.endswith("logit_scale"):
            parameter.normal_(0, 0.2)


@torch.no_grad()
def calibrate(model, images):
    """Sets the scale of each layer, in the order of execution, in one pass over `images`."""

    def before_batch_norm(module, inputs):
        x = inputs[0]
        variance, mean = torch.var_mean(x, dim=(0, 2, 3), unbiased=False)
        variance = variance.clamp_min(1e-3)
        module.running_mean.copy_(mean + 0.1 * torch.randn_like(mean) * variance.sqrt())
        module.running_var.copy_(variance * torch.empty_like(variance).uniform_(0.5, 1.5))

    def after_product(module, inputs, output):
        if module.bias is None:
            scale = output.std()
            module.weight.div_(scale)
            return output / scale
        channel = 1 if isinstance(module, nn.Conv2d) else output.dim() - 1
        others = [d for d in range(output.dim()) if d != channel]
        mean = output.mean(dim=others, keepdim=True)
        scale = (output - mean).std()
        if isinstance(module, nn.Conv2d) and output.shape[2:] == (1, 1):
            scale = scale / 0.3  # squeeze-excitation: the gates of a pooled plane
        shift = 0.1 * torch.randn_like(mean)
        module.weight.div_(scale)
        module.bias.copy_((module.bias - mean.flatten()) / scale + shift.flatten())
        return (output - mean) / scale + shift

    hooks = []
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            hooks.append(module.register_forward_pre_hook(before_batch_norm))
        elif type(module) in (nn.Conv2d, nn.Linear):
            hooks.append(module.register_forward_hook(after_product))
    model(images)
    for hook in hooks:
        hook.remove()


@torch.no_grad()
def measure_statistics(model, images):
    """Sets the running statistics of each BatchNorm to the mean of those of a few batches, in training mode."""
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean over all batches
        norm.train()
    for batch in images.chunk(STATISTICS_BATCHES):
        model(batch)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
        norm.eval()


def export_onnx(model, sample, path, opset, keep_bn):
    """Writes `model` to `path`. With `keep_bn` BatchNorm stays a node of its own, in inference form."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(path), prefix=".export-") as folder:
        written = os.path.join(folder, "model.onnx")
        mode = torch.onnx.TrainingMode.PRESERVE if keep_bn else torch.onnx.TrainingMode.EVAL
        # Without gradients, attention takes a fused path that the exporter does not know.
        with torch.enable_grad():
            torch.onnx.export(
                model, sample, written, opset_version=opset, training=mode, do_constant_folding=not keep_bn,
                input_names=["input"], output_names=["logits"])
        if len(os.listdir(folder)) > 1:
            # Beyond protobuf's 2 GiB the exporter writes a file for every tensor: gather them in one.
            gathered = os.path.join(folder, "gathered", "model.onnx")
            os.mkdir(os.path.dirname(gathered))
            data = os.path.basename(path) + ".data"
            onnx.save_model(onnx.load(written), gathered, save_as_external_data=True,
                            all_tensors_to_one_file=True, location=data)
            onnx.checker.check_model(gathered)
            os.replace(os.path.join(folder, "gathered", data), os.path.join(os.path.dirname(path), data))
            os.replace(gathered, path)
            return
        onnx.checker.check_model(written)
        os.replace(written, path)


def save_array(path, array):
    """Writes a .npy file whole or not at all."""
    part = path + ".part"
    with open(part, "wb") as file:
        np.save(file, array)
    os.replace(part, path)


@torch.no_grad()
def export_network(name, out, opset, keep_bn, size, seed, pictures):
    """Exports one network, with the statistics of the folder `pictures` or of synthetic images; returns a line about it."""
    start = time.monotonic()
    model = build(name, size, seed)
    randomise(model)
    if pictures is None:
        calibrate(model, synthetic_images(CALIBRATION_IMAGES, size, seed))
        # Images that the calibration has not seen. The first one is written; the second one shows that the
        # logits depend on the input.
        images = synthetic_images(2, size, seed + INPUT_SEED)
    else:
        images = photographs(pictures, CALIBRATION_IMAGES * STATISTICS_BATCHES, size, seed)
        calibrate(model, images[:CALIBRATION_IMAGES])
        measure_statistics(model, images)
    first, second = images[:1].contiguous(), images[1:2].contiguous()
    logits, other = model(first), model(second)
    if not bool(torch.isfinite(logits).all()):
        raise RuntimeError("the logits are not finite")

    export_onnx(model, first, os.path.join(out, name + ".onnx"), opset, keep_bn)
    save_array(os.path.join(out, name + ".input.npy"), first.numpy())
    save_array(os.path.join(out, name + ".output.npy"), logits.numpy())

    exact = model.double()(first.double())
    files = [os.path.join(out, name + end) for end in (".onnx", ".onnx.data")]
    size_mib = sum(os.path.getsize(file) for file in files if os.path.exists(file)) / 2 ** 20
    parameters = sum(p.numel() for p in model.parameters())
    return (f"{parameters / 1e6:.2f} M parameters, {size_mib:.1f} MiB, "
            f"logits {logits.mean():+.3f} ± {logits.std():.3f}, "
            f"between two inputs ± {(logits - other).std():.3f}, "
            f"float32 - float64 at most {(logits.double() - exact).abs().max():.1e}, "
            f"{time.monotonic() - start:.0f} s")


def main():
    parser = argparse.ArgumentParser(
        description="Exports torchvision classification networks with seeded random weights to ONNX, "
                    "with one input and PyTorch's output.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks of torchvision.models")
    parser.add_argument("--out", metavar="DIR", help="folder to write to; made when missing")
    parser.add_argument("--opset", type=int, default=13, help="ONNX operator set (default 13)")
    parser.add_argument("--keep-bn", action="store_true", help="do not fold BatchNorm into convolutions")
    parser.add_argument("--statistics", metavar="PICTURES", help="folder of photographs that scales and BatchNorm's "
                        "statistics are measured on (default: synthetic images, and statistics moved off the truth)")
    parser.add_argument("--size", type=int, help=f"height and width of the input in pixels (default: "
                        f"{DEFAULT_SIZE}, or what the network is made for)")
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and input (default 0)")
    parser.add_argument("--force", action="store_true", help="export again what exists already")
    parser.add_argument("--list", action="store_true", help="print the names of all networks")
    arguments = parser.parse_args()

    known = network_names()
    if arguments.list:
        print("\n".join(known))
        return 0
    if not arguments.names or not arguments.out:
        parser.error("give at least one NAME, and --out")
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        parser.error("not a classification network of torchvision: " + ", ".join(unknown))

    torch.set_num_threads(1)
    # Swin V2 clears a part of a bias in place; the exporter of PyTorch 1.13 has no such operator.
    register_custom_op_symbolic("aten::zero", lambda graph, value: zeros_like(graph, value), 9)
    out = os.path.abspath(arguments.out)
    os.makedirs(out, exist_ok=True)
    failed = []
    for name in arguments.names:
        files = [os.path.join(out, name + end) for end in (".onnx", ".input.npy", ".output.npy")]
        if not arguments.force and all(os.path.exists(file) for file in files):
            print(f"{name}: exists already", flush=True)
            continue
        size = arguments.size or SIZES.get(name, DEFAULT_SIZE)
        try:
            line = export_network(name, out, arguments.opset, arguments.keep_bn, size, arguments.seed, arguments.statistics)
        except Exception as error:  # one network must not end the run of the others
            failed.append(name)
            message = (str(error).strip() or type(error).__name__).splitlines()[0]
            print(f"{name}: FAILED: {message}", flush=True)
            continue
        print(f"{name}: {line}", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
