# SPDX-License-Identifier: MIT
"""The table of a benchmark run, in Markdown, and whether the goals are met.

usage: report.py SAMPLES WHERE

SAMPLES has measure.py's lines, WHERE says what it ran on.
"""
import collections
import json
import statistics
import sys

SIZES = ("640x480", "1280x720")
NAMES = {
    "yamp": "`yamp view`",
    "dmabuf-v4l": "`weston-simple-dmabuf-v4l`",
    "gst": "`v4l2src ! waylandsink`",
    "gst-dmabuf": "`v4l2src io-mode=dmabuf ! waylandsink`",
    "shm": "`shm-view` (wl_shm), Weston with pixman",
}
# Path, its clients, and with whose `yamp view` they are compared.
PATHS = (
    ("plane", ("yamp", "dmabuf-v4l", "gst", "gst-dmabuf"), "plane"),
    ("pixman", ("shm",), "plane"),
    ("gles", ("yamp", "dmabuf-v4l", "gst"), "gles"),
)
HEAD = ("picture", "client", "path", "fps", "lost",
        "client µs", "×", "Weston µs", "×", "guest µs", "×",
        "syscalls", "allocations", "faults")
SAME_CPU = 1.25     # as much CPU time, within what emulation's noise lets tell
MAX_SYSCALLS = 6
NO_ALLOCATION = 0.05  # a frame: what is done once a second is not per frame


class Case:
    """All that is known of one client on one path at one size."""

    def __init__(self, samples):
        self.failed = [s for s in samples if "failed" in s]
        good = [s for s in samples if "failed" not in s]
        self.timed = [s for s in good if s["round"] != "count"]
        self.counted = [s for s in good if s["round"] == "count"]

    def values(self, key):
        return [s[key] for s in self.timed]

    def median(self, key):
        return statistics.median(self.values(key))

    def count(self, key):
        return self.counted[0][key] if self.counted else None


def load(path):
    cases = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            sample = json.loads(line)
            key = (sample["size"], sample["path"], sample["client"])
            cases.setdefault(key, []).append(sample)
    nothing = collections.defaultdict(lambda: Case([]))
    nothing.update((key, Case(samples)) for key, samples in cases.items())
    return nothing


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def spread(case, key):
    values = case.values(key)
    middle = number(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))}..{number(max(values))})"


def ratio(case, base, key):
    if not base.timed or not base.median(key):
        return "–"
    return f"{case.median(key) / base.median(key):.2f}"


def way(case, path):
    """How the frames came on the screen: by the kernel's word, not by intent."""
    if path == "pixman":
        return "copied"
    return "plane" if all(case.values("plane")) else "composited"


def lost(case):
    """Of the frames that the camera made: per cent that were not shown."""
    made, shown = sum(case.values("made")), sum(case.values("shown"))
    return f"{max(0.0, 100 * (made - shown) / made):.0f} %"


def counted(case, key):
    value = case.count(key)
    return "–" if value is None else f"{value:.1f}"


def row(key, case, base):
    size, path, client = key
    cells = [size, NAMES[client]]
    if not case.timed:
        return cells + ["fails"] + ["–"] * (len(HEAD) - 3)
    cells += [way(case, path), spread(case, "fps"), lost(case)]
    for what in ("client_us", "weston_us", "guest_us"):
        cells += [spread(case, what), ratio(case, base, what)]
    return cells + [counted(case, "syscalls"),
                    f"{counted(case, 'allocations')} + {counted(case, 'wayland_allocations')}",
                    f"{case.median('client_faults'):.1f}"]


def table(cases):
    lines = [HEAD, ["---"] * len(HEAD)]
    for size in SIZES:
        for path, clients, other in PATHS:
            for client in clients:
                key = (size, path, client)
                if key in cases:
                    lines.append(row(key, cases[key], cases[size, other, "yamp"]))
    return ["| " + " | ".join(line) + " |" for line in lines]


def legend(cases, where):
    rounds = max(len(case.timed) for case in cases.values())
    return [
        where + ".",
        "",
        "Software camera at 30 frames a second; XR24 on the plane and with pixman, YUYV (which",
        "no plane takes) through GLES, where each page flip waits for the rendering. Median",
        f"(least..most) of {rounds} rounds, all clients in turn, in one boot. Microseconds of CPU",
        "time for each frame shown, of all threads of the client, of Weston, and of the whole",
        "guest (camera, display and kernel threads too); × is relative to `yamp view` in the",
        "same case. Lost: frames that the camera made and that were not shown. For each frame",
        "taken from the camera: syscalls of the client; heap allocations by the client and its",
        "libraries + inside libwayland-client; page faults (for each shown).",
    ]


def failures(cases):
    lines = []
    for (size, path, client), case in cases.items():
        for sample in case.failed:
            lines.append(f"- {NAMES[client]}, {size}, {path}: {sample['failed']}; it said: "
                         + " / ".join(sample["log"]))
    return lines


def verdict(met):
    return "met" if met else "NOT met"


def taken_us(case):
    """The client's CPU time for each frame that it took, shown or not."""
    return statistics.median(s["client_us"] * s["shown"] / s["taken"] for s in case.timed)


def goal_resolution(cases, path):
    small, large = (cases[size, path, "yamp"] for size in SIZES)
    if not (small.timed and large.timed):
        return f"- client CPU independent of resolution, {path}: not measured"
    times = large.median("client_us") / small.median("client_us")
    of_taken = taken_us(large) / taken_us(small)
    return (f"- client CPU per shown frame independent of resolution, {path}: 1280x720 takes "
            f"{times:.2f} times what 640x480 takes (no more than {SAME_CPU}): "
            f"{verdict(times <= SAME_CPU)}; per frame taken from the camera {of_taken:.2f} times: "
            + verdict(of_taken <= SAME_CPU))


def goal_counts(cases):
    lines = []
    for size in SIZES:
        case = cases[size, "plane", "yamp"]
        if not case.counted:
            lines.append(f"- syscalls and allocations, {size}: not measured")
            continue
        calls, own = case.count("syscalls"), case.count("allocations")
        names = ", ".join(f"{name} {n:.1f}" for name, n in
                          case.count("syscalls_by_name").items() if n >= 0.05)
        lines.append(f"- at most {MAX_SYSCALLS} syscalls per frame, {size}: {calls:.1f} ({names}): "
                     + verdict(calls <= MAX_SYSCALLS))
        lines.append(f"- no heap allocation per frame, {size}: {own:.2f} by yamp and libyamp: "
                     f"{verdict(own < NO_ALLOCATION)}; libwayland-client makes "
                     f"{case.count('wayland_allocations'):.1f} for its messages")
    return lines


def baseline(cases):
    lines = []
    for size in SIZES:
        yamp, shm = cases[size, "plane", "yamp"], cases[size, "pixman", "shm"]
        if not (yamp.timed and shm.timed):
            continue
        parts = [f"{name} {yamp.median(key) / shm.median(key):.2f}" for name, key in
                 (("client", "client_us"), ("Weston", "weston_us"), ("guest", "guest_us"))]
        lines.append(f"- `yamp view` on the plane against `shm-view` with pixman, {size}: "
                     + ", ".join(parts) + " of its CPU time")
    return lines


def agreement(cases):
    """Frames shown as counted in the kernel against what `yamp view` was told."""
    pairs = [(s["shown_in_all"], s["presented_in_all"]) for key, case in cases.items()
             if key[2] == "yamp" for s in case.timed if s["presented_in_all"]]
    if not pairs:
        return []
    apart = max(abs(kernel - own) for kernel, own in pairs)
    return [f"- frames shown, counted in the kernel / by `yamp view`: "
            f"{sum(p[0] for p in pairs)} / {sum(p[1] for p in pairs)} in {len(pairs)} runs, at "
            f"most {apart} apart in one"]


def main():
    cases = load(sys.argv[1])
    lines = table(cases) + [""] + legend(cases, sys.argv[2])
    lines += ["", "Goals:", ""]
    lines += [goal_resolution(cases, path) for path in ("plane", "gles")]
    lines += goal_counts(cases)
    lines += ["", "And:", ""] + baseline(cases) + agreement(cases)
    failed = failures(cases)
    if failed:
        lines += ["", "Failed:", ""] + failed
    print("\n".join(lines))


if __name__ == "__main__":
    main()
