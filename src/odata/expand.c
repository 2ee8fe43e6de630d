/*
 * $expand: see expand.h.
 */
#include "odata/expand.h"

#include "base/buf.h"
#include "base/text.h"
#include "odata/odata_int.h"

#include <string.h>
#include <strings.h>

#define EXPAND_BYTES_MAX 2048
#define NAMES_BYTES_MAX 256
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static struct lic_odata_token token_at(const struct lic_odata_reader *reader, size_t len)
{
	return (struct lic_odata_token){reader->at, len, (size_t)(reader->at - reader->start) + 1};
}

static void skip_spaces(struct lic_odata_reader *reader)
{
	reader->at += strspn(reader->at, " ");
}

/* Finds the relation that comes next. */
static lic_rc read_relation(struct lic_odata_reader *reader, const char *const *names, size_t count,
	size_t *ret_relation)
{
	LIC_AUTO(lic_buf_done) struct lic_buf possible = {0};
	size_t len = 0;
	struct lic_odata_token token;

	skip_spaces(reader);
	len = strspn(reader->at, NAME_CHARACTERS);
	token = token_at(reader, len);
	lic_buf_init(&possible, NAMES_BYTES_MAX);
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i]) == len && strncasecmp(names[i], reader->at, len) == 0) {
			reader->at += len;
			*ret_relation = i;
			return LIC_OK_RC;
		}
		lic_buf_printf(&possible, "%s%s", i == 0 ? "" : ", ", names[i]);
	}
	LIC_TRY(lic_buf_status(&possible));
	return lic_odata__refuse(reader, &token, "'%.*s' cannot be expanded here; possible: %s",
		(int)(len < 40 ? len : 40), token.text, possible.data);
}

/* Reads one option of `len` bytes. */
static lic_rc read_option(struct lic_odata_reader *reader, size_t len,
	struct lic_odata_expand *expand)
{
	static const char select[] = "$select=";
	static const char top[] = "$top=";
	struct lic_odata_token token = token_at(reader, len);
	char *option = lic_arena_copy(reader->arena, reader->at, len);
	long long number = 0;

	if (option == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	option = lic_text_trim(option);
	if (strncasecmp(option, select, sizeof(select) - 1) == 0 && expand->select == NULL) {
		expand->select = option + sizeof(select) - 1;
		return LIC_OK_RC;
	}
	if (strncasecmp(option, top, sizeof(top) - 1) == 0) {
		if (!lic_text_to_int(option + sizeof(top) - 1, 1, LIC_ODATA_EXPAND_TOP_MAX,
			    &number)) {
			return lic_odata__fail(reader, &token, "$top is a number from 1 to %d here",
				LIC_ODATA_EXPAND_TOP_MAX);
		}
		expand->top = (unsigned)number;
		return LIC_OK_RC;
	}
	return lic_odata__refuse(reader, &token,
		"'%.40s' is no option here; possible: $select, $top", option);
}

/* Reads the options in parentheses, if they come next. */
static lic_rc read_options(struct lic_odata_reader *reader, struct lic_odata_expand *expand)
{
	struct lic_odata_token token = token_at(reader, 1);

	if (*reader->at != '(') {
		return LIC_OK_RC;
	}
	do {
		size_t len = 0;

		reader->at++;
		len = strcspn(reader->at, ";)(");
		LIC_TRY(read_option(reader, len, expand));
		reader->at += len;
	} while (*reader->at == ';');
	if (*reader->at != ')') {
		return lic_odata__fail(reader, &token,
			"the parenthesis that opens here is not closed");
	}
	reader->at++;
	return LIC_OK_RC;
}

lic_rc lic_odata_expand_read(const char *text, const char *const *names, size_t count,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_expand *ret_expand)
{
	struct lic_odata_reader reader = {.option = "$expand",
		.start = text,
		.at = text,
		.arena = arena,
		.err = err};
	struct lic_odata_expand expand = {.top = LIC_ODATA_EXPAND_TOP_MAX};
	struct lic_odata_token token;

	LIC_TRY(lic_odata__check_size(&reader, EXPAND_BYTES_MAX));
	LIC_TRY(read_relation(&reader, names, count, &expand.relation));
	LIC_TRY(read_options(&reader, &expand));
	skip_spaces(&reader);
	token = token_at(&reader, strlen(reader.at));
	if (*reader.at == ',') {
		return lic_odata__refuse(&reader, &token, "one relation is expanded at a time");
	}
	if (*reader.at != '\0') {
		return lic_odata__unexpected(&reader, &token);
	}
	*ret_expand = expand;
	return LIC_OK_RC;
}
