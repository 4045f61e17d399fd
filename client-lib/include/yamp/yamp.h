/* SPDX-License-Identifier: MIT */
/* All of libyamp. */
#ifndef YAMP_YAMP_H
#define YAMP_YAMP_H

#include <yamp/buffer.h>
#include <yamp/device.h>
#include <yamp/display.h>
#include <yamp/drm.h>
#include <yamp/dsp.h>
#include <yamp/figure.h>
#include <yamp/ledger.h>
#include <yamp/log.h>
#include <yamp/pipeline.h>
#include <yamp/pool.h>
#include <yamp/recorder.h>
#include <yamp/stats.h>
#include <yamp/target.h>
#include <yamp/v4l2-capture.h>

#endif /* YAMP_YAMP_H */
