/* SPDX-License-Identifier: MIT */
/*
 * Trials on a renderer: buffers of ours become EGLImages and go again, as Weston's GL
 * renderer makes them of what clients give.
 *
 * Not in the compositor, though its linux-dmabuf would answer, too: a driver that dies of
 * a stride that no client uses would then end every start of it. EGL here chooses its
 * driver as it did there, by the card or else by itself.
 */
#include "trial-main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES2/gl2.h>
#include <drm_fourcc.h>
#include <gbm.h>

#include "trial-memory.h"

#define DRM_MAJOR_NUMBER 226
#define FORMATS_MAX 256
#define MODIFIERS_MAX 256

/**
 * struct bench - where trials are made; the process ends with it
 * @memories: dma-bufs, -1 where there is none
 */
static struct bench {
	EGLDisplay display;
	int memories[TRIAL_MEMORIES];
	PFNEGLCREATEIMAGEKHRPROC create_image;
	PFNEGLDESTROYIMAGEKHRPROC destroy_image;
	PFNEGLQUERYDMABUFFORMATSEXTPROC query_formats;
	PFNEGLQUERYDMABUFMODIFIERSEXTPROC query_modifiers;
} bench = {.memories = {-1, -1}};

/* ---- EGL --------------------------------------------------------------------------- */

static EGLDisplay choose_display(void)
{
	struct gbm_device *gbm;
	struct stat status;

	if (fstat(TRIAL_CARD, &status) < 0 || major(status.st_rdev) != DRM_MAJOR_NUMBER)
		return eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY,
					     NULL);
	gbm = gbm_create_device(TRIAL_CARD);
	return gbm ? eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, gbm, NULL) : EGL_NO_DISPLAY;
}

static bool has(const char *extension)
{
	const char *all = eglQueryString(bench.display, EGL_EXTENSIONS);
	size_t length = strlen(extension);

	for (; all && (all = strstr(all, extension)); all += length) {
		if (all[length] == ' ' || all[length] == '\0')
			return true;
	}
	return false;
}

/* With a context GL tells what driver it is. */
static int make_current(void)
{
	static const EGLint version[] = {EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE};
	EGLContext context;

	if (!has("EGL_KHR_no_config_context") || !has("EGL_KHR_surfaceless_context") ||
	    !eglBindAPI(EGL_OPENGL_ES_API))
		return -EOPNOTSUPP;
	context = eglCreateContext(bench.display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, version);
	if (context == EGL_NO_CONTEXT ||
	    !eglMakeCurrent(bench.display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		return -EOPNOTSUPP;
	return 0;
}

static int open_display(void)
{
	bench.display = choose_display();
	if (bench.display == EGL_NO_DISPLAY || !eglInitialize(bench.display, NULL, NULL))
		return -ENODEV;
	if (!has("EGL_EXT_image_dma_buf_import") ||
	    !has("EGL_EXT_image_dma_buf_import_modifiers"))
		return -EOPNOTSUPP;
	bench.create_image = (PFNEGLCREATEIMAGEKHRPROC)eglGetProcAddress("eglCreateImageKHR");
	bench.destroy_image = (PFNEGLDESTROYIMAGEKHRPROC)eglGetProcAddress("eglDestroyImageKHR");
	bench.query_formats =
		(PFNEGLQUERYDMABUFFORMATSEXTPROC)eglGetProcAddress("eglQueryDmaBufFormatsEXT");
	bench.query_modifiers =
		(PFNEGLQUERYDMABUFMODIFIERSEXTPROC)eglGetProcAddress("eglQueryDmaBufModifiersEXT");
	if (!bench.create_image || !bench.destroy_image || !bench.query_formats ||
	    !bench.query_modifiers)
		return -EOPNOTSUPP;
	return make_current();
}

static int drivers(char line[TRIAL_DRIVERS])
{
	int error = open_display();

	if (error)
		return error;
	snprintf(line, TRIAL_DRIVERS, "%.100s, %.100s", (const char *)glGetString(GL_VERSION),
		 (const char *)glGetString(GL_RENDERER));
	return 0;
}

/* ---- formats ----------------------------------------------------------------------- */

static bool takes_linear(EGLint fourcc)
{
	EGLuint64KHR modifiers[MODIFIERS_MAX];
	EGLint i, count = 0;

	if (!bench.query_modifiers(bench.display, fourcc, MODIFIERS_MAX, modifiers, NULL, &count))
		return false;
	for (i = 0; i < count; i++) {
		if (modifiers[i] == DRM_FORMAT_MOD_LINEAR)
			return true;
	}
	return false;
}

static size_t collect_fourccs(uint32_t *fourccs)
{
	EGLint formats[FORMATS_MAX], i, count = 0;
	size_t used = 0;

	if (!bench.query_formats(bench.display, FORMATS_MAX, formats, &count))
		return 0;
	for (i = 0; i < count; i++) {
		if (takes_linear(formats[i]))
			fourccs[used++] = (uint32_t)formats[i];
	}
	return used;
}

/* ---- trials ------------------------------------------------------------------------ */

/** struct attributes - of an image; EGL's names of planes are in no regular order */
struct attributes {
	EGLint list[64];
	size_t count;
};

static void add(struct attributes *attributes, EGLint name, EGLint value)
{
	attributes->list[attributes->count++] = name;
	attributes->list[attributes->count++] = value;
	attributes->list[attributes->count] = EGL_NONE;
}

static void add_plane(struct attributes *attributes, const struct trial_frame *frame,
		      uint32_t plane)
{
	static const EGLint names[YAMP_MAX_PLANES][5] = {
		{EGL_DMA_BUF_PLANE0_FD_EXT, EGL_DMA_BUF_PLANE0_OFFSET_EXT,
		 EGL_DMA_BUF_PLANE0_PITCH_EXT, EGL_DMA_BUF_PLANE0_MODIFIER_LO_EXT,
		 EGL_DMA_BUF_PLANE0_MODIFIER_HI_EXT},
		{EGL_DMA_BUF_PLANE1_FD_EXT, EGL_DMA_BUF_PLANE1_OFFSET_EXT,
		 EGL_DMA_BUF_PLANE1_PITCH_EXT, EGL_DMA_BUF_PLANE1_MODIFIER_LO_EXT,
		 EGL_DMA_BUF_PLANE1_MODIFIER_HI_EXT},
		{EGL_DMA_BUF_PLANE2_FD_EXT, EGL_DMA_BUF_PLANE2_OFFSET_EXT,
		 EGL_DMA_BUF_PLANE2_PITCH_EXT, EGL_DMA_BUF_PLANE2_MODIFIER_LO_EXT,
		 EGL_DMA_BUF_PLANE2_MODIFIER_HI_EXT},
		{EGL_DMA_BUF_PLANE3_FD_EXT, EGL_DMA_BUF_PLANE3_OFFSET_EXT,
		 EGL_DMA_BUF_PLANE3_PITCH_EXT, EGL_DMA_BUF_PLANE3_MODIFIER_LO_EXT,
		 EGL_DMA_BUF_PLANE3_MODIFIER_HI_EXT},
	};

	add(attributes, names[plane][0], bench.memories[frame->memory[plane]]);
	add(attributes, names[plane][1], (EGLint)frame->offset[plane]);
	add(attributes, names[plane][2], (EGLint)frame->stride[plane]);
	add(attributes, names[plane][3], 0); /* linear */
	add(attributes, names[plane][4], 0);
}

static bool accepts(void *data, const struct trial_frame *frame)
{
	struct attributes attributes = {.count = 0};
	EGLImageKHR image;
	uint32_t plane;

	add(&attributes, EGL_WIDTH, (EGLint)frame->width);
	add(&attributes, EGL_HEIGHT, (EGLint)frame->height);
	add(&attributes, EGL_LINUX_DRM_FOURCC_EXT, (EGLint)frame->fourcc);
	for (plane = 0; plane < frame->plane_count; plane++)
		add_plane(&attributes, frame, plane);
	image = bench.create_image(bench.display, EGL_NO_CONTEXT, EGL_LINUX_DMA_BUF_EXT, NULL,
				   attributes.list);
	if (image == EGL_NO_IMAGE_KHR)
		return false;
	bench.destroy_image(bench.display, image);
	return true;
}

static int run(struct trial_result *result)
{
	struct trial_device device = {.accepts = accepts};
	uint32_t memory, fourccs[FORMATS_MAX];
	int node = trial_node();

	if (node < 0)
		return node;
	for (memory = 0; memory < TRIAL_MEMORIES; memory++) {
		bench.memories[memory] = trial_memory(node, memory);
		device.has[memory] = bench.memories[memory] >= 0;
	}
	close(node);
	if (!device.has[TRIAL_SCATTERED] && !device.has[TRIAL_CONTIGUOUS])
		return -ENOMEM;
	trial_run(&device, fourccs, collect_fourccs(fourccs), result);
	return 0;
}

const struct trial_subject trial_subject = {"renderer", drivers, run};
