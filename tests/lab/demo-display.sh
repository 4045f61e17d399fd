# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What tests/demo --display runs in the guest: the camera in a window of Weston, in the
# window of the virtual machine, until that is closed.
. /usr/lib/yamp-lab/lab.sh

lab_camera && lab_yamp && lab_screen || exit
camera=$(camera_nodes | head -n 1)
LAB_SHELL=desktop LAB_SIZE=1024x768 WITH_PLUGIN=1 weston_start demo wayland gl || exit
yamp view "$camera" --size 640x480 --fps 30 --format XR24
weston_stop
