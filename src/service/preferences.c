/*
 * Preferences: see preferences.h.
 */
#include "service/preferences.h"

#include "store/lic_sql.h"

#include <string.h>

static const char *const experiences[] = {"new", "classic", NULL};
static const char *const languages[] = {"en", "nl", NULL};
static const char *const themes[] = {"system", "light", "dark", NULL};

static const struct lic_preference_kind kinds[LIC_PREFERENCE_MAX_] = {
	[LIC_PREFERENCE_EXPERIENCE] = {"experience", experiences},
	[LIC_PREFERENCE_LANGUAGE] = {"language", languages},
	[LIC_PREFERENCE_THEME] = {"theme", themes},
};

const struct lic_preference_kind *lic_preference_kind(enum lic_preference preference)
{
	return &kinds[preference];
}

/* The value of `kind` that is `text`, static; NULL when there is none. */
static const char *value_of(const struct lic_preference_kind *kind, const char *text)
{
	for (const char *const *value = kind->values; *value != NULL; value++) {
		if (strcmp(*value, text) == 0) {
			return *value;
		}
	}
	return NULL;
}

/* Takes a row of the table. One that no version knows any more was not chosen. */
static void take_row(const struct lic_q_preference_list_row *row, const char **values)
{
	for (int i = 0; i < LIC_PREFERENCE_MAX_; i++) {
		if (strcmp(kinds[i].name, row->name) == 0) {
			values[i] = value_of(&kinds[i], row->value);
		}
	}
}

static lic_rc read_all(struct lic_ctx *ctx, const char *ret_values[LIC_PREFERENCE_MAX_])
{
	struct lic_q_preference_list_in in = {ctx->caller.tenant_id, ctx->caller.actor_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_preference_list_row row;
	const char *values[LIC_PREFERENCE_MAX_] = {NULL};
	bool more = true;

	LIC_TRY(lic_q_preference_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_preference_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		take_row(&row, values);
	}
	memcpy(ret_values, values, sizeof(values));
	return LIC_OK_RC;
}

lic_rc lic_preference_list(struct lic_ctx *ctx, const char *ret_values[LIC_PREFERENCE_MAX_])
{
	LIC_TRY(lic_ctx_require_person(ctx));
	return read_all(ctx, ret_values);
}

/* "new, classic", for whoever chose something else; NULL without memory. */
static const char *listed(struct lic_ctx *ctx, const struct lic_preference_kind *kind)
{
	const char *list = kind->values[0];

	for (size_t i = 1; list != NULL && kind->values[i] != NULL; i++) {
		list = lic_arena_printf(ctx->arena, "%s, %s", list, kind->values[i]);
	}
	return list;
}

static lic_rc change_one(struct lic_ctx *ctx, const struct lic_preference_change *change)
{
	const struct lic_preference_kind *kind = &kinds[change->preference];
	struct lic_q_preference_put_in put = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = ctx->caller.actor_id,
		.name = kind->name,
	};
	const char *list = NULL;

	if (change->value == NULL) {
		struct lic_q_preference_delete_in in = {put.tenant_id, put.user_id, kind->name};

		return lic_q_preference_delete(ctx->db, &in, NULL);
	}
	put.value = value_of(kind, change->value);
	if (put.value != NULL) {
		return lic_q_preference_put(ctx->db, &put, NULL);
	}
	list = listed(ctx, kind);
	return list == NULL
		? LIC_RC(LIC_E_NOMEM)
		: lic_err_field(ctx->err, ctx->arena, kind->name,
			  "%s is '%.50s': it takes one of %s, or null for what is usual.",
			  kind->name, change->value, list);
}

lic_rc lic_preference_update(struct lic_ctx *ctx, const struct lic_preference_change *changes,
	size_t count, const char *ret_values[LIC_PREFERENCE_MAX_])
{
	LIC_TRY(lic_ctx_require_person(ctx));
	LIC_TRY(lic_ctx_require_own(ctx));
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(change_one(ctx, &changes[i]));
	}
	return read_all(ctx, ret_values);
}

const char *lic_preference_experience(const char *chosen, const char *variant)
{
	if (chosen != NULL) {
		return chosen;
	}
	return strcmp(variant, "worldwide") == 0 ? experiences[0] : experiences[1];
}
