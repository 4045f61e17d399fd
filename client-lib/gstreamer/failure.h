/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why nothing is shown any more: words for people, and one for programs. */
#ifndef GST_YAMP_FAILURE_H
#define GST_YAMP_FAILURE_H

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * gst_yamp_failure_tell - post an error on the element's bus
 * @reason: a constant:
 *	window-closed	the user closed the window
 *	compositor-gone	the connection ended
 *	protocol-error	the compositor ended it, because of what was requested
 *	not-shown	the compositor takes none of the buffers
 *	no-compositor	there is none to connect to
 *	no-plugin	there is one, but yampautosink wants another
 * @error: of the system, positive; 0 if it has nothing to say
 *
 * Its details are a structure "yamp-failure" with reason, its debug text says the same. Not
 * under a lock.
 */
void gst_yamp_failure_tell(GstElement *element, const gchar *reason, gint error);

G_END_DECLS

#endif /* GST_YAMP_FAILURE_H */
