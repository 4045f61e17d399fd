# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What tests/demo runs in the guest: the desktop with the camera in a window, and a
# short report of how it came there.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

lab_modules
camera=$(camera_nodes | head -n 1)
LAB_SHELL=desktop LAB_SIZE=1024x768 WITH_PLUGIN=1 weston_start demo drm gl
view_start "$camera" --size 640x480 --fps 30 --format XR24 || exit 1
wait_until 60 view_has_shown 60
planes=$(plane_state)
screenshot /out/demo.png
view_stop
cat <<END

  kernel       $(uname -r) with the module yamp
  compositor   $(weston --version) on vkms, a software display
  camera       $camera, 640x480 XR24
  buffers      $(view_value provider), $(view_value placement) memory
  import       $(view_value import)
  shown        $(view_value presented) frames at $(view_value fps) fps, $(view_value zero_copy) of them straight from a KMS plane
  latency      capture to display $(view_value latency_ms.p50) ms median, $(view_value latency_ms.p95) ms at 95 %
  CPU copies   by the client $(view_value cpu_access.self), by the compositor $(view_value cpu_access.compositor)

  The kernel's state of the display:
$(sed 's/^/    /' <<<"$planes")

END
weston_stop
