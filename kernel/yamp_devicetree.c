// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the devicetree reserves for the placement "region":
 *
 *	reserved-memory {
 *		#address-cells = <2>;
 *		#size-cells = <2>;
 *		ranges;
 *
 *		frames@60000000 {
 *			compatible = "yamp,region";
 *			reg = <0x0 0x60000000 0x0 0x4000000>;
 *		};
 *	};
 *
 * "size" (with "alignment" and "alloc-ranges") instead of "reg" lets the kernel choose
 * where. Such memory has struct pages and is mapped by the kernel, cached, like all
 * memory, but nobody else is given any of it. So no-map is not for us: the CPU could
 * not zero what has no place in the kernel's map, nor could caches be maintained there.
 */
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>

#include "yamp_devicetree.h"

#define COMPATIBLE	"yamp,region"

/* Whole pages of a node; false and a reason if there are none for us. */
static bool find_range(struct device_node *node, const char **reason, u64 *size, u64 *start)
{
	struct reserved_mem *memory = of_reserved_mem_lookup(node);

	if (!memory) {
		*reason = "the kernel did not reserve it";
		return false;
	}
	if (of_property_read_bool(node, "no-map")) {
		*reason = "the CPU cannot reach it: remove no-map";
		return false;
	}
	*start = PAGE_ALIGN(memory->base);
	*size = ((u64)memory->base + memory->size) & PAGE_MASK;
	*size = *size > *start ? *size - *start : 0;
	*reason = "it holds no whole page";
	return *size;
}

void yamp_devicetree_each(int (*add)(u64 size, u64 start))
{
	struct device_node *node;
	const char *reason;
	u64 size, start;
	int ret;

	for_each_compatible_node(node, NULL, COMPATIBLE) {
		if (!of_device_is_available(node))
			continue;
		if (!find_range(node, &reason, &size, &start)) {
			pr_warn("yamp: %pOF is not used: %s\n", node, reason);
			continue;
		}
		ret = add(size, start);
		if (ret)
			pr_warn("yamp: %pOF is not used: error %d\n", node, ret);
	}
}

bool yamp_devicetree_holds(u64 size, u64 start)
{
	struct device_node *node;
	u64 node_size, node_start;
	const char *reason;
	bool holds = false;

	for_each_compatible_node(node, NULL, COMPATIBLE)
		if (of_device_is_available(node) &&
		    find_range(node, &reason, &node_size, &node_start))
			holds |= start >= node_start && size <= node_size &&
				 start - node_start <= node_size - size;
	return holds;
}
