/*
 * What can be done about a refused request: core/remedy.h with everything that it needs to know.
 */
#include "base/text.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

lic_rc lic_license__name_sources(struct lic_ctx *ctx, const struct lic_path *paths, size_t count,
	struct lic_remedy_group **ret_names, size_t *ret_count)
{
	struct lic_sources sources = {0};
	struct lic_remedy_group *names = lic_arena_array(ctx->arena, count, sizeof(*names));

	if (names == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(lic_sources_add(ctx, paths[i].source, &sources));
	}
	for (size_t i = 0; i < sources.count; i++) {
		names[i] = (struct lic_remedy_group){sources.list[i].id, sources.list[i].name};
	}
	*ret_names = names;
	*ret_count = sources.count;
	return LIC_OK_RC;
}

/* A remedy may bring a mailbox though the request does not: who has the address must be known. */
static lic_rc read_mail_holder(struct lic_ctx *ctx, int64_t user_id, struct lic_facts *facts)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = ctx->caller.tenant_id, .id = user_id};
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (facts->mail == NULL || facts->mail_holder != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, facts->mail, &in.mail_key));
	LIC_TRY(lic_q_users_mail_holder(ctx->db, ctx->arena, &in, &row, &found));
	facts->mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

lic_rc lic_license__find_remedies(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_facts *facts, const struct lic_license_request *request,
	const struct lic_decision *decision, const struct lic_remedies **ret_lists)
{
	struct lic_facts all = *facts;
	struct lic_sku_seats *pools = NULL;
	struct lic_remedy_group *names = NULL;
	struct lic_remedy_question question = {
		.facts = &all,
		.request = request,
		.decision = decision,
		.holder = "the user",
	};
	struct lic_remedies *lists = NULL;

	LIC_TRY(lic_seats__list(ctx, facts->catalog, &pools, &all.seat_count));
	all.seats = pools;
	LIC_TRY(read_mail_holder(ctx, user->id, &all));
	LIC_TRY(lic_license__name_sources(ctx, facts->paths, facts->path_count, &names,
		&question.group_count));
	question.groups = names;
	LIC_TRY(lic_remedies_find(ctx->arena, &question, &lists));
	*ret_lists = lists;
	return LIC_OK_RC;
}
