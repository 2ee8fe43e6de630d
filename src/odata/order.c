/*
 * $orderby: see order.h. Its words are those of $filter.
 */
#include "odata/order.h"

#include "odata/filter_grammar.h"
#include "odata/odata_int.h"

#include <strings.h>

#define ORDER_BYTES_MAX 1024

static bool is_word(const struct lic_odata_token *token, const char *word, size_t len)
{
	return token->len == len && strncasecmp(token->text, word, len) == 0;
}

/* Reads what follows the property: nothing, asc or desc. */
static lic_rc read_direction(struct lic_odata_reader *reader, bool *ret_is_descending)
{
	struct lic_odata_token token;
	int word = lic_odata__filter_word(reader, &token);

	if (word == LIC_WORD_NAME) {
		*ret_is_descending = is_word(&token, "desc", 4);
		if (!*ret_is_descending && !is_word(&token, "asc", 3)) {
			return lic_odata__fail(reader, &token,
				"asc or desc stands behind a property");
		}
		word = lic_odata__filter_word(reader, &token);
	}
	if (word == LIC_WORD_COMMA) {
		return lic_odata__refuse(reader, &token,
			"objects are sorted by one property; equal ones keep the order of their ids");
	}
	return word == 0 ? LIC_OK_RC : lic_odata__unexpected(reader, &token);
}

lic_rc lic_odata_order_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_order *ret_order)
{
	struct lic_odata_reader reader = {.option = "$orderby",
		.start = text,
		.at = text,
		.arena = arena,
		.err = err};
	struct lic_odata_order order = {0};
	struct lic_odata_token token;
	const struct lic_odata_property *property = NULL;

	LIC_TRY(lic_odata__check_size(&reader, ORDER_BYTES_MAX));
	if (lic_odata__filter_word(&reader, &token) != LIC_WORD_NAME) {
		return lic_odata__unexpected(&reader, &token);
	}
	property = lic_odata_property_find(entity, token.text, token.len);
	if (property == NULL) {
		return lic_odata__unknown(&reader, entity, &token);
	}
	if (!property->is_sortable) {
		return lic_odata__refuse(&reader, &token,
			"objects cannot be sorted by %s, which has no index for it",
			property->name);
	}
	order.property = property;
	LIC_TRY(read_direction(&reader, &order.is_descending));
	*ret_order = order;
	return LIC_OK_RC;
}
