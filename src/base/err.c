/*
 * Failures told to people: see err.h.
 */
#include "base/err.h"

#include "base/json.h"
#include "base/text_int.h"

#include <stdarg.h>
#include <stdio.h>

/* Fills the message, and never leaves part of a UTF-8 character at the end of a cut one. */
static void LIC_PRINTF(2, 0) set_message(struct lic_err *err, const char *fmt, va_list args)
{
	int len = vsnprintf(err->message, sizeof(err->message), fmt, args);

	if (len < 0) {
		err->message[0] = '\0';
	} else if ((size_t)len >= sizeof(err->message)) {
		err->message[lic_text__whole(err->message, sizeof(err->message) - 1)] = '\0';
	}
}

lic_rc lic_err_set(struct lic_err *err, enum lic_code code, const char *public_code,
	const char *fmt, ...)
{
	va_list args;

	if (err != NULL) {
		err->public_code = public_code;
		err->details = NULL;
		err->detail_count = 0;
		va_start(args, fmt);
		set_message(err, fmt, args);
		va_end(args);
	}
	return LIC_RC(code);
}

lic_rc lic_err_field(struct lic_err *err, struct lic_arena *arena, const char *target,
	const char *fmt, ...)
{
	struct lic_err_detail *detail = NULL;
	va_list args;

	if (err == NULL) {
		return LIC_RC(LIC_E_INVALID);
	}
	err->public_code = "Request_BadRequest";
	err->details = NULL;
	err->detail_count = 0;
	va_start(args, fmt);
	set_message(err, fmt, args);
	va_end(args);

	detail = lic_arena_alloc(arena, sizeof(*detail));
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->code = "InvalidValue";
	detail->target = lic_arena_strdup(arena, target);
	detail->message = lic_arena_strdup(arena, err->message);
	if (detail->message == NULL || (target != NULL && detail->target == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	err->details = detail;
	err->detail_count = 1;
	return LIC_RC(LIC_E_INVALID);
}

const char *lic_code_name(enum lic_code code)
{
	static const char *const names[] = {
		[LIC_OK] = "ok",
		[LIC_E_NOMEM] = "out of memory",
		[LIC_E_LIMIT] = "limit",
		[LIC_E_INVALID] = "invalid",
		[LIC_E_NOTFOUND] = "not found",
		[LIC_E_CONFLICT] = "conflict",
		[LIC_E_DENIED] = "denied",
		[LIC_E_BUSY] = "busy",
		[LIC_E_UNAVAILABLE] = "unavailable",
		[LIC_E_CORRUPT] = "corrupt",
		[LIC_E_BUG] = "bug",
	};

	return (size_t)code < LIC_COUNT(names) ? names[code] : "unknown";
}

void lic_err_write_refs(struct lic_json *json, const struct lic_err_detail *detail)
{
	lic_json_key(json, "refs");
	lic_json_array(json);
	for (size_t i = 0; i < detail->ref_count; i++) {
		lic_json_object(json);
		lic_json_kstring(json, "kind", detail->refs[i].kind);
		lic_json_kstring(json, "id", detail->refs[i].id);
		lic_json_kstring(json, "name", detail->refs[i].name);
		lic_json_end(json);
	}
	lic_json_end(json);
}
