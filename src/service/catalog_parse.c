/*
 * What reading catalogue files has in common, whatever their format: which format it is, the list
 * of mistakes, and what can be a name.
 */
#include "base/text.h"
#include "service/catalog_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define VALUE_BYTES 100
#define REASON_BYTES 512

/* Prepares a value for showing: in quotes, cut between characters, control characters (a terminal
 * would obey them) as spaces. */
static const char *shown(struct lic_arena *arena, const char *value)
{
	size_t len = strlen(value);
	const char *more = "";
	char *copy = NULL;

	if (len > VALUE_BYTES) {
		for (len = VALUE_BYTES; len > 0 && ((unsigned char)value[len] & 0xC0U) == 0x80U;
			len--) {
		}
		more = "…";
	}
	copy = lic_arena_printf(arena, "'%.*s%s' ", (int)len, value, more);
	for (char *at = copy; at != NULL && *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7F) {
			*at = ' ';
		}
	}
	return copy;
}

/* The place is in the message too: not everybody who shows one shows its target. */
static bool keep_mistake(struct lic_catalog_mistakes *mistakes, const char *place,
	const char *value, const char *reason)
{
	struct lic_arena *arena = mistakes->arena;
	struct lic_err_detail *detail = NULL;
	const char *where = place == NULL ? "" : place;
	const char *colon = place == NULL ? "" : ": ";

	if (mistakes->list == NULL) {
		mistakes->list = lic_arena_array(arena, LIC_CATALOG_MISTAKES_MAX + 1,
			sizeof(*mistakes->list));
	}
	value = value == NULL ? "" : shown(arena, value);
	if (mistakes->list == NULL || value == NULL) {
		return false;
	}
	detail = &mistakes->list[mistakes->count];
	detail->code = "InvalidValue";
	detail->target = lic_arena_strdup(arena, place);
	detail->message = lic_arena_printf(arena, "%s%s%s%s", where, colon, value, reason);
	return detail->message != NULL && (place == NULL || detail->target != NULL);
}

void lic_catalog__mistake(struct lic_catalog_mistakes *mistakes, const char *place,
	const char *value, const char *fmt, ...)
{
	char reason[REASON_BYTES];
	va_list args;

	if (mistakes->count < LIC_CATALOG_MISTAKES_MAX) {
		va_start(args, fmt);
		(void)vsnprintf(reason, sizeof(reason), fmt, args);
		va_end(args);
		if (!keep_mistake(mistakes, place, value, reason)) {
			mistakes->is_out_of_memory = true;
			return;
		}
	}
	mistakes->count++;
}

lic_rc lic_catalog__verdict(const struct lic_catalog_mistakes *mistakes, struct lic_err *err)
{
	size_t listed = mistakes->count;

	if (mistakes->is_out_of_memory) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (mistakes->count == 0) {
		return LIC_OK_RC;
	}
	if (mistakes->count > LIC_CATALOG_MISTAKES_MAX) {
		listed = LIC_CATALOG_MISTAKES_MAX + 1;
		mistakes->list[LIC_CATALOG_MISTAKES_MAX] = (struct lic_err_detail){
			.code = "InvalidValue",
			.message = lic_arena_printf(mistakes->arena,
				"%zu more mistakes are not listed",
				mistakes->count - LIC_CATALOG_MISTAKES_MAX),
		};
	}
	lic_rc rc = lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"Nothing was imported, the file has %zu mistake%s. %s%s.", mistakes->count,
		mistakes->count == 1 ? "" : "s",
		mistakes->count == 1 ? "" : "The first: ", mistakes->list[0].message);

	err->details = mistakes->list;
	err->detail_count = listed;
	return rc;
}

const char *lic_catalog__text_fault(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t len = strlen(text);

	if (len == 0) {
		return "must not be empty";
	}
	for (size_t i = 0; i < len; i++) {
		/* C0, DEL, and C1 (U+0080 to U+009F) as UTF-8 */
		if (bytes[i] < 0x20 || bytes[i] == 0x7F ||
			(bytes[i] == 0xC2 && bytes[i + 1] < 0xA0)) {
			return "holds a line break, tab or other control character";
		}
	}
	if (text[0] == ' ' || text[len - 1] == ' ') {
		return "begins or ends with a space";
	}
	if (lic_text_length(text) > LIC_CATALOG_TEXT_MAX) {
		return "is longer than 512 characters";
	}
	return NULL;
}

/* Tells the first character that is not white space; NUL when there is none. */
static char first_character(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n') {
			return text[i];
		}
	}
	return '\0';
}

/* RFC 8259, section 8.1: a parser may ignore a byte order mark. CSV programs write one all the
 * time. */
static struct lic_bytes without_mark(struct lic_bytes text)
{
	if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
		text.data = (const char *)text.data + 3;
		text.len -= 3;
	}
	return text;
}

static lic_rc check_source_option(struct lic_ctx *ctx, const struct lic_catalog_file *file,
	const char *exclusion_source)
{
	if (exclusion_source == NULL || strcmp(file->format, LIC_CATALOG_FORMAT_EXCLUSIONS) == 0) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "exclusionSource",
		"Only an exclusion table (CSV) has sources to choose from, and this file is %s: leave the choice out.",
		file->format);
}

lic_rc lic_catalog__parse(struct lic_ctx *ctx, struct lic_arena *arena, struct lic_bytes text,
	const char *exclusion_source, struct lic_catalog_file *ret_file)
{
	struct lic_catalog_mistakes mistakes = {.arena = ctx->arena};
	struct lic_catalog_file file = {0};

	if (text.len > LIC_CATALOG_FILE_BYTES_MAX) {
		return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"The file has more than %zu MiB: a catalogue is smaller.",
			LIC_CATALOG_FILE_BYTES_MAX / 1024 / 1024);
	}
	text = without_mark(text);
	char first = first_character(text.data, text.len);

	if (first == '\0') {
		return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"The file is empty: nothing was imported.");
	}
	if (first == '{' || first == '[') {
		LIC_TRY(lic_catalog__parse_json(arena, text, &mistakes, ctx->err, &file));
	} else {
		LIC_TRY(lic_catalog__parse_csv(arena, text, exclusion_source, &mistakes, &file));
	}
	LIC_TRY(lic_catalog__verdict(&mistakes, ctx->err));
	LIC_TRY(check_source_option(ctx, &file, exclusion_source));
	*ret_file = file;
	return LIC_OK_RC;
}
