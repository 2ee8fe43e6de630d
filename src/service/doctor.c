/*
 * The doctor: see doctor.h.
 */
#include "service/doctor.h"

#include "base/buf.h"
#include "core/seats.h"
#include "service/bulk.h"
#include "service/catalogs.h"
#include "service/doctor_int.h"
#include "service/license_int.h"
#include "service/role_int.h"
#include "service/subscriptions.h"
#include "service/tenants.h"
#include "store/lic_sql.h"

#include <string.h>

#define FINDINGS_MAX 24
#define LISTED_MAX 10
#define DETAIL_BYTES_MAX ((size_t)16 * 1024)
#define WALK_ARENA_BYTES ((size_t)1024 * 1024)
#define USER_PATHS_MAX 512
#define WALK_PAGE_ROWS 10000

/* An examination on its way. */
struct doctor {
	struct lic_ctx *ctx;               /* the request */
	const struct lic_catalog *catalog; /* the organisation's */
	struct lic_finding *findings;      /* found so far */
	size_t count;                      /* number of findings */
	size_t room;                       /* most of them */
};

static lic_rc report(struct doctor *d, const char *rule, const char *what, bool is_ok,
	const char *detail)
{
	LIC_REQUIRE(d->count < d->room);
	d->findings[d->count++] =
		(struct lic_finding){.rule = rule, .what = what, .is_ok = is_ok, .detail = detail};
	return LIC_OK_RC;
}

/* Reports what was listed in `text`, one item a line; nothing listed means that all is well. */
static lic_rc report_list(struct doctor *d, const char *rule, const char *what,
	struct lic_buf *text)
{
	const char *detail = NULL;

	LIC_TRY(lic_buf_status(text));
	if (text->len > 0) {
		detail = lic_arena_copy(d->ctx->arena, text->data, text->len);
		if (detail == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return report(d, rule, what, detail == NULL, detail);
}

static lic_rc check_file(struct doctor *d)
{
	const char *text = NULL;
	bool is_ok = false;

	LIC_TRY(lic_db_check(d->ctx->db, d->ctx->arena, &text));
	if (text == NULL) {
		LIC_TRY(report(d, "file", "the database server looks after its files", true,
			"pg_amcheck examines them"));
		d->findings[d->count - 1].is_notice = true;
		return LIC_OK_RC;
	}
	is_ok = strcmp(text, "ok") == 0;
	return report(d, "file", "the database file is sound", is_ok, is_ok ? NULL : text);
}

/* R-99(d): consumed is the number of users who hold a seat. */
static lic_rc check_drift(struct doctor *d)
{
	struct lic_q_doctor_seat_drift_in in = {.tenant_id = d->ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_q_doctor_seat_drift_row row;
	bool more = true;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	LIC_TRY(lic_q_doctor_seat_drift_open(d->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_doctor_seat_drift_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (row.consumed != row.holders) {
			uint32_t sku = lic_catalog_sku_by_key(d->catalog, row.sku_id);

			lic_buf_printf(&text, "%s: %lld counted, %lld held\n",
				sku == LIC_INDEX_NONE ? "?" : d->catalog->skus[sku].part_number,
				(long long)row.consumed, (long long)row.holders);
		}
	}
	return report_list(d, "R-99(d)", "every seat that is counted is held by a user", &text);
}

/* what an allotment counts is the number of users who hold a seat by its groups. */
static lic_rc check_allotments(struct doctor *d)
{
	struct lic_q_doctor_allotment_drift_in in = {.tenant_id = d->ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_q_doctor_allotment_drift_row row;
	bool more = true;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	LIC_TRY(lic_q_doctor_allotment_drift_open(d->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_doctor_allotment_drift_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (row.consumed != row.holders) {
			lic_buf_printf(&text, "%s: %lld counted, %lld held\n", row.display_name,
				(long long)row.consumed, (long long)row.holders);
		}
	}
	return report_list(d, "R-103", "every allotment counts who holds a seat by its groups",
		&text);
}

/* R-99(a): consumed passes the capacity only in a licence conflict, which is shown as a
 * notice. */
static lic_rc check_capacity(struct doctor *d)
{
	struct lic_sku_seats *list = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	size_t count = 0;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	LIC_TRY(lic_seats_list(d->ctx, d->catalog, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (lic_seats_excess(&list[i].seats) > 0) {
			lic_buf_printf(&text,
				"%s: %lld assigned, %lld available in all: buy or unassign %lld\n",
				d->catalog->skus[list[i].sku].part_number,
				(long long)list[i].seats.consumed,
				(long long)lic_seats_capacity(&list[i].seats),
				(long long)lic_seats_excess(&list[i].seats));
		}
	}
	LIC_TRY(report_list(d, "R-99(a)", "no product is in license conflict (R-10)", &text));
	if (!d->findings[d->count - 1].is_ok) {
		d->findings[d->count - 1].is_ok = true;
		d->findings[d->count - 1].is_notice = true;
	}
	return LIC_OK_RC;
}

/* a pool has the seats of its subscriptions. */
static lic_rc check_pools(struct doctor *d)
{
	struct lic_seats *sums =
		lic_arena_array(d->ctx->arena, d->catalog->sku_count, sizeof(*sums));
	struct lic_subscription *subscriptions = NULL;
	struct lic_sku_seats *pools = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	size_t subscription_count = 0;
	size_t pool_count = 0;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	if (sums == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_subscription_list(d->ctx, &subscriptions, &subscription_count));
	LIC_TRY(lic_seats_list(d->ctx, d->catalog, &pools, &pool_count));
	for (size_t i = 0; i < subscription_count; i++) {
		uint32_t sku = lic_catalog_sku_by_key(d->catalog, subscriptions[i].sku_key);

		if (sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		lic_seats_add(&sums[sku], subscriptions[i].status, subscriptions[i].channel,
			subscriptions[i].total_licenses);
	}
	for (size_t i = 0; i < pool_count; i++) {
		const struct lic_seats *sum = &sums[pools[i].sku];
		const struct lic_seats *pool = &pools[i].seats;

		if (sum->enabled != pool->enabled || sum->warning != pool->warning ||
			sum->suspended != pool->suspended || sum->locked_out != pool->locked_out ||
			sum->self_service != pool->self_service) {
			lic_buf_printf(&text, "%s: the pool differs from its subscriptions\n",
				d->catalog->skus[pools[i].sku].part_number);
		}
	}
	return report_list(d, "R-03", "every pool has the seats of its subscriptions", &text);
}

/* Section 8: states and dates of subscriptions, and which of them wait for a running server. */
static lic_rc check_life_cycle(struct doctor *d)
{
	LIC_AUTO(lic_buf_done) struct lic_buf wrong = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf late = {0};

	lic_buf_init(&wrong, DETAIL_BYTES_MAX);
	lic_buf_init(&late, DETAIL_BYTES_MAX);
	LIC_TRY(lic_doctor__life_cycle(d->ctx, d->catalog, &wrong, &late));
	LIC_TRY(report_list(d, "L-10", "every subscription is to change when the rules say",
		&wrong));
	LIC_TRY(report_list(d, "L-01", "no subscription waits for a server to change it", &late));
	if (!d->findings[d->count - 1].is_ok) {
		d->findings[d->count - 1].is_ok = true;
		d->findings[d->count - 1].is_notice = true;
	}
	return LIC_OK_RC;
}

/* The paths of one user while walking through all of them. */
struct walk {
	struct lic_arena *arena;               /* for one user */
	struct lic_path paths[USER_PATHS_MAX]; /* the user's */
	size_t count;                          /* number of paths */
	int64_t user_id;                       /* whose */
	size_t bad_count;                      /* users in conflict so far */
	struct lic_buf text;                   /* what is wrong, for the first LISTED_MAX */
};

static lic_rc note_user(struct doctor *d, struct walk *walk, const char *what)
{
	struct lic_user user = {0};

	if (walk->bad_count++ >= LISTED_MAX) {
		return LIC_OK_RC;
	}
	struct lic_q_users_load_in in = {.tenant_id = d->ctx->caller.tenant_id,
		.id = walk->user_id};
	struct lic_q_users_load_row row;
	bool found = false;

	LIC_TRY(lic_q_users_load(d->ctx->db, walk->arena, &in, &row, &found));
	user.values.text[LIC_USER_PRINCIPAL_NAME] = found ? row.upn : "?";
	lic_buf_printf(&walk->text, "%s: %s\n", user.values.text[LIC_USER_PRINCIPAL_NAME], what);
	return LIC_OK_RC;
}

/* R-99(b): hold for a user's effective plans. */
static lic_rc check_user(struct doctor *d, struct walk *walk)
{
	const struct lic_catalog *catalog = d->catalog;
	uint64_t *plans = lic_planset_new(walk->arena, catalog);

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_license_effective(catalog, walk->paths, walk->count, plans);
	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		if (lic_planset_common(plans, catalog->exclusions[i].plans, catalog->words) > 1) {
			return note_user(d, walk, "has service plans that exclude each other");
		}
	}
	for (size_t i = 0; i < catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &catalog->dependencies[i];

		if (lic_planset_has(plans, dependency->plan) &&
			lic_planset_common(plans, dependency->any_of, catalog->words) == 0) {
			return note_user(d, walk,
				"has a service plan without the one that it needs");
		}
	}
	return LIC_OK_RC;
}

static lic_rc finish_user(struct doctor *d, struct walk *walk)
{
	if (walk->count > 0) {
		LIC_TRY(check_user(d, walk));
	}
	lic_arena_reset(walk->arena);
	walk->count = 0;
	return LIC_OK_RC;
}

static lic_rc add_path(struct doctor *d, struct walk *walk,
	const struct lic_q_doctor_paths_row *row)
{
	uint64_t *disabled = NULL;

	LIC_REQUIRE(walk->count < USER_PATHS_MAX);
	LIC_TRY(lic_plan_set__decode(walk->arena, d->catalog, &row->plans, &disabled));
	walk->paths[walk->count] = (struct lic_path){
		.sku = lic_catalog_sku_by_key(d->catalog, row->sku_id),
		.source = row->source_id,
		.disabled = disabled,
		.state = (enum lic_path_state)row->state,
	};
	if (walk->paths[walk->count].sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	walk->user_id = row->user_id;
	walk->count++;
	return LIC_OK_RC;
}

/* Reads the page of paths behind `in`, which then names the last of them. */
static lic_rc walk_page(struct doctor *d, struct walk *walk, struct lic_q_doctor_paths_in *in,
	int64_t *ret_count)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_doctor_paths_row row;
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_doctor_paths_open(d->ctx->db, in, &rows));
	for (;;) {
		LIC_TRY(lic_q_doctor_paths_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (walk->count > 0 && row.user_id != walk->user_id) {
			LIC_TRY(finish_user(d, walk));
		}
		LIC_TRY(add_path(d, walk, &row));
		in->user_id = row.user_id;
		in->sku_id = row.sku_id;
		in->source_id = row.source_id;
		(*ret_count)++;
	}
}

static lic_rc walk_paths(struct doctor *d, struct walk *walk)
{
	struct lic_q_doctor_paths_in in = {.tenant_id = d->ctx->caller.tenant_id,
		.limit = WALK_PAGE_ROWS};
	int64_t count = WALK_PAGE_ROWS;

	while (count == WALK_PAGE_ROWS) {
		LIC_TRY(walk_page(d, walk, &in, &count));
	}
	return finish_user(d, walk);
}

static lic_rc check_plans(struct doctor *d)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(WALK_ARENA_BYTES);
	struct walk *walk = lic_arena_alloc(d->ctx->arena, sizeof(*walk));
	lic_rc rc;

	if (arena == NULL || walk == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	walk->arena = arena;
	lic_buf_init(&walk->text, DETAIL_BYTES_MAX);
	rc = walk_paths(d, walk);
	if (lic_ok(rc)) {
		if (walk->bad_count > LISTED_MAX) {
			lic_buf_printf(&walk->text, "… and %zu more\n",
				walk->bad_count - LISTED_MAX);
		}
		rc = report_list(d, "R-99(b)",
			"no user has service plans that exclude each other or lack another",
			&walk->text);
	}
	lic_buf_done(&walk->text);
	return rc;
}

/* A check that counts what should not be there. */
static lic_rc report_count(struct doctor *d, const char *rule, const char *what, int64_t count)
{
	const char *detail =
		count == 0 ? NULL : lic_arena_printf(d->ctx->arena, "%lld found", (long long)count);

	return report(d, rule, what, count == 0, detail);
}

static lic_rc check_counts(struct doctor *d)
{
	int64_t tenant = d->ctx->caller.tenant_id;
	struct lic_q_doctor_unpooled_in unpooled_in = {.tenant_id = tenant};
	struct lic_q_doctor_unpooled_row unpooled;
	struct lic_q_doctor_deleted_holders_in deleted_in = {.tenant_id = tenant};
	struct lic_q_doctor_deleted_holders_row deleted;
	struct lic_q_doctor_ledger_gaps_in gaps_in = {.tenant_id = tenant};
	struct lic_q_doctor_ledger_gaps_row gaps;

	LIC_TRY(lic_q_doctor_unpooled(d->ctx->db, d->ctx->arena, &unpooled_in, &unpooled));
	LIC_TRY(report_count(d, "R-01", "every license belongs to a product that was bought",
		unpooled.count));
	LIC_TRY(lic_q_doctor_deleted_holders(d->ctx->db, d->ctx->arena, &deleted_in, &deleted));
	LIC_TRY(report_count(d, "R-08", "no deleted user holds a license", deleted.count));
	LIC_TRY(lic_q_doctor_ledger_gaps(d->ctx->db, d->ctx->arena, &gaps_in, &gaps));
	return report_count(d, "R-95", "every license leads back to an operation of the ledger",
		gaps.count);
}

/* Section 7: what members have of their groups, and the line for seats. */
static lic_rc check_groups(struct doctor *d)
{
	int64_t tenant = d->ctx->caller.tenant_id;
	struct lic_q_doctor_group_gaps_in gaps_in = {tenant, LIC_BULK_GROUP};
	struct lic_q_doctor_group_gaps_row gaps;
	struct lic_q_doctor_group_holders_in holders_in = {tenant, LIC_BULK_GROUP};
	struct lic_q_doctor_group_holders_row holders;
	struct lic_q_doctor_line_in line_in = {tenant};
	struct lic_q_doctor_line_row line;
	struct lic_q_doctor_cycles_in cycles_in = {tenant, d->ctx->now_ms - LIC_DELETED_KEPT_MS};
	struct lic_q_doctor_cycles_row cycles;

	LIC_TRY(lic_q_doctor_group_gaps(d->ctx->db, d->ctx->arena, &gaps_in, &gaps));
	LIC_TRY(report_count(d, "G-18", "every member of a licensed group has its paths",
		gaps.count));
	LIC_TRY(lic_q_doctor_group_holders(d->ctx->db, d->ctx->arena, &holders_in, &holders));
	LIC_TRY(report_count(d, "G-13", "who has left a group keeps only what is still needed",
		holders.count));
	LIC_TRY(lic_q_doctor_line(d->ctx->db, d->ctx->arena, &line_in, &line));
	LIC_TRY(report_count(d, "D-08", "who waits for a seat stands in line, and nobody else",
		line.count));
	LIC_TRY(lic_q_doctor_cycles(d->ctx->db, d->ctx->arena, &cycles_in, &cycles));
	return report_count(d, "D-17", "no group is a member of itself", cycles.count);
}

/* RO-1: neither too few nor too many may do everything. Worth knowing, not broken. */
static lic_rc check_admins(struct doctor *d)
{
	struct lic_role_counts counts = {0};
	const char *warning = NULL;

	LIC_TRY(lic_role__count(d->ctx, &counts));
	warning = lic_role_warning(d->ctx->arena, counts.admins);
	LIC_TRY(report(d, "RO-1", "two to four people are Global Administrators", true, warning));
	d->findings[d->count - 1].is_notice = warning != NULL;
	return LIC_OK_RC;
}

/* Everything that is checked for one organisation. */
static lic_rc check_organisation(struct doctor *d)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	LIC_TRY(lic_catalog_get(d->ctx, &hold));
	d->catalog = hold.catalog;
	LIC_TRY(check_capacity(d));
	LIC_TRY(check_plans(d));
	LIC_TRY(check_drift(d));
	LIC_TRY(check_allotments(d));
	LIC_TRY(check_pools(d));
	LIC_TRY(check_life_cycle(d));
	LIC_TRY(lic_db_expect_whole_tables(d->ctx->db, true));
	LIC_TRY(check_counts(d));
	LIC_TRY(check_groups(d));
	LIC_TRY(lic_db_expect_whole_tables(d->ctx->db, false));
	return check_admins(d);
}

/* Puts the name of an organisation before what was checked, from finding number `first` on. */
static lic_rc name_findings(struct doctor *d, size_t first, const char *name)
{
	for (size_t i = first; i < d->count; i++) {
		d->findings[i].what =
			lic_arena_printf(d->ctx->arena, "%s: %s", name, d->findings[i].what);
		if (d->findings[i].what == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static lic_rc check_organisations(struct doctor *d, const struct lic_tenant_line *list,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t first = d->count;

		if (list[i].deleting_ms.is_set) {
			LIC_TRY(report(d, "tenant", "an organisation is being deleted", true,
				list[i].display_name));
			d->findings[d->count - 1].is_notice = true;
			continue;
		}
		d->ctx->caller.tenant_id = list[i].id;
		d->ctx->caller.tenant_guid = list[i].guid;
		LIC_TRY(check_organisation(d));
		LIC_TRY(count == 1 ? LIC_OK_RC : name_findings(d, first, list[i].display_name));
	}
	return LIC_OK_RC;
}

lic_rc lic_doctor_run(struct lic_ctx *ctx, struct lic_finding **ret_list, size_t *ret_count)
{
	struct doctor d = {.ctx = ctx};
	struct lic_tenant_line *list = NULL;
	size_t count = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	LIC_TRY(lic_tenant_list(ctx, &list, &count));
	d.room = FINDINGS_MAX * (count + 1);
	d.findings = lic_arena_array(ctx->arena, d.room, sizeof(*d.findings));
	if (d.findings == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(check_file(&d));
	LIC_TRY(lic_db_prepare_all(ctx->db, ctx->err));
	LIC_TRY(report(&d, "sql", "every statement fits the schema", true, NULL));
	LIC_TRY(check_organisations(&d, list, count));
	*ret_list = d.findings;
	*ret_count = d.count;
	return LIC_OK_RC;
}
