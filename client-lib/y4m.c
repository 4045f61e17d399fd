// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>

#include "y4m.h"

#define MAGIC "YUV4MPEG2"
#define FRAME "FRAME"
#define LINE_MAX_BYTES 512

/* A line without its end. */
static int read_line(FILE *file, char line[LINE_MAX_BYTES])
{
	size_t length;

	if (!fgets(line, LINE_MAX_BYTES, file))
		return ferror(file) ? -EIO : -ENODATA;
	length = strlen(line);
	if (!length || line[length - 1] != '\n')
		return -EBADMSG;
	line[length - 1] = '\0';
	return 0;
}

static int parse_count(const char *text, uint32_t *number)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 1 || value > YAMP_MAX_DIMENSION)
		return -EBADMSG;
	*number = value;
	return 0;
}

/* "0:0" is "not known". */
static int parse_rate(const char *text, struct yamp_camera_mode *mode)
{
	char more;

	return sscanf(text, "%u:%u%c", &mode->rate_num, &mode->rate_den, &more) == 2 ? 0 : -EBADMSG;
}

static int parse_field(char letter, struct yamp_camera_mode *mode)
{
	switch (letter) {
	case 'p':
	case '?':
		mode->field = YAMP_FIELD_PROGRESSIVE;
		return 0;
	case 't':
		mode->field = YAMP_FIELD_INTERLACED_TB;
		return 0;
	case 'b':
		mode->field = YAMP_FIELD_INTERLACED_BT;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/* The sites of chroma samples differ between kinds of 420; there is no word for them here. */
static int parse_chroma(const char *text, struct yamp_camera_mode *mode)
{
	static const char *const sites[] = { "420", "420jpeg", "420mpeg2", "420paldv" };

	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
		if (!strcmp(text, sites[i])) {
			mode->fourcc = DRM_FORMAT_YUV420;
			return 0;
		}
	}
	mode->fourcc = DRM_FORMAT_YUV422;
	return strcmp(text, "422") ? -EOPNOTSUPP : 0;
}

static int parse_word(const char *word, struct yamp_camera_mode *mode)
{
	switch (word[0]) {
	case 'W':
		return parse_count(word + 1, &mode->width);
	case 'H':
		return parse_count(word + 1, &mode->height);
	case 'F':
		return parse_rate(word + 1, mode);
	case 'I':
		return parse_field(word[1], mode);
	case 'C':
		return parse_chroma(word + 1, mode);
	default:	/* aspect, remarks */
		if (!strcmp(word, "XCOLORRANGE=FULL"))
			mode->color_range = YAMP_COLOR_RANGE_FULL;
		return 0;
	}
}

int y4m_read_header(FILE *file, struct yamp_camera_mode *mode)
{
	char text[LINE_MAX_BYTES], *rest = text, *word;
	int ret = read_line(file, text);

	*mode = (struct yamp_camera_mode){
		.fourcc = DRM_FORMAT_YUV420,
		.color_encoding = YAMP_COLOR_ENCODING_BT601,
		.color_range = YAMP_COLOR_RANGE_LIMITED,
	};
	word = strsep(&rest, " ");
	if (ret == -ENODATA || (!ret && strcmp(word, MAGIC)))
		return -EBADMSG;
	while (!ret && (word = strsep(&rest, " ")))
		ret = parse_word(word, mode);
	if (!ret && (!mode->width || !mode->height))
		ret = -EBADMSG;
	if (!mode->rate_num || !mode->rate_den)
		mode->rate_num = mode->rate_den = 0;
	return ret;
}

static int read_part(FILE *file, struct yamp_buffer *buffer, const struct samples *part,
		     uint8_t *line)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffer);
	uint32_t width = samples_width(part, frame->width);

	for (uint32_t y = 0; y < samples_height(part, frame->height); y++) {
		uint8_t *row = samples_row(buffer, part, y);

		if (fread(line, 1, width, file) != width)
			return ferror(file) ? -EIO : -EBADMSG;
		for (uint32_t x = 0; x < width; x++)
			row[x * part->step] = line[x];
	}
	return 0;
}

static int write_part(FILE *file, struct yamp_buffer *buffer, const struct samples *part,
		      uint8_t *line)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffer);
	uint32_t width = samples_width(part, frame->width);

	for (uint32_t y = 0; y < samples_height(part, frame->height); y++) {
		const uint8_t *row = samples_row(buffer, part, y);

		for (uint32_t x = 0; x < width; x++)
			line[x] = row[x * part->step];
		if (fwrite(line, 1, width, file) != width)
			return errno ? -errno : -EIO;
	}
	return 0;
}

/* All three parts, with the samples in the hands of the processor. */
static int each_part(FILE *file, struct yamp_buffer *buffer, enum yamp_cpu access, uint8_t *line,
		     int (*one)(FILE *file, struct yamp_buffer *buffer,
				const struct samples *part, uint8_t *line))
{
	const struct samples_format *format = samples_find(yamp_buffer_frame(buffer)->fourcc);
	int ret = y4m_takes(format) ? yamp_buffer_cpu_begin(buffer, access) : -EINVAL;
	int ended;

	if (ret)
		return ret;
	for (int i = 0; !ret && i < SAMPLES_PARTS; i++)
		ret = one(file, buffer, &format->parts[i], line);
	ended = yamp_buffer_cpu_end(buffer, access);
	return ret ? ret : ended;
}

int y4m_read_frame(FILE *file, struct yamp_buffer *buffer, uint8_t *line)
{
	char text[LINE_MAX_BYTES];
	int ret = read_line(file, text);

	if (ret)
		return ret;
	if (strncmp(text, FRAME, strlen(FRAME)))
		return -EBADMSG;
	return each_part(file, buffer, YAMP_CPU_WRITE, line, read_part);
}

int y4m_write_header(FILE *file, const struct yamp_camera_mode *mode)
{
	bool full = mode->color_range == YAMP_COLOR_RANGE_FULL;
	char field = mode->field == YAMP_FIELD_INTERLACED_TB ? 't' :
		     mode->field == YAMP_FIELD_INTERLACED_BT ? 'b' : 'p';

	if (fprintf(file, MAGIC " W%u H%u F%u:%u I%c A1:1 C%s XCOLORRANGE=%s\n", mode->width,
		    mode->height, mode->rate_num, mode->rate_num ? mode->rate_den : 0, field,
		    y4m_is_420(samples_find(mode->fourcc)) ? "420" : "422",
		    full ? "FULL" : "LIMITED") < 0)
		return errno ? -errno : -EIO;
	return 0;
}

int y4m_write_frame(FILE *file, struct yamp_buffer *buffer, uint8_t *line)
{
	errno = 0;
	if (fputs(FRAME "\n", file) < 0)
		return errno ? -errno : -EIO;
	return each_part(file, buffer, YAMP_CPU_READ, line, write_part);
}
