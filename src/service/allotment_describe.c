/*
 * What the ledger is told of a change of an allotment: see allotment_view_int.h.
 */
#include "service/allotment_view_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "service/difference.h"

#include <inttypes.h>

#define DETAIL_BYTES_MAX ((size_t)256 * 1024)

/* Writes the members of one entry of a list of `allotment`. */
typedef void put_entry(struct lic_json *json, const struct lic_allotment *allotment, size_t index);

static void put_group(struct lic_json *json, const struct lic_allotment *allotment, size_t index)
{
	lic_json_kguid(json, "id", &allotment->groups[index].guid);
	lic_json_kstring(json, "displayName", allotment->groups[index].display_name);
}

static void put_owner(struct lic_json *json, const struct lic_allotment *allotment, size_t index)
{
	lic_json_kguid(json, "id", &allotment->owners[index].guid);
	lic_json_kstring(json, "userPrincipalName", allotment->owners[index].upn);
}

/* A list of `count` entries of `allotment` as JSON, for the ledger; NULL in `*ret_text` where it is
 * none. */
static lic_rc list_text(struct lic_ctx *ctx, const struct lic_allotment *allotment, size_t count,
	put_entry *put, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	if (allotment->display_name == NULL) {
		return LIC_OK_RC;
	}
	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (size_t i = 0; i < count; i++) {
		lic_json_object(&json);
		put(&json, allotment, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_text = lic_arena_copy(ctx->arena, text.data, text.len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* The limit of `allotment`, likewise. */
static lic_rc limit_text(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	const char **ret_text)
{
	if (allotment->display_name == NULL) {
		return LIC_OK_RC;
	}
	*ret_text = lic_arena_printf(ctx->arena, "%" PRId64, allotment->limit);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_allotment__describe(struct lic_ctx *ctx, const struct lic_allotment *before,
	const struct lic_allotment *after, const char **ret_detail)
{
	enum {
		NAME,
		LIMIT,
		GROUPS,
		OWNERS
	};
	struct lic_difference list[] = {
		[NAME] = {"displayName", before->display_name, after->display_name, false},
		[LIMIT] = {"limit", NULL, NULL, true},
		[GROUPS] = {"groups", NULL, NULL, true},
		[OWNERS] = {"owners", NULL, NULL, true},
	};

	LIC_TRY(limit_text(ctx, before, &list[LIMIT].before));
	LIC_TRY(limit_text(ctx, after, &list[LIMIT].after));
	LIC_TRY(list_text(ctx, before, before->group_count, put_group, &list[GROUPS].before));
	LIC_TRY(list_text(ctx, after, after->group_count, put_group, &list[GROUPS].after));
	LIC_TRY(list_text(ctx, before, before->owner_count, put_owner, &list[OWNERS].before));
	LIC_TRY(list_text(ctx, after, after->owner_count, put_owner, &list[OWNERS].after));
	return lic_differences_write(ctx->arena, list, LIC_COUNT(list), ret_detail);
}
