/* SPDX-License-Identifier: MIT */
/* What the commands that print JSON have in common. */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>
#include <json-c/json.h>

/** json_text - add a word; null for NULL and for an empty one */
void json_text(struct json_object *object, const char *name, const char *text);

/** json_number - add a number */
void json_number(struct json_object *object, const char *name, uint64_t number);

/** json_decimal - add a number with so many digits behind the point: 0.1, not 0.10000000000000001 */
void json_decimal(struct json_object *object, const char *name, double number, int digits);

/** json_line - print it on one line, at once, and drop the reference */
void json_line(struct json_object *object);

#endif /* JSON_H */
