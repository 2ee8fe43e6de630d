/*
 * What migrations leave to the program: see upgrade.h.
 */
#include "store/upgrade.h"

#include "base/words.h"
#include "store/lic_sql.h"
#include "store/page_key.h"
#include "store/search_keys.h"

#include <string.h>

#define PAGE_ROWS 500
#define PAGE_ARENA_BYTES ((size_t)64 * 1024 * 1024)

static lic_rc fill_user(struct lic_db *db, struct lic_arena *arena,
	const struct lic_q_search_fill_users_row *row)
{
	struct lic_user_texts texts = {row->display_name, row->given_name, row->surname,
		row->mail_nickname, row->user_type, row->usage_location, row->job_title,
		row->department, row->city, row->state, row->country, row->employee_id};
	struct lic_word_change change = {row->tenant_id, LIC_WORDS_OF_USER, row->id, "", ""};
	struct lic_user_texts keys;

	LIC_TRY(lic_search_user_keys(arena, &texts, &keys, &change.after));
	struct lic_q_search_fill_user_in in = {.tenant_id = row->tenant_id,
		.id = row->id,
		.name_key = keys.name,
		.given_key = keys.given,
		.surname_key = keys.surname,
		.nickname_key = keys.nickname,
		.type_key = keys.type,
		.location_key = keys.location,
		.job_key = keys.job,
		.department_key = keys.department,
		.city_key = keys.city,
		.state_key = keys.state,
		.country_key = keys.country,
		.employee_key = keys.employee,
		.words = change.after};

	LIC_TRY(lic_q_search_fill_user(db, &in, NULL));
	return lic_search_change_words(db, arena, &change);
}

static lic_rc fill_group(struct lic_db *db, struct lic_arena *arena,
	const struct lic_q_search_fill_groups_row *row)
{
	struct lic_q_search_fill_group_in in = {.tenant_id = row->tenant_id, .id = row->id};
	struct lic_word_change change = {row->tenant_id, LIC_WORDS_OF_GROUP_NAME, row->id, "", ""};

	LIC_TRY(lic_search_key(arena, row->description, &in.description_key));
	LIC_TRY(lic_words_line(arena, row->display_name, &in.words));
	LIC_TRY(lic_words_line(arena, row->description, &in.description_words));
	LIC_TRY(lic_q_search_fill_group(db, &in, NULL));
	change.after = in.words;
	LIC_TRY(lic_search_change_words(db, arena, &change));
	change.owner = LIC_WORDS_OF_GROUP_DESCRIPTION;
	change.after = in.description_words;
	return lic_search_change_words(db, arena, &change);
}

/* Copies a text that a row lends. */
static lic_rc keep(struct lic_arena *arena, const char **text)
{
	if (*text != NULL) {
		*text = lic_arena_strdup(arena, *text);
		return *text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	return LIC_OK_RC;
}

static lic_rc keep_user(struct lic_arena *arena, struct lic_q_search_fill_users_row *row)
{
	const char **const texts[] = {&row->display_name, &row->given_name, &row->surname,
		&row->mail_nickname, &row->user_type, &row->usage_location, &row->job_title,
		&row->department, &row->city, &row->state, &row->country, &row->employee_id};

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		LIC_TRY(keep(arena, texts[i]));
	}
	return LIC_OK_RC;
}

/* Reads a page behind the user `last`, then writes it: a statement that is being read must not see
 * its rows change. */
static lic_rc fill_page_of_users(struct lic_db *db, struct lic_arena *arena,
	struct lic_q_search_fill_users_row *last, size_t *ret_count)
{
	struct lic_q_search_fill_users_in in = {last->tenant_id, last->id, PAGE_ROWS};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_search_fill_users_row *page = lic_arena_array(arena, PAGE_ROWS, sizeof(*page));
	size_t count = 0;
	bool more = true;

	if (page == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_search_fill_users_open(db, &in, &rows));
	while (count < PAGE_ROWS) {
		LIC_TRY(lic_q_search_fill_users_next(&rows, &page[count], &more));
		if (!more) {
			break;
		}
		LIC_TRY(keep_user(arena, &page[count]));
		count++;
	}
	lic_rows_close(&rows);
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(fill_user(db, arena, &page[i]));
		*last = page[i];
	}
	*ret_count = count;
	return LIC_OK_RC;
}

static lic_rc fill_page_of_groups(struct lic_db *db, struct lic_arena *arena,
	struct lic_q_search_fill_groups_row *last, size_t *ret_count)
{
	struct lic_q_search_fill_groups_in in = {last->tenant_id, last->id, PAGE_ROWS};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_search_fill_groups_row *page =
		lic_arena_array(arena, PAGE_ROWS, sizeof(*page));
	size_t count = 0;
	bool more = true;

	if (page == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_search_fill_groups_open(db, &in, &rows));
	while (count < PAGE_ROWS) {
		LIC_TRY(lic_q_search_fill_groups_next(&rows, &page[count], &more));
		if (!more) {
			break;
		}
		LIC_TRY(keep(arena, &page[count].display_name));
		LIC_TRY(keep(arena, &page[count].description));
		count++;
	}
	lic_rows_close(&rows);
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(fill_group(db, arena, &page[i]));
		*last = page[i];
	}
	*ret_count = count;
	return LIC_OK_RC;
}

/* Gives every organisation its key for places in lists. */
static lic_rc fill_page_keys(struct lic_db *db, struct lic_arena *arena)
{
	struct lic_q_search_fill_tenants_row row;
	bool found = true;

	for (;;) {
		struct lic_q_search_fill_tenant_in in = {0};

		LIC_TRY(lic_q_search_fill_tenants(db, arena, NULL, &row, &found));
		if (!found) {
			return LIC_OK_RC;
		}
		in.id = row.id;
		LIC_TRY(lic_page_key_new(arena, &in.page_key));
		LIC_TRY(lic_q_search_fill_tenant(db, &in, NULL));
	}
}

/* 0013_search: the search keys of every user and group. */
static lic_rc fill_search(struct lic_db *db)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(PAGE_ARENA_BYTES);
	struct lic_q_search_fill_users_row user = {0};
	struct lic_q_search_fill_groups_row group = {0};
	size_t count = PAGE_ROWS;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (count == PAGE_ROWS) {
		LIC_TRY(fill_page_of_users(db, arena, &user, &count));
		lic_arena_reset(arena);
	}
	count = PAGE_ROWS;
	while (count == PAGE_ROWS) {
		LIC_TRY(fill_page_of_groups(db, arena, &group, &count));
		lic_arena_reset(arena);
	}
	return fill_page_keys(db, arena);
}

lic_rc lic_upgrade_fill(struct lic_db *db, const char *migration)
{
	return strcmp(migration, "0013_search") == 0 ? fill_search(db) : LIC_OK_RC;
}
