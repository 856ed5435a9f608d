#!/usr/bin/python3
"""Fine-tunes the weights that the SubNets of a SuperNet share: the program behind `sartor tailor tune`, which writes FOLDER and starts it.

    python3 tailor_tune.py FOLDER                      trains, or goes on from FOLDER/checkpoint.npz, and writes FOLDER/tuned.onnx
    python3 tailor_tune.py FOLDER --forward CODE --input X.npy --output Y.npy

Each step trains some SubNets on one batch and adds up their gradients (Sahni et al., CompOFA, ICLR 2021). The processes share the batch and
average their gradients, as DistributedDataParallel does; one sum for each step over one vector is exact for weights that only some SubNets
use. Every random number follows from the seed and the step, so that a run that was interrupted ends with the same numbers as one that was
not. Progress is JSON on standard output, one object a line. Exit codes: 0 done, 2 something to be changed (one sentence on standard
error), 130 interrupted.
"""

import argparse
import hashlib
import io
import json
import math
import os
import signal
import sys
import threading
import time

try:
    import numpy as np
    import torch
    from torch import distributed
    from torch.nn import functional

    from tailor_graph import Statistics
    from tailor_operators import BATCH, COLLECT, STORED, GraphError
    from tailor_processes import end, follow_parent, join, lock_folder, start_processes
    from tailor_supernet import UNRELATED, Images, Refusal, SuperNet, read_options, write_whole
except ImportError as e:
    how = "Debian: apt-get install python3-torch python3-onnx; elsewhere: pip install torch onnx"
    print(f"tailor_tune: {e}: install it ({how})", file=sys.stderr)
    sys.exit(2)

MOMENTUM = 0.9
PROGRESS_SECONDS = 5
ORDER, SAMPLE, AUGMENT, CALIBRATE = range(4)  # what random numbers are for


class Interrupted(Exception):
    pass


class Lost(Refusal):
    """Another process ended; what this one has is whole."""


class Report:
    """Progress on standard output."""

    def __init__(self, silent):
        self.silent = silent
        self.broken = False
        self.last = time.monotonic()

    def event(self, name, **values):
        if self.silent or self.broken:
            return
        try:
            print(json.dumps({"event": name, **values}), flush=True)
        except OSError:  # nobody reads any more
            self.broken = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if name == "progress":
            self.last = time.monotonic()

    def is_due(self):
        return time.monotonic() - self.last >= PROGRESS_SECONDS


class Stop:
    """Has a training end at the end of a step, or before it begins."""

    def __init__(self):
        self.is_asked = False
        self.tuning = None

    def __call__(self, *_):
        self.is_asked = True
        if self.tuning is not None:
            self.tuning.stop = True

    def follow_input(self):
        while os.read(0, 1 << 12):
            pass
        self()


class Augmentation:
    """Flips half of the images, and moves them by up to 1/14 of their size."""

    def __init__(self, kind, generator, rows):
        self.kind, self.rows = kind, rows
        self.draws = generator.random((rows.stop, 3))[rows]  # the same for an image, whichever process takes it

    def __call__(self, images):
        if self.kind == "none":
            return images
        draws = torch.from_numpy(self.draws)
        images = torch.where((draws[:, 0] < 0.5).reshape(-1, *[1] * (images.dim() - 1)), images.flip(-1), images)
        if self.kind == "flip":
            return images
        height, width = images.shape[-2:]
        shift = max(1, round(height / 14))
        padded = functional.pad(images, (shift, shift, shift, shift))
        starts = (draws[:, 1:] * (2 * shift + 1)).long().tolist()
        return torch.stack([p[..., y:y + height, x:x + width] for p, (y, x) in zip(padded, starts)])


class Tuning:
    def __init__(self, folder, options, supernet, rank, report):
        self.folder, self.options, self.supernet, self.rank, self.report = folder, options, supernet, rank, report
        self.images = Images(folder, "train", options)
        self.held_back = Images(folder, "choose", options) if os.path.exists(os.path.join(folder, "choose-images.npy")) else None
        self.largest, self.smallest = supernet.marked("largest"), supernet.marked("smallest")
        for subnet, mark, needed in ((self.largest, "isLargest", options["includeLargest"] or options["distill"]),
                                     (self.smallest, "isSmallest", options["includeSmallest"])):
            if needed and subnet is None:
                raise Refusal(f"{folder}/subnets.json: no SubNet is marked {mark}, and tune.json asks for it")
        self.epoch_steps = len(self.images) // options["batch"]
        if self.epoch_steps == 0:
            raise Refusal(f"{self.images.path}: has {len(self.images)} images, less than one batch of {options['batch']}")
        classes = supernet.adapt(self.images.take(slice(0, 2))[0])
        for images in (self.images, self.held_back):
            if images is not None and not 0 <= images.labels.min() <= images.labels.max() < classes:
                raise Refusal(f"{images.label_path}: has labels that are not between 0 and {classes - 1}, which is what the network gives")
        self.steps = max(1, round(options["epochs"] * self.epoch_steps))
        self.momentum = torch.zeros_like(supernet.flat)
        self.step, self.elapsed, self.figures = 0, 0.0, {}
        self.checkpoint_path = os.path.join(folder, "checkpoint.npz")
        self.stop = False
        self.losses = []

    def sum(self, vector):
        """Sums a vector over the processes."""
        if self.options["processes"] > 1:
            try:
                distributed.all_reduce(vector)
            except RuntimeError:
                raise Lost(f"{self.folder}: a process that shares the work is gone: start it again to go on from the checkpoint") from None

    def random(self, purpose, number):
        return np.random.default_rng([self.options["seed"], purpose, number])

    # --- training ------------------------------------------------------------------------------------

    def train(self, stop_after=None):
        """Trains to the last step. Raises Interrupted when told to stop; the checkpoint then has what was done."""
        started, first = time.monotonic() - self.elapsed, self.step
        begun = saved = time.monotonic()
        order_epoch, order = -1, None
        while self.step < self.steps:
            epoch, place = divmod(self.step, self.epoch_steps)
            if epoch != order_epoch:
                order_epoch, order = epoch, self.random(ORDER, epoch).permutation(len(self.images))
            batch = self.options["batch"]
            loss, stop = self.one_step(order[place * batch:(place + 1) * batch])
            self.elapsed = time.monotonic() - started
            if not math.isfinite(loss):
                raise Refusal(f"{self.folder}: the loss is not finite any more at step {self.step + 1}: choose a smaller learning rate "
                              f"than {self.options['learningRate']} and start with --fresh")
            self.update()
            self.step += 1
            self.losses.append(loss)
            stop = stop or (stop_after is not None and self.step - first >= stop_after)
            if self.held_back is not None and (self.step % self.epoch_steps == 0 or self.step == self.steps) and not stop:
                self.evaluate()
                self.elapsed = time.monotonic() - started
                due = True
            else:
                due = self.report.is_due() or self.step == self.steps
            if due:
                pace = (time.monotonic() - begun) / (self.step - first)
                self.report.event(
                    "progress", step=self.step, steps=self.steps, epoch=self.step / self.epoch_steps, loss=float(np.mean(self.losses)),
                    **self.figures, elapsedS=round(self.elapsed, 2), remainingS=round(pace * (self.steps - self.step), 2))
                self.losses = []
            last = stop or self.step == self.steps
            if self.rank == 0 and (last or time.monotonic() - saved >= self.options["checkpointSeconds"]):
                self.save()
                saved = time.monotonic()
            if stop and self.step < self.steps:
                raise Interrupted

    def one_step(self, rows):
        """Gradients of one batch, averaged over the processes, into the SuperNet; mean loss, and whether a process wants to stop."""
        options, supernet = self.options, self.supernet
        share = len(rows) // options["processes"]
        own = slice(self.rank * share, (self.rank + 1) * share)
        images, labels = self.images.take(rows[own], Augmentation(options["augment"], self.random(AUGMENT, self.step), own))
        supernet.gradient.zero_()
        chosen = self.sample()
        soft = None
        if options["distill"] and chosen[0] is not self.largest:
            with torch.no_grad():
                soft = torch.softmax(supernet.forward(self.largest, images, BATCH)[0], 1)
        total = 0.0
        for subnet in chosen:
            logits, leaves = supernet.forward(subnet, images, BATCH)
            loss = functional.cross_entropy(logits, labels, label_smoothing=options["labelSmoothing"])
            if options["distill"] and subnet is not self.largest:
                distance = functional.kl_div(torch.log_softmax(logits, 1), soft, reduction="batchmean")
                loss = (1 - options["distillWeight"]) * loss + options["distillWeight"] * distance
            elif options["distill"]:
                soft = torch.softmax(logits.detach(), 1)
            supernet.backward(loss, leaves)
            total += loss.item()
        supernet.gradient[-2] = total / len(chosen)
        supernet.gradient[-1] = float(self.stop or self.report.broken)
        self.sum(supernet.gradient)
        supernet.gradient[:-1] /= options["processes"]
        return supernet.gradient[-2].item(), supernet.gradient[-1].item() > 0

    def sample(self):
        """The SubNets of a step, the same in every process; the largest is the first."""
        wanted = (self.largest, self.options["includeLargest"]), (self.smallest, self.options["includeSmallest"])
        fixed = [subnet for subnet, is_wanted in wanted if is_wanted]
        subnets = self.supernet.subnets
        drawn = self.random(SAMPLE, self.step).integers(len(subnets), size=self.options["subnetsPerBatch"] - len(fixed))
        return fixed + [subnets[i] for i in drawn]

    def rate(self):
        """Learning rate: a rise over the warm-up, then half a cosine."""
        warmup = min(round(self.options["warmup"] * self.epoch_steps), self.steps // 2)
        if self.step < warmup:
            return self.options["learningRate"] * (self.step + 1) / warmup
        return self.options["learningRate"] * (1 + math.cos(math.pi * (self.step - warmup) / (self.steps - warmup))) / 2

    def update(self):
        """Stochastic gradient descent with Nesterov's momentum."""
        flat, gradient = self.supernet.flat, self.supernet.gradient[:-2]
        gradient.addcmul_(self.supernet.decayed, flat, value=self.options["weightDecay"])
        self.momentum.mul_(MOMENTUM).add_(gradient)
        flat.add_(gradient.add_(self.momentum, alpha=MOMENTUM), alpha=-self.rate())

    # --- figures -------------------------------------------------------------------------------------

    @torch.no_grad()
    def calibrate(self, subnet, count):
        """Statistics of a SubNet's normalizations over so many training images."""
        statistics = Statistics()
        if subnet.statistics:
            size = min(self.options["batch"], len(self.images))
            rows = self.random(CALIBRATE, 0).permutation(len(self.images))[:max(size, min(count, len(self.images)))]
            for start in range(0, len(rows) - size + 1, size):
                if self.stop or self.report.broken:
                    raise Interrupted
                self.supernet.forward(subnet, self.images.take(np.sort(rows[start:start + size]))[0], COLLECT, statistics)
        return statistics.values()

    @torch.no_grad()
    def top1(self, subnet, measured, count):
        """Share of held-back images that a SubNet classifies rightly with the statistics given."""
        hits, count = 0, min(count, len(self.held_back))
        feeds = {**self.supernet.weights(subnet)[0], **measured}
        for start in range(0, count, self.options["batch"]):
            images, labels = self.held_back.take(slice(start, min(count, start + self.options["batch"])))
            logits = subnet.graph.run({**feeds, subnet.graph.inputs[0]: subnet.resized(images)}, STORED)[0]
            hits += int((logits.argmax(1) == labels).sum())
        return hits / count

    def evaluate(self):
        """Accuracy of the largest and the smallest SubNet, each in another process."""
        figures = torch.zeros(2, dtype=torch.float64)
        pairs = (self.largest, 0, "largestTop1"), (self.smallest, self.options["processes"] - 1, "smallestTop1")
        for i, (subnet, rank, _) in enumerate(pairs):
            if subnet is not None and rank == self.rank:
                stop, self.stop = self.stop, False  # all processes have to come through here
                figures[i] = self.top1(subnet, self.calibrate(subnet, 1024), self.options["progressImages"])
                self.stop = self.stop or stop
        self.sum(figures)
        self.figures = {name: figures[i].item() for i, (subnet, _, name) in enumerate(pairs) if subnet is not None}

    def finish(self):
        """Writes tuned.onnx with the statistics of the largest SubNet; returns its path and the figures of the whole held-back images."""
        subnet = self.largest or self.supernet.subnets[0]
        measured = self.calibrate(subnet, self.options["calibrationImages"])
        figures = {}
        if self.held_back is not None:
            figures["largestTop1"] = self.top1(subnet, measured, len(self.held_back))
            if self.smallest is not None:
                statistics = self.calibrate(self.smallest, self.options["calibrationImages"])
                figures["smallestTop1"] = self.top1(self.smallest, statistics, len(self.held_back))
        path = os.path.join(self.folder, "tuned.onnx")
        self.supernet.write(path, subnet, measured)
        return path, figures

    # --- checkpoints ---------------------------------------------------------------------------------

    def identity(self):
        """What a checkpoint belongs to: options that change a weight, and the files."""
        identity = {key: value for key, value in self.options.items() if key not in UNRELATED}
        files = [os.path.join(self.folder, name) for name in ("supernet.onnx", "subnets.json")]
        for path in files + [s.graph.path for s in self.supernet.subnets]:
            with open(path, "rb") as file:
                identity[os.path.relpath(path, self.folder)] = hashlib.sha256(file.read()).hexdigest()
        identity["train-images.npy"] = f"{self.images.images.dtype} {list(self.images.images.shape)}"
        return identity

    def save(self):
        about = {"step": self.step, "elapsed": self.elapsed, "figures": self.figures, "losses": self.losses, "identity": self.identity()}
        content = io.BytesIO()
        np.savez(content, parameters=self.supernet.flat.numpy(), momentum=self.momentum.numpy(), about=np.array(json.dumps(about)))
        write_whole(self.checkpoint_path, lambda file: file.write(content.getvalue()))
        self.report.event("checkpoint", step=self.step)

    def resume(self):
        if not os.path.exists(self.checkpoint_path):
            return
        try:
            with np.load(self.checkpoint_path, allow_pickle=False) as content:
                about = json.loads(str(content["about"]))
                parameters, momentum = (torch.from_numpy(content[name]) for name in ("parameters", "momentum"))
        except Exception:  # zip, numpy and JSON have errors of their own
            raise Refusal(f"{self.checkpoint_path}: is no checkpoint: remove it, or give --fresh") from None
        identity = self.identity()
        for key in {**identity, **about["identity"]}:
            if identity.get(key) != about["identity"].get(key):
                text = f"{key} {about['identity'].get(key)}, not {identity.get(key)}" if key in self.options else f"another {key}"
                raise Refusal(f"{self.checkpoint_path}: was written with {text}: restore it, or give --fresh to start again")
        self.supernet.flat.copy_(parameters)
        self.momentum.copy_(momentum)
        self.step, self.elapsed, self.figures, self.losses = (about[key] for key in ("step", "elapsed", "figures", "losses"))


# --- the program -------------------------------------------------------------------------------------

def tune(arguments):
    folder = os.path.abspath(arguments.folder)
    options = read_options(os.path.join(folder, "tune.json"))
    report = Report(silent=arguments.rank > 0)
    stop = Stop()
    if arguments.rank == 0:
        lock = lock_folder(folder)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        if arguments.stop_with_input:
            threading.Thread(target=stop.follow_input, daemon=True).start()
    tuning = stop.tuning = Tuning(folder, options, SuperNet(folder), arguments.rank, report)
    if stop.is_asked:
        return 130
    if arguments.rank == 0:
        if arguments.fresh and os.path.exists(tuning.checkpoint_path):
            os.remove(tuning.checkpoint_path)
    tuning.resume()
    children, meeting = [], arguments.meeting
    try:
        if options["processes"] > 1:
            if arguments.rank == 0:
                if not distributed.is_available():
                    raise Refusal(f"{folder}/tune.json: this PyTorch knows no processes that work together: set processes to 1")
                children, meeting = start_processes(
                    folder, options["processes"], [] if arguments.stop_after is None else ["--stop-after", str(arguments.stop_after)])
            join(arguments.rank, options["processes"], meeting)
        report.event("start", step=tuning.step, steps=tuning.steps, subnets=len(tuning.supernet.subnets), images=len(tuning.images),
                     parameters=len(tuning.supernet.flat), processes=options["processes"], torch=torch.__version__)
        tuning.train(arguments.stop_after)
        if arguments.rank == 0:
            path, figures = tuning.finish()
            report.event("done", step=tuning.step, steps=tuning.steps, file=path, **figures, elapsedS=round(tuning.elapsed, 2))
        return 0
    except Interrupted:
        return 130
    except Lost:
        if arguments.rank == 0:
            tuning.save()
        raise
    finally:
        end(children)
        if arguments.rank == 0:
            if meeting and os.path.exists(meeting):
                os.remove(meeting)
            lock.close()


@torch.no_grad()
def forward(arguments):
    """Runs one SubNet with the stored statistics of supernet.onnx."""
    supernet = SuperNet(os.path.abspath(arguments.folder))
    subnet = next((s for s in supernet.subnets if s.code == arguments.forward), None)
    if subnet is None:
        raise Refusal(f"{arguments.folder}/subnets.json: has no SubNet {arguments.forward}")
    images = torch.from_numpy(np.array(Images.open(arguments.input)))
    if len(images) > 1:
        supernet.adapt(images[:2])
    logits, _ = supernet.forward(subnet, images, STORED)
    write_whole(arguments.output, lambda file: np.save(file, logits.numpy()))
    return 0


def main():
    parser = argparse.ArgumentParser(description="Fine-tunes the weights that the SubNets of a SuperNet share.")
    parser.add_argument("folder", metavar="FOLDER", help="what `sartor tailor tune` has written")
    parser.add_argument("--fresh", action="store_true", help="remove the checkpoint and start again")
    parser.add_argument("--stop-after", type=int, metavar="STEPS", help="write the checkpoint and stop after so many steps")
    parser.add_argument("--stop-with-input", action="store_true", help="write the checkpoint and stop when standard input ends")
    parser.add_argument("--forward", metavar="CODE", help="only run one SubNet, without training")
    parser.add_argument("--input", metavar="X.npy", help="with --forward: images float32 [N, C, H, W]")
    parser.add_argument("--output", metavar="Y.npy", help="with --forward: file to write its logits to")
    parser.add_argument("--rank", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--meeting", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.forward and not (arguments.input and arguments.output):
        parser.error("--forward needs --input and --output")

    if arguments.rank > 0:
        follow_parent()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    try:
        return forward(arguments) if arguments.forward else tune(arguments)
    except (Refusal, GraphError) as e:
        if arguments.rank == 0:
            print(f"tailor_tune: {e}", file=sys.stderr)
        return 2
    except MemoryError:
        print("tailor_tune: there is not enough memory: choose a smaller batch", file=sys.stderr)
        return 2


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads of gloo may abort an orderly end
