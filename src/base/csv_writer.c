/*
 * CSV out: see csv_writer.h.
 */
#include "base/csv_writer.h"

#include <string.h>

static bool is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static bool needs_quotes(const struct lic_csv_writer *writer, const char *text)
{
	const char special[] = {writer->separator, '"', '\r', '\n', '\0'};

	return strpbrk(text, special) != NULL;
}

/* Writes `text` with its quotes doubled. */
static void put_doubled(struct lic_buf *out, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "\"");

		lic_buf_add(out, text, plain);
		text += plain;
		if (*text == '\0') {
			return;
		}
		lic_buf_puts(out, "\"\"");
		text++;
	}
}

void lic_csv_write(struct lic_csv_writer *writer, struct lic_buf *out, const char *text)
{
	bool is_quoted = text != NULL && needs_quotes(writer, text);

	if (writer->has_fields) {
		lic_buf_add(out, &writer->separator, 1);
	}
	writer->has_fields = true;
	if (text == NULL) {
		return;
	}
	if (is_quoted) {
		lic_buf_puts(out, "\"");
	}
	if (writer->is_safe && is_formula(text)) {
		lic_buf_puts(out, "'");
	}
	put_doubled(out, text);
	if (is_quoted) {
		lic_buf_puts(out, "\"");
	}
}

void lic_csv_write_end(struct lic_csv_writer *writer, struct lic_buf *out)
{
	lic_buf_puts(out, "\r\n");
	writer->has_fields = false;
}
