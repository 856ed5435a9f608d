"""Exports a PyTorch model for Sartor and runs it: the program behind `sartor convert model.py:Net`. Sartor starts it; it is not for users.

A message is the length of a JSON header (4 bytes) and of raw bytes (8 bytes), both little-endian, the header, the bytes. The first one
asks for the export; an "error" in its answer ends the program, and so does the end of standard input. Each further one holds inputs and is
answered with what PyTorch computes of them.
"""

import ast
import importlib
import importlib.util
import inspect
import json
import os
import pickle
import queue
import struct
import sys
import threading
import traceback
import warnings


class Refusal(Exception):
    """What the user can change. The kind chooses Sartor's advice."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


def main():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the model's own code prints is no answer
    requests = queue.Queue()
    threading.Thread(target=read, args=(sys.stdin.buffer, requests), daemon=True).start()
    step, folder = ["start"], None
    try:
        header, _ = requests.get()
        folder = os.path.dirname(os.path.abspath(header["script"]))
        limit_memory(header["memory"])
        model, facts = export(header, step)
        send(answers, facts)
        step[0] = "forward"
        while True:
            header, payload = requests.get()
            try:
                answer = run(model, header, payload)
            except Exception as e:  # an index that a table does not have: the next inputs may be others
                answer = {"error": {"kind": "forward", "text": text_of(e), "place": place_of(e, folder)}}, []
            send(answers, *answer)
    except Refusal as e:
        send(answers, {"error": {"kind": e.kind, "text": str(e), "place": None}})
    except BaseException as e:  # sys.exit in the model's code, too
        send(answers, {"error": {"kind": step[0], "text": text_of(e), "place": place_of(e, folder)}})


def read(stream, requests):
    while True:
        lengths = stream.read(12)
        if len(lengths) < 12:
            os._exit(0)
        head, body = struct.unpack("<IQ", lengths)
        requests.put((json.loads(stream.read(head)), stream.read(body)))


def send(stream, header, parts=()):
    head = json.dumps(header).encode()
    stream.write(struct.pack("<IQ", len(head), sum(len(part) for part in parts)) + head)
    for part in parts:
        stream.write(part)
    stream.flush()


def limit_memory(size):
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    except (ImportError, OSError, ValueError):
        pass  # a system without such limits


def text_of(error):
    """The error as Python's last line says it, with the first line of its message."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def place_of(error, folder):
    """The last line of the user's own files that the error went through."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"line {error.lineno} of {os.path.basename(error.filename)}"
    own = [frame for frame in traceback.extract_tb(error.__traceback__)
           if folder and os.path.abspath(frame.filename).startswith(folder + os.sep) and "site-packages" not in frame.filename
           and os.path.abspath(frame.filename) != os.path.abspath(__file__)]
    return f"line {own[-1].lineno} of {os.path.basename(own[-1].filename)}" if own else None


def export(request, step):
    step[0] = "torch"
    import torch
    # Two threads and more are slower on small models, and sums in another order would differ from run to run.
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if request["name"] is None:
        step[0] = "load"
        model = torch.jit.load(request["script"], map_location="cpu").eval()
    else:
        model = make(request, step)
    names, inputs = take_inputs(model, request["inputs"])
    step[0] = "forward"
    with torch.no_grad():
        result = model(*inputs)
    outputs = flatten(result)
    if not outputs:
        raise Refusal("outputs", f"forward gives a {type(result).__name__} without a tensor")
    exported = model if is_plain(result) else flattened(model)
    output_names = [clean(name) for name, _ in outputs]
    # A name that stands twice in a graph is refused by everything that reads it.
    output_names = [name if output_names.count(name) == 1 and name not in names else f"{name}_{i}" for i, name in enumerate(output_names)]
    step[0] = "export"
    name = request["name"].split(".")[-1] if request["name"] else os.path.splitext(os.path.basename(request["script"]))[0]
    output_path = os.path.join(request["folder"], f"{name}.onnx")
    with warnings.catch_warnings(record=True) as caught, torch.no_grad():
        warnings.simplefilter("always")
        if exported is not model and isinstance(model, torch.jit.ScriptModule):
            exported = torch.jit.trace(exported, inputs, check_trace=False)  # the exporter takes no script inside of a module
        opset = export_onnx(exported, inputs, output_path, names, output_names)
    return (model, names, inputs), {
        "torch": torch.__version__,
        "python": sys.version.split()[0],
        "opset": opset,
        "file": os.path.basename(output_path),
        "inputs": names,
        "outputs": output_names,
        "notes": notes(caught, torch),
    }


def make(request, step):
    """The model of a class, with its weights."""
    import torch
    step[0] = "import"
    module = load_module(request["script"])
    target = find(module, request["name"])
    step[0] = "construct"
    arguments = {name: literal(text) for name, text in request["arguments"].items()}
    if request.get("hyperparameters"):
        arguments["prm"] = hyperparameters(module)
    model = target if isinstance(target, torch.nn.Module) else construct(target, arguments, request["name"])
    if not isinstance(model, torch.nn.Module):
        raise Refusal("class", f"'{request['name']}' gives a {type(model).__name__}, not a torch.nn.Module")
    step[0] = "weights"
    if request["weights"]:
        load_weights(model, request["weights"])
    return model.cpu().eval()


def hyperparameters(module):
    """A usual value for each that a network of LEMUR takes; those of training change nothing of what is exported."""
    usual = {"lr": 0.01, "momentum": 0.9, "dropout": 0.2, "batch": 1, "epoch": 1}
    names = module.supported_hyperparameters() if hasattr(module, "supported_hyperparameters") else ()
    return {name: usual.get(name, 0.5) for name in names}


def load_module(path):
    """Imports a file, as a part of its package where it has one, so that relative imports work."""
    path = os.path.abspath(path)
    folder, stem = os.path.dirname(path), os.path.splitext(os.path.basename(path))[0]
    parts = [stem]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, parent = os.path.split(folder)
        parts.insert(0, parent)
    sys.path.insert(0, folder)
    sys.argv = [path]
    if len(parts) > 1:
        return importlib.import_module(".".join(parts))
    name = stem if stem not in sys.modules else f"sartor_{stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def find(module, name):
    target = module
    for part in name.split("."):
        if not hasattr(target, part):
            import torch
            known = sorted(n for n, value in vars(module).items()
                           if inspect.isclass(value) and issubclass(value, torch.nn.Module) and value.__module__ == module.__name__)
            raise Refusal("class", f"has no '{name}'" + (f"; its modules are {', '.join(known[:10])}" if known else ""))
        target = getattr(target, part)
    return target


def literal(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def construct(target, arguments, name):
    if not callable(target):
        raise Refusal("class", f"'{name}' is neither a class nor a function nor a torch.nn.Module")
    try:
        inspect.signature(target).bind(**arguments)
    except TypeError as e:
        raise Refusal("arguments", f"'{name}' cannot be made: {e}")
    except ValueError:
        pass  # without a signature
    return target(**arguments)


def load_weights(model, path):
    import torch
    if "weights_only" not in inspect.signature(torch.load).parameters:
        raise Refusal("torch", f"PyTorch {torch.__version__} cannot load weights without executing pickles; 1.13 or newer can")
    try:
        state = state_of(torch.load(path, map_location="cpu", weights_only=True))
    except pickle.UnpicklingError as e:
        text = str(e).splitlines()[-1].split("WeightsUnpickler error: ")[-1].strip()
        # BINFLOAT, which later versions read.
        raise Refusal("weights", f"beside tensors it holds floats, which PyTorch {torch.__version__} does not read" if text.endswith(" 71") else text)
    own = model.state_dict()
    if state and not set(state) & set(own) and all(key.startswith("module.") for key in state):
        state = {key[len("module."):]: value for key, value in state.items()}  # of DataParallel
    missing = [key for key in own if key not in state and not key.endswith("num_batches_tracked")]
    unexpected = [key for key in state if key not in own]
    if missing or unexpected:
        raise Refusal("keys", "; ".join(
            f"{len(keys)} {what} ({', '.join(keys[:5])}{', …' if len(keys) > 5 else ''})"
            for what, keys in (("missing", missing), ("unexpected", unexpected)) if keys))
    for key, value in state.items():
        if value.shape != own[key].shape:
            raise Refusal("keys", f"'{key}' is {list(value.shape)}, but {list(own[key].shape)} in the model")
    model.load_state_dict(state, strict=False)


def state_of(loaded):
    """The weights by name: the file itself, or a part of a checkpoint."""
    import torch
    for key in (None, "state_dict", "model_state_dict", "model"):
        state = loaded if key is None else loaded.get(key) if isinstance(loaded, dict) else None
        if isinstance(state, dict) and state and all(isinstance(value, torch.Tensor) for value in state.values()):
            return state
    raise Refusal("keys", "neither it nor its key state_dict, model_state_dict or model holds tensors by name")


def take_inputs(model, specs):
    """Input names and example values in the order of forward."""
    named, is_open = parameters_of(model)
    known = [name for name, _ in named]
    by_name = {spec["name"]: spec for spec in specs if spec["name"]}
    rest = [spec for spec in specs if not spec["name"]]
    signature = f"forward takes {', '.join(known) or 'no tensor'}"
    for name in by_name:
        if name not in known:
            raise Refusal("inputs", f"'{name}' is no input; {signature}")
    chosen = []
    for name, is_required in named:
        spec = by_name.get(name) or (rest.pop(0) if rest else None)
        if spec is None and is_required:
            raise Refusal("inputs", f"nothing states the shape of '{name}'; {signature}")
        chosen.append((name, spec))
    if rest and not is_open:
        raise Refusal("inputs", f"{len(specs)} shapes are given, but {signature}")
    chosen += [(f"input_{len(named) + i}", spec) for i, spec in enumerate(rest)]
    while chosen and chosen[-1][1] is None:
        chosen.pop()
    for name, spec in chosen:
        if spec is None:
            raise Refusal("inputs", f"'{name}' stands before an input that has a shape, and has none itself; {signature}")
    return [clean(name) for name, _ in chosen], tuple(example(spec) for _, spec in chosen)


def parameters_of(model):
    """Name and whether it is required of each parameter of forward, and whether it takes any number of them."""
    import torch
    if isinstance(model, torch.jit.ScriptModule):
        return [(a.name, not a.has_default_value()) for a in model.forward.schema.arguments[1:]], False
    parameters = inspect.signature(model.forward).parameters.values()
    named = [(p.name, p.default is p.empty) for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return named, any(p.kind == p.VAR_POSITIONAL for p in parameters)


def example(spec):
    import torch
    kind = getattr(torch, spec["type"])
    if kind.is_floating_point:
        return torch.rand(spec["shape"]).mul(2).sub(1).to(kind)
    # Zero is an index that every table has.
    return torch.ones(spec["shape"], dtype=kind) if kind == torch.bool else torch.zeros(spec["shape"], dtype=kind)


def flatten(result, name="output"):
    import torch
    if isinstance(result, torch.Tensor):
        return [(name, result)]
    if isinstance(result, dict):
        return [found for key, part in result.items() for found in flatten(part, str(key))]
    if isinstance(result, (tuple, list)):
        return [found for i, part in enumerate(result) for found in flatten(part, f"{name}_{i}" if len(result) > 1 else name)]
    return []


def is_plain(result):
    import torch
    return isinstance(result, torch.Tensor) or (
        type(result) in (tuple, list) and all(isinstance(part, torch.Tensor) for part in result))


def flattened(model):
    """The same model with its outputs as a tuple of tensors."""
    import torch

    class Flattened(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *inputs):
            return tuple(tensor for _, tensor in flatten(self.model(*inputs)))

    return Flattened().eval()


def clean(name):
    return "".join(c if c.isalnum() or c in "_." else "_" for c in name) or "output"


def export_onnx(model, inputs, path, names, output_names):
    import torch
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    opset = 17 if version >= (1, 13) else 13
    options = {"opset_version": opset, "do_constant_folding": True, "input_names": names, "output_names": output_names}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False  # the other exporter needs packages of its own and may leave shapes open
    torch.onnx.export(model, inputs, path, **options)
    return opset


def notes(caught, torch):
    """What tracing fixed to the value of the example, which another input may contradict."""
    kind = getattr(torch.jit, "TracerWarning", Warning)
    found = [f"{str(w.message).split('. ')[0].strip()} (line {w.lineno} of {os.path.basename(w.filename)})"
             for w in caught if issubclass(w.category, kind)]
    return list(dict.fromkeys(found))[:5]


def run(model, header, payload):
    import torch
    model, names, examples = model
    values, at = dict(zip(names, examples)), 0
    for spec in header["inputs"]:
        kind = getattr(torch, spec["type"])
        count = 1
        for extent in spec["shape"]:
            count *= extent
        size = count * torch.empty(0, dtype=kind).element_size()
        values[spec["name"]] = torch.frombuffer(bytearray(payload[at:at + size]), dtype=kind).reshape(spec["shape"])
        at += size
    with torch.no_grad():
        outputs = [tensor.contiguous() for _, tensor in flatten(model(*[values[name] for name in names]))]
    described = [{"type": str(tensor.dtype).split(".")[-1], "shape": list(tensor.shape)} for tensor in outputs]
    return {"outputs": described}, [tensor.numpy().tobytes() for tensor in outputs]


if __name__ == "__main__":
    main()
