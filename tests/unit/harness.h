/* SPDX-License-Identifier: MIT */
/*
 * A small TAP harness: named cases, each in a process of its own.
 *
 * A case fails if a check() does not hold, if it dies of a signal, if it takes
 * longer than its time or if it leaves a file descriptor open. Its diagnostics
 * are comment lines before its "not ok".
 */
#ifndef YAMP_TEST_HARNESS_H
#define YAMP_TEST_HARNESS_H

#ifdef NDEBUG
#error "tests must not be built with NDEBUG: their assertions would vanish"
#endif

/**
 * struct test_case - one line of TAP
 * @name: printable, no '#'
 * @run: returns if the case passed
 * @data: handed to @run
 */
struct test_case {
	const char *name;
	void (*run)(const void *data);
	const void *data;
};

/**
 * test_main - run cases and print TAP
 * @argc: of main()
 * @argv: of main(); names of cases run only those, --list prints the names
 * @cases: to run
 * @count: of @cases
 *
 * Returns the exit status for main(): 0 if none failed, 1 if one did, 2 if an
 * argument names no case.
 */
int test_main(int argc, char **argv, const struct test_case *cases, unsigned int count);

/** test_fail - end the running case: it failed. Does not return. */
_Noreturn void test_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** test_skip - end the running case: it cannot run here, and why. Does not return. */
_Noreturn void test_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** test_note - print a comment line */
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** check - @condition, or the case fails with what follows, in printf's way */
#define check(condition, ...) \
	do { \
		if (!(condition)) \
			test_fail(__FILE__, __LINE__, __VA_ARGS__); \
	} while (0)

/** check_equal - two numbers of at most 64 bits, or the case fails */
#define check_equal(got, expected, what) \
	do { \
		unsigned long long got_ = (unsigned long long)(got); \
		unsigned long long expected_ = (unsigned long long)(expected); \
		if (got_ != expected_) \
			test_fail(__FILE__, __LINE__, "%s: got %llu, expected %llu", what, got_, \
				  expected_); \
	} while (0)

#endif /* YAMP_TEST_HARNESS_H */
