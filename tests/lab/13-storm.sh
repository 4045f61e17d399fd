# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# kernels: debug-lockdep debug-kasan
# Threads at once on everything, and random arguments for every ioctl: a warning of the
# kernel's ends the machine, and so the test. On a kernel that looks for faults less of
# it does.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

programs=/usr/libexec/yamp-tests
long=--long calls=200000
if [ -e /proc/lockdep ] || [ -e "$lab_kmemleak" ]; then
	long='' calls=20000
fi

leaks_forget
lab_yamp || exit
echo 1 >/proc/sys/kernel/panic_on_warn
# shellcheck disable=SC2086
check "storm" $programs/test-storm $long
# random sizes are large, and zeroing them is all that would be done
echo 67108864 >/sys/module/yamp/parameters/quota_bytes
check "random arguments" $programs/test-fuzz $calls "${FUZZ_SEED:-1}"
check "nothing is left behind" wait_until 5 yamp_buffers_are 0
leaks_found >/out/leaks.txt
[ $? -eq 1 ] && not_ok "kmemleak finds no memory that nobody can reach" "$(head -n 60 /out/leaks.txt)"
tap_done
