# SPDX-License-Identifier: MIT
"""The tables of a benchmark run of pipelines, in Markdown.

usage: pipeline-report.py SAMPLES WHERE

SAMPLES has lines of tests/bench/pipeline.c and of measure.py, WHERE says what it ran on.
"""
import collections
import json
import statistics
import sys


def load(path):
    groups = collections.OrderedDict()
    with open(path, encoding="ascii") as file:
        for line in file:
            sample = json.loads(line)
            key = (sample["case"], sample["size"], sample.get("stages"), sample.get("client"))
            groups.setdefault(key, []).append(sample)
    return groups


def spread(samples, key):
    values = [s[key] for s in samples]
    return f"{statistics.median(values):.0f} ({min(values):.0f}..{max(values):.0f})"


def stage_times(samples):
    """The median of the rounds' medians, stage by stage."""
    return ", ".join(f"{statistics.median(times):.1f}"
                     for times in zip(*(s["stage_ms"] for s in samples)))


def alone(groups):
    lines = ["| DSP | picture | DSPs in a row | program's CPU time, µs a frame | for each hop "
             "| ms in camera and each DSP |", "|---|---|---|---|---|---|"]
    for (case, size, stages, _), samples in groups.items():
        if case == "shown":
            continue
        cost = statistics.median(s["cpu_us"] for s in samples)
        lines.append(f"| {case} | {size} | {stages} | {spread(samples, 'cpu_us')} "
                     f"| {cost / (stages + 1):.0f} | {stage_times(samples)} |")
    return lines


def shown(groups):
    lines = ["| on a plane, 640x480 | fps | client, µs a frame | Weston | whole guest |",
             "|---|---|---|---|---|"]
    for (case, _, _, client), samples in groups.items():
        good = [s for s in samples if "failed" not in s]
        if case != "shown":
            continue
        if not good:
            lines.append(f"| `{client}` | fails: {samples[0]['failed']} | – | – | – |")
            continue
        plane = "" if all(s["plane"] for s in good) else " (composited)"
        lines.append(f"| `{client}`{plane} | {statistics.median(s['fps'] for s in good):.1f} | "
                     + " | ".join(spread(good, key) for key in
                                  ("client_us", "weston_us", "guest_us")) + " |")
    return lines


def main():
    groups = load(sys.argv[1])
    print(sys.argv[2] + ".\n")
    print("Median (least..most) of the rounds.\n")
    print("\n".join(alone(groups)) + "\n")
    print("\n".join(shown(groups)))


main()
