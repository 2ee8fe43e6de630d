/*
 * Printing: plain text on standard output, news and errors on standard error, JSON documents; and
 * small readers of JSON trees.
 */
#include "cli/cli_int.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIELD_WIDTH 18

void lic_cli_print(struct lic_cli *cli, const char *fmt, ...)
{
	va_list args;

	(void)cli;
	va_start(args, fmt);
	(void)vprintf(fmt, args); /* ferror() at the end tells of a failure */
	va_end(args);
}

void lic_cli_note(struct lic_cli *cli, const char *fmt, ...)
{
	va_list args;

	lic_cli_flush(cli);
	va_start(args, fmt);
	(void)vfprintf(stderr, fmt, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

void lic_cli_flush(struct lic_cli *cli)
{
	(void)cli;
	(void)fflush(stdout);
}

lic_rc lic_cli_print_json(struct lic_cli *cli, const struct lic_json *json,
	const struct lic_buf *text)
{
	LIC_TRY(lic_json_finish(json));
	lic_cli_print(cli, "%s\n", text->data == NULL ? "" : text->data);
	return LIC_OK_RC;
}

lic_rc lic_cli_print_tree(struct lic_cli *cli, const json_t *root)
{
	if (json_dumpf(root, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY) != 0 &&
		ferror(stdout) == 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_cli_print(cli, "\n");
	return LIC_OK_RC;
}

const char *lic_cli__style(enum lic_cli__style style)
{
	static const char *const sequences[] = {
		[LIC_STYLE_PLAIN] = "\033[0m",
		[LIC_STYLE_GOOD] = "\033[32m",
		[LIC_STYLE_BAD] = "\033[31m",
		[LIC_STYLE_STRONG] = "\033[1m",
	};
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if ((no_color != NULL && no_color[0] != '\0') || isatty(STDOUT_FILENO) == 0 ||
		terminal == NULL || strcmp(terminal, "dumb") == 0) {
		return "";
	}
	return sequences[style];
}

/*
 * Tells how many bytes at `at` are a control character: C0, DEL, or C1 (U+0080 to U+009F, which
 * terminals obey too).
 */
static size_t control_length(const char *at)
{
	unsigned char first = (unsigned char)at[0];
	unsigned char second = first == 0 ? 0 : (unsigned char)at[1];

	if (first < 0x20 || first == 0x7F) {
		return 1;
	}
	return first == 0xC2 && second >= 0x80 && second < 0xA0 ? 2 : 0;
}

const char *lic_cli__clean(struct lic_arena *arena, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);
	char *clean = lic_arena_copy(arena, text, len);
	size_t out = 0;

	if (clean == NULL) {
		return "";
	}
	for (size_t in = 0; in < len;) {
		size_t control = control_length(clean + in);

		clean[out++] = control > 0 ? ' ' : clean[in];
		in += control > 0 ? control : 1;
	}
	clean[out] = '\0';
	return clean;
}

void lic_cli__print_padded(struct lic_cli *cli, const char *text, size_t width)
{
	const char *clean = lic_cli__clean(cli->scratch, text);
	size_t len = lic_text_length(clean);

	lic_cli_print(cli, "%s%*s", clean, len < width ? (int)(width - len) : 0, "");
}

void lic_cli__print_field(struct lic_cli *cli, const char *label, const char *value)
{
	if (value != NULL && value[0] != '\0') {
		lic_cli_print(cli, "  %-*s %s\n", FIELD_WIDTH, label,
			lic_cli__clean(cli->scratch, value));
	}
}

static json_t *string_or_null(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

static json_t *detail_tree(const struct lic_err_detail *detail)
{
	json_t *refs = json_array();

	for (size_t i = 0; i < detail->ref_count; i++) {
		const struct lic_err_ref *ref = &detail->refs[i];

		(void)json_array_append_new(refs,
			json_pack("{s:o, s:o, s:o}", "kind", string_or_null(ref->kind), "id",
				string_or_null(ref->id), "name", string_or_null(ref->name)));
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "code", string_or_null(detail->code),
		"message", string_or_null(detail->message), "target",
		string_or_null(detail->target), "remedy", string_or_null(detail->remedy), "refs",
		refs);
}

json_t *lic_cli__error_tree(const struct lic_cli *cli)
{
	const struct lic_err *err = &cli->err;
	json_t *details = json_array();

	for (size_t i = 0; i < err->detail_count; i++) {
		(void)json_array_append_new(details, detail_tree(&err->details[i]));
	}
	return json_pack("{s:o, s:s, s:o}", "code", string_or_null(err->public_code), "message",
		err->message, "details", details);
}

static void print_error_json(struct lic_cli *cli)
{
	json_t *root = json_pack("{s:o}", "error", lic_cli__error_tree(cli));

	if (root != NULL) {
		/* The message on standard error says the same; a lack of memory here changes
		 * nothing. */
		lic_rc_ignore(lic_cli_print_tree(cli, root));
	}
	json_decref(root);
}

bool lic_cli__adds_to_message(const struct lic_err *err, const struct lic_err_detail *detail)
{
	return detail->message != NULL && strstr(err->message, detail->message) == NULL;
}

void lic_cli__print_error(struct lic_cli *cli)
{
	const struct lic_err *err = &cli->err;

	lic_cli_note(cli, "licentia: %s", lic_cli__clean(cli->scratch, err->message));
	for (size_t i = 0; i < err->detail_count; i++) {
		const struct lic_err_detail *detail = &err->details[i];

		if (lic_cli__adds_to_message(err, detail)) {
			lic_cli_note(cli, "  %s", lic_cli__clean(cli->scratch, detail->message));
		}
		if (detail->remedy != NULL) {
			lic_cli_note(cli, "  Remedy: %s",
				lic_cli__clean(cli->scratch, detail->remedy));
		}
	}
	if (cli->is_usage_error && cli->command != NULL) {
		lic_cli_note(cli, "See \"licentia %s --help\".", cli->command->name);
	} else if (cli->is_usage_error) {
		lic_cli_note(cli, "See \"licentia --help\".");
	} else if (lic_cli_is_json(cli) && !cli->has_printed_document) {
		print_error_json(cli);
	}
}

const char *lic_cli__text(const json_t *root, const char *name)
{
	return json_string_value(json_object_get(root, name));
}

int64_t lic_cli__int(const json_t *root, const char *name)
{
	return json_integer_value(json_object_get(root, name));
}

const char *lic_cli__number(struct lic_cli *cli, int64_t number)
{
	const char *text = lic_arena_printf(cli->scratch, "%" PRId64, number);

	return text == NULL ? "" : text;
}

const char *lic_cli__join(struct lic_cli *cli, const json_t *items, const char *name,
	const char *glue)
{
	struct lic_buf text;
	const char *joined = NULL;

	lic_buf_init(&text, (size_t)1024 * 1024);
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		const char *part =
			name == NULL ? json_string_value(item) : lic_cli__text(item, name);

		lic_buf_printf(&text, "%s%s", i == 0 ? "" : glue, part == NULL ? "" : part);
	}
	joined = lic_arena_copy(cli->scratch, text.data, text.len);
	lic_buf_done(&text);
	return joined == NULL ? "" : joined;
}
