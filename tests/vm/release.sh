# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The lanes: which Debian release with which kernel and which Weston.

# release_choose RELEASE KERNEL: sets LAB_WESTON (libweston's version), LAB_KERNEL,
# LAB_KERNEL_SUITE (empty: the release's own) and LAB_DEBUG (which of our own kernels
# takes the place of Debian's; empty: none). KERNEL may be empty.
release_choose() {
	local release=$1 kernel=$2
	LAB_KERNEL_SUITE='' LAB_DEBUG=''
	case $release:$kernel in
	trixie: | trixie:6.12)
		LAB_KERNEL=6.12 LAB_WESTON=14 ;;
	trixie:debug-lockdep | trixie:debug-kasan)
		LAB_KERNEL=6.12 LAB_WESTON=14 LAB_DEBUG=$kernel ;;
	trixie:7.x)
		LAB_KERNEL=7.x LAB_WESTON=14
		LAB_KERNEL_SUITE=trixie-backports ;;
	forky: | forky:7.x)
		LAB_KERNEL=7.x LAB_WESTON=16 ;;
	trixie:* | forky:*)
		die "there is no kernel $kernel for $release: trixie has 6.12, 7.x, debug-lockdep and debug-kasan, forky has 7.x" ;;
	*)
		die "unknown release '$release': say trixie or forky" ;;
	esac
}
