/* SPDX-License-Identifier: GPL-2.0-only */
/* What most files of the module need. The rest has a header of its own, too. */
#ifndef YAMP_PRIV_H
#define YAMP_PRIV_H

#include "yamp_buffer.h"
#include "yamp_dmabuf.h"
#include "yamp_event.h"
#include "yamp_holders.h"
#include "yamp_ioctl.h"
#include "yamp_owner.h"

#endif /* YAMP_PRIV_H */
