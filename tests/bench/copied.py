# SPDX-License-Identifier: MIT
"""What a pipeline of GStreamer copies of each frame.

usage: copied.py --out FILE [KEY=VALUE]... -- COMMAND...

Runs COMMAND twice, with FEW and with MANY frames in the place of its word FRAMES: what it does
before the first frame and after the last is in both. Adds a line of JSON to FILE, in which
KEY=VALUE are as they are. The C library's copies are counted (count-copy.c).
"""
import glob
import json
import os
import struct
import subprocess
import sys
import tempfile

FEW, MANY = 5, 15
COUNT_COPY = "/usr/libexec/yamp-bench/count-copy.so"
PATIENCE = 900


def run(command, frames, folder):
    """Bytes copied."""
    words = [word.replace("FRAMES", str(frames)) for word in command]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False,
                          env={**os.environ, "LD_PRELOAD": COUNT_COPY, "COUNT_COPY": folder})
    if done.returncode:
        raise RuntimeError(f"ended with status {done.returncode}: {done.stdout[-500:]}")
    copied = 0
    for path in glob.glob(folder + "/*"):
        with open(path, "rb") as file:
            copied += struct.unpack("Q", file.read(8))[0]
        os.unlink(path)
    return copied


def main():
    split = sys.argv.index("--")
    options, command = sys.argv[1:split], sys.argv[split + 1:]
    sample = dict(pair.split("=", 1) for pair in options[2:])
    try:
        with tempfile.TemporaryDirectory() as folder:
            few, many = (run(command, frames, folder) for frames in (FEW, MANY))
        sample.update(copied=(many - few) / (MANY - FEW))
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        sample.update(failed=str(error), log=[])
    with open(options[1], "a", encoding="ascii") as file:
        file.write(json.dumps(sample) + "\n")


main()
