# SPDX-License-Identifier: MIT
"""How long it is from nothing to a client's first frame; and the table of such times.

usage: first.py --measure FILE --weston PID CLIENT -- COMMAND...
       first.py --report FILE REFRESH_HZ WHERE

Starts COMMAND, waits until the display shows a first frame of it, as the kernel tells
(ktrace.py), and adds a line of JSON to FILE: milliseconds since before it was started.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

import ktrace
import measure

NAMES = {
    "yamp": "`yamp view`",
    "plain": "`yamp view`, the plugin hidden from it",
    "dmabuf-v4l": "`weston-simple-dmabuf-v4l`",
}
GOAL = 2    # refreshes


def first_shown(client):
    until = time.monotonic() + measure.PATIENCE
    while time.monotonic() < until:
        times = ktrace.shown(ktrace.events())
        if times:
            return times[0]
        if client.poll() is not None:
            raise RuntimeError(f"ended with status {client.returncode}")
        time.sleep(0.1)
    raise RuntimeError(f"showed no frame in {measure.PATIENCE} s")


def run_once(options):
    ktrace.start()
    begin = time.monotonic()
    with subprocess.Popen(options.command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as client:
        try:
            return (first_shown(client) - begin) * 1e3
        except RuntimeError as error:
            client.kill()
            raise RuntimeError(f"{error}: {client.stderr.read().decode()[-400:]}") from error
        finally:
            measure.end_client(client)
            measure.wait_idle(options.weston)


def measure_one(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", required=True)
    parser.add_argument("--weston", type=int, required=True)
    parser.add_argument("client")
    split = arguments.index("--")
    options = parser.parse_args(arguments[:split])
    options.command = arguments[split + 1:]
    ktrace.setup()
    ms = run_once(options)
    print(f"  {options.client}: {ms:.0f} ms", file=sys.stderr)
    with open(options.measure, "a", encoding="ascii") as file:
        print(json.dumps({"client": options.client, "ms": ms}), file=file)


def load(path):
    cases = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            sample = json.loads(line)
            cases.setdefault(sample["client"], []).append(sample["ms"])
    return cases


def row(name, times, plain, refresh_ms):
    middle = statistics.median(times)
    low, _, high = statistics.quantiles(times, n=4)
    return (f"| {name} | {middle:.0f} ({min(times):.0f}, {low:.0f}..{high:.0f}, {max(times):.0f}) "
            f"| {(middle - plain) / refresh_ms:+.1f} | {middle / plain:.2f} |")


def report(path, refresh_hz, where):
    cases = load(path)
    plain = statistics.median(cases["plain"])
    refresh_ms = 1e3 / refresh_hz
    print("| client | to the first frame, ms | refreshes later than without negotiation | × |")
    print("|---|---|---|---|")
    for client, name in NAMES.items():
        print(row(name, cases[client], plain, refresh_ms))
    later = (statistics.median(cases["yamp"]) - plain) / refresh_ms
    print(f"\n{where}; {refresh_hz:.2f} refreshes a second. Median (least, middle half, most) "
          f"of {len(cases['plain'])} runs, in turn.")
    print(f"\nGoal: with negotiation at most {GOAL} refreshes later: {later:+.1f}: "
          f"{verdict(later <= GOAL)}")


def verdict(met):
    return "met" if met else "NOT met"


if sys.argv[1] == "--report":
    report(sys.argv[2], float(sys.argv[3]), sys.argv[4])
else:
    measure_one(sys.argv[1:])
