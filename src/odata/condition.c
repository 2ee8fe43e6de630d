/*
 * Making conditions: see odata_int.h.
 */
#include "odata/odata_int.h"

#include <string.h>

/* Makes an empty condition; NULL after a failure. */
static struct lic_odata_condition *new_condition(struct lic_odata_reader *reader)
{
	struct lic_odata_condition *condition = lic_arena_alloc(reader->arena, sizeof(*condition));

	if (condition == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
	}
	return condition;
}

struct lic_odata_condition *lic_odata__condition_join(struct lic_odata_reader *reader,
	enum lic_odata_kind kind, struct lic_odata_condition *a, struct lic_odata_condition *b)
{
	struct lic_odata_condition *joined = NULL;
	size_t kept = 0;

	if (a == NULL || b == NULL) {
		return NULL;
	}
	joined = new_condition(reader);
	kept = a->kind == kind ? a->part_count : 1;
	if (joined != NULL) {
		joined->kind = kind;
		joined->parts = lic_arena_array(reader->arena, kept + 1,
			sizeof(struct lic_odata_condition *));
	}
	if (joined == NULL || joined->parts == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	if (a->kind == kind) {
		memcpy(joined->parts, a->parts, kept * sizeof(struct lic_odata_condition *));
	} else {
		joined->parts[0] = a;
	}
	joined->parts[kept] = b;
	joined->part_count = kept + 1;
	return joined;
}

struct lic_odata_condition *lic_odata__condition_text(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, enum lic_odata_test test, const char *text)
{
	struct lic_odata_condition *condition = new_condition(reader);
	struct lic_odata_value *value = lic_arena_alloc(reader->arena, sizeof(*value));

	if (condition == NULL || value == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	value->text = text;
	condition->kind = LIC_ODATA_TEST;
	condition->property = property;
	condition->test = test;
	condition->values = value;
	condition->value_count = 1;
	return condition;
}
