/*
 * Fuzz target: $filter and $orderby. Beside not crashing, what is accepted is a condition whose
 * parts, values and properties are where they belong, and what is refused says what and where.
 */
#include "odata/entities.h"
#include "odata/filter.h"
#include "odata/order.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)20 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds)
{
	if (!holds) {
		abort();
	}
}

/* Counts the values of a condition; the depth is limited. */
static size_t check(const struct lic_odata_condition *condition, size_t depth)
{
	size_t values = condition->value_count;

	demand(depth <= 2 * (size_t)LIC_ODATA_DEPTH_MAX);
	if (condition->kind == LIC_ODATA_TEST) {
		if (condition->property == NULL || condition->part_count != 0) {
			abort();
		}
		demand((condition->test == LIC_ODATA_HAS_ELEMENT) == (values == 0));
		demand(values <= 1 || condition->test == LIC_ODATA_EQUALS);
		for (size_t i = 0; i < values; i++) {
			demand(condition->values[i].is_null ||
				condition->property->type != LIC_ODATA_TEXT ||
				condition->values[i].text != NULL);
		}
		return values +
			(condition->element == NULL ? 0 : check(condition->element, depth + 1));
	}
	demand(condition->kind == LIC_ODATA_NOT ? condition->part_count == 1
						: condition->part_count >= 2);
	for (size_t i = 0; i < condition->part_count; i++) {
		values += check(condition->parts[i], depth + 1);
	}
	return values;
}

static void read_one(const char *text, const struct lic_odata_entity *entity)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_odata_filter filter = {0};
	struct lic_odata_order order = {0};
	struct lic_err err = {0};
	lic_rc rc;

	if (arena == NULL) {
		return;
	}
	rc = lic_odata_filter_read(text, entity, arena, &err, &filter);
	demand(lic_ok(rc) == (filter.condition != NULL));
	if (lic_ok(rc)) {
		demand(check(filter.condition, 0) <= LIC_ODATA_VALUES_MAX);
	} else if (rc.code != LIC_E_NOMEM) {
		demand(rc.code == LIC_E_INVALID && err.public_code != NULL &&
			err.detail_count == 1);
		demand(strstr(err.message, "position") != NULL ||
			strstr(err.message, "bytes") != NULL ||
			strstr(err.message, "UTF-8") != NULL);
	}
	rc = lic_odata_order_read(text, entity, arena, &err, &order);
	demand(lic_ok(rc) == (order.property != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = NULL;

	if (size > INPUT_BYTES_MAX) {
		return 0;
	}
	text = malloc(size + 1);
	if (text == NULL) {
		return 0;
	}
	if (size > 0) {
		memcpy(text, data, size);
	}
	text[size] = '\0';
	read_one(text, &lic_odata_users);
	read_one(text, &lic_odata_groups);
	free(text);
	return 0;
}
