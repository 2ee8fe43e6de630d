/*
 * The words by which groups are found: see group_int.h.
 */
#include "base/text.h"
#include "base/words.h"
#include "service/group_int.h"
#include "store/lic_sql.h"
#include "store/search_keys.h"

lic_rc lic_group__change_words(struct lic_ctx *ctx, int64_t id,
	const struct lic_group_words *before, const struct lic_group_words *after)
{
	struct lic_word_change change = {ctx->caller.tenant_id, LIC_WORDS_OF_GROUP_NAME, id,
		before->name, after->name};

	LIC_TRY(lic_search_change_words(ctx->db, ctx->arena, &change));
	change.owner = LIC_WORDS_OF_GROUP_DESCRIPTION;
	change.before = before->description;
	change.after = after->description;
	return lic_search_change_words(ctx->db, ctx->arena, &change);
}

lic_rc lic_group__read_words(struct lic_ctx *ctx, int64_t id, struct lic_group_words *ret_words)
{
	struct lic_q_search_group_words_in in = {ctx->caller.tenant_id, id};
	struct lic_q_search_group_words_row row = {"", ""};
	bool found = false;

	LIC_TRY(lic_q_search_group_words(ctx->db, ctx->arena, &in, &row, &found));
	*ret_words = (struct lic_group_words){row.words, row.description_words};
	return LIC_OK_RC;
}

lic_rc lic_group__forget_words(struct lic_ctx *ctx, int64_t id)
{
	static const struct lic_group_words none = {"", ""};
	struct lic_group_words before;

	LIC_TRY(lic_group__read_words(ctx, id, &before));
	return lic_group__change_words(ctx, id, &before, &none);
}

lic_rc lic_group__make_words(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_words *ret_words, const char **ret_description_key)
{
	const char *description = group->text[LIC_GROUP_DESCRIPTION];

	LIC_TRY(lic_words_line(ctx->arena, group->text[LIC_GROUP_DISPLAY_NAME], &ret_words->name));
	LIC_TRY(lic_words_line(ctx->arena, description, &ret_words->description));
	return lic_text_fold(ctx->arena, description == NULL ? "" : description,
		ret_description_key);
}
