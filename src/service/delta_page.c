/*
 * Pages of delta queries being made: see delta_page_int.h.
 */
#include "service/delta_page_int.h"

#include "base/text.h"
#include "service/delta_int.h"
#include "service/group_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define EVERYTHING UINT64_MAX

lic_rc lic_delta__start(struct lic_delta_work *work)
{
	struct lic_arena *arena = work->ctx->arena;
	struct lic_delta_page *page = &work->page;

	page->entries = lic_arena_array(arena, work->query->limit, sizeof(*page->entries));
	page->members = lic_arena_array(arena, LIC_DELTA_MEMBERS_MAX + 1, sizeof(*page->members));
	page->member_count = 1;
	return page->entries == NULL || page->members == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

bool lic_delta__has_room(const struct lic_delta_work *work)
{
	return work->page.count < work->query->limit;
}

static struct lic_delta_entry *add(struct lic_delta_work *work, const struct lic_delta_entry *entry)
{
	struct lic_delta_entry *added = &work->page.entries[work->page.count++];

	*added = *entry;
	return added;
}

void lic_delta__add_user(struct lic_delta_work *work, const struct lic_user *user)
{
	(void)add(work,
		&(struct lic_delta_entry){.guid = user->guid,
			.id = user->id,
			.changed = EVERYTHING,
			.user = *user});
}

struct lic_delta_entry *lic_delta__add_group(struct lic_delta_work *work,
	const struct lic_group *group)
{
	return add(work,
		&(struct lic_delta_entry){.guid = group->guid,
			.id = group->id,
			.changed = EVERYTHING,
			.group = *group});
}

static bool is_asked_for(const struct lic_delta_query *query, const struct lic_guid *guid)
{
	for (size_t i = 0; i < query->id_count; i++) {
		if (memcmp(&query->ids[i], guid, sizeof(*guid)) == 0) {
			return true;
		}
	}
	return query->ids == NULL;
}

/* Reads the object of `entry`; `*ret_found` is false when there is none. */
static lic_rc read_object(struct lic_delta_work *work, struct lic_delta_entry *entry,
	bool *ret_found)
{
	struct lic_opt_int deleted_ms;
	bool is_user = work->query->kind == LIC_MEMBER_USER;
	lic_rc rc = is_user ? lic_user__load(work->ctx, entry->id, &entry->user)
			    : lic_group__load(work->ctx, entry->id, &entry->group);

	*ret_found = rc.code != LIC_E_NOTFOUND;
	if (!*ret_found || !lic_ok(rc)) {
		return *ret_found ? rc : LIC_OK_RC;
	}
	entry->guid = is_user ? entry->user.guid : entry->group.guid;
	deleted_ms = is_user ? entry->user.deleted_ms : entry->group.deleted_ms;
	if (!deleted_ms.is_set) {
		return LIC_OK_RC;
	}
	/* Of groups only Microsoft 365 groups can be restored, and nothing after 30 days. */
	entry->state = (is_user || entry->group.is_unified) &&
			work->ctx->now_ms - deleted_ms.value <= LIC_DELETED_KEPT_MS
		? LIC_DELTA_DELETED
		: LIC_DELTA_GONE;
	return LIC_OK_RC;
}

lic_rc lic_delta__add(struct lic_delta_work *work, int64_t id, uint64_t changed,
	const struct lic_guid *gone, struct lic_delta_entry **ret_entry)
{
	struct lic_delta_entry entry = {.id = id, .changed = changed};
	bool is_found = false;

	*ret_entry = NULL;
	LIC_TRY(read_object(work, &entry, &is_found));
	if (!is_found) {
		if (gone == NULL) {
			return LIC_OK_RC;
		}
		entry.state = LIC_DELTA_GONE;
		entry.guid = *gone;
	}
	if (is_asked_for(work->query, &entry.guid)) {
		*ret_entry = add(work, &entry);
	}
	return LIC_OK_RC;
}

void lic_delta__add_member(struct lic_delta_work *work, struct lic_delta_entry *entry,
	const struct lic_delta_member *member)
{
	size_t index = work->page.member_count++;

	work->page.members[index] = *member;
	work->page.members[index].next = 0;
	if (entry->first_member == 0) {
		entry->first_member = index;
	} else {
		work->page.members[entry->last_member].next = index;
	}
	entry->last_member = index;
}

/* A name in the ledger that stands for something else as well, or under another name. */
struct alias {
	const char *aspect; /* the name there */
	const char *first;  /* a property in which it shows */
	const char *second; /* another one, or the same */
};

static const struct alias aliases[] = {
	{"mailNickname", "mail", "proxyAddresses"},
	{"renewed", "renewedDateTime", "renewedDateTime"},
};

static uint64_t bit_of(const struct lic_delta_query *query, const char *name)
{
	for (size_t i = 0; i < query->name_count; i++) {
		if (query->names[i] != NULL && lic_text_equal_nocase(query->names[i], name)) {
			return UINT64_C(1) << i;
		}
	}
	return 0;
}

/* The properties in which `aspect` shows. */
static uint64_t fields_of(const struct lic_delta_query *query, const char *aspect)
{
	uint64_t fields = 0;

	if (*aspect == '\0') {
		return EVERYTHING;
	}
	if (strcmp(aspect, LIC_DELTA_LICENSES) == 0) {
		return query->of_licenses & query->fields;
	}
	fields = bit_of(query, aspect);
	for (size_t i = 0; query->kind == LIC_MEMBER_GROUP && i < LIC_COUNT(aliases); i++) {
		if (strcmp(aspect, aliases[i].aspect) == 0) {
			fields |=
				bit_of(query, aliases[i].first) | bit_of(query, aliases[i].second);
		}
	}
	return fields & query->fields;
}

lic_rc lic_delta__changed(struct lic_delta_work *work, int64_t id, uint64_t *ret_changed,
	int64_t *ret_first, struct lic_guid *ret_guid, bool *ret_is_kept)
{
	struct lic_q_delta_aspects_in in = {
		.tenant_id = work->ctx->caller.tenant_id,
		.kind = work->query->kind == LIC_MEMBER_USER ? LIC_DELTA_USER : LIC_DELTA_GROUP,
		.object_id = id,
		.from = work->round->from,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_delta_aspects_row row;
	bool more = true;

	*ret_changed = 0;
	*ret_first = INT64_MAX;
	*ret_is_kept = false;
	LIC_TRY(lic_q_delta_aspects_open(work->ctx->db, &in, &rows));
	for (;;) {
		uint64_t fields = 0;

		LIC_TRY(lic_q_delta_aspects_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		fields = fields_of(work->query, row.aspect);
		*ret_changed |= fields;
		if (fields != 0 && row.stamp < *ret_first) {
			*ret_first = row.stamp;
		}
		if (row.guid.len == sizeof(*ret_guid)) {
			memcpy(ret_guid, row.guid.data, sizeof(*ret_guid));
			*ret_is_kept = true;
		}
	}
}
