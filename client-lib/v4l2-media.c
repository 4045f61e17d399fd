// SPDX-License-Identifier: MIT
/* Graphs of the media controller: which entities there are, and how they are linked. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/media.h>
#include <sys/ioctl.h>

#include "v4l2-media.h"

#define PREFIX "media:"

/**
 * struct graph - what the kernel tells of one device
 * @topology: counts, and the addresses of the arrays below
 */
struct graph {
	struct media_v2_topology topology;
	struct media_v2_entity *entities;
	struct media_v2_interface *interfaces;
	struct media_v2_pad *pads;
	struct media_v2_link *links;
};

static void graph_finish(struct graph *graph)
{
	free(graph->entities);
	free(graph->interfaces);
	free(graph->pads);
	free(graph->links);
}

static void *array(uint32_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}

/* Asked twice: how much there is, and what. */
static int graph_fill(struct graph *graph, int fd)
{
	struct media_v2_topology *topology = &graph->topology;

	if (ioctl(fd, MEDIA_IOC_G_TOPOLOGY, topology))
		return -errno;
	graph->entities = array(topology->num_entities, sizeof(*graph->entities));
	graph->interfaces = array(topology->num_interfaces, sizeof(*graph->interfaces));
	graph->pads = array(topology->num_pads, sizeof(*graph->pads));
	graph->links = array(topology->num_links, sizeof(*graph->links));
	topology->ptr_entities = (uintptr_t)graph->entities;
	topology->ptr_interfaces = (uintptr_t)graph->interfaces;
	topology->ptr_pads = (uintptr_t)graph->pads;
	topology->ptr_links = (uintptr_t)graph->links;
	if (!graph->entities || !graph->interfaces || !graph->pads || !graph->links)
		return -ENOMEM;
	return ioctl(fd, MEDIA_IOC_G_TOPOLOGY, topology) ? -errno : 0;
}

static int graph_init(struct graph *graph, const char *node)
{
	int fd = open(node, O_RDWR | O_CLOEXEC);
	int ret;

	*graph = (struct graph){ 0 };
	if (fd < 0)
		return -errno;
	ret = graph_fill(graph, fd);
	close(fd);
	if (ret)
		graph_finish(graph);
	return ret;
}

static const struct media_v2_entity *find_entity(const struct graph *graph, const char *name)
{
	for (uint32_t i = 0; i < graph->topology.num_entities; i++) {
		if (!strcmp(graph->entities[i].name, name))
			return &graph->entities[i];
	}
	return NULL;
}

static const char *entity_name(const struct graph *graph, uint32_t id)
{
	for (uint32_t i = 0; i < graph->topology.num_entities; i++) {
		if (graph->entities[i].id == id)
			return graph->entities[i].name;
	}
	return "";
}

static const struct media_v2_pad *find_pad(const struct graph *graph, uint32_t id)
{
	for (uint32_t i = 0; i < graph->topology.num_pads; i++) {
		if (graph->pads[i].id == id)
			return &graph->pads[i];
	}
	return NULL;
}

/* The device file of a number; empty if sysfs knows none. */
static void node_of_number(uint32_t major, uint32_t minor, char node[64])
{
	char path[64], line[64];
	FILE *file;

	node[0] = '\0';
	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/uevent", major, minor);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "DEVNAME=", 8))
			snprintf(node, 64, "/dev/%s", line + 8);
	}
	fclose(file);
}

static const struct media_v2_interface *find_interface(const struct graph *graph, uint32_t id)
{
	for (uint32_t i = 0; i < graph->topology.num_interfaces; i++) {
		if (graph->interfaces[i].id == id)
			return &graph->interfaces[i];
	}
	return NULL;
}

/* The node of a type that an entity has; false if there is none. */
static bool entity_node(const struct graph *graph, uint32_t entity, uint32_t type, char node[64])
{
	node[0] = '\0';
	for (uint32_t i = 0; i < graph->topology.num_links; i++) {
		const struct media_v2_link *link = &graph->links[i];
		const struct media_v2_interface *interface;

		if ((link->flags & MEDIA_LNK_FL_LINK_TYPE) != MEDIA_LNK_FL_INTERFACE_LINK ||
		    link->sink_id != entity)
			continue;
		interface = find_interface(graph, link->source_id);
		if (interface && interface->intf_type == type)
			node_of_number(interface->devnode.major, interface->devnode.minor, node);
	}
	return node[0];
}

/* The next enabled link behind @after that begins, or ends, at an entity; NULL: no more. */
static const struct media_v2_link *next_link(const struct graph *graph, uint32_t entity, bool into,
					     const struct media_v2_link *after)
{
	const struct media_v2_link *end = graph->links + graph->topology.num_links;

	for (const struct media_v2_link *link = after ? after + 1 : graph->links; link < end; link++) {
		const struct media_v2_pad *pad;

		if ((link->flags & MEDIA_LNK_FL_LINK_TYPE) != MEDIA_LNK_FL_DATA_LINK ||
		    !(link->flags & MEDIA_LNK_FL_ENABLED))
			continue;
		pad = find_pad(graph, into ? link->sink_id : link->source_id);
		if (pad && pad->entity_id == entity)
			return link;
	}
	return NULL;
}

static uint32_t other_end(const struct graph *graph, const struct media_v2_link *link, bool into)
{
	const struct media_v2_pad *pad = find_pad(graph, into ? link->source_id : link->sink_id);

	return pad ? pad->entity_id : 0;
}

/* How many links it is to the farthest node that captures, -1 if there is none. */
static int find_capture(const struct graph *graph, uint32_t entity, int depth, uint32_t *capture)
{
	const struct media_v2_link *link = NULL;
	char node[64];
	int farthest = -1;

	if (entity_node(graph, entity, MEDIA_INTF_T_V4L_VIDEO, node)) {
		*capture = entity;
		return depth;
	}
	while (depth < CHAIN_MAX && (link = next_link(graph, entity, false, link))) {
		uint32_t found;
		int far = find_capture(graph, other_end(graph, link, false), depth + 1, &found);

		if (far > farthest) {
			farthest = far;
			*capture = found;
		}
	}
	return farthest;
}

/* From the node that captures back to the sensor, then turned round. */
static void follow(const struct graph *graph, uint32_t capture, struct chain *chain)
{
	const struct media_v2_link *link = next_link(graph, capture, true, NULL);

	for (chain->count = 0; link && chain->count < CHAIN_MAX; chain->count++) {
		struct chain_stage *stage = &chain->stages[chain->count];
		uint32_t entity = other_end(graph, link, true);
		const struct media_v2_pad *sink;

		snprintf(stage->name, sizeof(stage->name), "%s", entity_name(graph, entity));
		entity_node(graph, entity, MEDIA_INTF_T_V4L_SUBDEV, stage->node);
		stage->source = find_pad(graph, link->source_id)->index;
		link = next_link(graph, entity, true, NULL);
		sink = link ? find_pad(graph, link->sink_id) : NULL;
		stage->sink = sink ? sink->index : CHAIN_NO_PAD;
	}
	for (uint32_t i = 0; i < chain->count / 2; i++) {
		struct chain_stage stage = chain->stages[i];

		chain->stages[i] = chain->stages[chain->count - 1 - i];
		chain->stages[chain->count - 1 - i] = stage;
	}
}

/* -ENODEV: no such entity in this one. */
static int find_in(const char *node, const char *name, struct chain *chain)
{
	const struct media_v2_entity *entity;
	struct graph graph;
	uint32_t capture;
	int ret = graph_init(&graph, node);

	if (ret)
		return ret;
	entity = find_entity(&graph, name);
	ret = entity ? 0 : -ENODEV;
	if (!ret && find_capture(&graph, entity->id, 0, &capture) < 0)
		ret = -ENOLINK;
	if (!ret) {
		follow(&graph, capture, chain);
		entity_node(&graph, capture, MEDIA_INTF_T_V4L_VIDEO, chain->capture);
	}
	graph_finish(&graph);
	return ret;
}

bool chain_is_name(const char *name)
{
	return !strncmp(name, PREFIX, strlen(PREFIX));
}

static int find_anywhere(const char *name, struct chain *chain)
{
	int ret = -ENODEV;
	glob_t nodes;

	if (glob("/dev/media*", 0, NULL, &nodes))
		return ret;
	for (size_t i = 0; i < nodes.gl_pathc && ret && ret != -ENOLINK; i++)
		ret = find_in(nodes.gl_pathv[i], name, chain);
	globfree(&nodes);
	return ret && ret != -ENOLINK ? -ENODEV : ret;
}

int chain_find(const char *name, struct chain *chain, const struct yamp_log *log)
{
	const char *entity = name + strlen(PREFIX);
	const char *colon = entity[0] == '/' ? strchr(entity, ':') : NULL;
	char node[64];
	int ret;

	if (colon) {
		snprintf(node, sizeof(node), "%.*s", (int)(colon - entity), entity);
		entity = colon + 1;
	}
	ret = colon ? find_in(node, entity, chain) : find_anywhere(entity, chain);
	if (ret == -ENODEV)
		log_error(log, "there is no entity %s%s%s: media-ctl -p lists them", entity,
			  colon ? " in " : "", colon ? node : "");
	else if (ret == -ENOLINK)
		log_error(log, "no enabled link leads from %s to a node that captures: media-ctl -l "
			  "enables links", entity);
	else if (ret)
		log_error(log, "%s: cannot ask for its entities: %s", node, strerror(-ret));
	return ret;
}
