#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""play-keys.py FILM: types keys to yamp play as a person does in a terminal.

There is an interactive shell in a pseudo terminal, so that jobs are stopped and signals
are told of as anywhere. FILM is smaller than the screen and lasts for more than 20 seconds.
Prints "pass WHAT" or "fail WHAT: WHY" for each thing looked at; a wait that is not answered
ends it all.
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

PATIENCE = 60 * int(os.environ.get("LAB_PATIENCE", "1"))
LEFT, RIGHT = "\033[D", "\033[C"
failed = False


def verdict(good, what, why=""):
    global failed
    failed = failed or not good
    print(f"pass {what}" if good else f"fail {what}: {why}", flush=True)
    return good


class Lost(Exception):
    pass


def sizes():
    """Of the screen and of the window, as the compositor tells."""
    shown = subprocess.run(["weston-debug", "scene-graph"], stdout=subprocess.PIPE, text=True,
                           timeout=PATIENCE, check=True).stdout
    place = r"position: \((-?\d+), (-?\d+)\) -> \((-?\d+), (-?\d+)\)"
    found = [re.search(what + r"[^\n]*\n\s*" + place, shown)
             for what in (r"Output 0", r"window '[^'\\n]*' of yamp")]
    return [at and (int(at[3]) - int(at[1]), int(at[4]) - int(at[2])) for at in found]


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


class Shell:
    """An interactive shell, and all that it has shown."""

    def __init__(self):
        self.shown = ""
        self.read_to = 0
        pid, self.fd = pty.fork()
        if pid == 0:
            os.environ.update(PS1="ready> ", PS2="", TERM="xterm", HISTFILE="")
            os.execlp("bash", "bash", "--norc", "--noprofile", "--noediting", "-i")
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.expect("ready> ")

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def more(self, until):
        left = until - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            raise Lost(f"waited {PATIENCE} s; it showed: {self.shown[-2000:]!r}")
        try:
            self.shown += os.read(self.fd, 65536).decode(errors="replace")
        except OSError:
            raise Lost("the shell has gone") from None

    def expect(self, pattern):
        """The match of the next place where pattern is, behind the last one."""
        until = time.monotonic() + PATIENCE
        while not (match := re.compile(pattern).search(self.shown, self.read_to)):
            self.more(until)
        self.read_to = match.end()
        return match

    def run(self, command, pattern):
        self.type(command + "\n")
        match = self.expect(pattern)
        self.expect("ready> ")
        return match

    def settings(self):
        return self.run("stty -g", r"\n([0-9a-f:]{30,})\r").group(1)


class Film:
    """yamp play -j, run by a shell."""

    def __init__(self, shell, film, where=""):
        self.shell = shell
        self.now = {}
        shell.type(f"yamp play -j {film} {where}\n")
        shell.expect("\r\n")

    def object(self):
        """The next object that it prints."""
        while True:
            line = self.shell.expect(r"([^\n]*)\r\n").group(1)
            if line.startswith("{"):
                self.now = json.loads(line)
                return self.now

    def until(self, condition):
        until = time.monotonic() + PATIENCE
        while not condition(self.object()):
            if time.monotonic() > until:
                raise Lost(f"waited {PATIENCE} s; the last was {self.now}")
        return self.now

    def plays(self, beyond=0):
        return self.until(lambda o: o["type"] == "position" and o["state"] == "playing" and
                          o["position"] > beyond)["position"]

    def at(self, position):
        """It gets there while it is paused; less than a frame beside."""
        return self.until(lambda o: o["type"] == "position" and o["state"] != "playing" and
                          abs(o["position"] - position) < 0.2)["position"]

    def press(self, keys):
        self.shell.type(keys)

    def status(self):
        self.shell.expect("ready> ")
        return int(self.shell.run("echo ended $?", r"ended (\d+)\r").group(1))


def keys(shell, film):
    before = shell.settings()
    play = Film(shell, film)
    play.plays(0.5)
    play.press(" ")
    play.until(lambda o: o["type"] == "state" and o["state"] == "paused")
    position = play.now["position"]
    time.sleep(2)   # in which a film that plays would go on
    play.press(RIGHT)
    verdict(play.at(position + 10), "paused, it stays where it is, and 10 seconds forward are 10")
    play.press(LEFT)
    verdict(play.at(position), "10 seconds back are 10, too")
    play.press(RIGHT + RIGHT)
    verdict(play.at(position + 20), "two at once are 20")
    play.press("0")
    verdict(play.at(0) < 0.2, "0 goes to the beginning")
    play.press("m")
    verdict(play.until(lambda o: o.get("muted")), "m mutes")
    screen, window = sizes()
    verdict(window and window[0] < screen[0], "there is a window", str(window))
    play.press("f")
    verdict(play.until(lambda o: o.get("fullscreen")) and
            wait_for(lambda: sizes()[1] == screen), "f fills the screen", str(sizes()))
    play.press("f")
    verdict(wait_for(lambda: sizes()[1] == window), "and makes it a window again", str(sizes()))
    play.press(" ")
    verdict(play.plays() > 0, "space goes on")
    play.press("q")
    last = play.until(lambda o: o["type"] == "summary")
    verdict(last["frames"] > 0, "frames were shown", str(last))
    status = play.status()
    verdict(status == 0, "q ends with 0", str(status))
    verdict(shell.settings() == before, "the terminal is as before")


def stopped_and_killed(shell, film):
    before = shell.settings()
    play = Film(shell, film)
    position = play.plays()
    play.press("\032")
    shell.expect("Stopped")
    shell.expect("ready> ")
    verdict(shell.settings() == before, "Ctrl-Z stops, and the terminal is as before")
    shell.type("fg\n")
    verdict(play.plays(position) < position + 5, "it goes on from there", str(play.now))
    play.press(" ")
    verdict(play.until(lambda o: o["type"] == "state" and o["state"] == "paused"),
            "keys are heard again")
    play.press("\034")
    status = play.status()
    verdict(status == 131, "Ctrl-\\ ends with 131", str(status))
    verdict(shell.settings() == before, "and the terminal is as before, even so")


def in_the_background_and_interrupted(shell, film):
    before = shell.settings()
    play = Film(shell, film, "&")
    position = play.plays()
    verdict(play.plays(position) > position, "in the background it plays, and leaves the terminal")
    shell.type("fg\n")
    play.press("m")
    verdict(play.until(lambda o: o.get("muted")), "in the foreground keys are heard")
    play.press("\003")
    status = play.status()
    verdict(status == 130, "Ctrl-C ends with 130", str(status))
    verdict(shell.settings() == before, "and the terminal is as before")


def main():
    shell = Shell()
    try:
        keys(shell, sys.argv[1])
        stopped_and_killed(shell, sys.argv[1])
        in_the_background_and_interrupted(shell, sys.argv[1])
    except Lost as error:
        verdict(False, "an answer", str(error))
    sys.exit(failed)


main()
