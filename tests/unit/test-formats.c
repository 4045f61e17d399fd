// SPDX-License-Identifier: MIT
/* The solver's table of formats against libdrm's header and a second table. */
#include <stdlib.h>
#include <string.h>
#include <xf86drm.h>

#include "format-expect.h"
#include "harness.h"
#include "yamp_solve.h"

static const struct yamp_format_info *find(const char *name)
{
	const struct yamp_format_info *info;
	__u32 i;

	for (i = 0; (info = yamp_format_at(i)); i++) {
		if (!strcmp(info->name, name))
			return info;
	}
	return NULL;
}

/* libdrm prints a code the way people know it: "XR24", blanks cut off. */
static void check_code(const struct format_expect *expect, const struct yamp_format_info *info)
{
	char text[5] = { 0 }, *libdrm = drmGetFormatName(info->fourcc);
	int i;

	memcpy(text, &info->fourcc, 4);
	for (i = 3; i > 0 && text[i] == ' '; i--)
		text[i] = 0;
	check(libdrm, "%s: libdrm has no name for it", expect->name);
	check(!strcmp(libdrm, text), "%s: %s, libdrm says %s", expect->name, text, libdrm);
	free(libdrm);
}

/* Count groups of pixels until the row is covered. */
static unsigned int row_bytes(const struct plane_expect *plane, unsigned int width)
{
	unsigned int covered, bytes = 0;

	for (covered = 0; covered < width; covered += plane->group * plane->hsub)
		bytes += plane->bits / 8;
	return bytes;
}

static unsigned int rows(const struct plane_expect *plane, unsigned int height)
{
	unsigned int covered, count = 0;

	for (covered = 0; covered < height; covered += plane->vsub)
		count++;
	return count;
}

static void check_geometry(const struct format_expect *expect, const struct yamp_format_info *info)
{
	unsigned int i, size;

	check_equal(info->plane_count, expect->planes, "planes");
	for (i = 0; i < expect->planes; i++) {
		for (size = 1; size < 300; size++) {
			check_equal(yamp_plane_row_bytes(info, i, size),
				    row_bytes(&expect->plane[i], size), "bytes of a row");
			check_equal(yamp_plane_rows(info, i, size), rows(&expect->plane[i], size),
				    "rows");
		}
		check_equal(yamp_plane_row_bytes(info, i, YAMP_MAX_DIMENSION),
			    row_bytes(&expect->plane[i], YAMP_MAX_DIMENSION), "longest row");
	}
	for (; i < YAMP_MAX_PLANES; i++)
		check(!info->planes[i].block_bytes, "plane %u should not be there", i);
}

static void one_format(const void *data)
{
	const struct format_expect *expect = data;
	const struct yamp_format_info *info = find(expect->name);

	check(info, "%s is not in the table", expect->name);
	check_geometry(expect, info);
	if (!expect->fourcc)
		test_skip("this libdrm does not know DRM_FORMAT_%s", expect->name);
	check_equal(info->fourcc, expect->fourcc, "code");
	check_code(expect, info);
	check(yamp_format_info(expect->fourcc) == info, "looked up by code it is another");
}

static void no_others(const void *data)
{
	const struct yamp_format_info *info;
	unsigned int i, k;

	for (i = 0; (info = yamp_format_at(i)); i++) {
		for (k = 0; k < FORMAT_EXPECT_COUNT; k++) {
			if (!strcmp(format_expect[k].name, info->name))
				break;
		}
		check(k < FORMAT_EXPECT_COUNT, "%s has no expectation", info->name);
		check(yamp_format_info(info->fourcc) == info, "%s: code is not unique", info->name);
	}
	check_equal(i, FORMAT_EXPECT_COUNT, "formats");
	check(!yamp_format_at(i + 1) && !yamp_format_at(0xffffffffU), "the table has no end");
}

static void unknown(const void *data)
{
	check(!yamp_format_info(0), "0 is a format");
	check(!yamp_format_info(0xffffffffU), "0xffffffff is a format");
	check(!yamp_format_info(DRM_FORMAT_BIG_ENDIAN | DRM_FORMAT_XRGB8888), "big endian is known");
	check(!yamp_format_info(DRM_FORMAT_YUV420_8BIT), "a format without a linear layout is known");
}

int main(int argc, char **argv)
{
	struct test_case cases[FORMAT_EXPECT_COUNT + 2];
	unsigned int i;

	for (i = 0; i < FORMAT_EXPECT_COUNT; i++)
		cases[i] = (struct test_case){ format_expect[i].name, one_format,
					       &format_expect[i] };
	cases[i++] = (struct test_case){ "nothing else in the table", no_others, NULL };
	cases[i++] = (struct test_case){ "unknown codes", unknown, NULL };
	return test_main(argc, argv, cases, i);
}
