# SPDX-License-Identifier: MIT
"""The table of a benchmark run of films, in Markdown, and whether the goals are met.

usage: film.py SAMPLES WHERE

SAMPLES has lines of measure.py and copied.py, WHERE says what it ran on.
"""
import json
import statistics
import sys

from report import Case, ratio, spread, verdict

GOAL = 0.8       # of what the player and Weston take with waylandsink
FILM_FPS = 5
COPIERS = ("libgstvideo-1.0.so.0", "libgstreamer-1.0.so.0")   # of pictures, for all elements
PATHS = ("plane", "yuv", "gles", "camera")
NAMES = {
    "yuv": "film of 640x480, I420 as decoded",
    "plane": "film of 640x480, converted to XR24",
    "gles": "film of 160x120, I420 as decoded",
    "camera": "camera, XR24",
    "waylandsink-dumb": "waylandsink drm-device=…",
}
HEAD = ("", "sink", "way", "shown a second", "dropped", "player, ms", "Weston, ms", "both, ms",
        "× yampsink", "KiB copied into or out of buffers", "elsewhere")
# Software GL compiles for each processor anew, a bit more or less in each run.
COMPILERS = ("libLLVM", "libstdc++")


def load(path):
    groups = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            sample = json.loads(line)
            if "client_us" in sample:
                sample["both_us"] = sample["client_us"] + sample["weston_us"]
                sample.update({key[:-2] + "ms": sample[key] / 1e3 for key in
                               ("client_us", "weston_us", "both_us")})
            groups.setdefault((sample["path"], sample["client"]), []).append(sample)
    return {key: Case(samples) for key, samples in groups.items()}


def dropped(case, path):
    """Of the frames that there were: per cent that were not shown."""
    if path == "camera":
        shown, made = sum(case.values("shown")), sum(case.values("made"))
    else:
        shown, made = case.median("fps"), FILM_FPS
    return f"{max(0.0, 100 * (1 - shown / made)):.0f} %"


def way(client, case):
    """By the kernel's word, which does not tell the driver's buffers from Weston's own."""
    if client.endswith("-dumb"):
        return "not told"
    return "plane" if all(case.values("plane")) else "renderer"


def bytes_of(copied, kinds, libraries=None):
    """Copied for each frame, by these libraries or all."""
    return sum(n for name, by_kind in copied.items()
               if (name in libraries if libraries else not name.startswith(COMPILERS))
               for kind, n in by_kind.items() if kind in kinds)


def kib_copied(case):
    copied = case.count("copied")
    if copied is None:
        return ["–", "–"]
    return [f"{bytes_of(copied, kinds) / 1024:.0f}" for kinds in
            (("into", "out", "within"), ("other",))]


def row(key, case, base):
    path, client = key
    cells = [NAMES[path], f"`{NAMES.get(client, client)}`"]
    copied = kib_copied(case)
    if client == "fakesink":
        return cells + ["–"] * 7 + copied
    if not case.timed:
        return cells + ["fails"] + ["–"] * 6 + copied
    return cells + [way(client, case), spread(case, "fps"), dropped(case, path)] + \
        [spread(case, name) for name in ("client_ms", "weston_ms", "both_ms")] + \
        [ratio(case, base, "both_us")] + copied


def goal_copied(path, copied):
    """Whether a picture is copied, and what else is."""
    pictures = bytes_of(copied, ("into", "out")) + bytes_of(copied, ("within", "other"), COPIERS)
    others = sorted(((bytes_of({name: kinds}, ("within", "other")), name)
                     for name, kinds in copied.items() if name not in COPIERS), reverse=True)
    named = ", ".join(f"{name} {n:.0f}" for n, name in others if n >= 1)
    return (f"- {NAMES[path]}: {pictures:.0f} bytes of pictures copied a frame (none): "
            f"{verdict(pictures < 1)}; of other things: {named or 'none'}")


def ratios(ours, theirs):
    """Of CPU times of the same round: what else the machine does in another is in neither."""
    others = {sample["round"]: sample["both_us"] for sample in theirs.timed}
    return [sample["both_us"] / others[sample["round"]] for sample in ours.timed
            if sample["round"] in others]


def goals(path, cases):
    """What is asked of yampsink, and whether it is so."""
    ours = cases[path, "yampsink"]
    for client in ("waylandsink", "waylandsink-dumb", "glimagesink"):
        found = ratios(ours, cases[path, client]) if (path, client) in cases else []
        if found:
            times = statistics.median(found)
            yield (f"- {NAMES[path]}: {times:.2f} ({min(found):.2f}..{max(found):.2f}) of the CPU "
                   f"time with `{NAMES.get(client, client)}` (no more than {GOAL}): "
                   f"{verdict(times <= GOAL)}")
    if path != "plane" and ours.counted:
        yield goal_copied(path, ours.count("copied"))


def main():
    cases = load(sys.argv[1])
    lines = [HEAD, ["---"] * len(HEAD)]
    lines += [row(key, case, cases[key[0], "yampsink"])
              for path in PATHS
              for key, case in cases.items() if key[0] == path]
    print("\n".join("| " + " | ".join(line) + " |" for line in lines))
    rounds = max(len(case.timed) for case in cases.values())
    print(f"\n{sys.argv[2]}.\n\nCPU time for each frame shown, of the player and of Weston: "
          f"median (least..most) of {rounds} rounds, all sinks in turn, in one boot; × is of both; "
          "what is said below is of sinks of the same round. "
          "Copied is what the player copies with the C library where no frame is dropped: into or "
          "out of memory that it shares with others, as buffers are, and elsewhere in pieces of "
          "64 bytes and more; with fakesink that is what GStreamer copies of pictures that others "
          "refer to.\n")
    for path in PATHS:
        if (path, "yampsink") in cases:
            print("\n".join(goals(path, cases)))
    for (path, client), case in cases.items():
        for sample in case.failed:
            print(f"- {client}, {path}: {sample['failed']}; it said: {' / '.join(sample['log'])}")


main()
