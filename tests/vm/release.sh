# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The lanes: which Debian release with which kernel and which Weston.

# release_choose RELEASE KERNEL ARCH: sets LAB_WESTON (libweston's version), LAB_KERNEL,
# LAB_KERNEL_SUITE (empty: the release's own) and LAB_DEBUG (which of our own kernels
# takes the place of Debian's; empty: none). KERNEL may be empty.
release_choose() {
	local release=$1 kernel=$2 arch=$3
	case $arch in
	amd64) ;;
	arm64) [[ $release == trixie && ${kernel:-6.12} == 6.12 ]] ||
		die "arm64 has only trixie with its kernel 6.12" ;;
	*) die "unknown architecture '$arch': say amd64 or arm64" ;;
	esac
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

# release_lane: sets LAB_LANE, which names what the cache keeps for it.
release_lane() {
	LAB_LANE=$LAB_RELEASE-$LAB_KERNEL
	[[ $LAB_ARCH == amd64 ]] || LAB_LANE=$LAB_RELEASE-$LAB_ARCH-$LAB_KERNEL
}
