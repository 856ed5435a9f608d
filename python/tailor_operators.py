"""The ONNX operators of tailor_graph.py as PyTorch functions: (context, node, inputs) to the output or outputs."""

import math

import torch
from torch.nn import functional

STORED, BATCH, COLLECT = "stored", "batch", "collect"  # what BatchNormalization divides by


class GraphError(Exception):
    """One sentence: which file and node, and what is wrong with it."""


def integers(value):
    """A tensor that holds a shape, axes or indices."""
    return value.reshape(-1).tolist()


# --- shapes ------------------------------------------------------------------------------------------

def with_batch(context, node, shape, count=None):
    """A constant shape that was written for the graph's own batch, with the real one; `count` elements have to fit."""
    if not node.constant[1] or not shape or node.batch in (None, context.batch):
        return shape
    if -1 in shape or count is None:
        return [context.batch, *shape[1:]] if shape[0] == node.batch else shape
    if math.prod(shape) * context.batch == count * node.batch:
        return [shape[0] * context.batch // node.batch, *shape[1:]]
    return shape


def reshape(context, node, x, shape):
    shape = integers(shape)
    if not node.get("allowzero", 0):
        shape = [x.shape[i] if size == 0 else size for i, size in enumerate(shape)]
    return x.reshape(with_batch(context, node, shape, x.numel()))


def expand(context, node, x, shape):
    shape = with_batch(context, node, integers(shape))
    return x.expand(torch.broadcast_shapes(tuple(x.shape), tuple(shape)))


def flatten(_, node, x):
    axis = node.get("axis", 1)
    axis += x.dim() if axis < 0 else 0
    return x.reshape(math.prod(x.shape[:axis]), -1)


def transpose(_, node, x):
    return x.permute(*node.get("perm", range(x.dim() - 1, -1, -1)))


def squeeze(_, node, x, axes=None):
    axes = [i for i, size in enumerate(x.shape) if size == 1] if axes is None else integers(axes)
    for axis in sorted((a % x.dim() for a in axes), reverse=True):
        x = x.squeeze(axis)
    return x


def unsqueeze(_, node, x, axes):
    axes = integers(axes)
    rank = x.dim() + len(axes)
    for axis in sorted(a % rank for a in axes):
        x = x.unsqueeze(axis)
    return x


def slice_(_, node, x, starts, ends, axes=None, steps=None):
    starts, ends = integers(starts), integers(ends)
    axes = range(len(starts)) if axes is None else integers(axes)
    steps = [1] * len(starts) if steps is None else integers(steps)
    for start, end, axis, step in zip(starts, ends, axes, steps):
        axis, size = axis % x.dim(), x.shape[axis]
        places = range(size)[start:end:step]
        if step < 0 and end < -size:
            places = range(size)[start::step]
        if step < 0:
            x = x.index_select(axis, torch.tensor(list(places), dtype=torch.int64))
        elif len(places) < size:
            x = x[(slice(None),) * axis + (slice(places.start, places.stop, step),)]
    return x


def concat(_, node, *parts):
    axis = node.get("axis") % parts[0].dim()
    if axis != 0 and len({p.shape[0] for p in parts}) == 2 and any(p.shape[0] == 1 for p in parts):  # a token table beside a batch
        batch = max(p.shape[0] for p in parts)
        parts = [p.expand(batch, *p.shape[1:]) for p in parts]
    return torch.cat(parts, axis)


def gather(_, node, x, indices):
    axis = node.get("axis", 0) % x.dim()
    indices = torch.where(indices < 0, indices + x.shape[axis], indices).long()
    if indices.dim() == 0:
        return x.select(axis, int(indices))
    return x.index_select(axis, indices.reshape(-1)).reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1:])


def split(_, node, x, sizes=None):
    axis = node.get("axis", 0) % x.dim()
    size = x.shape[axis]
    return x.split(-(-size // len(node.outputs)) if sizes is None else integers(sizes), axis)


def pad(_, node, x, pads, value=None):
    pads = integers(pads)
    rank = len(pads) // 2
    pairs = [side for axis in range(rank - 1, -1, -1) for side in (pads[axis], pads[axis + rank])]
    mode = node.get("mode", "constant")
    if mode == "constant":
        return functional.pad(x, pairs, value=0.0 if value is None else float(value))
    while pairs[-2:] == [0, 0]:
        pairs = pairs[:-2]
    return functional.pad(x, pairs, mode={"reflect": "reflect", "edge": "replicate"}[mode]) if pairs else x


def cast(_, node, x):
    types = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 10: torch.float16, 11: torch.float64}
    if node.get("to") not in types:
        raise GraphError("this type is not known here")
    return x.to(types[node.get("to")])


def constant(_, node):
    for name, convert in (("value", lambda v: v), ("value_float", torch.tensor), ("value_int", torch.tensor),
                          ("value_floats", torch.tensor), ("value_ints", torch.tensor)):
        if node.get(name) is not None:
            return convert(node.get(name))
    raise GraphError("has no number")


def constant_of_shape(_, node, shape):
    value = node.get("value")
    value = torch.zeros(1) if value is None else value
    return torch.full(integers(shape), value.item(), dtype=value.dtype)


def range_(_, node, start, limit, delta):
    return torch.arange(start.item(), limit.item(), delta.item(), dtype=start.dtype)


# --- layers ------------------------------------------------------------------------------------------

def window(node, x, kernel):
    """Strides, dilations and pads (of all starts, then all ends) of a layer that moves a window over x."""
    rank = len(kernel)
    strides = list(node.get("strides", [1] * rank))
    dilations = list(node.get("dilations", [1] * rank))
    pads = list(node.get("pads", [0] * 2 * rank))
    mode = node.get("auto_pad", "NOTSET")
    if mode in ("SAME_UPPER", "SAME_LOWER"):
        totals = [max(0, (-(-x.shape[2 + i] // strides[i]) - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - x.shape[2 + i])
                  for i in range(rank)]
        small, large = [t // 2 for t in totals], [t - t // 2 for t in totals]
        pads = small + large if mode == "SAME_UPPER" else large + small
    elif mode == "VALID":
        pads = [0] * 2 * rank
    return strides, dilations, pads


def padded(x, pads, value=0.0):
    """x and the symmetric padding that is left for the layer: pads that differ at the two ends are added to x."""
    rank = len(pads) // 2
    if pads[:rank] == pads[rank:]:
        return x, pads[:rank]
    pairs = [side for axis in range(rank - 1, -1, -1) for side in (pads[axis], pads[axis + rank])]
    return functional.pad(x, pairs, value=value), [0] * rank


def convolution(_, node, x, weight, bias=None):
    if x.dim() not in (3, 4, 5):
        raise GraphError(f"a convolution over {x.dim() - 2} axes cannot be trained here")
    strides, dilations, pads = window(node, x, list(weight.shape[2:]))
    x, pads = padded(x, pads)
    apply = {3: functional.conv1d, 4: functional.conv2d, 5: functional.conv3d}[x.dim()]
    return apply(x, weight, bias, strides, pads, dilations, node.get("group", 1))


def max_pool(_, node, x):
    kernel = list(node.get("kernel_shape"))
    strides, dilations, pads = window(node, x, kernel)
    x, pads = padded(x, pads, -math.inf)
    apply = {3: functional.max_pool1d, 4: functional.max_pool2d}[x.dim()]
    return apply(x, kernel, strides, pads, dilations, bool(node.get("ceil_mode", 0)))


def average_pool(_, node, x):
    kernel = list(node.get("kernel_shape"))
    strides, _, pads = window(node, x, kernel)
    whole, ceil = bool(node.get("count_include_pad", 0)), bool(node.get("ceil_mode", 0))
    if pads[:len(kernel)] != pads[len(kernel):] and not whole:
        raise GraphError("padding that differs at the two ends and is not counted cannot be trained here")
    x, pads = padded(x, pads)
    apply = {3: functional.avg_pool1d, 4: functional.avg_pool2d}[x.dim()]
    return apply(x, kernel, strides, pads, ceil, whole)


def global_pool(_, node, x):
    return x.mean(tuple(range(2, x.dim())), keepdim=True)


def gemm(_, node, a, b, c=None):
    a = a.t() if node.get("transA", 0) else a
    b = b.t() if node.get("transB", 0) else b
    alpha, beta = node.get("alpha", 1.0), node.get("beta", 1.0)
    y = a @ b
    y = y if alpha == 1 else alpha * y
    return y if c is None else y + (c if beta == 1 else beta * c)


def batch_normalization(context, node, x, scale, bias, mean, variance):
    epsilon = node.get("epsilon", 1e-5)
    if context.mode == STORED:
        return functional.batch_norm(x, mean, variance, scale, bias, False, 0.0, epsilon)
    if context.mode == COLLECT:
        axes = [i for i in range(x.dim()) if i != 1]
        context.statistics.add(node, *reversed(torch.var_mean(x.detach().double(), axes, unbiased=False)))
    return functional.batch_norm(x, None, None, scale, bias, True, 0.0, epsilon)


def layer_normalization(_, node, x, scale, bias=None):
    axis = node.get("axis", -1) % x.dim()
    shape = x.shape[axis:]
    return functional.layer_norm(x, shape, scale.expand(shape), None if bias is None else bias.expand(shape), node.get("epsilon", 1e-5))


def reduction(apply):
    def run(_, node, x, axes=None):
        axes = node.get("axes") if axes is None else integers(axes)
        if not axes and node.get("noop_with_empty_axes", 0):
            return x
        return apply(x, tuple(axes or range(x.dim())), bool(node.get("keepdims", 1)))
    return run


def clip(_, node, x, low=None, high=None):
    if low is None and high is None:
        return x
    return torch.clamp(x, None if low is None else float(low), None if high is None else float(high))


def simple(apply):
    return lambda context, node, *inputs: apply(*inputs)


def divide(a, b):
    return a / b if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc")


def hard_sigmoid(_, node, x):
    return torch.clamp(node.get("alpha", 0.2) * x + node.get("beta", 0.5), 0, 1)


OPERATORS = {
    "Conv": convolution, "Gemm": gemm, "MatMul": simple(torch.matmul), "BatchNormalization": batch_normalization,
    "LayerNormalization": layer_normalization, "GlobalAveragePool": global_pool, "AveragePool": average_pool, "MaxPool": max_pool,
    "Add": simple(torch.add), "Sub": simple(torch.sub), "Mul": simple(torch.mul), "Div": simple(divide), "Pow": simple(torch.pow),
    "Sqrt": simple(torch.sqrt), "Exp": simple(torch.exp), "Log": simple(torch.log), "Neg": simple(torch.neg), "Abs": simple(torch.abs),
    "Reciprocal": simple(torch.reciprocal), "Erf": simple(torch.erf), "Tanh": simple(torch.tanh), "Sigmoid": simple(torch.sigmoid),
    "Relu": simple(torch.relu), "HardSwish": simple(functional.hardswish), "HardSigmoid": hard_sigmoid, "Clip": clip,
    "Softplus": simple(functional.softplus), "PRelu": simple(lambda x, slope: torch.where(x < 0, x * slope, x)),
    "LeakyRelu": lambda _, node, x: functional.leaky_relu(x, node.get("alpha", 0.01)),
    "Elu": lambda _, node, x: functional.elu(x, node.get("alpha", 1.0)),
    "Softmax": lambda _, node, x: torch.softmax(x, node.get("axis", -1)),
    "LogSoftmax": lambda _, node, x: torch.log_softmax(x, node.get("axis", -1)),
    "ReduceMean": reduction(lambda x, axes, keep: x.mean(axes, keepdim=keep)),
    "ReduceSum": reduction(lambda x, axes, keep: x.sum(axes, keepdim=keep)),
    "Reshape": reshape, "Flatten": flatten, "Transpose": transpose, "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Slice": slice_,
    "Concat": concat, "Gather": gather, "Split": split, "Pad": pad, "Expand": expand, "Cast": cast, "Constant": constant,
    "ConstantOfShape": constant_of_shape, "Range": range_, "Identity": simple(lambda x: x), "Dropout": simple(lambda x, *_: x),
    "Shape": lambda _, node, x: torch.tensor(tuple(x.shape)[node.get("start", 0):node.get("end")], dtype=torch.int64),
    "Equal": simple(torch.eq), "Where": simple(torch.where),
}
