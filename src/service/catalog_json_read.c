/*
 * Taking a JSON document apart: see catalog_json_int.h.
 */
#include "service/catalog_json_int.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define PLACE_DEPTH 8
#define MEMBERS_MAX 16

/* Adds to a text as much as fits; gives its length. */
static size_t add_text(struct lic_place_text *to, size_t len, const char *text)
{
	size_t room = sizeof(to->text) - 1 - len;
	size_t more = strlen(text);

	more = more < room ? more : room;
	memcpy(to->text + len, text, more);
	return len + more;
}

struct lic_place_text lic_place__text(const struct lic_place *place)
{
	struct lic_place_text result = {{0}};
	const struct lic_place *chain[PLACE_DEPTH];
	size_t depth = 0;
	size_t len = 0;

	for (; place != NULL && depth < PLACE_DEPTH; place = place->up) {
		chain[depth++] = place;
	}
	while (depth > 0) {
		const struct lic_place *at = chain[--depth];
		char number[24];

		(void)snprintf(number, sizeof(number), "%zu", at->index);
		len = add_text(&result, len, len == 0 ? "" : "/");
		len = add_text(&result, len, at->member == NULL ? number : at->member);
	}
	return result;
}

void lic_place__wrong(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const char *value, const char *reason)
{
	lic_catalog__mistake(mistakes, place == NULL ? NULL : lic_place__text(place).text, value,
		"%s", reason);
}

/* Says that a member is unknown, and which one may have been meant. */
static void unknown_member(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const char *name, const struct lic_member *members, size_t count)
{
	const char *names[MEMBERS_MAX] = {NULL};
	size_t best = 0;

	for (size_t i = 0; i < count; i++) {
		names[i] = members[i].name;
	}
	best = lic_text_nearest(name, names, count);
	if (best < count) {
		lic_catalog__mistake(mistakes, place == NULL ? NULL : lic_place__text(place).text,
			name, "is an unknown member (did you mean '%s'?)", names[best]);
	} else {
		lic_place__wrong(mistakes, place, name, "is an unknown member");
	}
}

static bool is_kind(const json_t *value, enum lic_member_kind kind)
{
	switch (kind) {
	case LIC_MEMBER_TEXT:
		return json_is_string(value);
	case LIC_MEMBER_BOOLEAN:
		return json_is_boolean(value);
	case LIC_MEMBER_LIST:
		return json_is_array(value);
	}
	return false;
}

bool lic_place__members(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	json_t *object, const struct lic_member *members, size_t count, json_t **ret_values)
{
	static const char *const must_be[] = {"must be a string", "must be true or false",
		"must be an array"};

	if (!json_is_object(object)) {
		lic_place__wrong(mistakes, place, NULL, "must be an object");
		return false;
	}
	for (void *at = json_object_iter(object); at != NULL;
		at = json_object_iter_next(object, at)) {
		const char *name = json_object_iter_key(at);
		size_t i = 0;

		while (i < count && strcmp(members[i].name, name) != 0) {
			i++;
		}
		if (i == count) {
			unknown_member(mistakes, place, name, members, count);
		}
	}
	for (size_t i = 0; i < count; i++) {
		json_t *value = json_object_get(object, members[i].name);

		ret_values[i] = NULL;
		if (value == NULL && members[i].is_required) {
			lic_place__wrong(mistakes, place, members[i].name, "is missing");
		} else if (value != NULL && !is_kind(value, members[i].kind)) {
			lic_place__wrong(mistakes, &(struct lic_place){place, members[i].name, 0},
				NULL, must_be[members[i].kind]);
		} else {
			ret_values[i] = value;
		}
	}
	return true;
}

const char *lic_place__name(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const json_t *value, struct lic_arena *arena)
{
	const char *text = json_string_value(value);
	const char *fault = text == NULL ? NULL : lic_catalog__text_fault(text);

	if (text == NULL) {
		return NULL;
	}
	if (fault != NULL) {
		lic_place__wrong(mistakes, place, *text == '\0' ? NULL : text, fault);
		return NULL;
	}
	text = lic_arena_strdup(arena, text);
	mistakes->is_out_of_memory |= text == NULL;
	return text;
}

bool lic_place__guid(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const json_t *value, struct lic_guid *ret_guid)
{
	const char *text = json_string_value(value);

	if (text == NULL) {
		return false;
	}
	if (!lic_guid_parse(text, strlen(text), ret_guid)) {
		lic_place__wrong(mistakes, place, text, "is not a GUID");
		return false;
	}
	return true;
}
