/*
 * Values in $filter: see check_int.h.
 */
#include "base/clock.h"
#include "odata/check_int.h"

#include <string.h>

#define TIME_BYTES_MAX 64

lic_rc lic_odata__unquote(struct lic_odata_reader *reader, const struct lic_odata_token *token,
	const char **ret_text)
{
	char *text = lic_arena_alloc(reader->arena, token->len);
	size_t len = 0;

	if (text == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return reader->rc;
	}
	for (size_t i = 1; i + 1 < token->len; i++) {
		text[len++] = token->text[i];
		i += token->text[i] == '\'' ? 1 : 0;
	}
	*ret_text = text;
	return LIC_OK_RC;
}

static lic_rc wrong_type(struct lic_odata_reader *reader, const struct lic_odata_property *property,
	const struct lic_odata_node *node)
{
	static const char *const wanted[] = {
		[LIC_ODATA_TEXT] = "a text in single quotes",
		[LIC_ODATA_FLAG] = "true or false, without quotes",
		[LIC_ODATA_GUID] = "a GUID",
		[LIC_ODATA_TIME] = "a time without quotes, such as 2026-01-31T08:00:00Z",
		[LIC_ODATA_COLLECTION] = "any()",
	};

	return lic_odata__fail(reader, &node->token, "%s is compared with %s",
		*property->name == '\0' ? "an element" : property->name, wanted[property->type]);
}

static lic_rc read_guid(struct lic_odata_reader *reader, const struct lic_odata_property *property,
	const struct lic_odata_node *node, struct lic_guid *ret_guid)
{
	const struct lic_odata_token *token = &node->token;
	size_t quote = node->kind == LIC_NODE_TEXT ? 1 : 0;

	if (node->kind != LIC_NODE_TEXT && node->kind != LIC_NODE_GUID) {
		return wrong_type(reader, property, node);
	}
	if (!lic_guid_parse(token->text + quote, token->len - 2 * quote, ret_guid)) {
		return lic_odata__fail(reader, token,
			"Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details");
	}
	return LIC_OK_RC;
}

/* OData lets the seconds be left out, and so does Graph. */
static lic_rc read_time(struct lic_odata_reader *reader, const struct lic_odata_property *property,
	const struct lic_odata_node *node, int64_t *ret_ms)
{
	const struct lic_odata_token *token = &node->token;
	bool lacks_seconds = token->len > 16 && token->text[16] != ':';
	char text[TIME_BYTES_MAX];
	size_t head = lacks_seconds ? 16 : token->len;

	if (node->kind != LIC_NODE_TIME) {
		return wrong_type(reader, property, node);
	}
	if (token->len + 4 > sizeof(text)) {
		return lic_odata__fail(reader, token, "there is no such time");
	}
	memcpy(text, token->text, head);
	text[head] = '\0';
	if (lacks_seconds) {
		memcpy(text + head, ":00", 3);
		memcpy(text + head + 3, token->text + head, token->len - head);
		text[token->len + 3] = '\0';
	}
	if (!lic_time_parse(text, ret_ms)) {
		return lic_odata__fail(reader, token, "there is no such time");
	}
	return LIC_OK_RC;
}

lic_rc lic_odata__value(struct lic_odata_reader *reader, const struct lic_odata_property *property,
	const struct lic_odata_node *node, struct lic_odata_value *ret_value)
{
	*ret_value = (struct lic_odata_value){.is_null = node->kind == LIC_NODE_NULL};
	if (ret_value->is_null) {
		return LIC_OK_RC;
	}
	switch (property->type) {
	case LIC_ODATA_TEXT:
		return node->kind == LIC_NODE_TEXT
			? lic_odata__unquote(reader, &node->token, &ret_value->text)
			: wrong_type(reader, property, node);
	case LIC_ODATA_FLAG:
		ret_value->number = node->kind == LIC_NODE_TRUE ? 1 : 0;
		return node->kind == LIC_NODE_TRUE || node->kind == LIC_NODE_FALSE
			? LIC_OK_RC
			: wrong_type(reader, property, node);
	case LIC_ODATA_GUID:
		return read_guid(reader, property, node, &ret_value->guid);
	case LIC_ODATA_TIME:
		return read_time(reader, property, node, &ret_value->number);
	case LIC_ODATA_COLLECTION:
		break;
	}
	return wrong_type(reader, property, node);
}
