# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# An output that is unplugged and plugged in again, for the scripts here.

# udev_start: tells Weston of each change of the display as one of what is plugged in,
# which is what drivers with real connectors say
udev_start() {
	mkdir -p /run/udev/rules.d
	echo 'SUBSYSTEM=="drm", ACTION=="change", ENV{HOTPLUG}="1"' >/run/udev/rules.d/00-plug.rules
	/usr/lib/systemd/systemd-udevd --daemon && udevadm settle
}

# plug on|off: the only output
plug() {
	echo "$1" >"/sys/class/drm/$(lab_card)-Virtual-1/status" &&
		udevadm trigger --action=change "/sys/class/drm/$(lab_card)"
}
