/*
 * How exports look: see export_int.h.
 */
#include "api/desk/export_int.h"

#include "api/desk/desk_int.h"
#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOM "\xEF\xBB\xBF"
#define STATUS_NOT_ACCEPTABLE 406
#define DATE_CHARS 10
#define QUALITY_MAX 1000

/* A media type that Accept may name. */
struct media {
	const char *type; /* in lower case */
	bool is_csv;      /* what it stands for */
};

static const struct media medias[] = {
	{"text/csv", true},
	{"text/*", true},
	{"application/x-ndjson", false},
	{"application/ndjson", false},
	{"application/jsonl", false},
	{"*/*", true},
};

/* The quality of one item of Accept, in thousandths (RFC 9110 12.4.2); what cannot be read is 1. */
static long quality_of(const char *item, size_t len)
{
	const char *end = item + len;

	for (const char *at = item; at + 3 < end; at++) {
		if (*at == ';') {
			at += strspn(at, "; \t");
			if (strncasecmp(at, "q=", 2) == 0) {
				return (long)(strtod(at + 2, NULL) * QUALITY_MAX);
			}
		}
	}
	return QUALITY_MAX;
}

/* Finds the format that Accept likes best, the first of equals; false when it has none of ours. */
static bool find_accepted(const char *accept, bool *ret_is_csv)
{
	long best = 0;

	while (*accept != '\0') {
		size_t len = strcspn(accept, ",");
		long quality = quality_of(accept, len);

		accept += strspn(accept, " \t");
		for (size_t i = 0; i < LIC_COUNT(medias); i++) {
			size_t type = strlen(medias[i].type);

			if (quality > best && strncasecmp(accept, medias[i].type, type) == 0 &&
				strchr(" \t;,", accept[type]) != NULL) {
				best = quality;
				*ret_is_csv = medias[i].is_csv;
			}
		}
		accept += strcspn(accept, ",");
		accept += *accept == ',' ? 1 : 0;
	}
	return best > 0;
}

/* Which format is wished: the option counts more than the header. */
static lic_rc read_format(struct lic_api_request *req, bool *ret_is_csv)
{
	const char *format = lic_api__option(req, "format");
	const char *accept = lic_api__header(req, "Accept");

	*ret_is_csv = true;
	if (format != NULL) {
		*ret_is_csv = lic_text_equal_nocase(format, "csv");
		if (!*ret_is_csv && !lic_text_equal_nocase(format, "ndjson")) {
			return lic_err_field(&req->err, req->ctx.arena, "format",
				"The format '%.100s' is not supported: it is csv or ndjson.",
				format);
		}
		return LIC_OK_RC;
	}
	if (accept != NULL && !find_accepted(accept, ret_is_csv)) {
		req->error_status = STATUS_NOT_ACCEPTABLE;
		return lic_err_field(&req->err, req->ctx.arena, "Accept",
			"There is nothing here of the types '%.200s': ask for text/csv or application/x-ndjson.",
			accept);
	}
	return LIC_OK_RC;
}

static lic_rc read_separator(struct lic_api_request *req, char *ret_separator)
{
	const char *text = lic_api__option(req, "separator");

	*ret_separator = ',';
	if (text == NULL) {
		return LIC_OK_RC;
	}
	if (lic_text_equal_nocase(text, "tab")) {
		*ret_separator = '\t';
		return LIC_OK_RC;
	}
	if (text[0] != '\0' && text[1] == '\0' && strchr(",;\t", text[0]) != NULL) {
		*ret_separator = text[0];
		return LIC_OK_RC;
	}
	return lic_err_field(&req->err, req->ctx.arena, "separator",
		"The separator '%.100s' is not supported: it is a comma, a semicolon or tab.",
		text);
}

/* What is for CSV alone would be passed over in silence. */
static lic_rc check_ndjson(struct lic_api_request *req)
{
	static const char *const names[] = {"separator", "bom", "safe"};

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (lic_api__option(req, names[i]) != NULL) {
			return lic_err_field(&req->err, req->ctx.arena, names[i],
				"The query option %s is for format=csv.", names[i]);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_export__decode(struct lic_api_request *req, const struct lic_export_kind *kind,
	size_t size)
{
	struct lic_export *export = lic_desk__new_state(req, size);

	if (export == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	export->kind = kind;
	LIC_TRY(read_format(req, &export->is_csv));
	LIC_TRY(read_separator(req, &export->csv.separator));
	LIC_TRY(lic_desk__flag(req, "bom", &export->has_bom, NULL));
	LIC_TRY(lic_desk__flag(req, "safe", &export->csv.is_safe, NULL));
	if (!export->is_csv) {
		LIC_TRY(check_ndjson(req));
	}
	if (!req->in->is_http11) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"An export needs HTTP/1.1: in HTTP/1.0 nobody could tell whether it is whole.");
	}
	return LIC_OK_RC;
}

/* Writes what stands before the rows. */
static void write_names(struct lic_export *export)
{
	if (!export->is_csv) {
		return;
	}
	if (export->has_bom) {
		lic_buf_puts(export->out, BOM);
	}
	for (size_t i = 0; export->kind->columns[i] != NULL; i++) {
		lic_csv_write(&export->csv, export->out, export->kind->columns[i]);
	}
	lic_csv_write_end(&export->csv, export->out);
}

static lic_rc write_page(struct lic_api_request *req, struct lic_export *export)
{
	struct lic_ctx ctx = req->ctx;

	lic_arena_reset(export->page);
	ctx.arena = export->page;
	return export->kind->write_page(req, &ctx, &export->has_more);
}

lic_rc lic_desk__export_run(struct lic_api_request *req)
{
	struct lic_export *export = req->state;

	export->page = lic_arena_new(export->kind->page_bytes_max);
	if (export->page == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	export->out = &req->ex->reply;
	write_names(export);
	return write_page(req, export);
}

lic_rc lic_desk__export_pull(struct lic_api_request *req, bool *ret_more)
{
	struct lic_export *export = req->state;

	LIC_TRY(write_page(req, export));
	*ret_more = export->has_more;
	return LIC_OK_RC;
}

void lic_desk__export_release(struct lic_api_request *req)
{
	struct lic_export *export = req->state;

	if (export != NULL) {
		lic_arena_free(LIC_TAKE(export->page));
	}
}

void lic_export__row(struct lic_export *export)
{
	export->column = 0;
	if (!export->is_csv) {
		lic_json_init(&export->json, export->out);
		lic_json_object(&export->json);
	}
}

/* The name of the next cell. */
static const char *next_column(struct lic_export *export)
{
	return export->kind->columns[export->column++];
}

void lic_export__text(struct lic_export *export, const char *text)
{
	const char *name = next_column(export);

	if (export->is_csv) {
		lic_csv_write(&export->csv, export->out, text);
	} else {
		lic_json_kstring(&export->json, name, text);
	}
}

void lic_export__bool(struct lic_export *export, bool value)
{
	const char *name = next_column(export);

	if (export->is_csv) {
		lic_csv_write(&export->csv, export->out, value ? "true" : "false");
	} else {
		lic_json_kbool(&export->json, name, value);
	}
}

void lic_export__guid(struct lic_export *export, const struct lic_guid *guid)
{
	lic_export__text(export, lic_guid_format(guid).text);
}

void lic_export__time(struct lic_export *export, int64_t ms)
{
	char text[LIC_TIME_TEXT_BYTES];

	lic_time_format(ms - ms % 1000, text);
	lic_export__text(export, text);
}

/* Joins texts; NULL when memory is out. */
static const char *join(struct lic_arena *arena, const char *const *texts, size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count && list != NULL; i++) {
		list = lic_arena_printf(arena, "%s%s%s", list, i == 0 ? "" : ";", texts[i]);
	}
	return list;
}

void lic_export__list(struct lic_export *export, struct lic_arena *arena, const char *const *texts,
	size_t count)
{
	const char *name = NULL;

	if (export->is_csv) {
		lic_export__text(export, join(arena, texts, count));
		return;
	}
	name = next_column(export);
	lic_json_key(&export->json, name);
	lic_json_array(&export->json);
	for (size_t i = 0; i < count; i++) {
		lic_json_string(&export->json, texts[i]);
	}
	lic_json_end(&export->json);
}

lic_rc lic_export__row_end(struct lic_export *export)
{
	LIC_REQUIRE(export->kind->columns[export->column] == NULL);
	if (export->is_csv) {
		lic_csv_write_end(&export->csv, export->out);
		return lic_buf_status(export->out);
	}
	lic_json_end(&export->json);
	LIC_TRY(lic_json_finish(&export->json));
	lic_buf_puts(export->out, "\n");
	return lic_buf_status(export->out);
}

lic_rc lic_desk__export_encode(struct lic_api_request *req)
{
	const struct lic_export *export = req->state;
	char now[LIC_TIME_TEXT_BYTES];
	const char *disposition = NULL;

	lic_time_format(req->ctx.now_ms, now);
	disposition = lic_arena_printf(req->ctx.arena, "attachment; filename=\"%s-%.*s.%s\"",
		export->kind->name, DATE_CHARS, now, export->is_csv ? "csv" : "ndjson");
	if (disposition == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->ex->status = 200;
	lic_http_add_header(req->ex, "Content-Type",
		export->is_csv ? "text/csv;charset=utf-8;header=present" : "application/x-ndjson");
	lic_http_add_header(req->ex, "Content-Disposition", disposition);
	lic_http_add_header(req->ex, "Vary", "Accept");
	if (export->has_more) {
		req->ex->pull = lic_api__pull;
	}
	return LIC_OK_RC;
}
