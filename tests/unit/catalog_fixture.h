/*
 * What the tests of catalogues share: an organisation in a fresh database, a small catalogue to
 * vary, and an import's report as text.
 *
 * Threading: a fixture belongs to one thread.
 */
#ifndef LIC_TEST_CATALOG_FIXTURE_H
#define LIC_TEST_CATALOG_FIXTURE_H

#include "base/buf.h"
#include "service/catalogs.h"
#include "service/ledger.h"
#include "store/db.h"
#include "store/lic_sql.h"
#include "store_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define NOW_MS INT64_C(1750000000000)

/* Three plans in two products, one exclusion, one dependency. */
static const char small_catalog[] =
	"{\"format\": \"licentia-catalog/1\", \"vendor\": \"Noordzee\", \"description\": \"for tests\",\n"
	" \"servicePlans\": [\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-00000000000a\", \"servicePlanName\": \"MAIL\","
	" \"displayName\": \"Mail\", \"service\": \"mail\"},\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-00000000000b\", \"servicePlanName\": \"MAIL_PRO\","
	" \"displayName\": \"Mail Pro\", \"service\": \"mail\", \"prohibitedCountries\": [\"CN\", \"AE\"]},\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-00000000000C\", \"servicePlanName\": \"CORE\","
	" \"displayName\": \"Core\", \"service\": \"core\", \"appliesTo\": \"Company\", \"autoAssigned\": true}\n"
	" ],\n"
	" \"skus\": [\n"
	"  {\"skuId\": \"10000000-0000-0000-0000-000000000001\", \"skuPartNumber\": \"START\","
	" \"displayName\": \"Start\", \"servicePlans\": [\"CORE\", \"MAIL\"]},\n"
	"  {\"skuId\": \"10000000-0000-0000-0000-000000000002\", \"skuPartNumber\": \"STUDIO\","
	" \"displayName\": \"Studio\", \"appliesTo\": \"User\", \"servicePlans\": [\"MAIL_PRO\"]}\n"
	" ],\n"
	" \"exclusions\": [{\"id\": \"mail\", \"service\": \"Noordzee Mail\", \"servicePlans\": [\"MAIL\","
	" \"00000000-0000-0000-0000-00000000000B\"]}],\n"
	" \"dependencies\": [{\"servicePlan\": \"MAIL_PRO\", \"anyOf\": [\"CORE\"]}]}\n";

/* An organisation in a database of its own, with a transaction open. */
struct fixture {
	struct place place;               /* where it is */
	struct lic_db *db;                /* writing */
	struct lic_catalog_cache *cache;  /* catalogues in memory */
	struct lic_arena *arena;          /* of all requests of the test */
	struct lic_err err;               /* what went wrong last */
	struct lic_ctx ctx;               /* a request of tenant 1 */
	struct lic_catalog_report report; /* of the last import that succeeded */
};

static inline void add_tenant(struct fixture *f, int64_t id)
{
	struct lic_q_tenant_insert_in in = {
		.id = id,
		.guid = lic_guid_random(),
		.display_name = "Waterdam",
		.country = "NL",
		.variant = "worldwide",
		.created_ms = NOW_MS,
	};

	assert_int_equal(lic_q_tenant_insert(f->db, &in, NULL).code, LIC_OK);
}

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	place_init(&f->place, place_is_postgres(state));
	assert_int_equal(lic_db_open(f->place.url, LIC_DB_CREATE, &f->err, &f->db).code, LIC_OK);
	f->cache = lic_catalog_cache_new(NULL);
	f->arena = lic_arena_new(ARENA_BYTES);
	assert_non_null(f->cache);
	assert_non_null(f->arena);
	f->ctx = (struct lic_ctx){
		.db = f->db,
		.arena = f->arena,
		.err = &f->err,
		.cache = f->cache,
		.now_ms = NOW_MS,
		.caller = {.tenant_id = 1, .actor_name = "test", .may = LIC_RIGHTS_ALL},
		.correlation = "test",
	};
	assert_int_equal(lic_db_begin(f->db, LIC_TX_WRITE, &f->err).code, LIC_OK);
	add_tenant(f, 1);
	add_tenant(f, 2);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	lic_db_close(f->db);
	lic_catalog_cache_free(f->cache);
	lic_arena_free(f->arena);
	place_done(&f->place);
	free(f);
	return 0;
}

/* Imports a text that must be good. */
static inline void import_bytes(struct fixture *f, const char *text, size_t len, const char *source)
{
	lic_rc rc = lic_catalog_import(&f->ctx, text, len, source, &f->report);

	if (!lic_ok(rc)) {
		print_error("%s\n", f->err.message);
	}
	assert_int_equal(rc.code, LIC_OK);
}

static inline void import_text(struct fixture *f, const char *text)
{
	import_bytes(f, text, strlen(text), NULL);
}

/* Gives `text` with the first `from` replaced by `to`; it must be there. Lives in the arena of the
 * fixture. */
static inline const char *edit(struct fixture *f, const char *text, const char *from,
	const char *to)
{
	const char *at = strstr(text, from);
	const char *result = NULL;

	assert_non_null(at);
	result = lic_arena_printf(f->arena, "%.*s%s%s", (int)(at - text), text, to,
		at + strlen(from));
	assert_non_null(result);
	return result;
}

/* Writes items as text, one a line: "sku renamed Start: was 'Begin'". Lives in the arena of the
 * fixture. */
static inline const char *items_text(struct fixture *f, const struct lic_catalog_item *items,
	size_t count)
{
	struct lic_buf text;
	const char *result = NULL;

	lic_buf_init(&text, ARENA_BYTES);
	for (size_t i = 0; i < count; i++) {
		lic_buf_printf(&text, "%s %s %s", items[i].kind, items[i].change, items[i].name);
		lic_buf_printf(&text, "%s%s\n", items[i].detail == NULL ? "" : ": ",
			items[i].detail == NULL ? "" : items[i].detail);
	}
	assert_int_equal(lic_buf_status(&text).code, LIC_OK);
	result = lic_arena_copy(f->arena, text.data, text.len);
	assert_non_null(result);
	lic_buf_done(&text);
	return result;
}

static inline const char *changes(struct fixture *f)
{
	return items_text(f, f->report.items, f->report.item_count);
}

/* Compares one mistake of the last import. A `place` of NULL is the file as a whole. */
static inline void assert_detail(const struct fixture *f, size_t index, const char *place,
	const char *message)
{
	const struct lic_err_detail *detail = &f->err.details[index];
	const char *at = detail->message;

	assert_true(index < f->err.detail_count);
	if (place == NULL) {
		assert_null(detail->target);
	} else {
		assert_string_equal(detail->target, place);
		assert_memory_equal(at, place, strlen(place));
		at += strlen(place);
		assert_memory_equal(at, ": ", 2);
		at += 2;
	}
	assert_string_equal(at, message);
}

/* The catalogue as it is now. The hold must be put back. */
static inline const struct lic_catalog *hold_catalog(struct fixture *f,
	struct lic_catalog_hold *hold)
{
	assert_int_equal(lic_catalog_get(&f->ctx, hold).code, LIC_OK);
	return hold->catalog;
}

/* Finds a product by its GUID; it must be there. */
static inline const struct lic_sku *find_sku(const struct lic_catalog *catalog, const char *guid)
{
	struct lic_guid id;
	uint32_t index = LIC_INDEX_NONE;

	assert_true(lic_guid_parse(guid, strlen(guid), &id));
	index = lic_catalog_sku(catalog, &id);
	assert_int_not_equal(index, LIC_INDEX_NONE);
	return &catalog->skus[index];
}

/* Finds a plan by its GUID; it must be there. */
static inline const struct lic_plan *find_plan(const struct lic_catalog *catalog, const char *guid)
{
	struct lic_guid id;
	uint32_t index = LIC_INDEX_NONE;

	assert_true(lic_guid_parse(guid, strlen(guid), &id));
	index = lic_catalog_plan(catalog, &id);
	assert_int_not_equal(index, LIC_INDEX_NONE);
	return &catalog->plans[index];
}

/* Counts the operations in the ledger of tenant 1, and gives the number of changes of the latest.
 */
static inline size_t count_operations(struct fixture *f, int64_t *ret_changes)
{
	struct lic_q_ledger_list_in in = {.tenant_id = f->ctx.caller.tenant_id,
		.before = INT64_MAX,
		.limit = 1000};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_ledger_list_row row;
	size_t count = 0;
	bool more = true;

	assert_int_equal(lic_q_ledger_list_open(f->db, &in, &rows).code, LIC_OK);
	for (;;) {
		assert_int_equal(lic_q_ledger_list_next(&rows, &row, &more).code, LIC_OK);
		if (!more) {
			return count;
		}
		if (count == 0) {
			*ret_changes = row.change_count;
		}
		count++;
	}
}

#endif
