"""Runs ONNX graphs (opset 13 to 17) as differentiable PyTorch. For tailor_tune.py.

    graph = Graph("subnet.onnx")
    logits, = graph.run({"input": images, "stem.weight": weight, ...})

Every input, also a weight, is fed by name, and gradients flow to whatever requires them. A graph that was written for one batch size runs
with any other: a constant shape that begins with the graph's own batch takes the real one. `adapt` tells whether that was enough, and else
has the graph run for each image by itself, in one go.
"""

import warnings

import onnx
import torch
from onnx import numpy_helper

from tailor_operators import OPERATORS, STORED, GraphError

try:
    from torch.func import vmap
except ImportError:  # before PyTorch 2
    from functorch import vmap


class Statistics:
    """Means and variances that BatchNormalizations saw, pooled over batches of equal size, by the names of their inputs for them."""

    def __init__(self):
        self.sums = {}

    def add(self, node, mean, variance):
        total = self.sums.setdefault(tuple(node.inputs[3:5]), [0, 0, 0])
        total[0] += 1
        total[1] = total[1] + mean
        total[2] = total[2] + variance + mean * mean

    def values(self):
        """By input name, float32: what the node takes as its stored statistics."""
        result = {}
        for (mean_name, variance_name), (count, mean, square) in self.sums.items():
            mean = mean / count
            result[mean_name] = mean.float()
            result[variance_name] = (square / count - mean * mean).clamp_min(0).float()
        return result


class Node:
    def __init__(self, proto, constant):
        self.name = proto.name or next(iter(proto.output), "")
        self.operator = proto.op_type
        self.inputs = list(proto.input)
        self.outputs = list(proto.output)
        self.attributes = {a.name: attribute_value(a) for a in proto.attribute}
        self.constant = constant  # of each input: whether the file alone determines it
        self.batch = None  # the graph's own batch size, if this node's data depend on the images and the file states one
        self.function = None
        self.done = ()  # values that no later node reads

    def get(self, name, default=None):
        return self.attributes.get(name, default)


class Graph:
    def __init__(self, path, model=None):
        self.path = path
        model = model or load(path)
        graph = model.graph
        for opset in model.opset_import:
            if opset.domain in ("", "ai.onnx") and not 13 <= opset.version <= 17:
                raise GraphError(f"{path}: opset {opset.version} is not supported: export it with opset 13 to 17")
        self.constants = {t.name: tensor(t) for t in graph.initializer}
        self.inputs = [i.name for i in graph.input if i.name not in self.constants]
        self.outputs = [o.name for o in graph.output]
        self.is_per_image = False
        if not self.inputs:
            raise GraphError(f"{path}: the graph has no input")
        first = next(i for i in graph.input if i.name == self.inputs[0])
        dimensions = first.type.tensor_type.shape.dim
        batch = dimensions[0].dim_value if dimensions and dimensions[0].HasField("dim_value") else None
        self.nodes = []
        static, images = set(self.constants), {self.inputs[0]}
        for proto in graph.node:
            node = Node(proto, [name in static for name in proto.input])
            node.function = OPERATORS.get(node.operator)
            if node.function is None or proto.domain not in ("", "ai.onnx"):
                raise GraphError(f"{path}: node {node.name}: the operator {node.operator} cannot be trained here")
            if all(node.constant):
                static.update(node.outputs)
            if images.intersection(node.inputs):
                images.update(node.outputs)
            if node.inputs and node.inputs[0] in images:
                node.batch = batch
            self.nodes.append(node)
        last = {name: node for node in self.nodes for name in node.inputs if name}
        for node in self.nodes:
            node.done = [n for n in set(node.inputs) if n and last[n] is node and n not in self.constants and n not in self.outputs]

    def run(self, feeds, mode=STORED, statistics=None):
        """Outputs of the graph. `mode` says what BatchNormalization divides by: STORED statistics, those of the BATCH, or those of the
        batch, which it also adds to `statistics` (COLLECT)."""
        missing = [name for name in self.inputs if name not in feeds]
        if missing:
            raise GraphError(f"{self.path}: the input {missing[0]} has no value")
        if not self.is_per_image:
            return self.compute(feeds, mode, statistics)
        images = feeds[self.inputs[0]]
        outputs = vmap(lambda image: self.compute({**feeds, self.inputs[0]: image.unsqueeze(0)}, mode, None))(images)
        return [output.flatten(0, 1) for output in outputs]

    @torch.no_grad()
    def adapt(self, feeds):
        """Makes sure that a batch gives what its images give one by one. `feeds` has two images or more."""
        images = feeds[self.inputs[0]]
        singles = torch.cat([self.run({**feeds, self.inputs[0]: images[i:i + 1]})[0] for i in range(len(images))])
        for self.is_per_image in (False, True):
            if self.is_per_image and any(node.operator == "BatchNormalization" for node in self.nodes):
                break
            try:
                batch = self.run(feeds)[0]
                if batch.shape == singles.shape and torch.allclose(batch, singles, rtol=1e-2, atol=1e-3 * float(singles.abs().max())):
                    return
            except GraphError:
                pass
        raise GraphError(f"{self.path}: cannot be run with several images at a time: export the network with a free batch")

    def compute(self, feeds, mode, statistics):
        values = {**self.constants, **feeds}
        context = Context(mode, statistics, feeds[self.inputs[0]].shape[0])
        for node in self.nodes:
            try:
                results = node.function(context, node, *[values[name] if name else None for name in node.inputs])
            except GraphError as e:
                raise GraphError(f"{self.path}: node {node.name} ({node.operator}): {e}") from None
            except (RuntimeError, ValueError, IndexError, KeyError, TypeError, AttributeError) as e:
                text = str(e).strip().split("\n")[0]
                if "allocate memory" in text:
                    raise MemoryError from None
                raise GraphError(f"{self.path}: node {node.name} ({node.operator}) cannot be computed: {text}") from e
            for name, value in zip(node.outputs, results if isinstance(results, (list, tuple)) else (results,)):
                values[name] = value
            for name in node.done:
                del values[name]
        return [values[name] for name in self.outputs]


class Context:
    def __init__(self, mode, statistics, batch):
        self.mode = mode
        self.statistics = statistics
        self.batch = batch


def load(path):
    """The model in an ONNX file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of protobuf, about what is no ONNX file
            return onnx.load(path)
    except OSError as e:
        raise GraphError(f"{path}: cannot be read: {e.strerror}") from None
    except Exception:  # protobuf's own error has no common type
        raise GraphError(f"{path}: is no ONNX file") from None


def tensor(proto):
    return torch.from_numpy(numpy_helper.to_array(proto).copy())


def attribute_value(attribute):
    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, onnx.TensorProto):
        return tensor(value)
    return value.decode() if isinstance(value, bytes) else value
