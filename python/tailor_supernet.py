"""The folder that `sartor tailor tune` writes: a SuperNet's weights, its SubNets, images and options. For tailor_tune.py.

A SubNet's graph has no weights of its own: each is an input, cut from an initializer of supernet.onnx. python/README.md describes the
files.
"""

import json
import math
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

from tailor_graph import Graph, load
from tailor_operators import STORED, GraphError

SCHEMA = "sartor.tailor-tune/1"

# Key: (default, type, smallest, largest). Required without a default.
OPTIONS = {
    "epochs": (None, float, 0, 1e6), "batch": (None, int, 1, 1 << 20), "processes": (2, int, 1, 256), "subnetsPerBatch": (4, int, 1, 1024),
    "learningRate": (None, float, 0, 1e3), "weightDecay": (3e-5, float, 0, 1), "warmup": (0.5, float, 0, 1e6),
    "includeLargest": (True, bool, 0, 1), "includeSmallest": (True, bool, 0, 1), "distill": (True, bool, 0, 1),
    "distillWeight": (0.5, float, 0, 1), "labelSmoothing": (0.1, float, 0, 0.99), "seed": (0, int, 0, 1 << 62),
    "checkpointSeconds": (60, float, 0, 1e9), "calibrationImages": (4096, int, 1, 1 << 30), "progressImages": (2000, int, 1, 1 << 30),
}
UNRELATED = ("checkpointSeconds", "progressImages")  # change no weight
AUGMENTATIONS = ("none", "flip", "flip-shift")


class Refusal(Exception):
    """One sentence about what the user can change."""


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as e:
        raise Refusal(f"{path}: cannot be read: {e.strerror}") from None
    except ValueError as e:
        raise Refusal(f"{path}: is no JSON: {e}") from None


def read_options(path):
    """The options of tune.json, with defaults, as a dictionary."""
    given = read_json(path)
    if not isinstance(given, dict):
        raise Refusal(f"{path}: holds no object")
    known = [*OPTIONS, "augment", "scale", "offset"]
    for key in given:
        if key not in known:
            raise Refusal(f"{path}: the option {key} is not known: there are {', '.join(known)}")
    options = {}
    for key, (default, kind, low, high) in OPTIONS.items():
        value = given.get(key, default)
        if value is None:
            raise Refusal(f"{path}: {key} is missing")
        fits = isinstance(value, bool) if kind is bool else isinstance(value, (int, kind)) and not isinstance(value, bool)
        if not fits or not low <= value <= high:
            raise Refusal(f"{path}: {key} is {value}: it has to be " + ("true or false" if kind is bool else f"between {low} and {high}"))
        options[key] = kind(value)
    options["augment"] = given.get("augment", "none")
    if options["augment"] not in AUGMENTATIONS:
        raise Refusal(f"{path}: augment is {options['augment']}: it has to be one of {', '.join(AUGMENTATIONS)}")
    for key, default in (("scale", 1.0), ("offset", 0.0)):
        value = given.get(key, default)
        options[key] = value = value if isinstance(value, list) else [value]
        if not value or not all(isinstance(v, (int, float)) and math.isfinite(v) for v in value):
            raise Refusal(f"{path}: {key} has to be a number, or one for each channel")
    if options["batch"] % options["processes"]:
        raise Refusal(f"{path}: a batch of {options['batch']} cannot be shared by {options['processes']} processes: choose a multiple")
    if options["subnetsPerBatch"] < options["includeLargest"] + options["includeSmallest"]:
        raise Refusal(f"{path}: subnetsPerBatch is {options['subnetsPerBatch']}: it has no place for the largest and the smallest SubNet")
    return options


class Images:
    """Images and their labels, left on disk until they are needed."""

    def __init__(self, folder, name, options):
        self.path = os.path.join(folder, f"{name}-images.npy")
        self.label_path = os.path.join(folder, f"{name}-labels.npy")
        self.images = self.open(self.path)
        self.labels = self.open(self.label_path)
        if self.images.ndim < 2 or self.images.dtype not in (np.uint8, np.float32):
            raise Refusal(f"{self.path}: holds {self.images.dtype} {list(self.images.shape)}: float32 or uint8 of [N, C, H, W] is needed")
        if self.labels.shape != self.images.shape[:1] or self.labels.dtype != np.int64:
            raise Refusal(f"{self.label_path}: holds {self.labels.dtype} {list(self.labels.shape)}: int64 [{len(self.images)}] is needed")
        if not len(self.images):
            raise Refusal(f"{self.path}: holds no images")
        numbers = [torch.tensor(options[key], dtype=torch.float32) for key in ("scale", "offset")]
        if any(len(n) not in (1, self.images.shape[1]) for n in numbers):
            raise Refusal(f"{self.path}: has {self.images.shape[1]} channels: scale and offset in tune.json have other numbers of values")
        self.scale, self.offset = (n.reshape(1, -1, *[1] * (self.images.ndim - 2)) for n in numbers)

    @staticmethod
    def open(path):
        try:
            return np.load(path, mmap_mode="r", allow_pickle=False)
        except OSError as e:
            raise Refusal(f"{path}: cannot be read: {e.strerror or 'is no .npy file'}") from None
        except ValueError:
            raise Refusal(f"{path}: is no .npy file of numbers") from None

    def __len__(self):
        return len(self.images)

    def take(self, rows, augment=None):
        """Images float32 [rows, C, H, W] as the network takes them, and their labels int64."""
        images = torch.from_numpy(np.array(self.images[rows]))
        if augment is not None:
            images = augment(images)
        if self.images.dtype == np.uint8:
            images = images.float() * self.scale + self.offset
        return images, torch.from_numpy(np.array(self.labels[rows]))


class Piece:
    """What a SubNet takes of one initializer."""

    def __init__(self, place, description, tensors):
        self.name = description.get("initializer")
        if self.name not in tensors:
            raise Refusal(f"{place}: supernet.onnx has no initializer {self.name}")
        shape = list(tensors[self.name].shape)
        self.index = [slice(None)] * len(shape)
        chosen = {}
        for entry in description.get("axes") or []:
            axis, places = entry.get("axis"), entry.get("indices")
            start, count = entry.get("start", 0), entry.get("count")
            if not isinstance(axis, int) or not 0 <= axis < len(shape) or axis in chosen:
                raise Refusal(f"{place}: {self.name} of shape {shape} has no axis {axis} to cut")
            if places is None and not (isinstance(start, int) and isinstance(count, int)):
                raise Refusal(f"{place}: axis {axis} of {self.name} needs start and count, or indices")
            places = range(start, start + count) if places is None else places
            if not places or min(places) < 0 or max(places) >= shape[axis]:
                raise Refusal(f"{place}: axis {axis} of {self.name} has {shape[axis]} places, and others are taken")
            chosen[axis] = places
            self.index[axis] = slice(places.start, places.stop) if isinstance(places, range) else torch.tensor(places)
        self.shape = [len(chosen.get(axis, range(size))) for axis, size in enumerate(shape)]
        if any(isinstance(i, torch.Tensor) for i in self.index):  # one grid of places
            grid = [torch.as_tensor(list(chosen.get(axis, range(size)))) for axis, size in enumerate(shape)]
            self.index = [g.reshape([-1 if i == axis else 1 for i in range(len(shape))]) for axis, g in enumerate(grid)]
        self.index = tuple(self.index)
        self.resizes = description.get("resize") or []
        for resize in self.resizes:
            axis, rows = resize["axis"], resize["prefix"] + math.prod(resize["from"])
            if not 0 <= axis < len(shape) or self.shape[axis] != rows:
                raise Refusal(f"{place}: axis {axis} of {self.name} does not hold the {rows} rows to be resized")
            self.shape[axis] = resize["prefix"] + math.prod(resize["to"])

    def cut(self, tensor):
        return tensor[self.index] if self.index else tensor

    def shaped(self, tensor):
        """What was cut, with its planes of positions resized."""
        for resize in self.resizes:
            axis, prefix, size = resize["axis"], resize["prefix"], resize["from"]
            rows = tensor.movedim(axis, 0)
            plane = rows[prefix:].reshape(1, *size, -1).permute(0, 3, 1, 2)
            plane = functional.interpolate(plane, size=tuple(resize["to"]), mode="bicubic", align_corners=False)
            plane = plane.flatten(2)[0].t().reshape(-1, *rows.shape[1:])
            tensor = torch.cat([rows[:prefix], plane]).movedim(0, axis)
        return tensor

    def add(self, target, gradient):
        """Adds the gradient of what was cut to that of the whole."""
        if any(isinstance(i, torch.Tensor) for i in self.index):
            target.index_put_(self.index, gradient, accumulate=True)
        else:
            self.cut(target).add_(gradient)


class SubNet:
    def __init__(self, folder, entry, tensors):
        self.code, self.resolution = str(entry.get("code")), entry.get("resolution")
        place = f"subnets.json: {self.code}"
        path = os.path.normpath(os.path.join(folder, str(entry.get("file"))))
        if not isinstance(self.resolution, int) or self.resolution < 1 or not path.startswith(os.path.normpath(folder) + os.sep):
            raise Refusal(f"{place}: needs a resolution, and a file inside of the folder")
        self.is_largest, self.is_smallest = bool(entry.get("isLargest")), bool(entry.get("isSmallest"))
        model = load(path)
        self.graph = Graph(path, model)
        weights = entry.get("weights") or {}
        shapes = {i.name: [d.dim_value if d.HasField("dim_value") else None for d in i.type.tensor_type.shape.dim]
                  for i in model.graph.input}
        self.pieces = {}
        for name in self.graph.inputs[1:]:
            if name not in weights:
                raise Refusal(f"{place}: {path} has the input {name}, which has no weight")
            piece = Piece(place, weights[name], tensors)
            if len(shapes[name]) != len(piece.shape) or any(a not in (None, b) for a, b in zip(shapes[name], piece.shape)):
                raise Refusal(f"{place}: {path} takes {name} as {shapes[name]}, and gets {piece.shape} of {piece.name}")
            self.pieces[name] = piece
        # Statistics are measured, not trained.
        self.statistics = {name for node in self.graph.nodes if node.operator == "BatchNormalization" for name in node.inputs[3:5]}

    def resized(self, images):
        if images.shape[2:] != (self.resolution, self.resolution):
            size = (self.resolution, self.resolution)
            images = functional.interpolate(images, size=size, mode="bilinear", align_corners=False, antialias=False)
        if images.dim() != 4:
            return images
        # Layers take channels last twice as fast. Images of one channel are in both orders, and their strides decide: they are copied.
        return torch.empty(images.shape, dtype=images.dtype, memory_format=torch.channels_last).copy_(images)


class SuperNet:
    """All weights, the trained ones as views of one vector `flat`, and their gradients as views of `gradient`."""

    def __init__(self, folder):
        self.folder = folder
        self.model = load(os.path.join(folder, "supernet.onnx"))
        self.tensors = {name: torch.from_numpy(numpy_helper.to_array(t).copy()) for name, t in constants(self.model)}
        path = os.path.join(folder, "subnets.json")
        document = read_json(path)
        if not isinstance(document, dict) or document.get("schema") != SCHEMA or not isinstance(document.get("subnets"), list):
            raise Refusal(f"{path}: its schema is not {SCHEMA}")
        if not document["subnets"]:
            raise Refusal(f"{path}: names no SubNet")
        try:
            self.subnets = [SubNet(folder, entry, self.tensors) for entry in document["subnets"]]
        except (AttributeError, KeyError, TypeError) as e:
            raise Refusal(f"{path}: does not follow {SCHEMA}: {e}") from None
        measured = {s.pieces[name].name for s in self.subnets for name in s.statistics if name in s.pieces}
        used = dict.fromkeys(piece.name for s in self.subnets for piece in s.pieces.values())
        self.trained = [name for name in used if name not in measured and self.tensors[name].is_floating_point()]
        if not self.trained:
            raise Refusal(f"{path}: no SubNet has a weight that can be trained")
        sizes = [self.tensors[name].numel() for name in self.trained]
        self.flat = torch.cat([self.tensors[name].reshape(-1).float() for name in self.trained])
        self.gradient = torch.zeros(len(self.flat) + 2)  # and, for the processes: the loss, and whether to stop
        self.gradients = {}
        self.types = {name: self.tensors[name].dtype for name in self.trained}
        self.decayed = torch.zeros(len(self.flat))
        start = 0
        for name, size in zip(self.trained, sizes):
            shape = self.tensors[name].shape
            self.tensors[name] = self.flat[start:start + size].view(shape)
            self.gradients[name] = self.gradient[start:start + size].view(shape)
            self.decayed[start:start + size] = float(len(shape) > 1)  # no decay of biases and normalizations
            start += size

    def marked(self, mark):
        return next((s for s in self.subnets if getattr(s, "is_" + mark)), None)

    @torch.no_grad()
    def adapt(self, images):
        """Makes sure that the SubNets take a batch; all have the operators of the first. Gives the number of classes."""
        first = self.subnets[0]
        feeds, _ = self.weights(first)
        first.graph.adapt({**feeds, first.graph.inputs[0]: first.resized(images)})
        for subnet in self.subnets:
            subnet.graph.is_per_image = first.graph.is_per_image
        return self.forward(first, images, STORED)[0].shape[1]

    def weights(self, subnet):
        """The weights of a SubNet by graph input, and its leaves: (piece, tensor) of each that is trained."""
        feeds, leaves = {}, []
        for name, piece in subnet.pieces.items():
            tensor = piece.cut(self.tensors[piece.name]).detach()
            if torch.is_grad_enabled() and piece.name in self.gradients:
                leaves.append((piece, tensor.requires_grad_()))
            feeds[name] = piece.shaped(tensor)
        return feeds, leaves

    def forward(self, subnet, images, mode, statistics=None):
        """Logits of a SubNet, and its leaves. Images have any resolution."""
        feeds, leaves = self.weights(subnet)
        logits = subnet.graph.run({**feeds, subnet.graph.inputs[0]: subnet.resized(images)}, mode, statistics)[0]
        if logits.dim() != 2 or len(logits) != len(images):
            raise GraphError(f"{subnet.graph.path}: gives {list(logits.shape)}: [batch, classes] is needed")
        return logits, leaves

    def backward(self, loss, leaves):
        for (piece, _), gradient in zip(leaves, torch.autograd.grad(loss, [leaf for _, leaf in leaves], allow_unused=True)):
            if gradient is not None:
                piece.add(self.gradients[piece.name], gradient)

    def write(self, path, subnet, measured):
        """Writes supernet.onnx with the trained weights, and with the statistics that were measured for a SubNet."""
        for name, values in measured.items():
            piece = subnet.pieces.get(name)
            if piece is not None:
                self.tensors[piece.name][piece.index] = values.to(self.tensors[piece.name].dtype)
        written = set(self.trained) | {subnet.pieces[name].name for name in measured if name in subnet.pieces}
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        for name, tensor in constants(model):
            if name in written:
                values = self.tensors[name].to(self.types.get(name, self.tensors[name].dtype))
                tensor.CopyFrom(numpy_helper.from_array(values.contiguous().numpy(), tensor.name))
        write_whole(path, lambda file: file.write(model.SerializeToString()))


def constants(model):
    """Names and tensors of all weights of a network: its initializers, and what its Constant nodes give."""
    for tensor in model.graph.initializer:
        yield tensor.name, tensor
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            yield node.output[0], node.attribute[0].t


def write_whole(path, write):
    """Writes a file so that it is there whole or not at all."""
    part = f"{path}.part"
    try:
        with open(part, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as e:
        raise Refusal(f"{path}: cannot be written: {e.strerror}") from None
