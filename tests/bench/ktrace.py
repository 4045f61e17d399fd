# SPDX-License-Identifier: MIT
"""What the kernel's tracing tells of camera and display, in a tracefs instance.

Three events, none of them of a process that is measured:

  plane_fb                     a commit puts a framebuffer on a plane (a probe in vkms)
  drm_vblank_event_delivered   the commit is on the screen
  v4l2_dqbuf                   a client took a frame; with the camera's own number

Weston also commits again what is shown already, to learn when the display scans. So a
frame counts as shown when its commit brought a framebuffer that its plane did not have.
"""
import os
import re

TRACEFS = "/sys/kernel/tracing"
INSTANCE = TRACEFS + "/instances/bench"
FRAME_EVENTS = ("kprobes/plane_fb", "drm/drm_vblank_event_delivered", "v4l2/v4l2_dqbuf")
SYSCALLS = "raw_syscalls/sys_enter"

# In struct drm_plane_state the framebuffer comes after the pointers to plane and crtc.
PROBE = "p:kprobes/plane_fb vkms:vkms_prepare_fb plane=%di:x64 fb=+16(%si):x64"

LINE = re.compile(r"-(\d+)\s+\[\d+\]\s+\S+\s+([\d.]+): (\w+): (.*)")


def put(path, text, flags=os.O_TRUNC):
    file = os.open(path, os.O_WRONLY | flags)
    try:
        os.write(file, text.encode("ascii"))
    finally:
        os.close(file)


def switch(event, on):
    put(f"{INSTANCE}/events/{event}/enable", "1" if on else "0")


def setup():
    """Makes the instance, once."""
    if os.path.isdir(INSTANCE):
        return
    put(TRACEFS + "/kprobe_events", PROBE, os.O_APPEND)
    os.mkdir(INSTANCE)
    put(INSTANCE + "/trace_clock", "mono")
    put(INSTANCE + "/buffer_size_kb", "8192")
    for event in FRAME_EVENTS:
        switch(event, True)


def start():
    """From now on, with nothing of before. Syscalls are not among it."""
    switch(SYSCALLS, False)
    put(INSTANCE + "/trace", "")


def syscalls(threads):
    """From now on the syscalls of these threads, too."""
    put(f"{INSTANCE}/events/{SYSCALLS}/filter",
        " || ".join(f"common_pid == {thread}" for thread in sorted(threads)))
    switch(SYSCALLS, True)


def events():
    """All since start(): (seconds of the monotonic clock, thread, name, rest)."""
    found = []
    with open(INSTANCE + "/trace", encoding="ascii", errors="replace") as file:
        for line in file:
            if "LOST" in line:
                raise RuntimeError("the kernel's trace buffer is too small")
            match = LINE.search(line)
            if match:
                found.append((float(match[2]), int(match[1]), match[3], match[4]))
    return found


def shown(trace):
    """The times at which a new framebuffer came on the screen."""
    times, on_plane, fresh = [], {}, False
    for time, _, name, rest in trace:
        if name == "plane_fb":
            plane, buffer = re.findall(r"=0x([0-9a-f]+)", rest)
            if int(buffer, 16) and on_plane.get(plane) != buffer:
                on_plane[plane] = buffer
                fresh = True
        elif name == "drm_vblank_event_delivered" and fresh:
            times.append(time)
            fresh = False
    return times


def taken(trace):
    """The frames that a client took: (time, the camera's number)."""
    return [(time, int(rest.rsplit("sequence = ", 1)[1]))
            for time, _, name, rest in trace if name == "v4l2_dqbuf"]


def entered(trace):
    """The syscalls: (time, number)."""
    return [(time, int(rest.split()[1])) for time, _, name, rest in trace
            if name == "sys_enter"]
