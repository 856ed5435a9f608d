"""Processes that share one training: they are started by the first, find each other through a file, and end with it. For tailor_tune.py."""

import os
import signal
import subprocess
import sys
import threading
import time

from torch import distributed

from tailor_supernet import Refusal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


def lock_folder(folder):
    """An open file, as long as which no other training runs in the folder."""
    try:
        file = open(os.path.join(folder, "lock"), "w")
    except OSError as e:
        raise Refusal(f"{folder}: cannot be written to: {e.strerror}") from None
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(f"{folder}: another training runs in this folder: wait for it, or stop it") from None
    return file


def start_processes(folder, count, options):
    """Starts this program again for each further rank, with some options more; also gives the file through which they meet. They end when
    this process does, because its end closes their input."""
    meeting = os.path.join(folder, "processes")
    if os.path.exists(meeting):  # of a run that was killed
        os.remove(meeting)
    children = []
    for rank in range(1, count):
        command = [sys.executable, os.path.abspath(sys.argv[0]), folder, "--rank", str(rank), "--meeting", meeting]
        # Ctrl-C reaches the first process only, which tells the others at the end of a step.
        children.append(subprocess.Popen(command + options, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True))
    threading.Thread(target=watch, args=(children,), daemon=True).start()
    return children, meeting


def watch(children):
    """Ends this process with a sentence when a child is lost, unless it notices itself."""
    while True:
        for rank, child in enumerate(children, 1):
            if child.poll() not in (None, 0, 130):
                time.sleep(5)
                print(f"tailor_tune: process {rank} ended with code {child.returncode}: start it again to go on from the last checkpoint",
                      file=sys.stderr, flush=True)
                end(children)
                os._exit(2)
        time.sleep(0.2)


def end(children):
    for child in children:
        if child.poll() is None:
            child.kill()
            child.wait()


def follow_parent():
    """In a child: ends with the process that started it."""
    def read():
        while os.read(0, 1):
            pass
        os._exit(0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=read, daemon=True).start()


def join(rank, count, meeting):
    """Sums over the processes go through the loopback interface."""
    if sys.platform in ("linux", "darwin"):
        os.environ["GLOO_SOCKET_IFNAME"] = "lo" if sys.platform == "linux" else "lo0"
    distributed.init_process_group("gloo", store=distributed.FileStore(meeting, count), rank=rank, world_size=count)
