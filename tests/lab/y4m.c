// SPDX-License-Identifier: MIT
/*
 * y4m psnr FILE OTHER: prints a line for each pair of pictures: NUMBER PSNR, of Y.
 *
 * y4m FILTER FILE: applies copy, invert, blur, flip or mirror to every picture of a
 * YUV4MPEG2 file of 8 bits and prints a line for each result: NUMBER CRC. y4m FILTER FILE
 * OUT also writes the results. What DSPs make of a file is held against it; it shares no
 * code with them and knows nothing of strides or pixel formats.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 3 };

struct picture {
	unsigned width[PARTS], height[PARTS];
	uint8_t *samples[PARTS];
};

static int clamp(int value, int most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

static int blurred(const struct picture *from, int part, int x, int y)
{
	int width = from->width[part], sum = 4;

	for (int i = 0; i < 9; i++) {
		int there = clamp(x + i % 3 - 1, width - 1);
		int row = clamp(y + i / 3 - 1, from->height[part] - 1);

		sum += from->samples[part][row * width + there];
	}
	return sum / 9;
}

static int filtered(const char *filter, const struct picture *from, int part, int x, int y)
{
	int width = from->width[part], height = from->height[part];

	if (!strcmp(filter, "blur"))
		return blurred(from, part, x, y);
	if (!strcmp(filter, "flip"))
		y = height - 1 - y;
	if (!strcmp(filter, "mirror"))
		x = width - 1 - x;
	x = from->samples[part][y * width + x];
	return strcmp(filter, "invert") ? x : 255 - x;
}

static void apply(const char *filter, const struct picture *from, struct picture *to)
{
	for (int part = 0; part < PARTS; part++) {
		for (unsigned i = 0; i < to->width[part] * to->height[part]; i++)
			to->samples[part][i] = filtered(filter, from, part, i % to->width[part],
							i / to->width[part]);
	}
}

static uint32_t crc_of(const struct picture *picture)
{
	uint32_t crc = ~0U;

	for (int part = 0; part < PARTS; part++) {
		for (unsigned i = 0; i < picture->width[part] * picture->height[part]; i++) {
			crc ^= picture->samples[part][i];
			for (int bit = 0; bit < 8; bit++)
				crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
		}
	}
	return ~crc;
}

/* Of what is the same it is 99. */
static double psnr_of(const struct picture *one, const struct picture *other)
{
	unsigned count = one->width[0] * one->height[0];
	double sum = 0;

	for (unsigned i = 0; i < count; i++) {
		double difference = one->samples[0][i] - other->samples[0][i];

		sum += difference * difference;
	}
	return sum ? 10 * log10(255. * 255. * count / sum) : 99;
}

static int picture_init(struct picture *picture, const char *header)
{
	const char *width = strstr(header, " W"), *height = strstr(header, " H");
	const char *chroma = strstr(header, " C");
	unsigned sub = chroma && !strncmp(chroma, " C422", 5) ? 1 : 2;

	if (!width || !height)
		return -1;
	for (int part = 0; part < PARTS; part++) {
		picture->width[part] = (atoi(width + 2) + !!part) / (part ? 2 : 1);
		picture->height[part] = (atoi(height + 2) + (part && sub == 2)) / (part ? sub : 1);
		picture->samples[part] = malloc(picture->width[part] * picture->height[part]);
		if (!picture->samples[part])
			return -1;
	}
	return 0;
}

static int picture_read(struct picture *picture, FILE *file)
{
	char line[256];

	if (!fgets(line, sizeof(line), file))
		return -1;
	for (int part = 0; part < PARTS; part++) {
		size_t size = picture->width[part] * picture->height[part];

		if (fread(picture->samples[part], 1, size, file) != size)
			return -1;
	}
	return 0;
}

static void picture_write(const struct picture *picture, FILE *file)
{
	fputs("FRAME\n", file);
	for (int part = 0; part < PARTS; part++)
		fwrite(picture->samples[part], 1, picture->width[part] * picture->height[part], file);
}

/* As many pairs as there are, and a line more if one file has more. */
static int compare(FILE *in, const char *path, struct picture *one, struct picture *other)
{
	FILE *file = fopen(path, "r");
	char header[256];
	int more, less;

	if (!file || !fgets(header, sizeof(header), file))
		return 2;
	for (unsigned number = 0;; number++) {
		more = !picture_read(one, in);
		less = !picture_read(other, file);
		if (!more || !less)
			break;
		printf("%u %.1f\n", number, psnr_of(one, other));
	}
	if (more || less)
		printf("one file has more\n");
	fclose(file);
	return more || less;
}

int main(int argc, char **argv)
{
	bool psnr = argc > 3 && !strcmp(argv[1], "psnr");
	FILE *in = argc > 2 ? fopen(argv[2], "r") : NULL;
	FILE *out = argc > 3 && !psnr ? fopen(argv[3], "w") : NULL;
	struct picture from = { 0 }, to = { 0 };
	char header[256];

	if (!in || !fgets(header, sizeof(header), in) || picture_init(&from, header) ||
	    picture_init(&to, header) || (argc > 3 && !psnr && !out)) {
		fprintf(stderr, "usage: y4m copy|invert|blur|flip|mirror FILE [OUT], y4m psnr FILE OTHER\n");
		return 2;
	}
	if (psnr)
		return compare(in, argv[3], &from, &to);
	if (out)
		fputs(header, out);
	for (unsigned number = 0; !picture_read(&from, in); number++) {
		apply(argv[1], &from, &to);
		printf("%u %08x\n", number, crc_of(&to));
		if (out)
			picture_write(&to, out);
	}
	return out && fclose(out);
}
