/*
 * Storing new keys for signing: see signing_keys.h.
 */
#include "service/ledger.h"
#include "service/signing_keys.h"
#include "store/lic_sql.h"

#include <sodium.h>

/* Stores `key` as number `id`, signing from `signs_from_ms`. */
static lic_rc insert(struct lic_ctx *ctx, const struct lic_signing_key *key, int64_t id,
	int64_t signs_from_ms)
{
	uint8_t der[LIC_SIGNING_KEY_BYTES_MAX];
	size_t len = 0;
	struct lic_q_signing_keys_insert_in in = {
		.id = id,
		.kid = lic_public_key_jwk(lic_signing_key_public(key))->kid,
		.created_ms = ctx->now_ms,
		.signs_from_ms = signs_from_ms,
		.retires_ms = signs_from_ms + LIC_KEY_SIGNS_MS + LIC_KEY_BEHIND_MS,
	};
	int64_t changed = 0;

	LIC_TRY(lic_signing_key_store(key, der, &len));
	in.private_key = (struct lic_bytes){der, len};
	lic_rc rc = lic_q_signing_keys_insert(ctx->db, &in, &changed);

	sodium_memzero(der, sizeof(der));
	return rc;
}

static lic_rc next_id(struct lic_ctx *ctx, int64_t *ret_id)
{
	struct lic_q_signing_keys_last_row row;
	bool found = false;

	LIC_TRY(lic_q_signing_keys_last(ctx->db, ctx->arena, NULL, &row, &found));
	*ret_id = found ? row.id + 1 : 1;
	return LIC_OK_RC;
}

/* Removes what has retired, but not the newest key: numbers are not given out twice. */
static lic_rc forget_retired(struct lic_ctx *ctx)
{
	struct lic_q_signing_keys_forget_in in = {ctx->now_ms};

	return lic_q_signing_keys_forget(ctx->db, &in, NULL);
}

lic_rc lic_signing_keys_add(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_signing_key *key)
{
	LIC_AUTO(lic_key_set_put) struct lic_key_set *set = NULL;
	int64_t signs_from_ms = ctx->now_ms;
	int64_t id = 0;

	LIC_TRY(lic_keyring_read(ctx, ring, &set));
	if (!lic_key_set_is_due(set, ctx->now_ms) || set->count == LIC_KEY_SET_MAX) {
		return LIC_OK_RC;
	}
	if (lic_key_set_signer(set, ctx->now_ms) != NULL) {
		signs_from_ms += LIC_KEY_AHEAD_MS;
	}
	LIC_TRY(next_id(ctx, &id));
	LIC_TRY(insert(ctx, key, id, signs_from_ms));
	return forget_retired(ctx);
}

static lic_rc record(struct lic_ctx *ctx, const char *kid, bool at_once)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_SIGNING_KEY,
		.object_id = 0,
		.detail = at_once ? "{\"atOnce\":{\"old\":null,\"new\":true}}"
				  : "{\"atOnce\":{\"old\":null,\"new\":false}}",
	};

	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_KEY_ROTATE, &(struct lic_target){.name = kid},
		&operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc retire_older(struct lic_ctx *ctx, int64_t id)
{
	struct lic_q_signing_keys_retire_in in = {ctx->now_ms, id};

	return lic_q_signing_keys_retire(ctx->db, &in, NULL);
}

static lic_rc check_room(struct lic_ctx *ctx)
{
	struct lic_keyring *ring = lic_keyring_new();
	struct lic_key_set *set = NULL;
	size_t count = 0;
	lic_rc rc;

	if (ring == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_keyring_read(ctx, ring, &set);
	if (lic_ok(rc)) {
		count = set->count;
		lic_key_set_put(&set);
	}
	lic_keyring_free(ring);
	LIC_TRY(rc);
	if (count < LIC_KEY_SET_MAX / 2) { /* the others are for keys that come by themselves */
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"%d keys are published already. Wait until the oldest has retired, or rotate at once, which retires all.",
		LIC_KEY_SET_MAX / 2);
}

lic_rc lic_signing_keys_rotate(struct lic_ctx *ctx, bool at_once,
	struct lic_key_rotation *ret_rotation)
{
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *key = NULL;
	struct lic_key_rotation rotation = {.signs_from_ms = ctx->now_ms};
	int64_t id = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SETTINGS));
	LIC_TRY(next_id(ctx, &id));
	if (at_once) {
		LIC_TRY(retire_older(ctx, id));
	} else {
		LIC_TRY(check_room(ctx));
		rotation.signs_from_ms += LIC_KEY_AHEAD_MS;
	}
	LIC_TRY(lic_signing_key_generate(ctx->err, &key));
	rotation.kid =
		lic_arena_strdup(ctx->arena, lic_public_key_jwk(lic_signing_key_public(key))->kid);
	if (rotation.kid == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(insert(ctx, key, id, rotation.signs_from_ms));
	LIC_TRY(forget_retired(ctx));
	LIC_TRY(record(ctx, rotation.kid, at_once));
	*ret_rotation = rotation;
	return LIC_OK_RC;
}
