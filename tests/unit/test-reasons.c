/* SPDX-License-Identifier: MIT */
/*
 * What Weston writes about its planes, as 14.0 and 16.0 write it, and what clients
 * might make it write.
 */
#include <stdio.h>
#include <string.h>

#include "decisions.h"
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
	of_a_plane = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t\t[overlay] not placing view " VIEW " on overlay: no in-fence support\n"
		"\t\t\t\t[plane] not trying plane 35:plane-alpha not supported\n" END,
		REASON(REJECTED) | REASON(ALPHA) },
	below_primary = { BEGIN EVALUATE MIXED EVALUATE
		"\t\t\t\t[plane] not adding plane 35 to candidate list: plane is below the primary "
		"plane and backend format (XRGB8888) is opaque, hole on primary plane will not work\n"
		END, REASON(NO_PLANE) },
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

/* What was said of VIEW on an output; UINT32_MAX: nothing was decided. */
static uint32_t reasons_of(const struct decisions *decisions, uint32_t output)
{
	uint32_t reasons;

	return decisions_of(decisions, output, VIEW, &reasons) ? reasons : UINT32_MAX;
}

static void lines(const void *data)
{
	static struct decisions decisions;
	const struct text_case *test = data;

	feed(&decisions, test->text);
	check_equal(reasons_of(&decisions, 0), test->reasons, "reasons");
	check_equal(reasons_of(&decisions, 0), test->reasons, "and again");
	check_equal(reasons_of(&decisions, 1), UINT32_MAX, "on that output alone");
	feed(&decisions, "\t[repaint] preparing state for output Virtual-1 (0)\n");
	check_equal(reasons_of(&decisions, 0), UINT32_MAX, "the next repaint begins anew");
}

#define OTHER_OUTPUT "\t[repaint] preparing state for output a (b) (1)\n" \
	"\t\t\t[view] evaluating view " VIEW " for output a (b) (1)\n" \
	"\t\t\t[view] couldn't get FB for view: 0x8\n" END

static void two_outputs(const void *data)
{
	static struct decisions decisions;
	int i;

	for (i = 0; i < 3; i++) {
		feed(&decisions, no_plane.text);
		feed(&decisions, OTHER_OUTPUT);
		check_equal(reasons_of(&decisions, 0), REASON(NO_PLANE), "first");
		check_equal(reasons_of(&decisions, 1), REASON(FRAMEBUFFER), "second");
	}
	feed(&decisions, no_plane.text);
	check_equal(reasons_of(&decisions, 1), REASON(FRAMEBUFFER), "which did not change");
	decisions_forget(&decisions);
	check_equal(reasons_of(&decisions, 0), UINT32_MAX, "forgotten");
}

/* Longer texts have names in them that clients chose. */
static void not_a_line(const void *data)
{
	static struct decisions decisions;
	static const char text[] = "View 1 (role xdg_toplevel, title\n" BEGIN EVALUATE "\n";
	static const char two[] = "[state]\0" EVALUATE;
	char big[2000];

	decisions_read(&decisions, BEGIN, sizeof(BEGIN) - 1);
	check(!decisions.count, "several lines");
	feed(&decisions, BEGIN);
	decisions_read(&decisions, text, sizeof(text) - 1);
	decisions_read(&decisions, EVALUATE, sizeof(EVALUATE) - 2);
	decisions_read(&decisions, two, sizeof(two) - 1);
	decisions_read(&decisions, "", 0);
	decisions_read(&decisions, "\n", 1);
	decisions_read(&decisions, "[repaint] preparing state for output a (\n", 41);
	feed(&decisions, "[atomic] drmModeAtomicCommit\n[dmabuf] dmabuf 0x1, import test\n");
	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\n';
	decisions_read(&decisions, big, sizeof(big));
	check_equal(reasons_of(&decisions, 0), UINT32_MAX, "nothing was read");
}

/* Of an output of which no more can be kept nothing is known; others give way to it. */
static void too_many(const void *data)
{
	static struct decisions decisions;
	char line[128];
	int i, size;

	feed(&decisions, OTHER_OUTPUT);
	feed(&decisions, no_plane.text);
	size = snprintf(line, sizeof(line), "[view] evaluating view 0x1 for output Virtual-1 (0)\n");
	for (i = 0; i < DECISIONS_TEXT && reasons_of(&decisions, 1) == REASON(FRAMEBUFFER); i++)
		decisions_read(&decisions, line, (size_t)size);
	check_equal(reasons_of(&decisions, 1), REASON(UNKNOWN), "the other gave way");
	check_equal(reasons_of(&decisions, 0), REASON(NO_PLANE), "so much is kept");
	for (i = 0; i < DECISIONS_TEXT / size; i++)
		decisions_read(&decisions, line, (size_t)size);
	check_equal(reasons_of(&decisions, 0), REASON(UNKNOWN), "there was more");
	feed(&decisions, no_plane.text);
	check_equal(reasons_of(&decisions, 0), REASON(NO_PLANE), "the next repaint");
	for (i = 0; i < 2 * DECISIONS_OUTPUTS; i++) {
		size = snprintf(line, sizeof(line), "[repaint] preparing state for output a (%d)\n",
				i + 1);
		decisions_read(&decisions, line, (size_t)size);
	}
	check_equal(decisions.count, DECISIONS_OUTPUTS, "outputs");
	check_equal(reasons_of(&decisions, 0), REASON(UNKNOWN), "the oldest gave way");
	decisions_forget(&decisions);
	check_equal(reasons_of(&decisions, 0), UINT32_MAX, "and is forgotten");
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
		{ "14: a plane that cannot", lines, &of_a_plane },
		{ "14: planes below the primary one", lines, &below_primary },
		{ "14: nothing is said", lines, &nothing_said },
		{ "14: of another view", lines, &other_view },
		{ "14: two outputs", two_outputs },
		{ "14: what is no line", not_a_line },
		{ "14: more than is kept", too_many },
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
