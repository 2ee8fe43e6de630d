/*
 * Finding a product by what people type: GUID, part number or display name. See subscriptions.h.
 */
#include "service/subscriptions.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

#define LIST_BYTES_MAX ((size_t)4096)

/* How many SKUs bear what was typed, and the first of them. */
struct matches {
	size_t count;   /* number found */
	uint32_t first; /* index of the first */
};

static struct matches find_matches(const struct lic_catalog *catalog, const char *text,
	bool by_name)
{
	struct matches found = {0, LIC_INDEX_NONE};

	for (uint32_t i = 0; i < catalog->sku_count; i++) {
		const struct lic_sku *sku = &catalog->skus[i];

		if (lic_text_equal_nocase(by_name ? sku->display_name : sku->part_number, text)) {
			found.first = found.count == 0 ? i : found.first;
			found.count++;
		}
	}
	return found;
}

/* A field error whose code is another than LIC_E_INVALID. */
static lic_rc field_error(struct lic_err *err, struct lic_arena *arena, enum lic_code code,
	const char *target, const char *message)
{
	lic_rc rc;

	if (message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_err_field(err, arena, target, "%s", message);
	return rc.code == LIC_E_INVALID ? LIC_RC(code) : rc;
}

static lic_rc ambiguous(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, bool by_name, const char *target, struct lic_err *err)
{
	LIC_AUTO(lic_buf_done) struct lic_buf list = {0};

	lic_buf_init(&list, LIST_BYTES_MAX);
	for (uint32_t i = 0; i < catalog->sku_count; i++) {
		const struct lic_sku *sku = &catalog->skus[i];

		if (lic_text_equal_nocase(by_name ? sku->display_name : sku->part_number, text)) {
			lic_buf_printf(&list, "%s%s (%s, %s)", list.len == 0 ? "" : "; ",
				lic_guid_format(&sku->id).text, sku->part_number,
				sku->display_name);
		}
	}
	LIC_TRY(lic_buf_status(&list));
	return field_error(err, arena, LIC_E_CONFLICT, target,
		lic_arena_printf(arena, "'%s' names several products: use the GUID of one of %s.",
			text, list.data));
}

static lic_rc unknown(struct lic_arena *arena, const struct lic_catalog *catalog, const char *text,
	const char *target, struct lic_err *err)
{
	size_t count = catalog->sku_count * 2;
	const char **names = lic_arena_array(arena, count, sizeof(*names));
	size_t nearest = 0;

	if (names == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < catalog->sku_count; i++) {
		names[2 * i] = catalog->skus[i].part_number;
		names[2 * i + 1] = catalog->skus[i].display_name;
	}
	nearest = lic_text_nearest(text, names, count);
	if (nearest < count) {
		return field_error(err, arena, LIC_E_NOTFOUND, target,
			lic_arena_printf(arena,
				"'%.200s' is not a product of the catalogue. Did you mean '%s'?",
				text, names[nearest]));
	}
	return field_error(err, arena, LIC_E_NOTFOUND, target,
		lic_arena_printf(arena,
			"'%.200s' is not a product of the catalogue: list them with 'licentia catalog list', or import a catalogue that has it.",
			text));
}

lic_rc lic_sku_find(struct lic_arena *arena, const struct lic_catalog *catalog, const char *text,
	const char *target, struct lic_err *err, uint32_t *ret_sku)
{
	struct lic_guid guid;

	if (lic_guid_parse(text, strlen(text), &guid)) {
		*ret_sku = lic_catalog_sku(catalog, &guid);
		return *ret_sku == LIC_INDEX_NONE ? unknown(arena, catalog, text, target, err)
						  : LIC_OK_RC;
	}
	for (int by_name = 0; by_name <= 1; by_name++) {
		struct matches found = find_matches(catalog, text, by_name == 1);

		if (found.count > 1) {
			return ambiguous(arena, catalog, text, by_name == 1, target, err);
		}
		if (found.count == 1) {
			*ret_sku = found.first;
			return LIC_OK_RC;
		}
	}
	return unknown(arena, catalog, text, target, err);
}
