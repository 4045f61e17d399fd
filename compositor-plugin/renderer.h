/* SPDX-License-Identifier: MIT */
/* The renderer as a target. */
#ifndef YAMP_RENDERER_H
#define YAMP_RENDERER_H

struct plugin;

/** renderer_add - to the targets that are being learnt; 0 or -ENOMEM */
int renderer_add(struct plugin *plugin);

#endif /* YAMP_RENDERER_H */
