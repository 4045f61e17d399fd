# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# Camera and DSP fail, are taken away and come back a hundred times under one viewfinder.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh
. /share/loss.sh

lab_display && lab_camera single no_error_inj=0 && lab_yamp && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
LAB_SIZE=$size WITH_PLUGIN=1 weston_start restart drm gl
weston_fds=$(fd_count "$(weston_pid)")
outages 100
check "as many descriptors of Weston as before" \
	wait_until 10 eval '[ "$(fd_count "$(weston_pid)")" -le "$weston_fds" ]'
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
