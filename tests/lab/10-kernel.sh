# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The module by itself: every program that talks to it through the ioctls only.
. /usr/lib/yamp-lab/lab.sh

lab_yamp
status=0
for program in /usr/libexec/yamp-tests/test-*; do
	echo "# $(basename "$program")"
	"$program" || status=1
done
exit $status
