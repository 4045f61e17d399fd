# SPDX-License-Identifier: MIT
"""The table of a benchmark run of films, in Markdown, and whether the goals are met.

usage: film.py SAMPLES WHERE

SAMPLES has lines of measure.py and copied.py, WHERE says what it ran on.
"""
import json
import sys

from report import Case, ratio, spread, verdict

GOAL = 0.8       # of what the player and Weston take with waylandsink
NO_COPY = 65536  # a frame, a tenth of a picture: what is compressed is copied, too
FILM_FPS = 10
NAMES = {
    "plane": "film, converted to XR24",
    "gles": "film, I420 as decoded",
    "camera": "camera, XR24",
    "waylandsink-dumb": "waylandsink drm-device=…",
}
HEAD = ("", "sink", "way", "shown a second", "dropped", "player, ms", "Weston, ms", "both, ms",
        "× yampsink", "KiB copied a frame")


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


def row(key, case, base):
    path, client = key
    cells = [NAMES[path], f"`{NAMES.get(client, client)}`"]
    copied = case.count("copied")
    copied = "–" if copied is None else f"{copied / 1024:.0f}"
    if client == "fakesink":
        return cells + ["–"] * 7 + [copied]
    if not case.timed:
        return cells + ["fails"] + ["–"] * 6 + [copied]
    return cells + [way(client, case), spread(case, "fps"), dropped(case, path)] + \
        [spread(case, name) for name in ("client_ms", "weston_ms", "both_ms")] + \
        [ratio(case, base, "both_us"), copied]


def goals(path, cases):
    """What is asked of yampsink, and whether it is so."""
    ours = cases[path, "yampsink"]
    for client in ("waylandsink", "waylandsink-dumb"):
        theirs = cases.get((path, client))
        if ours.timed and theirs and theirs.timed:
            times = ours.median("both_us") / theirs.median("both_us")
            yield (f"- {NAMES[path]}: {times:.2f} of the CPU time with "
                   f"`{NAMES.get(client, client)}` (no more than {GOAL}): {verdict(times <= GOAL)}")
    if path == "gles" and ours.counted:
        copied = ours.count("copied")
        yield (f"- {NAMES[path]}: {copied:.0f} bytes copied a frame (of what is compressed, no "
               f"more): {verdict(copied < NO_COPY)}")


def main():
    cases = load(sys.argv[1])
    lines = [HEAD, ["---"] * len(HEAD)]
    lines += [row(key, case, cases[key[0], "yampsink"])
              for path in ("plane", "gles", "camera")
              for key, case in cases.items() if key[0] == path]
    print("\n".join("| " + " | ".join(line) + " |" for line in lines))
    rounds = max(len(case.timed) for case in cases.values())
    print(f"\n{sys.argv[2]}.\n\nCPU time for each frame shown, of the player and of Weston: "
          f"median (least..most) of {rounds} rounds, all sinks in turn, in one boot; × is of both. "
          "Copied is what the player copies with the C library, in "
          "pieces of 256 bytes and more, where no frame is dropped; with fakesink that is what "
          "GStreamer copies of pictures that others refer to.\n")
    for path in ("plane", "gles", "camera"):
        print("\n".join(goals(path, cases)))
    for (path, client), case in cases.items():
        for sample in case.failed:
            print(f"- {client}, {path}: {sample['failed']}; it said: {' / '.join(sample['log'])}")


main()
