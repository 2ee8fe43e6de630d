/*
 * Reading options: what they share, and how failures are told. See odata_int.h.
 */
#include "base/text.h"
#include "odata/odata_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASON_BYTES 512
#define SHOWN_BYTES 40

/* Records the failure of `reader` at `token`, unless there is one already. */
static lic_rc record(struct lic_odata_reader *reader, const char *public_code,
	const struct lic_odata_token *token, const char *reason)
{
	if (!lic_ok(reader->rc)) {
		return reader->rc;
	}
	reader->rc = lic_err_field(reader->err, reader->arena, reader->option,
		"Invalid %s clause: %s, at position %zu.", reader->option + 1, reason, token->at);
	if (reader->rc.code == LIC_E_INVALID && reader->err != NULL) {
		reader->err->public_code = public_code;
	}
	return reader->rc;
}

lic_rc lic_odata__fail(struct lic_odata_reader *reader, const struct lic_odata_token *token,
	const char *fmt, ...)
{
	char reason[REASON_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return record(reader, "Request_BadRequest", token, reason);
}

lic_rc lic_odata__refuse(struct lic_odata_reader *reader, const struct lic_odata_token *token,
	const char *fmt, ...)
{
	char reason[REASON_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return record(reader, "Request_UnsupportedQuery", token, reason);
}

/* Bytes of `token` that a message shows: not more than is helpful, and whole characters. */
static int shown(const struct lic_odata_token *token)
{
	size_t len = token->len;

	if (len > SHOWN_BYTES) {
		len = SHOWN_BYTES;
		while (len > 0 && ((unsigned char)token->text[len] & 0xC0U) == 0x80U) {
			len--;
		}
	}
	return (int)len;
}

lic_rc lic_odata__unexpected(struct lic_odata_reader *reader, const struct lic_odata_token *token)
{
	if (*token->text == '\'' && (token->len == 1 || token->text[token->len - 1] != '\'')) {
		return lic_odata__fail(reader, token,
			"the text that begins here has no end: texts stand in single quotes, a quote in them is doubled");
	}
	if (*token->text == '"' && token->len == 1) {
		return lic_odata__fail(reader, token,
			strcmp(reader->option, "$search") == 0
				? "the clause that begins here has no closing double quote"
				: "texts stand in single quotes, not in double ones");
	}
	if (token->len == 0) {
		return lic_odata__fail(reader, token, "it ends where something is missing");
	}
	return lic_odata__fail(reader, token, "'%.*s' was not expected", shown(token), token->text);
}

lic_rc lic_odata__check_size(struct lic_odata_reader *reader, size_t bytes_max)
{
	size_t len = strlen(reader->start);

	if (len > bytes_max) {
		return lic_err_field(reader->err, reader->arena, reader->option,
			"Invalid %s clause: it has %zu bytes, and at most %zu are possible.",
			reader->option + 1, len, bytes_max);
	}
	if (!lic_text_is_utf8(reader->start, len)) {
		return lic_err_field(reader->err, reader->arena, reader->option,
			"Invalid %s clause: it is not valid UTF-8.", reader->option + 1);
	}
	return LIC_OK_RC;
}

lic_rc lic_odata__unknown(struct lic_odata_reader *reader, const struct lic_odata_entity *entity,
	const struct lic_odata_token *token)
{
	const char *typed = lic_arena_copy(reader->arena, token->text, (size_t)shown(token));
	const char **names = lic_arena_array(reader->arena, entity->count, sizeof(*names));
	size_t nearest = 0;

	if (typed == NULL || names == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return reader->rc;
	}
	for (size_t i = 0; i < entity->count; i++) {
		names[i] = entity->properties[i].name;
	}
	nearest = lic_text_nearest(typed, names, entity->count);
	if (nearest < entity->count) {
		return lic_odata__fail(reader, token,
			"Could not find a property named '%s' on type '%s' (did you mean '%s'?)",
			typed, entity->name, names[nearest]);
	}
	return lic_odata__fail(reader, token, "Could not find a property named '%s' on type '%s'",
		typed, entity->name);
}
