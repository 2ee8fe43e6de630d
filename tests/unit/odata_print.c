/*
 * Conditions as text: see odata_print.h.
 */
#include "odata_print.h"

static void print_value(struct lic_buf *out, const struct lic_odata_property *property,
	const struct lic_odata_value *value)
{
	if (value->is_null) {
		lic_buf_puts(out, "null");
	} else if (property->type == LIC_ODATA_TEXT) {
		lic_buf_puts(out, value->text);
	} else if (property->type == LIC_ODATA_GUID) {
		lic_buf_puts(out, lic_guid_format(&value->guid).text);
	} else {
		lic_buf_printf(out, "%lld", (long long)value->number);
	}
}

static void print_test(struct lic_buf *out, const struct lic_odata_condition *condition)
{
	static const char *const tests[] = {"=", ">", ">=", "<", "<=", "^", "$", "~", ""};

	lic_buf_printf(out, "%s%s", condition->property->name, tests[condition->test]);
	for (size_t i = 0; i < condition->value_count; i++) {
		lic_buf_puts(out, i == 0 ? "" : "|");
		print_value(out, condition->property, &condition->values[i]);
	}
	if (condition->test == LIC_ODATA_HAS_ELEMENT) {
		lic_buf_puts(out, "[");
		if (condition->element != NULL) {
			odata_print(out, condition->element);
		}
		lic_buf_puts(out, "]");
	}
}

void odata_print(struct lic_buf *out, const struct lic_odata_condition *condition)
{
	static const char *const kinds[] = {"and", "or", "not"};

	if (condition->kind == LIC_ODATA_TEST) {
		print_test(out, condition);
		return;
	}
	lic_buf_printf(out, "(%s", kinds[condition->kind]);
	for (size_t i = 0; i < condition->part_count; i++) {
		lic_buf_puts(out, " ");
		odata_print(out, condition->parts[i]);
	}
	lic_buf_puts(out, ")");
}
