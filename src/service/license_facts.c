/*
 * What a decision about a user's licences needs to know: see license_int.h.
 */
#include "base/text.h"
#include "service/inherit_int.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What a decision needs to know, asked for at once: on PostgreSQL it comes in one journey. */
struct questions {
	struct lic_rows view; /* the paths of the user and the pools of their SKUs */
	struct lic_rows mail; /* who else has its mail address; not asked where that does not count
			       */
	struct lic_rows pool; /* the pool of `sku`; not asked when that is none */
	uint32_t sku;         /* the first product to be added: a user rarely has it already */
};

static void close_questions(struct questions *questions)
{
	lic_rows_close(&questions->view);
	lic_rows_close(&questions->mail);
	lic_rows_close(&questions->pool);
}

/* Asks whether another live user has the mail address `mail` of the user with key `user_id`: a
 * mailbox that comes on needs one of its own. */
static lic_rc ask_mail_holder(struct lic_ctx *ctx, int64_t user_id, const char *mail,
	struct lic_rows *ret_rows)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = ctx->caller.tenant_id, .id = user_id};

	LIC_TRY(lic_text_fold(ctx->arena, mail, &in.mail_key));
	return lic_q_users_mail_holder_open(ctx->db, &in, ret_rows);
}

static lic_rc ask(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct questions *questions)
{
	const char *mail = user->values.text[LIC_USER_MAIL];

	LIC_TRY(lic_license__ask_view(ctx, user->id, &questions->view));
	if (mail != NULL && lic_license_may_bring_mailbox(catalog, request)) {
		LIC_TRY(ask_mail_holder(ctx, user->id, mail, &questions->mail));
	}
	questions->sku = request->add_count == 0
		? LIC_INDEX_NONE
		: lic_catalog_sku(catalog, &request->adds[0].sku_id);
	return questions->sku == LIC_INDEX_NONE
		? LIC_OK_RC
		: lic_seats__ask(ctx, catalog, questions->sku, &questions->pool);
}

static lic_rc read_mail_holder(struct lic_ctx *ctx, struct questions *questions,
	struct lic_facts *facts)
{
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (questions->mail.db != NULL) {
		LIC_TRY(lic_q_users_mail_holder_get(&questions->mail, ctx->arena, &row, &found));
	}
	facts->mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

/* Adds the pool of `sku` to the `count` in `list` unless it is there. */
static lic_rc add_pool(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct questions *questions, struct lic_sku_seats *list, size_t *count)
{
	bool found = false;

	if (sku == LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < *count; i++) {
		if (list[i].sku == sku) {
			return LIC_OK_RC;
		}
	}
	list[*count].sku = sku;
	if (sku == questions->sku) {
		LIC_TRY(lic_seats__get(ctx, &questions->pool, &list[*count].seats, &found));
		questions->sku = LIC_INDEX_NONE; /* read once: it may not be there */
	} else {
		lic_rows_close(&questions->pool); /* of a product that the user has already */
		LIC_TRY(lic_seats__read(ctx, catalog, sku, &list[*count].seats, &found));
	}
	*count += found ? 1 : 0;
	return LIC_OK_RC;
}

/* Sets aside in the pools what goes to who waits ahead of the user (D-08). */
static lic_rc reserve(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct lic_license_request *request, struct lic_sku_seats *list, size_t count)
{
	const struct lic_wait *wait = request->wait;
	const struct lic_line_place place = {
		.rank = wait != NULL && wait->has_rank ? wait->rank : 0,
		.since_ms = wait != NULL && wait->since_ms != 0 ? wait->since_ms : ctx->now_ms,
		.user_id = user_id,
		.source_id = LIC_SOURCE_DIRECT,
	};

	for (size_t i = 0; i < count; i++) {
		bool is_added = false;

		for (size_t k = 0; k < request->add_count && !is_added; k++) {
			is_added = lic_guid_equal(&request->adds[k].sku_id,
				&catalog->skus[list[i].sku].id);
		}
		if (is_added) {
			LIC_TRY(lic_inherit__reserve(ctx, catalog, &place, 1, &list[i]));
		}
	}
	return LIC_OK_RC;
}

/* Adds the pools of the products in `request` to those of `view`. */
static lic_rc add_request_pools(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_license_request *request, struct questions *questions,
	struct lic_license_view *view)
{
	size_t room = view->seat_count + request->add_count + request->remove_count;
	struct lic_sku_seats *list = lic_arena_array(ctx->arena, room, sizeof(*list));
	size_t count = view->seat_count;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(list, view->seats, count * sizeof(*list));
	}
	for (size_t i = 0; i < request->add_count; i++) {
		LIC_TRY(add_pool(ctx, catalog, lic_catalog_sku(catalog, &request->adds[i].sku_id),
			questions, list, &count));
	}
	for (size_t i = 0; i < request->remove_count; i++) {
		LIC_TRY(add_pool(ctx, catalog, lic_catalog_sku(catalog, &request->removes[i]),
			questions, list, &count));
	}
	LIC_TRY(reserve(ctx, catalog, user_id, request, list, count));
	view->seats = list;
	view->seat_count = count;
	return LIC_OK_RC;
}

lic_rc lic_license__read_facts(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct lic_license_view *ret_view, struct lic_facts *ret_facts)
{
	LIC_AUTO(close_questions) struct questions questions = {0};
	struct lic_license_view view = {0};
	struct lic_facts facts = {
		.catalog = catalog,
		.usage_location = user->values.text[LIC_USER_USAGE_LOCATION],
		.mail = user->values.text[LIC_USER_MAIL],
	};

	LIC_TRY(ask(ctx, catalog, user, request, &questions));
	LIC_TRY(lic_license__get_view(ctx, catalog, &questions.view, &view));
	LIC_TRY(read_mail_holder(ctx, &questions, &facts));
	LIC_TRY(add_request_pools(ctx, catalog, user->id, request, &questions, &view));
	facts.paths = view.paths;
	facts.path_count = view.path_count;
	facts.seats = view.seats;
	facts.seat_count = view.seat_count;
	*ret_view = view;
	*ret_facts = facts;
	return LIC_OK_RC;
}
