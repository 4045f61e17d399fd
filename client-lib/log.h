/* SPDX-License-Identifier: MIT */
/* Format a line for a context's handler. */
#ifndef LOG_H
#define LOG_H

#include <yamp/log.h>

/** log_copy - a context keeps its own; @log may be NULL */
struct yamp_log log_copy(const struct yamp_log *log);

/** log_line - one line, no newline at its end; cut off after 512 bytes */
__attribute__((format(printf, 3, 4)))
void log_line(const struct yamp_log *log, enum yamp_log_level level, const char *format, ...);

#define log_error(log, ...)	log_line(log, YAMP_LOG_ERROR, __VA_ARGS__)
#define log_warning(log, ...)	log_line(log, YAMP_LOG_WARNING, __VA_ARGS__)
#define log_info(log, ...)	log_line(log, YAMP_LOG_INFO, __VA_ARGS__)
#define log_debug(log, ...)	log_line(log, YAMP_LOG_DEBUG, __VA_ARGS__)

#endif /* LOG_H */
