/*
 * Requests that count once: see idempotency.h.
 */
#include "service/idempotency.h"

#include "store/lic_sql.h"

#include <sodium.h>
#include <string.h>

#define FORGET_ROWS 500

static void add(crypto_generichash_state *state, const void *data, size_t len)
{
	uint64_t size = len;

	/* With its length, so that no two lists of parts run together. */
	(void)crypto_generichash_update(state, (const unsigned char *)&size, sizeof(size));
	(void)crypto_generichash_update(state, data, len);
}

void lic_once_make(const struct lic_caller *caller, const struct lic_once_request *request,
	struct lic_once *ret_once)
{
	const int64_t who[] = {(int64_t)caller->kind, caller->actor_id};
	crypto_generichash_state state;
	uint8_t hash[2 * LIC_ONCE_HASH_BYTES]; /* one half is stored, the other is a key */

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	add(&state, who, sizeof(who));
	add(&state, request->key, strlen(request->key));
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	memcpy(ret_once->key, hash, LIC_ONCE_HASH_BYTES);
	(void)crypto_generichash_init(&state, hash + LIC_ONCE_HASH_BYTES, LIC_ONCE_HASH_BYTES,
		LIC_ONCE_HASH_BYTES);
	for (size_t i = 0; i < LIC_ONCE_PARTS; i++) {
		add(&state, request->parts[i].data, request->parts[i].len);
	}
	(void)crypto_generichash_final(&state, ret_once->content, LIC_ONCE_HASH_BYTES);
	sodium_memzero(hash, sizeof(hash));
}

static lic_rc load(struct lic_ctx *ctx, const struct lic_once *once,
	struct lic_once_answer *ret_answer)
{
	struct lic_q_idempotency_load_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.key_hash = {once->key, sizeof(once->key)},
	};
	struct lic_q_idempotency_load_row row;
	bool found = false;

	LIC_TRY(lic_q_idempotency_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found || row.content_hash.len != sizeof(once->content)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	if (memcmp(row.content_hash.data, once->content, sizeof(once->content)) != 0) {
		return lic_err_field(ctx->err, ctx->arena, "Idempotency-Key",
			"The header Idempotency-Key has a value that was sent with another request within the last 24 hours: each request needs one of its own.");
	}
	*ret_answer = (struct lic_once_answer){
		.status = (unsigned)row.status,
		.headers = row.headers,
		.body = row.body,
		.job_id = row.job_id,
	};
	return LIC_OK_RC;
}

lic_rc lic_once_begin(struct lic_ctx *ctx, const struct lic_once *once, bool *ret_is_repeat,
	struct lic_once_answer *ret_answer)
{
	struct lic_q_idempotency_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.key_hash = {once->key, sizeof(once->key)},
		.content_hash = {once->content, sizeof(once->content)},
		.created_ms = ctx->now_ms,
	};
	int64_t changed = 0;

	LIC_TRY(lic_q_idempotency_insert(ctx->db, &in, &changed));
	*ret_is_repeat = changed == 0;
	return changed == 0 ? load(ctx, once, ret_answer) : LIC_OK_RC;
}

lic_rc lic_once_end(struct lic_ctx *ctx, const struct lic_once *once,
	const struct lic_once_answer *answer)
{
	struct lic_q_idempotency_answer_in in = {
		.status = (int64_t)answer->status,
		.headers = answer->headers,
		.body = answer->body,
		.job_id = answer->job_id,
		.tenant_id = ctx->caller.tenant_id,
		.key_hash = {once->key, sizeof(once->key)},
	};

	return lic_q_idempotency_answer(ctx->db, &in, NULL);
}

lic_rc lic_once_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found)
{
	struct lic_q_idempotency_old_in in = {ctx->now_ms - LIC_ONCE_KEPT_MS};
	struct lic_q_idempotency_old_row row = {0};

	LIC_TRY(lic_q_idempotency_old(ctx->db, ctx->arena, &in, &row, ret_found));
	*ret_tenant_id = row.tenant_id;
	return LIC_OK_RC;
}

lic_rc lic_once_forget(struct lic_ctx *ctx)
{
	struct lic_q_idempotency_forget_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.before_ms = ctx->now_ms - LIC_ONCE_KEPT_MS,
		.limit = FORGET_ROWS,
	};

	return lic_q_idempotency_forget(ctx->db, &in, NULL);
}
