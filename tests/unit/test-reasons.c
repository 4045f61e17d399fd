/* SPDX-License-Identifier: MIT */
/*
 * What Weston writes about its planes, as 14.0 and 16.0 write it, and what clients
 * might make it write.
 */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reasons.h"
#include "yamp-v1-server-protocol.h"

#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name
#define VIEW "0x55d0c0ffee00"

/** struct text_case - lines of a repaint of output 0, and why VIEW was drawn in it */
struct text_case {
	const char *text;
	uint32_t reasons;
};

#define BEGIN \
	"[repaint] Beginning repaint (/dev/dri/card0); pending_state 0x55d0c1\n" \
	"\t[repaint] preparing state for output Virtual-1 (0)\n" \
	"\t[repaint] trying planes-only build state\n"
#define EVALUATE "\t\t\t[view] evaluating view " VIEW " for output Virtual-1 (0)\n"
#define MIXED "\t[repaint] could not build planes-only state, trying mixed\n"
#define END "\t[repaint] Using mixed state composition\n" \
	"\t[repaint] view " VIEW " using renderer composition\n"

static const struct text_case
	no_plane = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t\t[plane] not trying plane 35: another view already assigned\n"
		"\t\t\t\t[plane] not trying plane 38: another view already assigned\n" END,
		REASON(NO_PLANE) },
	last_try_counts = { BEGIN EVALUATE
		"\t\t\t\t[view] not assigning view " VIEW " to a plane (occluded by renderer views), "
		"current lowest zpos change to 0\n" MIXED EVALUATE
		"\t\t\t[view] couldn't get FB for view: 0x8\n" END, REASON(FRAMEBUFFER) },
	renderer_only_keeps = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t[view] couldn't get FB for view: 0x2\n"
		"\t\t[view] failing state generation: atomic test not OK\n"
		"\t[repaint] could not build state with planes, trying renderer-only\n" EVALUATE
		"\t\t\t\t[view] not assigning view " VIEW " to plane: renderer-only mode\n" END,
		REASON(FORMAT) },
	whole_state_refused = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t[view] failing state generation: atomic test not OK\n"
		"\t[repaint] could not build state with planes, trying renderer-only\n" EVALUATE END,
		REASON(REJECTED) },
	first_frame = { BEGIN EVALUATE MIXED
		"\t\t[state] cannot propose mixed mode: for output Virtual-1 (0): no previous "
		"renderer fb\n"
		"\t[repaint] could not build state with planes, trying renderer-only\n" EVALUATE END,
		REASON(POLICY) },
	several_bits = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t[view] couldn't get FB for view: 0x1002\n" END,
		REASON(FORMAT) | REASON(FRAMEBUFFER) },
	no_bits = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t[view] couldn't get FB for view: 0x0\n" END, REASON(UNKNOWN) },
	of_properties = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t[PLANE:35] 17 (atomic test failed) -> 66 (0x42)\n" END, 0 },
	nothing_said = { BEGIN EVALUATE MIXED EVALUATE END, 0 },
	other_view = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t[view] evaluating view 0x55d0c0ffee99 for output Virtual-1 (0)\n"
		"\t\t\t[view] couldn't get FB for view: 0x8\n" END, 0 };

static void feed(struct decisions *decisions, const char *text)
{
	const char *end;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		decisions_read(decisions, text, (size_t)(end + 1 - text));
	}
}

static void lines(const void *data)
{
	static struct decisions decisions;
	const struct text_case *test = data;
	const struct view_reasons *view;

	feed(&decisions, test->text);
	view = decisions_of(&decisions, 0, VIEW);
	check(view, "the view was decided about");
	check_equal(view->reasons, test->reasons, "reasons");
	check(!decisions_of(&decisions, 1, VIEW), "on that output alone");
	feed(&decisions, "\t[repaint] preparing state for output Virtual-1 (0)\n");
	check(!decisions_of(&decisions, 0, VIEW), "the next repaint begins anew");
}

static void two_outputs(const void *data)
{
	static struct decisions decisions;

	feed(&decisions, no_plane.text);
	feed(&decisions, "\t[repaint] preparing state for output a (b) (1)\n"
			 "\t\t\t[view] evaluating view " VIEW " for output a (b) (1)\n"
			 "\t\t\t[view] couldn't get FB for view: 0x8\n" END);
	check_equal(decisions_of(&decisions, 0, VIEW)->reasons, REASON(NO_PLANE), "first");
	check_equal(decisions_of(&decisions, 1, VIEW)->reasons, REASON(FRAMEBUFFER), "second");
}

/* Longer texts have names in them that clients chose. */
static void not_a_line(const void *data)
{
	static struct decisions decisions;
	static const char text[] = "View 1 (role xdg_toplevel, title\n" BEGIN EVALUATE "\n";
	char big[2000];

	decisions_read(&decisions, text, sizeof(text) - 1);
	decisions_read(&decisions, EVALUATE, sizeof(EVALUATE) - 2);
	decisions_read(&decisions, "", 0);
	decisions_read(&decisions, "\n", 1);
	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\n';
	decisions_read(&decisions, big, sizeof(big));
	check(!decisions_of(&decisions, 0, VIEW) && !decisions.count, "nothing was read");
}

static void too_many(const void *data)
{
	static struct decisions decisions;
	char line[128];
	int i, size;

	feed(&decisions, BEGIN);
	for (i = 0; i < 3 * REASONS_VIEWS_MAX; i++) {
		size = snprintf(line, sizeof(line), "[view] evaluating view 0x%x for output a (0)\n", i);
		decisions_read(&decisions, line, (size_t)size);
		feed(&decisions, "[view] couldn't get FB for view: 0x8\n");
	}
	check_equal(decisions_of(&decisions, 0, "0x0")->reasons, REASON(FRAMEBUFFER), "the first");
	check_equal(decisions.count, REASONS_VIEWS_MAX, "views that are kept");
	memset(line, 'y', sizeof(line));
	memcpy(line, "[view] evaluating view ", 23);
	line[sizeof(line) - 1] = '\n';
	feed(&decisions, BEGIN);
	decisions_read(&decisions, line, sizeof(line));
	check(!decisions_of(&decisions, 0, VIEW), "a name that is too long");
}

#define NODE "0:2-7-1"
#define SCENE_VIEW(name) "\tView " name " (role xdg_toplevel, PID 7, 'a title'):\n" \
	"\t\tposition: (0, 0) -> (64, 48)\n\t\tpaint nodes:\n"
#define SCENE_NODE(name, reasons) "\t\t\tpaint node " name ":\n" \
	"\t\t\t\toutput: 0 (Virtual-1) (primary)\n" \
	"\t\t\t\tBuffer to output transform: normal\n" reasons
#define WHY(reasons) "\t\t\t\tPlane failure reasons: " reasons "\n"

static const struct text_case
	scene_format = { SCENE_VIEW("2-7-1") SCENE_NODE(NODE, WHY("fb format incompatible")) "\n",
			 REASON(FORMAT) },
	scene_two = { SCENE_NODE(NODE, WHY("add fb failed, no planes available")) "\n",
		      REASON(FRAMEBUFFER) | REASON(NO_PLANE) },
	scene_untried = { SCENE_NODE(NODE, WHY("add fb failed, planes rejected")),
			  REASON(FRAMEBUFFER) },
	scene_rejected = { SCENE_NODE(NODE, WHY("planes rejected")), REASON(REJECTED) },
	scene_other = { SCENE_NODE("0:2-7-11", WHY("add fb failed")) SCENE_NODE(NODE, "") "\n", 0 },
	scene_none = { "Weston scene graph at 1:\n", 0 },
	scene_new = { SCENE_NODE(NODE, WHY("a reason of a later version")), 0 },
	scene_forged = { SCENE_VIEW("2-9-1") SCENE_NODE(NODE, WHY("global alpha")) "'):\n"
			 SCENE_NODE(NODE, WHY("add fb failed")), 0 },
	scene_cut = { "\t\t\tpaint node " NODE ":\n\t\t\t\tPlane failure reasons: no gbm",
		      REASON(POLICY) };

static void scene(const void *data)
{
	const struct text_case *test = data;

	check_equal(scene_reasons(test->text, NODE), test->reasons, "reasons");
}

static void names(const void *data)
{
	check(!strcmp(reasons_text(0).text, ""), "none");
	check(!strcmp(reasons_text(REASON(FORMAT) | REASON(OCCLUDED)).text, "format, occluded"),
	      "two");
	check(strlen(reasons_text(UINT32_MAX).text) > 100, "all");
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "14: every plane is taken", lines, &no_plane },
		{ "14: the last try counts", lines, &last_try_counts },
		{ "14: renderer-only explains nothing", lines, &renderer_only_keeps },
		{ "14: the whole state is refused", lines, &whole_state_refused },
		{ "14: a first frame", lines, &first_frame },
		{ "14: several reasons", lines, &several_bits },
		{ "14: a refusal without a reason", lines, &no_bits },
		{ "14: what the kernel calls its properties", lines, &of_properties },
		{ "14: nothing is said", lines, &nothing_said },
		{ "14: of another view", lines, &other_view },
		{ "14: two outputs", two_outputs },
		{ "14: what is no line", not_a_line },
		{ "14: more views than are kept", too_many },
		{ "16: format", scene, &scene_format },
		{ "16: two reasons", scene, &scene_two },
		{ "16: planes that were not tried", scene, &scene_untried },
		{ "16: planes that were tried", scene, &scene_rejected },
		{ "16: another view's", scene, &scene_other },
		{ "16: not there", scene, &scene_none },
		{ "16: a reason that is not known", scene, &scene_new },
		{ "16: said twice", scene, &scene_forged },
		{ "16: cut short", scene, &scene_cut },
		{ "names", names },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
