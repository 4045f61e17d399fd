# SPDX-License-Identifier: MIT
"""Measures one client that shows the camera, and adds a line of JSON to a file.

usage: measure.py --out FILE --weston PID --seconds N [--count | --film] [KEY=VALUE]...
                  -- COMMAND...

Starts COMMAND, waits until it shows frames and has settled, takes the CPU time of its
threads, of Weston's and of the whole guest before and after N seconds in which nothing
else runs, ends COMMAND, and counts what the kernel traced in between. With --count it
counts syscalls and heap allocations instead: that costs CPU time. KEY=VALUE goes to the
line as it is. A client that shows nothing gives a line with "failed". With --film there is no
camera, and only what is shown is counted.
"""
import argparse
import collections
import json
import os
import re
import signal
import struct
import subprocess
import sys
import time

import ktrace

WARM_FRAMES = 7
WARM_FILM_FRAMES = 3    # it does not wait
WARM_SECONDS = 1.5
MIN_FRAMES = 6      # in what is measured, so long as it takes not LONGEST times the time
LONGEST = 4
RARE_FPS = 10       # below, times are taken when a frame was shown: no half frames
PATIENCE = 90  # seconds until the first frames
COUNTS = "/tmp/bench-counts"
COUNT_MALLOC = "/usr/libexec/yamp-bench/count-malloc.so"
UNISTD = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def threads(pid):
    return [int(name) for name in os.listdir(f"/proc/{pid}/task")]


def process(pid):
    """CPU time of all threads in ns, page faults."""
    ns = sum(int(read(f"/proc/{pid}/task/{thread}/schedstat").split()[0])
             for thread in threads(pid))
    stat = read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    return {"ns": ns, "faults": int(stat[7]) + int(stat[9])}


def guest():
    """CPU time in ns of all that ran in the guest, kernel threads too.

    /proc/stat would count by timer ticks, which camera and display are in step with.
    """
    return sum(int(line.split()[7]) for line in read("/proc/schedstat").splitlines()
               if line.startswith("cpu"))


def allocations(pid):
    with open(f"{COUNTS}/{pid}", "rb") as file:
        return struct.unpack("QQ", file.read(16))


def snapshot(options, client):
    now = {"time": time.monotonic(), "guest": guest(),
           "client": process(client), "weston": process(options.weston)}
    if options.count:
        now["allocations"] = allocations(client)
    return now


def settled(frames):
    """Does the client show frames, long enough to be past its beginnings?"""
    times = ktrace.shown(ktrace.events())
    return len(times) >= frames and time.monotonic() - times[0] >= WARM_SECONDS


def wait_settled(client, frames):
    until = time.monotonic() + PATIENCE
    while not settled(frames):
        if client.poll() is not None:
            raise RuntimeError(f"ended with status {client.returncode}")
        if time.monotonic() > until:
            raise RuntimeError(f"showed {len(ktrace.shown(ktrace.events()))} frames "
                               f"in {PATIENCE} s")
        time.sleep(0.3)


def wait_shown(seconds):
    """Until the next frame is shown, where frames are rare; not longer than this."""
    times = ktrace.shown(ktrace.events())
    if (len(times) - 1) / (times[-1] - times[0]) >= RARE_FPS:
        return
    until = time.monotonic() + seconds
    while len(ktrace.shown(ktrace.events())) == len(times) and time.monotonic() < until:
        time.sleep(0.05)


def wait_measured(options, begin):
    """As long as asked for; longer where frames are rare."""
    time.sleep(options.seconds)
    while (time.monotonic() < begin + LONGEST * options.seconds and
           sum(t > begin for t in ktrace.shown(ktrace.events())) < MIN_FRAMES - 1):
        time.sleep(0.5)
    wait_shown(options.seconds)


def on_plane():
    """Is something imported on a plane? The kernel tells."""
    shell = ". /usr/lib/yamp-lab/lab.sh; plane_state"
    state = subprocess.run(["bash", "-c", shell], capture_output=True, check=True)
    return bool(state.stdout.strip())


def start_client(options, log):
    environment = dict(os.environ)
    if options.count:
        environment.update(LD_PRELOAD=COUNT_MALLOC, COUNT_MALLOC=COUNTS)
        os.makedirs(COUNTS, exist_ok=True)
    ktrace.start()
    return subprocess.Popen(options.command, stdin=subprocess.DEVNULL, stdout=log,
                            stderr=log, env=environment)


def end_client(client):
    if client.poll() is None:
        client.send_signal(signal.SIGINT)
    try:
        client.wait(20)
    except subprocess.TimeoutExpired:
        client.kill()
        client.wait()


def wait_idle(pid):
    """Until Weston has done with the client that ended: the next is to find it at rest."""
    until, used = time.monotonic() + PATIENCE, -1
    while time.monotonic() < until:
        try:
            now = process(pid)["ns"]
        except OSError:  # it died
            return
        if now == used:
            return
        used = now
        time.sleep(0.5)


def count_film(all_events, begin, end):
    """What was shown between two times."""
    shown = sum(begin < t <= end for t in ktrace.shown(all_events))
    if not shown:
        raise RuntimeError("showed nothing while it was measured")
    return {"shown": shown, "fps": shown / (end - begin)}


def count_frames(all_events, begin, end):
    """What was shown, taken and lost between two times."""
    sample = count_film(all_events, begin, end)
    taken = [frame for frame in ktrace.taken(all_events) if begin < frame[0] <= end]
    if not taken:
        raise RuntimeError("took nothing while it was measured")
    return {**sample, "taken": len(taken), "made": taken[-1][1] - taken[0][1] + 1}


def cpu(before, after, frames):
    """Microseconds of CPU time, and page faults, for each shown frame."""
    sample = {"guest_us": (after["guest"] - before["guest"]) / 1e3 / frames["shown"]}
    for name in ("client", "weston"):
        used = after[name]["ns"] - before[name]["ns"]
        faults = after[name]["faults"] - before[name]["faults"]
        sample[name + "_us"] = used / 1e3 / frames["shown"]
        sample[name + "_faults"] = faults / frames["shown"]
    return sample


def syscall_names():
    return {int(number): name for name, number in
            re.findall(r"__NR_(\w+) (\d+)", read(UNISTD))}


def counts(all_events, before, after):
    """Syscalls and allocations for each frame that the client took.

    Syscalls are counted from the first to the last such frame, whole frames that is.
    """
    taken = [t for t, _ in ktrace.taken(all_events) if before["time"] < t <= after["time"]]
    if len(taken) < 2:
        raise RuntimeError("took less than two frames while it was measured")
    calls = collections.Counter(number for t, number in ktrace.entered(all_events)
                                if taken[0] < t <= taken[-1])
    names = syscall_names()
    others, wayland = (b - a for a, b in zip(before["allocations"], after["allocations"]))
    return {"syscalls": sum(calls.values()) / (len(taken) - 1),
            "syscalls_by_name": {names.get(number, str(number)): n / (len(taken) - 1)
                                 for number, n in calls.most_common()},
            "allocations": others / len(taken), "wayland_allocations": wayland / len(taken)}


def own_count(log):
    """How many frames `yamp view` says were presented in all."""
    match = re.search(r"^in all: .* plane (\d+)  composited (\d+)", read(log), re.MULTILINE)
    return int(match[1]) + int(match[2]) if match else None


def measure(options, client):
    wait_settled(client, WARM_FILM_FRAMES if options.film else WARM_FRAMES)
    plane = on_plane()
    if options.count:
        ktrace.syscalls(threads(client.pid))
    wait_shown(options.seconds)
    before = snapshot(options, client.pid)
    wait_measured(options, before["time"])
    if client.poll() is not None:
        raise RuntimeError(f"ended with status {client.returncode}")
    after = snapshot(options, client.pid)
    end_client(client)
    everything = ktrace.events()
    count = count_film if options.film else count_frames
    frames = count(everything, before["time"], after["time"])
    sample = {"plane": plane, **frames}
    if options.count:
        return {**sample, **counts(everything, before, after)}
    return {**sample, **cpu(before, after, frames), "shown_in_all": len(ktrace.shown(everything))}


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--weston", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--film", action="store_true")
    parser.add_argument("pairs", nargs="*")
    split = sys.argv.index("--")
    options = parser.parse_args(sys.argv[1:split])
    options.command = sys.argv[split + 1:]
    return options


def main():
    options = parse()
    line = dict(pair.split("=", 1) for pair in options.pairs)
    ktrace.setup()
    path = "/tmp/bench-client.log"
    with open(path, "wb") as log:
        client = start_client(options, log)
        try:
            line.update(measure(options, client))
        except (RuntimeError, OSError) as error:
            line["failed"] = str(error)
            if not os.path.exists(f"/proc/{options.weston}/exe"):
                line["failed"] += "; Weston died"
        finally:
            end_client(client)
    wait_idle(options.weston)
    if "failed" in line:
        line["log"] = read(path).splitlines()[-4:]
    if options.command[0] == "yamp" and not options.count:
        line["presented_in_all"] = own_count(path)
    with open(options.out, "a", encoding="ascii") as file:
        print(json.dumps(line), file=file)


if __name__ == "__main__":
    main()
