// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "json.h"

void json_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name,
			       text && text[0] ? json_object_new_string(text) : NULL);
}

void json_number(struct json_object *object, const char *name, uint64_t number)
{
	json_object_object_add(object, name, json_object_new_uint64(number));
}

void json_decimal(struct json_object *object, const char *name, double number, int digits)
{
	char text[32];

	snprintf(text, sizeof(text), "%.*f", digits, number);
	json_object_object_add(object, name, json_object_new_double_s(number, text));
}

void json_line(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	fflush(stdout);
	json_object_put(object);
}
