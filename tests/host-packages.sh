# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What this machine must have to build and test; sourced by tests/run and tests/demo.

# shellcheck disable=SC2034
BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkgconf libwayland-dev libwayland-bin
	wayland-protocols libdrm-dev libjson-c-dev libpng-dev libxkbcommon-dev
	libxml2-utils"

# need_packages NAME...: installs what is missing, or says how and ends the program
need_packages() {
	local missing=() package log
	for package; do
		dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
			missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "Packages are missing. Please run: sudo apt-get install ${missing[*]}" >&2
		exit 69
	fi
	echo "Installing ${missing[*]}"
	log=$(mktemp)
	if ! { apt-get update && DEBIAN_FRONTEND=noninteractive \
		apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends \
		"${missing[@]}"; } >"$log" 2>&1; then
		cat "$log"
		rm -f "$log"
		echo "The packages could not be installed: ${missing[*]}" >&2
		exit 69
	fi
	rm -f "$log"
}
