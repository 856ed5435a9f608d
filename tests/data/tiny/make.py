"""Writes dense.onnx, dense.tflite, memory.tflite and branch.tflite beside itself, byte by byte and without any package.

dense: y = relu(x · W + b). memory: y = 10 · (a + b of the inference before) + a + b, x being [a, b], by an SVDF whose state is a variable.
branch: y = (x + x if go, else x * x) + x, by an IF with two graphs of their own; go is bool[1], x and y are float32[1,4].

x is float32[N,4] with N free, y is float32[N,3]. Both files hold the same weights, so that two engines can be compared with
each other and with values computed by hand.
"""
import pathlib
import struct

WEIGHTS = [[1, -2, 0.5], [0, 1, -1], [2, 0.25, 1], [-1, 1, 3]]  # [input][output]
BIAS = [0.5, -1, 2]


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def onnx():
    def floats(values):
        return struct.pack(f"<{len(values)}f", *values)

    def tensor(name, dims, values):
        return b"".join(field(1, d) for d in dims) + field(2, 1) + field(8, name) + field(9, floats(values))

    def value_info(name, last):
        dims = field(1, field(2, "N")) + field(1, field(1, last))
        return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))

    gemm = field(1, "x") + field(1, "W") + field(1, "b") + field(2, "s") + field(3, "dense") + field(4, "Gemm")
    relu = field(1, "s") + field(2, "y") + field(3, "activation") + field(4, "Relu")
    graph = field(1, gemm) + field(1, relu) + field(2, "dense")
    graph += field(5, tensor("W", [4, 3], sum(WEIGHTS, []))) + field(5, tensor("b", [3], BIAS))
    graph += field(11, value_info("x", 4)) + field(12, value_info("y", 3))
    return field(1, 7) + field(2, "sartor-tests") + field(7, graph) + field(8, field(2, 13))


class Table:
    """A FlatBuffers table: fields by number, each ('b' | 'I' | 'i', scalar) or an object that is referred to."""

    def __init__(self, **fields):
        self.fields = {int(name[1:]): value for name, value in fields.items()}


def flatbuffer(root, identifier):
    out = bytearray(8)
    out[4:8] = identifier
    patches = []

    def align(size):
        out.extend(b"\0" * (-len(out) % size))

    def table(node):
        align(4)
        slots = max(node.fields) + 1
        entries, body = [0] * slots, bytearray(4)
        for number, value in node.fields.items():
            size = 1 if isinstance(value, tuple) and value[0] == "b" else 4
            body.extend(b"\0" * (-len(body) % size))
            entries[number] = len(body)
            if isinstance(value, tuple):
                body.extend(struct.pack("<" + value[0], value[1]))
            else:
                body.extend(b"\0\0\0\0")
        vtable = struct.pack(f"<HH{slots}H", 4 + 2 * slots, len(body), *entries)
        out.extend(vtable)
        align(4)
        start = len(out)
        body[0:4] = struct.pack("<i", start - (start - len(vtable) - (-len(vtable) % 4)))
        out.extend(body)
        for number, value in node.fields.items():
            if not isinstance(value, tuple):
                patches.append((start + entries[number], value))
        return start

    def emit(node):
        if isinstance(node, Table):
            return table(node)
        if isinstance(node, bytes):  # a vector of bytes whose data is aligned to 16
            out.extend(b"\0" * (-(len(out) + 4) % 16))
            start = len(out)
            out.extend(struct.pack("<I", len(node)) + node)
            return start
        align(4)
        start = len(out)
        if isinstance(node, str):
            out.extend(struct.pack("<I", len(node)) + node.encode() + b"\0")
            return start
        out.extend(struct.pack("<I", len(node)))
        for item in node:
            if isinstance(item, int):
                out.extend(struct.pack("<i", item))
            else:
                patches.append((len(out), item))
                out.extend(b"\0\0\0\0")
        return start

    patches.append((0, root))
    while patches:
        place, node = patches.pop(0)
        struct.pack_into("<I", out, place, emit(node) - place)
    return bytes(out)


def tflite():
    def tensor(name, shape, buffer, signature=None):
        fields = dict(f0=shape, f1=("b", 0), f2=("I", buffer), f3=name)
        if signature:
            fields["f7"] = signature
        return Table(**fields)

    columns = [list(column) for column in zip(*WEIGHTS)]  # TFLite wants [output][input]
    weights = struct.pack("<12f", *sum(columns, []))
    bias = struct.pack("<3f", *BIAS)
    dense = Table(f0=("I", 0), f1=[0, 1, 2], f2=[3], f3=("b", 8), f4=Table(f0=("b", 1)))  # fused ReLU
    graph = Table(
        f0=[tensor("x", [1, 4], 0, [-1, 4]), tensor("W", [3, 4], 1), tensor("b", [3], 2), tensor("y", [1, 3], 0, [-1, 3])],
        f1=[0], f2=[3], f3=[dense], f4="dense")
    codes = [Table(f0=("b", 9), f2=("i", 1), f3=("i", 9))]
    return flatbuffer(
        Table(f0=("I", 3), f1=codes, f2=[graph], f3="sartor-tests", f4=[Table(f0=b""), Table(f0=weights), Table(f0=bias)]), b"TFL3")


def memory():
    def tensor(name, shape, buffer, variable=False):
        fields = dict(f0=shape, f1=("b", 0), f2=("I", buffer), f3=name)
        if variable:
            fields["f5"] = ("b", 1)
        return Table(**fields)

    svdf = Table(f0=("I", 0), f1=[0, 1, 2, -1, 3], f2=[4], f3=("b", 6), f4=Table(f0=("i", 1)))  # rank 1
    graph = Table(
        f0=[tensor("x", [1, 2], 0), tensor("features", [1, 2], 1), tensor("time", [1, 2], 2),
            tensor("state", [1, 2], 0, variable=True), tensor("y", [1, 1], 0)],
        f1=[0], f2=[4], f3=[svdf], f4="memory")
    codes = [Table(f0=("b", 27), f2=("i", 1), f3=("i", 27))]
    buffers = [Table(f0=b""), Table(f0=struct.pack("<2f", 1, 1)), Table(f0=struct.pack("<2f", 10, 1))]
    return flatbuffer(Table(f0=("I", 3), f1=codes, f2=[graph], f3="sartor-tests", f4=buffers), b"TFL3")


def branch():
    def tensor(name, shape, kind=0):
        return Table(f0=shape, f1=("b", kind), f2=("I", 0), f3=name)

    def graph(name, code, options):
        node = Table(f0=("I", code), f1=[0, 0], f2=[1], f3=("b", options), f4=Table(f0=("b", 0)))
        return Table(f0=[tensor(f"{name}_in", [1, 4]), tensor(f"{name}_out", [1, 4])], f1=[0], f2=[1], f3=[node], f4=name)

    choose = Table(f0=("I", 2), f1=[0, 1], f2=[2], f3=("b", 92), f4=Table(f0=("i", 1), f1=("i", 2)))
    add = Table(f0=("I", 0), f1=[2, 1], f2=[3], f3=("b", 11), f4=Table(f0=("b", 0)))
    main = Table(
        f0=[tensor("go", [1], 6), tensor("x", [1, 4]), tensor("chosen", [1, 4]), tensor("y", [1, 4])],
        f1=[0, 1], f2=[3], f3=[choose, add], f4="main")
    codes = [Table(f0=("b", code), f2=("i", 1), f3=("i", code)) for code in (0, 18, 118)]  # ADD, MUL, IF
    graphs = [main, graph("then", 0, 11), graph("else", 1, 21)]
    return flatbuffer(Table(f0=("I", 3), f1=codes, f2=graphs, f3="sartor-tests", f4=[Table(f0=b"")]), b"TFL3")


here = pathlib.Path(__file__).parent
(here / "dense.onnx").write_bytes(onnx())
(here / "dense.tflite").write_bytes(tflite())
(here / "memory.tflite").write_bytes(memory())
(here / "branch.tflite").write_bytes(branch())
