/*
 * Reading the audit log: see audit_view.h.
 */
#include "service/audit_view.h"

#include "base/text.h"
#include "service/activities.h"
#include "service/audit_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* Most changes of all entries on a page: beyond them it ends, so that an answer stays small. */
#define PAGE_CHANGES_MAX 2000
#define SCRATCH_BYTES ((size_t)1024 * 1024)

/* The rows of all queries have the same columns, under different type names. */
#define ENTRY_FROM(row_)                                                                           \
	((struct lic_audit_entry){                                                                 \
		.operation = {.id = (row_)->id,                                                    \
			.guid = (row_)->guid,                                                      \
			.kind = (enum lic_operation_kind)(row_)->kind,                             \
			.actor_kind = (enum lic_actor_kind)(row_)->actor_kind,                     \
			.actor_name = (row_)->actor_name,                                          \
			.reason = (row_)->reason,                                                  \
			.correlation = (row_)->correlation,                                        \
			.target = (row_)->target,                                                  \
			.change_count = (row_)->change_count,                                      \
			.created_ms = (row_)->created_ms},                                         \
		.is_failure = (row_)->result != 0,                                                 \
		.result_reason = (row_)->result_reason,                                            \
		.repeats = (row_)->repeats,                                                        \
		.actor_guid = lic_audit__guid(&(row_)->actor_guid),                                \
		.app_guid = lic_audit__guid(&(row_)->app_guid),                                    \
		.app_name = (row_)->app_name,                                                      \
		.address = (row_)->address,                                                        \
		.target_kind = (enum lic_target_kind)(row_)->target_kind,                          \
		.target_guid = lic_audit__guid(&(row_)->target_guid),                              \
	})

/* Reads the next row of one query. */
typedef lic_rc next_row(struct lic_rows *rows, struct lic_audit_entry *ret_entry, bool *ret_more);

#define DEFINE_NEXT(name_)                                                                         \
	static lic_rc next_##name_(struct lic_rows *rows, struct lic_audit_entry *ret_entry,       \
		bool *ret_more)                                                                    \
	{                                                                                          \
		struct lic_q_audit_##name_##_row row;                                              \
                                                                                                   \
		LIC_TRY(lic_q_audit_##name_##_next(rows, &row, ret_more));                         \
		if (*ret_more) {                                                                   \
			*ret_entry = ENTRY_FROM(&row);                                             \
		}                                                                                  \
		return LIC_OK_RC;                                                                  \
	}

DEFINE_NEXT(all_newest)
DEFINE_NEXT(all_oldest)
DEFINE_NEXT(target_newest)
DEFINE_NEXT(target_oldest)
DEFINE_NEXT(failed_newest)
DEFINE_NEXT(failed_oldest)

/* A query under way. */
struct walk {
	struct lic_ctx *ctx;                 /* whose */
	const struct lic_audit_query *query; /* what is asked for */
	int64_t from_ms;                     /* earliest time that can match */
	int64_t to_ms;                       /* latest one */
	int64_t position_ms;                 /* go on behind this time */
	int64_t position_id;                 /* and number */
	bool has_target;                     /* entries about one object are asked for */
	struct lic_guid target;              /* that one */
	bool is_by_target;                   /* only they are read */
	bool wants_failures;                 /* failures alone are asked for */
	const char *id;                      /* one entry is asked for by GUID text, or NULL */
	int64_t limit;                       /* most rows to ask for */
	struct lic_arena *scratch;           /* emptied for each row */
	next_row *next;                      /* reads rows of the query chosen */
	/* Parameters with bytes must live as long as their rows are read. */
	struct lic_q_audit_target_newest_in target_newest; /* for one target */
	struct lic_q_audit_target_oldest_in target_oldest; /* likewise */
};

static lic_rc open_target(struct walk *walk, struct lic_rows *rows)
{
	int64_t tenant_id = walk->ctx->caller.tenant_id;

	walk->is_by_target = true;
	walk->target_newest = (struct lic_q_audit_target_newest_in){tenant_id, walk->target,
		walk->from_ms, walk->position_ms, walk->position_id, walk->limit};
	walk->target_oldest = (struct lic_q_audit_target_oldest_in){tenant_id, walk->target,
		walk->to_ms, walk->position_ms, walk->position_id, walk->limit};
	if (walk->query->is_oldest_first) {
		walk->next = next_target_oldest;
		return lic_q_audit_target_oldest_open(walk->ctx->db, &walk->target_oldest, rows);
	}
	walk->next = next_target_newest;
	return lic_q_audit_target_newest_open(walk->ctx->db, &walk->target_newest, rows);
}

static lic_rc open_failed(struct walk *walk, struct lic_rows *rows)
{
	struct lic_q_audit_failed_newest_in newest = {walk->ctx->caller.tenant_id, walk->from_ms,
		walk->position_ms, walk->position_id, walk->limit};
	struct lic_q_audit_failed_oldest_in oldest = {walk->ctx->caller.tenant_id, walk->to_ms,
		walk->position_ms, walk->position_id, walk->limit};

	if (walk->query->is_oldest_first) {
		walk->next = next_failed_oldest;
		return lic_q_audit_failed_oldest_open(walk->ctx->db, &oldest, rows);
	}
	walk->next = next_failed_newest;
	return lic_q_audit_failed_newest_open(walk->ctx->db, &newest, rows);
}

static lic_rc open_all(struct walk *walk, struct lic_rows *rows)
{
	struct lic_q_audit_all_newest_in newest = {walk->ctx->caller.tenant_id, walk->from_ms,
		walk->position_ms, walk->position_id, walk->limit};
	struct lic_q_audit_all_oldest_in oldest = {walk->ctx->caller.tenant_id, walk->to_ms,
		walk->position_ms, walk->position_id, walk->limit};

	if (walk->query->is_oldest_first) {
		walk->next = next_all_oldest;
		return lic_q_audit_all_oldest_open(walk->ctx->db, &oldest, rows);
	}
	walk->next = next_all_newest;
	return lic_q_audit_all_newest_open(walk->ctx->db, &newest, rows);
}

/* Takes from the filter what an index can find. */
static void plan(struct walk *walk)
{
	const struct lic_audit_query *query = walk->query;

	walk->from_ms = INT64_MIN;
	walk->to_ms = INT64_MAX;
	for (size_t i = 0; i < query->term_count; i++) {
		const struct lic_audit_term *term = &query->terms[i];

		if (term->property == LIC_AUDIT_TIME) {
			if (term->operator!= LIC_AUDIT_TO && term->ms> walk->from_ms) {
				walk->from_ms = term->ms;
			}
			if (term->operator!= LIC_AUDIT_FROM && term->ms<walk->to_ms) {
				walk->to_ms = term->ms;
			}
		} else if (term->property == LIC_AUDIT_TARGET_ID) {
			/* What is no GUID matches nothing, by whatever way it is looked for. */
			walk->has_target =
				lic_guid_parse(term->text, strlen(term->text), &walk->target) ||
				walk->has_target;
		} else if (term->property == LIC_AUDIT_ID) {
			walk->id = term->text;
		} else if (term->property == LIC_AUDIT_RESULT) {
			walk->wants_failures = lic_text_equal_nocase(term->text, "failure") ||
				walk->wants_failures;
		}
	}
	/* One more tells whether there is more. */
	walk->limit = (query->term_count == 0 ? query->limit : LIC_AUDIT_EXAMINED_MAX) + INT64_C(1);
	if (query->has_position) {
		walk->position_ms = query->position_ms;
		walk->position_id = query->position_id;
	} else {
		/* At the end of the range where it begins. */
		walk->position_ms = query->is_oldest_first ? walk->from_ms : walk->to_ms;
		walk->position_id = query->is_oldest_first ? INT64_MIN : INT64_MAX;
	}
}

/* A text of an entry against a condition, in any case. */
static lic_rc compare_text(struct lic_arena *scratch, const struct lic_audit_term *term,
	const char *value, bool *ret_is_true)
{
	const char *wanted = NULL;
	const char *key = NULL;

	*ret_is_true = false;
	if (value == NULL || !lic_text_is_utf8(term->text, strlen(term->text))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(scratch, term->text, &wanted));
	LIC_TRY(lic_text_fold(scratch, value, &key));
	*ret_is_true = term->operator== LIC_AUDIT_STARTS ? strncmp(key, wanted, strlen(wanted)) == 0
							 : strcmp(key, wanted) == 0;
	return LIC_OK_RC;
}

/* A GUID of an entry against a condition. */
static bool is_guid(const struct lic_audit_term *term, const struct lic_guid *guid)
{
	struct lic_guid wanted;

	return lic_audit__id(guid).data != NULL &&
		lic_guid_parse(term->text, strlen(term->text), &wanted) &&
		lic_guid_equal(guid, &wanted);
}

static bool is_in_time(const struct lic_audit_term *term, int64_t ms)
{
	switch (term->operator) {
	case LIC_AUDIT_FROM:
		return ms >= term->ms;
	case LIC_AUDIT_TO:
		return ms <= term->ms;
	case LIC_AUDIT_EQUALS:
	case LIC_AUDIT_STARTS:
		break;
	}
	return ms == term->ms;
}

/* The text of an entry that a condition on `property` looks at; NULL when it has none. */
static const char *text_of(const struct lic_audit_entry *entry, enum lic_audit_property property)
{
	const struct lic_activity *activity = lic_activity(entry->operation.kind);
	enum lic_actor_kind actor = entry->operation.actor_kind;
	bool is_program =
		actor == LIC_ACTOR_APP || actor == LIC_ACTOR_TOKEN || actor == LIC_ACTOR_SYSTEM;

	switch (property) {
	case LIC_AUDIT_ACTIVITY:
		return activity->name;
	case LIC_AUDIT_CATEGORY:
		return activity->category;
	case LIC_AUDIT_SERVICE:
		return activity->service;
	case LIC_AUDIT_RESULT:
		return entry->is_failure ? "failure" : "success";
	case LIC_AUDIT_CORRELATION:
		return entry->operation.correlation;
	case LIC_AUDIT_USER_NAME:
		return is_program || actor == LIC_ACTOR_NOBODY ? NULL : entry->operation.actor_name;
	case LIC_AUDIT_USER_UPN:
		return actor == LIC_ACTOR_USER ? entry->operation.actor_name : NULL;
	case LIC_AUDIT_APP_NAME:
		return is_program ? entry->operation.actor_name : entry->app_name;
	case LIC_AUDIT_TARGET_NAME:
		return entry->operation.target;
	case LIC_AUDIT_ID:
	case LIC_AUDIT_TIME:
	case LIC_AUDIT_USER_ID:
	case LIC_AUDIT_APP_ID:
	case LIC_AUDIT_TARGET_ID:
	case LIC_AUDIT_PROPERTY_MAX_:
		break;
	}
	return NULL;
}

/* Tells whether an entry is about an object, as its target or in one of its changes. */
static lic_rc is_about(const struct walk *walk, const struct lic_audit_term *term,
	const struct lic_audit_entry *entry, bool *ret_is_true)
{
	struct lic_q_audit_is_about_in in = {.tenant_id = walk->ctx->caller.tenant_id,
		.operation_id = entry->operation.id};
	struct lic_q_audit_is_about_row row = {0};

	*ret_is_true = is_guid(term, &entry->target_guid) ||
		(walk->is_by_target && is_guid(term, &walk->target));
	if (*ret_is_true || !lic_guid_parse(term->text, strlen(term->text), &in.object_guid)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_audit_is_about(walk->ctx->db, walk->scratch, &in, &row));
	*ret_is_true = row.found != 0;
	return LIC_OK_RC;
}

static lic_rc is_true(const struct walk *walk, const struct lic_audit_term *term,
	const struct lic_audit_entry *entry, bool *ret_is_true)
{
	switch (term->property) {
	case LIC_AUDIT_ID:
		*ret_is_true = is_guid(term, &entry->operation.guid);
		return LIC_OK_RC;
	case LIC_AUDIT_TIME:
		*ret_is_true = is_in_time(term, entry->operation.created_ms);
		return LIC_OK_RC;
	case LIC_AUDIT_USER_ID:
		*ret_is_true = entry->operation.actor_kind == LIC_ACTOR_USER &&
			is_guid(term, &entry->actor_guid);
		return LIC_OK_RC;
	case LIC_AUDIT_APP_ID:
		*ret_is_true = is_guid(term, &entry->app_guid);
		return LIC_OK_RC;
	case LIC_AUDIT_TARGET_ID:
		return is_about(walk, term, entry, ret_is_true);
	case LIC_AUDIT_ACTIVITY:
	case LIC_AUDIT_CATEGORY:
	case LIC_AUDIT_SERVICE:
	case LIC_AUDIT_RESULT:
	case LIC_AUDIT_CORRELATION:
	case LIC_AUDIT_USER_NAME:
	case LIC_AUDIT_USER_UPN:
	case LIC_AUDIT_APP_NAME:
	case LIC_AUDIT_TARGET_NAME:
	case LIC_AUDIT_PROPERTY_MAX_:
		break;
	}
	return compare_text(walk->scratch, term, text_of(entry, term->property), ret_is_true);
}

static lic_rc matches(const struct walk *walk, const struct lic_audit_entry *entry,
	bool *ret_matches)
{
	const struct lic_audit_query *query = walk->query;
	bool all = true;

	lic_arena_reset(walk->scratch);
	for (size_t i = 0; i < query->term_count && all; i++) {
		LIC_TRY(is_true(walk, &query->terms[i], entry, &all));
	}
	*ret_matches = all;
	return LIC_OK_RC;
}

/* Copies the texts of a row that the next one will overwrite. */
static lic_rc keep_texts(struct lic_arena *arena, struct lic_audit_entry *entry)
{
	const char **texts[] = {&entry->operation.actor_name, &entry->operation.reason,
		&entry->operation.correlation, &entry->operation.target, &entry->result_reason,
		&entry->app_name, &entry->address};

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		if (*texts[i] != NULL) {
			*texts[i] = lic_arena_strdup(arena, *texts[i]);
			if (*texts[i] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	return LIC_OK_RC;
}

/* Reads the changes of an entry that is small enough to show them all. */
static lic_rc read_changes(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_audit_entry *entry)
{
	int64_t count = entry->operation.change_count;

	if (count == 0 || count > LIC_AUDIT_CHANGES_MAX) {
		return LIC_OK_RC;
	}
	return lic_operation_changes(ctx, catalog, &entry->operation, 0, LIC_AUDIT_CHANGES_MAX,
		&entry->changes);
}

/* Finds an entry by GUID text. */
static lic_rc find(struct lic_ctx *ctx, const char *key, struct lic_audit_entry *ret_entry,
	bool *ret_found)
{
	struct lic_q_audit_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_audit_find_row row;

	*ret_found = false;
	if (!lic_guid_parse(key, strlen(key), &in.guid)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_audit_find(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_entry = ENTRY_FROM(&row);
	}
	return LIC_OK_RC;
}

/* Looks at rows until the page is full. */
static lic_rc fill(const struct walk *walk, struct lic_rows *rows, struct lic_audit_page *page)
{
	struct lic_audit_entry entry = {0};
	int64_t changes = 0;
	bool more = true;
	bool is_match = false;

	for (unsigned examined = 0;; examined++) {
		LIC_TRY(walk->next(rows, &entry, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (page->count == walk->query->limit || examined == LIC_AUDIT_EXAMINED_MAX ||
			changes >= PAGE_CHANGES_MAX) {
			page->has_more = true;
			return LIC_OK_RC;
		}
		page->next_ms = entry.operation.created_ms;
		page->next_id = entry.operation.id;
		LIC_TRY(matches(walk, &entry, &is_match));
		if (is_match) {
			LIC_TRY(keep_texts(walk->ctx->arena, &entry));
			changes += entry.operation.change_count <= LIC_AUDIT_CHANGES_MAX
				? entry.operation.change_count
				: 0;
			page->entries[page->count++] = entry;
		}
	}
}

/* Finds the entry that a filter names by id, if it meets the rest. */
static lic_rc read_one(const struct walk *walk, struct lic_audit_page *page)
{
	struct lic_audit_entry entry;
	bool is_match = false;
	bool found = false;

	LIC_TRY(find(walk->ctx, walk->id, &entry, &found));
	if (found && !walk->query->has_position) {
		LIC_TRY(matches(walk, &entry, &is_match));
	}
	if (is_match) {
		page->entries[page->count++] = entry;
	}
	return LIC_OK_RC;
}

static lic_rc read_rows(struct walk *walk, struct lic_audit_page *page)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	if (walk->has_target) {
		LIC_TRY(open_target(walk, &rows));
	} else {
		LIC_TRY(walk->wants_failures ? open_failed(walk, &rows) : open_all(walk, &rows));
	}
	return fill(walk, &rows, page);
}

lic_rc lic_audit_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_audit_query *query, struct lic_audit_page *ret_page)
{
	struct walk walk = {.ctx = ctx, .query = query};
	LIC_AUTO(lic_arena_freep) struct lic_arena *scratch = lic_arena_new(SCRATCH_BYTES);
	struct lic_audit_page page = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	page.entries = lic_arena_array(ctx->arena, query->limit, sizeof(*page.entries));
	if (page.entries == NULL || scratch == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	walk.scratch = scratch;
	plan(&walk);
	LIC_TRY(walk.id == NULL ? read_rows(&walk, &page) : read_one(&walk, &page));
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(read_changes(ctx, catalog, &page.entries[i]));
	}
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_audit_find(struct lic_ctx *ctx, const struct lic_catalog *catalog, const char *key,
	struct lic_audit_entry *ret_entry)
{
	struct lic_audit_entry entry;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	LIC_TRY(find(ctx, key, &entry, &found));
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"The audit log has no entry '%.200s'.", key);
	}
	LIC_TRY(read_changes(ctx, catalog, &entry));
	*ret_entry = entry;
	return LIC_OK_RC;
}
