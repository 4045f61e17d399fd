// SPDX-License-Identifier: MIT
/*
 * What yamp-trial says, as the compositor reads it: all that trials can tell, and
 * nothing else; and the file in which it is kept, whatever somebody put there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "trial-answer.h"
#include "trial-cache.h"

static const struct trial_answer answers[] = {
	{ .result = { true, YAMP_CONTIGUITY_DMA, true, 4096, TRIAL_BYTES, 64, true,
		      TRIAL_ROWS_MAX, 128, true, YAMP_OBJECTS_SINGLE, false } },
	{ .origin = TRIAL_KEPT, .result = { .layout_known = true, .stride_align = 1, .offset_align = 1 } },
	{ .result = { .refuses = true } },
	{ .error = ENOENT },
	{ .origin = TRIAL_UNFINISHED },
};

#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

static bool same(const struct trial_answer *a, const struct trial_answer *b)
{
	char first[TRIAL_ANSWER_MAX], second[TRIAL_ANSWER_MAX];
	size_t size = trial_answer_write(a, first);

	return size == trial_answer_write(b, second) && !memcmp(first, second, size);
}

static void returns(const void *data)
{
	const struct trial_answer *answer = data;
	char text[TRIAL_ANSWER_MAX];
	struct trial_answer read;
	size_t size = trial_answer_write(answer, text);

	check(size < TRIAL_ANSWER_MAX && text[size - 1] == '\n', "%zu bytes", size);
	check(trial_answer_read(&read, text, size) == 0, "not read: %s", text);
	check(same(answer, &read), "another one");
}

/* What a divisor comes from, or an index. */
static bool is_sound(const struct trial_answer *answer)
{
	const struct trial_result *result = &answer->result;
	bool aligned = result->stride_align && result->offset_align &&
		       !(result->stride_align & (result->stride_align - 1)) &&
		       !(result->offset_align & (result->offset_align - 1));

	return answer->origin < TRIAL_ORIGINS && (!result->layout_known || aligned) &&
	       result->stride_align <= TRIAL_STEP_MAX && result->stride_max <= TRIAL_BYTES &&
	       result->height_align <= TRIAL_ROWS_MAX && result->size_pad <= TRIAL_BYTES &&
	       result->contiguity <= YAMP_CONTIGUITY_DMA && result->objects <= YAMP_OBJECTS_SINGLE;
}

/* Every byte as every other byte, left out, doubled; every beginning and every end. */
static void spoilt(const void *data)
{
	char text[TRIAL_ANSWER_MAX], other[TRIAL_ANSWER_MAX + 1];
	size_t i, size = trial_answer_write(data, text);
	struct trial_answer read;
	unsigned int byte, taken = 0;

	for (i = 0; i < size; i++) {
		check(trial_answer_read(&read, text, i) == -EBADMSG, "the first %zu bytes", i);
		check(i == 0 || trial_answer_read(&read, text + i, size - i) == -EBADMSG,
		      "without the first %zu bytes", i);
		memcpy(other, text, i);
		memcpy(other + i + 1, text + i, size - i);
		other[i] = '\0';
		check(trial_answer_read(&read, other, size + 1) == -EBADMSG, "more at %zu", i);
		memcpy(other, text, size);
		for (byte = 0; byte < 256; byte++) {
			other[i] = (char)byte;
			if (trial_answer_read(&read, other, size) < 0)
				continue;
			check(is_sound(&read), "byte %zu as %u", i, byte);
			taken++;
		}
	}
	check(taken >= size, "what is right is taken");
}

static const char *const wrong[] = {
	"",
	"yamp-trial 2\norigin 0\n",
	"yamp-trial 1\norigin 99999999999999999999\n",
	"yamp-trial 1\norigin -1\n",
	"yamp-trial 1\norigin 4294967296\n",
	"yamp-trial 1\nend\n",
	"Segmentation fault\n",
};

static void nonsense(const void *data)
{
	struct trial_answer read;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(trial_answer_read(&read, wrong[i], strlen(wrong[i])) == -EBADMSG, "%s",
		      wrong[i]);
}

/* ---- the file ---------------------------------------------------------------------- */

static char folder[] = "/tmp/trial-cache.XXXXXX";

static void cache_begin(struct trial_cache *cache)
{
	check(mkdtemp(folder), "a folder");
	snprintf(cache->path, sizeof(cache->path), "%s/trial-x", folder);
	snprintf(cache->key, sizeof(cache->key), "6.12, vkms 1");
}

static void cache_end(struct trial_cache *cache)
{
	struct trial_answer read;

	check(trial_cache_load(cache, &read) < 0, "what is there was taken");
	unlink(cache->path);
	check(rmdir(folder) == 0, "something is left in %s", folder);
}

static void keeps(const void *data)
{
	struct trial_cache cache, later;
	struct trial_answer read;
	struct stat status;

	cache_begin(&cache);
	check(trial_cache_load(&cache, &read) == -ENOENT, "there is nothing yet");
	trial_cache_store(&cache, &answers[2]);
	trial_cache_store(&cache, &answers[1]);
	check(trial_cache_load(&cache, &read) == 0 && same(&read, &answers[1]), "the newest one");
	check(stat(cache.path, &status) == 0 && (status.st_mode & 0777) == 0600, "for us alone");
	later = cache;
	strcat(later.key, "1");
	check(trial_cache_load(&later, &read) == -ENOENT, "another driver's");
	later.path[0] = '\0';
	trial_cache_store(&later, &answers[1]);
	check(trial_cache_load(&later, &read) == -ENOENT, "there is no place for one");
	unlink(cache.path);
	cache_end(&cache);
}

static void foreign(const void *data)
{
	struct trial_cache cache;

	cache_begin(&cache);
	trial_cache_store(&cache, &answers[1]);
	check(chmod(cache.path, 0620) == 0, "a mode");
	cache_end(&cache);
}

static void cut_off(const void *data)
{
	struct trial_cache cache;

	cache_begin(&cache);
	trial_cache_store(&cache, &answers[1]);
	check(truncate(cache.path, 40) == 0, "a length");
	cache_end(&cache);
}

/* Filled with holes: nobody reads what has no end. */
static void endless(const void *data)
{
	struct trial_cache cache;

	cache_begin(&cache);
	trial_cache_store(&cache, &answers[1]);
	check(truncate(cache.path, (off_t)1 << 40) == 0, "a length");
	cache_end(&cache);
}

/* Whoever opened it would wait for a writer. */
static void pipe_there(const void *data)
{
	struct trial_cache cache;

	cache_begin(&cache);
	check(mkfifo(cache.path, 0600) == 0, "a pipe");
	cache_end(&cache);
}

static void link_there(const void *data)
{
	struct trial_cache cache, real;
	struct trial_answer read;

	cache_begin(&cache);
	real = cache;
	strcat(real.path, "-real");
	trial_cache_store(&real, &answers[1]);
	check(symlink(real.path, cache.path) == 0, "a link");
	check(trial_cache_load(&cache, &read) < 0, "a link was followed");
	trial_cache_store(&cache, &answers[0]);
	check(trial_cache_load(&real, &read) == 0 && same(&read, &answers[1]),
	      "what the link led to was written");
	unlink(real.path);
	unlink(cache.path);
	cache_end(&cache);
}

static void read_only(const void *data)
{
	struct trial_cache cache;

	cache_begin(&cache);
	strcat(cache.path, "/not-there/at-all");
	trial_cache_store(&cache, &answers[1]);
	cache_end(&cache);
}

int main(int argc, char **argv)
{
	struct test_case cases[2 * ANSWERS + 16];
	static char names[2 * ANSWERS][32];
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < ANSWERS; i++) {
		snprintf(names[count], sizeof(names[0]), "answer %zu as it was", i);
		cases[count] = (struct test_case){ names[count], returns, &answers[i] };
		count++;
		snprintf(names[count], sizeof(names[0]), "answer %zu, spoilt", i);
		cases[count] = (struct test_case){ names[count], spoilt, &answers[i] };
		count++;
	}
	cases[count++] = (struct test_case){ "nonsense", nonsense, NULL };
	cases[count++] = (struct test_case){ "kept in a file", keeps, NULL };
	cases[count++] = (struct test_case){ "a file that others may write", foreign, NULL };
	cases[count++] = (struct test_case){ "a file cut off", cut_off, NULL };
	cases[count++] = (struct test_case){ "a file without end", endless, NULL };
	cases[count++] = (struct test_case){ "a pipe in its place", pipe_there, NULL };
	cases[count++] = (struct test_case){ "a link in its place", link_there, NULL };
	cases[count++] = (struct test_case){ "a folder that is not there", read_only, NULL };
	return test_main(argc, argv, cases, count);
}
