/*
 * Values on their way into and out of statements: see db.h.
 */
#include "store/db.h"

#include <string.h>

struct lic_value lic_value_int(int64_t number)
{
	return (struct lic_value){.type = LIC_SQL_INT, .number = number};
}

struct lic_value lic_value_opt_int(struct lic_opt_int number)
{
	return number.is_set ? lic_value_int(number.value)
			     : (struct lic_value){.type = LIC_SQL_NULL};
}

struct lic_value lic_value_text(const char *text)
{
	if (text == NULL) {
		return (struct lic_value){.type = LIC_SQL_NULL};
	}
	return (struct lic_value){.type = LIC_SQL_TEXT, .data = text, .len = strlen(text)};
}

struct lic_value lic_value_blob(struct lic_bytes bytes)
{
	if (bytes.data == NULL) {
		return (struct lic_value){.type = LIC_SQL_NULL};
	}
	return (struct lic_value){.type = LIC_SQL_BLOB, .data = bytes.data, .len = bytes.len};
}

struct lic_value lic_value_guid(const struct lic_guid *guid)
{
	return (struct lic_value){
		.type = LIC_SQL_BLOB,
		.data = (const char *)guid->bytes,
		.len = sizeof(guid->bytes),
	};
}

lic_rc lic_value_get_int(const struct lic_value *value, int64_t *ret_number)
{
	if (value->type != LIC_SQL_INT) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*ret_number = value->number;
	return LIC_OK_RC;
}

lic_rc lic_value_get_opt_int(const struct lic_value *value, struct lic_opt_int *ret_number)
{
	if (value->type == LIC_SQL_NULL) {
		*ret_number = (struct lic_opt_int){0};
		return LIC_OK_RC;
	}
	ret_number->is_set = true;
	return lic_value_get_int(value, &ret_number->value);
}

lic_rc lic_value_get_text(const struct lic_value *value, struct lic_arena *arena, bool is_nullable,
	const char **ret_text)
{
	if (value->type == LIC_SQL_NULL && is_nullable) {
		*ret_text = NULL;
		return LIC_OK_RC;
	}
	if (value->type != LIC_SQL_TEXT) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*ret_text = arena == NULL ? value->data : lic_arena_copy(arena, value->data, value->len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_value_get_blob(const struct lic_value *value, struct lic_arena *arena, bool is_nullable,
	struct lic_bytes *ret_bytes)
{
	if (value->type == LIC_SQL_NULL && is_nullable) {
		*ret_bytes = (struct lic_bytes){0};
		return LIC_OK_RC;
	}
	if (value->type != LIC_SQL_BLOB) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	ret_bytes->data =
		arena == NULL ? value->data : lic_arena_copy(arena, value->data, value->len);
	ret_bytes->len = value->len;
	return ret_bytes->data == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_value_get_guid(const struct lic_value *value, struct lic_guid *ret_guid)
{
	if (value->type != LIC_SQL_BLOB || value->len != sizeof(ret_guid->bytes)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	memcpy(ret_guid->bytes, value->data, sizeof(ret_guid->bytes));
	return LIC_OK_RC;
}
