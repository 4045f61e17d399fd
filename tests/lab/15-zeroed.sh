# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# append: init_on_alloc=0
# Memory is zero by our own doing: Debian's kernel would hide what we forget.
. /usr/lib/yamp-lab/lab.sh

lab_yamp
exec /usr/libexec/yamp-tests/test-pool --long
