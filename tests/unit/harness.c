// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define CASE_SECONDS 300
#define EXIT_FAILED 1
#define EXIT_SKIPPED 77

static void print_comment(const char *format, va_list args)
{
	fputs("# ", stdout);
	vprintf(format, args);
	putchar('\n');
}

void test_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_comment(format, args);
	va_end(args);
}

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	printf("# %s:%d:\n", file, line);
	va_start(args, format);
	print_comment(format, args);
	va_end(args);
	fflush(stdout);
	_exit(EXIT_FAILED);
}

void test_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_comment(format, args);
	va_end(args);
	fflush(stdout);
	_exit(EXIT_SKIPPED);
}

static int open_descriptors(void)
{
	struct dirent *entry;
	int count = 0;
	DIR *dir = opendir("/proc/self/fd");

	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

/* The child: the leak check of the address sanitizer runs in exit(). */
static _Noreturn void run_case(const struct test_case *test)
{
	int before = open_descriptors(), after;

	alarm(CASE_SECONDS);
	test->run(test->data);
	after = open_descriptors();
	if (after != before) {
		test_note("%d file descriptors before, %d after", before, after);
		fflush(stdout);
		exit(EXIT_FAILED);
	}
	exit(0);
}

static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return EXIT_FAILED;
	if (WIFSIGNALED(status)) {
		test_note("died of signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
		return EXIT_FAILED;
	}
	return WEXITSTATUS(status);
}

/* Returns whether it failed. */
static int report(const struct test_case *test, unsigned int number, int status)
{
	if (status && status != EXIT_SKIPPED)
		printf("not ok %u - %s\n", number, test->name);
	else
		printf("ok %u - %s%s\n", number, test->name, status ? " # SKIP" : "");
	fflush(stdout);
	return status && status != EXIT_SKIPPED;
}

static int run_forked(const struct test_case *test, unsigned int number)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		test_note("fork failed");
		return report(test, number, EXIT_FAILED);
	}
	if (!pid)
		run_case(test);
	return report(test, number, wait_for(pid));
}

static int selected(int argc, char **argv, const char *name)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], name))
			return 1;
	}
	return argc < 2;
}

static int list_cases(const struct test_case *cases, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		puts(cases[i].name);
	return 0;
}

int test_main(int argc, char **argv, const struct test_case *cases, unsigned int count)
{
	unsigned int i, chosen = 0, number = 0, failed = 0;

	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list_cases(cases, count);
	for (i = 0; i < count; i++)
		chosen += selected(argc, argv, cases[i].name);
	if (!chosen || (argc > 1 && chosen < (unsigned int)argc - 1)) {
		fprintf(stderr, "%s: no such case; --list names them\n", argv[0]);
		return 2;
	}
	printf("TAP version 13\n1..%u\n", chosen);
	for (i = 0; i < count; i++) {
		if (selected(argc, argv, cases[i].name))
			failed += run_forked(&cases[i], ++number);
	}
	return failed ? 1 : 0;
}
