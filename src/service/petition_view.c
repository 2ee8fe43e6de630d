/*
 * Reading petitions, and removing old ones: see petitions.h.
 */
#include "service/petitions.h"

#include "service/petition_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define FORGET_ROWS 500

const char *lic_petition_state_name(enum lic_petition_state state)
{
	static const char *const names[LIC_PETITION_STATE_MAX_] = {
		[LIC_PETITION_PENDING] = "pending",
		[LIC_PETITION_APPROVED] = "approved",
		[LIC_PETITION_REJECTED] = "rejected",
		[LIC_PETITION_WITHDRAWN] = "withdrawn",
	};

	return (size_t)state < LIC_COUNT(names) ? names[state] : "unknown";
}

/* Copies `text` (NULL stays NULL) into the arena. */
static lic_rc copy(struct lic_ctx *ctx, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(ctx->arena, text);
	return text != NULL && *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc take_person(struct lic_ctx *ctx, const struct lic_q_license_requests_people_row *row,
	struct lic_petition_person *person)
{
	*person = (struct lic_petition_person){
		.who = {.id = row->user_id, .guid = row->user_guid},
		.is_deleted = row->deleted_ms.is_set,
		.state = (enum lic_petition_state)row->state,
		.sku_id = row->sku_id,
		.has_group = row->group_id.is_set,
		.decided_ms = row->decided_ms,
	};
	if (row->group_guid.len == sizeof(person->group_guid.bytes)) {
		memcpy(person->group_guid.bytes, row->group_guid.data, row->group_guid.len);
	}
	LIC_TRY(copy(ctx, row->upn, &person->who.upn));
	LIC_TRY(copy(ctx, row->display_name, &person->who.display_name));
	LIC_TRY(copy(ctx, row->group_name, &person->group_name));
	LIC_TRY(copy(ctx, row->message, &person->message));
	return copy(ctx, row->decided_by, &person->decided_by);
}

/* Reads whom `petition` is for: all, or when `only` is not 0 the user with that key alone. */
static lic_rc read_people(struct lic_ctx *ctx, int64_t only, struct lic_petition *petition)
{
	struct lic_q_license_requests_people_in in = {ctx->caller.tenant_id, petition->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_license_requests_people_row row;
	bool more = true;

	petition->people =
		lic_arena_array(ctx->arena, LIC_PETITION_PEOPLE_MAX, sizeof(*petition->people));
	if (petition->people == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_license_requests_people_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_license_requests_people_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (petition->people_count == LIC_PETITION_PEOPLE_MAX) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		if (only == 0 || only == row.user_id) {
			LIC_TRY(take_person(ctx, &row,
				&petition->people[petition->people_count++]));
		}
	}
}

lic_rc lic_petition__find(struct lic_ctx *ctx, const char *key, struct lic_petition *ret_petition)
{
	struct lic_q_license_requests_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_license_requests_find_row row;
	struct lic_petition petition = {0};
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_license_requests_find(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"License request '%.200s' does not exist.", key);
	}
	petition = (struct lic_petition){
		.id = row.id,
		.guid = row.guid,
		.requester = {row.requester_id, row.requester_guid, row.requester_upn,
			row.requester_name},
		.sku_id = row.sku_id,
		.message = row.message,
		.is_open = row.is_open != 0,
		.created_ms = row.created_ms,
		.closed_ms = row.closed_ms,
	};
	LIC_TRY(read_people(ctx, 0, &petition));
	*ret_petition = petition;
	return LIC_OK_RC;
}

lic_rc lic_petition_find(struct lic_ctx *ctx, const char *key, struct lic_petition *ret_petition)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DECIDE_REQUESTS));
	return lic_petition__find(ctx, key, ret_petition);
}

static lic_rc take_petition(struct lic_ctx *ctx, const struct lic_q_license_requests_list_row *row,
	struct lic_petition *petition)
{
	*petition = (struct lic_petition){
		.id = row->id,
		.guid = row->guid,
		.requester = {.id = row->requester_id, .guid = row->requester_guid},
		.sku_id = row->sku_id,
		.is_open = row->is_open != 0,
		.created_ms = row->created_ms,
		.closed_ms = row->closed_ms,
	};
	LIC_TRY(copy(ctx, row->requester_upn, &petition->requester.upn));
	LIC_TRY(copy(ctx, row->requester_name, &petition->requester.display_name));
	return copy(ctx, row->message, &petition->message);
}

/* Reads the people of every petition of `page`; of those that `reader` (0: nobody) has not made
 * only himself. */
static lic_rc read_all_people(struct lic_ctx *ctx, int64_t reader, struct lic_petition_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		bool is_all = reader == 0 || page->list[i].requester.id == reader;

		LIC_TRY(read_people(ctx, is_all ? 0 : reader, &page->list[i]));
	}
	return LIC_OK_RC;
}

/* Makes room for a page, and reads what `rows` find. */
static lic_rc read_page(struct lic_ctx *ctx, struct lic_rows *rows, unsigned limit,
	struct lic_petition_page *page)
{
	struct lic_q_license_requests_list_row row;
	bool more = true;

	page->list = lic_arena_array(ctx->arena, limit, sizeof(*page->list));
	if (page->list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (;;) {
		LIC_TRY(lic_q_license_requests_list_next(rows, &row, &more));
		if (!more || page->count == limit) {
			page->has_more = more;
			return LIC_OK_RC;
		}
		LIC_TRY(take_petition(ctx, &row, &page->list[page->count]));
		page->count++;
	}
}

lic_rc lic_petition_list(struct lic_ctx *ctx, bool is_open, int64_t before, unsigned limit,
	struct lic_petition_page *ret_page)
{
	struct lic_q_license_requests_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.is_open = is_open ? 1 : 0,
		.before = before,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_petition_page page = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DECIDE_REQUESTS));
	LIC_TRY(lic_q_license_requests_list_open(ctx->db, &in, &rows));
	LIC_TRY(read_page(ctx, &rows, limit, &page));
	lic_rows_close(&rows);
	LIC_TRY(read_all_people(ctx, 0, &page));
	*ret_page = page;
	return LIC_OK_RC;
}

/* The columns of both lists are the same. */
_Static_assert(sizeof(struct lic_q_license_requests_list_row) ==
		sizeof(struct lic_q_license_requests_list_of_user_row),
	"one reader serves both");

lic_rc lic_petition_list_own(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_petition_page *ret_page)
{
	struct lic_q_license_requests_list_of_user_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = ctx->caller.actor_id,
		.before = before,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_petition_page page = {0};

	LIC_TRY(lic_ctx_require_person(ctx));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_SELF));
	LIC_TRY(lic_q_license_requests_list_of_user_open(ctx->db, &in, &rows));
	LIC_TRY(read_page(ctx, &rows, limit, &page));
	lic_rows_close(&rows);
	LIC_TRY(read_all_people(ctx, ctx->caller.actor_id, &page));
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_petition_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found)
{
	struct lic_q_license_requests_old_in in = {ctx->now_ms - LIC_PETITION_KEPT_MS};
	struct lic_q_license_requests_old_row row = {0};

	LIC_TRY(lic_q_license_requests_old(ctx->db, ctx->arena, &in, &row, ret_found));
	*ret_tenant_id = row.tenant_id;
	return LIC_OK_RC;
}

lic_rc lic_petition_forget(struct lic_ctx *ctx)
{
	struct lic_q_license_requests_forget_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.before_ms = ctx->now_ms - LIC_PETITION_KEPT_MS,
		.limit = FORGET_ROWS,
	};

	return lic_q_license_requests_forget(ctx->db, &in, NULL);
}
