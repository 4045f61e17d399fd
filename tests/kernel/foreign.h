/* SPDX-License-Identifier: MIT */
/* dma-bufs of other exporters. */
#ifndef FOREIGN_H
#define FOREIGN_H

#define FOREIGN_SIZE	65536

/** foreign_heap - of the system heap, FOREIGN_SIZE bytes; -1 if there is none */
int foreign_heap(void);

/** foreign_udmabuf - likewise of udmabuf, whose pages are scattered */
int foreign_udmabuf(void);

#endif /* FOREIGN_H */
