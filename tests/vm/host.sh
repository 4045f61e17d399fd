# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the host must have. Only QEMU and what unpacks a Debian tree come from it; all
# else is in the tree itself.

# command:package
lab_host_commands=(
	mmdebstrap:mmdebstrap
	mount:mount
	unshare:util-linux
	setpriv:util-linux
	flock:util-linux
	gpgv:gpgv
	xz:xz-utils
)

# host_prepare: installs what is missing where that is allowed.
host_prepare() {
	local missing
	PATH=$PATH:/usr/sbin:/sbin	# where an ordinary user does not look
	[[ $(uname -m) == x86_64 ]] ||
		die "this lab compiles on amd64; it needs an amd64 machine, not $(uname -m)"
	mapfile -t missing < <(host_missing)
	((${#missing[@]})) || return 0
	if ((EUID)) || ! command -v apt-get >/dev/null; then
		die "please type: apt-get install --no-install-recommends ${missing[*]}   (as root), then try again"
	fi
	step "host: installing ${missing[*]}" host_install "${missing[@]}"
}

host_missing() {
	local entry
	case $LAB_ARCH in
	amd64) lab_host_commands+=(qemu-system-x86_64:qemu-system-x86) ;;
	arm64) lab_host_commands+=(qemu-system-aarch64:qemu-system-arm depmod:kmod) ;;
	esac
	((EUID == 0)) || lab_host_commands+=(newuidmap:uidmap)
	for entry in "${lab_host_commands[@]}"; do
		command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry#*:}"
	done | sort -u
	# QEMU's windows are modules in a package of their own
	if [[ $LAB_DISPLAY == yes ]] && ! qemu-system-x86_64 -display help 2>/dev/null |
		grep '^gtk' >/dev/null; then
		echo qemu-system-gui
	fi
	[[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] ||
		echo debian-archive-keyring
}

# host_install PACKAGE...: another run may be doing the same just now, and is waited for.
host_install() {
	local apt=(apt-get -o DPkg::Lock::Timeout=600)
	export DEBIAN_FRONTEND=noninteractive
	"${apt[@]}" install -y --no-install-recommends "$@" && return
	"${apt[@]}" update
	"${apt[@]}" install -y --no-install-recommends "$@"
}
