# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# kernels: debug-lockdep debug-kasan
# The module by itself: every program that talks to it through the ioctls only.
. /usr/lib/yamp-lab/lab.sh

leaks_forget
lab_yamp
status=0
for program in /usr/libexec/yamp-tests/test-*; do
	echo "# $(basename "$program")"
	"$program" || status=1
done
leaks_found >/out/leaks.txt
case $? in
0) echo "ok 1 - kmemleak finds no memory that nobody can reach" ;;
1) status=1
   echo "not ok 1 - kmemleak finds no memory that nobody can reach"
   head -n 60 /out/leaks.txt | sed 's/^/# /' ;;
esac
exit $status
