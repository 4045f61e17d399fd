// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which driver is calling.
 *
 * The dma-buf core does not tell which driver asks for a kernel mapping or for
 * CPU access, so the answer is read off the stack: the nearest kernel module
 * that is not one of the frameworks that map on behalf of a driver, or else the
 * nearest framework. A driver that is built into the kernel does not show.
 *
 * What module an address belongs to the kernel tells only with its symbol, for which it
 * searches all that the module has: a millisecond for a stack, and a driver that works in
 * software asks for every frame. The addresses are always the same few, so what they were
 * found to be is remembered until a module comes or goes.
 */
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "yamp_caller.h"

#define STACK_DEPTH	24
#define KNOWN_BITS	9

/* Modules, by how their names start, whose functions run for some other driver. */
static const char * const frameworks[] = {
	"drm", "ttm", "v4l2_", "videobuf2_", "videodev",
};

/**
 * struct known - what an address was found to be
 * @address: in code; 0: nothing is known
 * @module: that it belongs to; empty if to none
 */
struct known {
	unsigned long address;
	char module[YAMP_NAME_LEN];
};

static DEFINE_SPINLOCK(known_lock);
static struct known known[1 << KNOWN_BITS];	/* protected by known_lock */

/* Under known_lock: of the two places that an address may have, its own, an empty one, or NULL. */
static struct known *place_of(unsigned long address, bool empty)
{
	u32 slot = hash_long(address, KNOWN_BITS);

	for (u32 i = 0; i < 2; i++)
		if (known[slot ^ i].address == (empty ? 0 : address))
			return &known[slot ^ i];
	return NULL;
}

static bool recall(unsigned long address, char module[YAMP_NAME_LEN])
{
	const struct known *entry;

	spin_lock(&known_lock);
	entry = place_of(address, false);
	if (entry)
		memcpy(module, entry->module, YAMP_NAME_LEN);
	spin_unlock(&known_lock);
	return entry;
}

static void remember(unsigned long address, const char module[YAMP_NAME_LEN])
{
	struct known *entry;

	spin_lock(&known_lock);
	entry = place_of(address, true) ?: &known[hash_long(address, KNOWN_BITS)];
	entry->address = address;
	memcpy(entry->module, module, YAMP_NAME_LEN);
	spin_unlock(&known_lock);
}

/* "function+0x1/0x2 [module]"; without a module it is the kernel's own. */
static void find(unsigned long address, char module[YAMP_NAME_LEN])
{
	char symbol[KSYM_SYMBOL_LEN], *start, *end;

	snprintf(symbol, sizeof(symbol), "%pB", (void *)address);
	start = strrchr(symbol, '[');
	end = strrchr(symbol, ']');
	if (start && end && end > start) {
		*end = '\0';
		strscpy_pad(module, start + 1, YAMP_NAME_LEN);
	} else {
		memset(module, 0, YAMP_NAME_LEN);
	}
}

static void module_of(unsigned long address, char module[YAMP_NAME_LEN])
{
	if (recall(address, module))
		return;
	find(address, module);
	remember(address, module);
}

static bool is_framework(const char *module)
{
	for (int i = 0; i < ARRAY_SIZE(frameworks); i++)
		if (strstarts(module, frameworks[i]))
			return true;
	return false;
}

void yamp_caller_name(char who[YAMP_NAME_LEN])
{
	unsigned long stack[STACK_DEPTH];
	unsigned int depth = stack_trace_save(stack, STACK_DEPTH, 1);
	char module[YAMP_NAME_LEN];

	who[0] = '\0';
	for (unsigned int i = 0; i < depth; i++) {
		if (within_module(stack[i], THIS_MODULE))
			continue;
		module_of(stack[i], module);
		if (!module[0])
			continue;
		if (!is_framework(module)) {
			memcpy(who, module, YAMP_NAME_LEN);
			return;
		}
		if (!who[0])
			memcpy(who, module, YAMP_NAME_LEN);
	}
}

/* It may lie where another was, or what that needed only at first. */
static int forget(struct notifier_block *unused, unsigned long state, void *module)
{
	spin_lock(&known_lock);
	memset(known, 0, sizeof(known));
	spin_unlock(&known_lock);
	return NOTIFY_DONE;
}

static struct notifier_block forget_block = { .notifier_call = forget };

int yamp_caller_init(void)
{
	return register_module_notifier(&forget_block);
}

void yamp_caller_finish(void)
{
	unregister_module_notifier(&forget_block);
}
