# SPDX-License-Identifier: MIT
"""What a pipeline of GStreamer copies of each frame.

usage: copied.py --out FILE [KEY=VALUE]... -- COMMAND...

Runs COMMAND twice, with FEW and with MANY frames in the place of its word FRAMES: what it does
before the first frame and after the last is in both. Adds a line of JSON to FILE, in which
KEY=VALUE are as they are; "copied" tells of each library the bytes a frame of each of KINDS. The
C library's copies are counted (count-copy.c).
"""
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile

FEW, MANY = 10, 20      # as long to write, which is copied, too
KINDS = ("into", "out", "within", "other")
COUNT_COPY = "/usr/libexec/yamp-bench/count-copy.so"
PATIENCE = 900


def run(command, frames, folder):
    """Bytes copied, by library and kind."""
    words = [word.replace("FRAMES", str(frames)) for word in command]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False,
                          env={**os.environ, "LD_PRELOAD": COUNT_COPY, "COUNT_COPY": folder})
    if done.returncode:
        raise RuntimeError(f"ended with status {done.returncode}: {done.stdout[-500:]}")
    paths = glob.glob(folder + "/*")
    if not paths:
        raise RuntimeError("nothing was counted: there is more than count-copy.c has room for, or "
                           "the preloaded library is missing")
    copied = collections.Counter()
    for path in paths:
        with open(path, encoding="ascii") as file:
            for line in file:
                library, *counts = line.split()
                copied.update({(library, kind): int(n) for kind, n in zip(KINDS, counts)})
        os.unlink(path)
    return copied


def each_frame(few, many):
    """What more frames made more, by library."""
    copied = {}
    for (library, kind), n in many.items():
        more = (n - few[library, kind]) / (MANY - FEW)
        if more:
            copied.setdefault(library, {})[kind] = more
    return copied


def main():
    split = sys.argv.index("--")
    options, command = sys.argv[1:split], sys.argv[split + 1:]
    sample = dict(pair.split("=", 1) for pair in options[2:])
    try:
        with tempfile.TemporaryDirectory() as folder:
            few, many = (run(command, frames, folder) for frames in (FEW, MANY))
        sample.update(copied=each_frame(few, many))
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        sample.update(failed=str(error), log=[])
    with open(options[1], "a", encoding="ascii") as file:
        file.write(json.dumps(sample) + "\n")


main()
