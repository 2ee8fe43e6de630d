/*
 * What a change asks for of one user, and what comes of it. See change_int.h.
 */
#include "service/change_int.h"
#include "service/license_int.h"
#include "service/user_int.h"

#include <sodium.h>
#include <string.h>

#define EFFECT_BYTES_MAX ((size_t)64 * 1024)
#define DIGEST_BYTES_MAX ((size_t)4 * 1024 * 1024)

/* An item that is asked for. */
struct asking {
	const struct lic_change_run *run;    /* the change */
	struct lic_ctx *ctx;                 /* the transaction; its arena takes the request */
	const struct lic_catalog *catalog;   /* that indices refer to */
	const struct lic_change__item *item; /* the item, whose user lives */
};

/* Makes `*ret_change` of the rows in `text`: what is given and what is taken. */
static lic_rc change_of_rows(struct lic_arena *arena, enum lic_change_action action,
	const char *text, struct lic_change *ret_change)
{
	struct lic_change__row *rows = NULL;
	struct lic_license_add *adds = NULL;
	struct lic_guid *removes = NULL;
	size_t count = 0;

	LIC_TRY(lic_change__read_rows(arena, text, &rows, &count));
	adds = lic_arena_array(arena, count, sizeof(*adds));
	removes = lic_arena_array(arena, count, sizeof(*removes));
	if (adds == NULL || removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_change = (struct lic_change){
		.action = action == LIC_CHANGE_REPLACE ? LIC_CHANGE_REPLACE : LIC_CHANGE_ADD,
		.adds = adds,
		.removes = removes,
	};
	for (size_t i = 0; i < count; i++) {
		if (rows[i].is_removal) {
			removes[ret_change->remove_count++] = rows[i].add.sku_id;
		} else {
			adds[ret_change->add_count++] = rows[i].add;
		}
	}
	return LIC_OK_RC;
}

/* What is wanted of everybody, or of this user by the rows of a file: core/change.h. */
static lic_rc ask_change(const struct asking *asking, struct lic_change_asked *ret_asked)
{
	struct lic_ctx *ctx = asking->ctx;
	struct lic_change change = asking->run->order.change;
	struct lic_path *paths = NULL;
	size_t count = 0;

	if (asking->item->request != NULL) {
		LIC_TRY(change_of_rows(ctx->arena, change.action, asking->item->request, &change));
	}
	/* What is only given does not depend on what is there. */
	if (change.action != LIC_CHANGE_ADD || change.remove_count > 0) {
		LIC_TRY(lic_license__read_paths(ctx, asking->catalog, asking->item->user_id, &paths,
			&count));
	}
	return lic_change_request(ctx->arena, asking->catalog, &change, paths, count, ret_asked);
}

/* What takes back what the operation that is undone did to the user or group of the item. */
static lic_rc ask_undo(const struct asking *asking, struct lic_change__ask *ret_ask)
{
	const struct lic_change__part part = {
		.operation_id = asking->run->order.undoes_id,
		.first = asking->item->undo_first,
		.last = asking->item->undo_last,
		.user_id = asking->item->user_id,
		.group_id = asking->item->group_id,
	};

	return lic_change__ask_back(asking->ctx, asking->catalog, &part, ret_ask);
}

bool lic_change__is_asked(const struct lic_change__ask *ask)
{
	return ask->is_there && ask->refusal.code == NULL && ask->asked.outcome == LIC_CHANGE_ASKED;
}

lic_rc lic_change__ask(const struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_catalog *catalog, const struct lic_change__item *item,
	struct lic_change__ask *ret_ask)
{
	const struct asking asking = {run, ctx, catalog, item};
	struct lic_change__ask ask = {0};
	lic_rc rc;

	if (run->order.change.action == LIC_CHANGE_UNDO) {
		return ask_undo(&asking, ret_ask);
	}
	rc = lic_user__load(ctx, item->user_id, &ask.user);
	if (!lic_ok(rc) && rc.code != LIC_E_NOTFOUND) {
		return rc;
	}
	ask.is_there = lic_ok(rc) && !ask.user.deleted_ms.is_set;
	if (ask.is_there) {
		LIC_TRY(ask_change(&asking, &ask.asked));
	}
	*ret_ask = ask;
	return LIC_OK_RC;
}

static char sign_of(const struct lic_path_change *path)
{
	if (path->before == NULL) {
		return '+';
	}
	return path->after == NULL ? '-' : '~';
}

/* Lists what `decision` does as "+12 ~7 -3"; a place in the line that changes alone, as "~12". */
static lic_rc write_effect(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_decision *decision, const char **ret_effect)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, EFFECT_BYTES_MAX);
	for (size_t i = 0; i < decision->path_count; i++) {
		lic_buf_printf(&text, "%s%c%lld", text.len == 0 ? "" : " ",
			sign_of(&decision->paths[i]),
			(long long)catalog->skus[decision->paths[i].sku].key);
	}
	for (size_t i = 0; decision->path_count == 0 && i < decision->wait_count; i++) {
		lic_buf_printf(&text, "%s~%lld", text.len == 0 ? "" : " ",
			(long long)catalog->skus[decision->waits[i]].key);
	}
	LIC_TRY(lic_buf_status(&text));
	*ret_effect = lic_arena_copy(arena, text.data, text.len);
	return *ret_effect == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Adds a set of plans, by their ids: catalogues number them anew. */
static void add_set(struct lic_buf *text, const struct lic_catalog *catalog, const uint64_t *set)
{
	if (set == NULL) {
		lic_buf_puts(text, "none");
		return;
	}
	for (uint32_t plan = 0; plan < catalog->plan_count; plan++) {
		if (lic_planset_has(set, plan)) {
			lic_buf_add(text, (const char *)catalog->plans[plan].id.bytes,
				sizeof(catalog->plans[plan].id.bytes));
		}
	}
	lic_buf_puts(text, ";");
}

/* 64 bits of what was decided: what changes, or what stands against it. */
static lic_rc digest(const struct lic_catalog *catalog, const struct lic_change__ask *ask,
	const struct lic_decision *decision, int64_t *ret_digest)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "licentia item 2";
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	unsigned char hash[crypto_shorthash_BYTES];

	lic_buf_init(&text, DIGEST_BYTES_MAX);
	lic_buf_printf(&text, "%d %d %s %s;", ask->is_there ? 1 : 0, (int)ask->asked.outcome,
		ask->refusal.code == NULL ? "" : ask->refusal.code,
		ask->joins_text == NULL ? "" : ask->joins_text);
	for (size_t i = 0; decision != NULL && i < decision->violation_count; i++) {
		lic_buf_printf(&text, "%d;", (int)decision->violations[i].kind);
	}
	for (size_t i = 0;
		decision != NULL && decision->violation_count == 0 && i < decision->path_count;
		i++) {
		const struct lic_path_change *path = &decision->paths[i];

		lic_buf_add(&text, (const char *)catalog->skus[path->sku].id.bytes,
			sizeof(catalog->skus[path->sku].id.bytes));
		add_set(&text, catalog, path->before);
		add_set(&text, catalog, path->after);
		lic_buf_printf(&text, "%d;", (int)path->state_after);
	}
	LIC_TRY(lic_buf_status(&text));
	(void)crypto_shorthash(hash, (const unsigned char *)text.data, text.len, key);
	memcpy(ret_digest, hash, sizeof(*ret_digest));
	if (*ret_digest == 0 || *ret_digest == LIC_DIGEST_BAD) {
		*ret_digest = 1;
	}
	return LIC_OK_RC;
}

static void refuse(struct lic_change__verdict *verdict, const char *code, const char *message,
	const char *remedy)
{
	verdict->state = LIC_ITEM_REFUSED;
	verdict->code = code;
	verdict->message = message;
	verdict->remedy = remedy;
}

/* What becomes of a user about whom `decision` was made. */
static lic_rc judge_decision(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_decision *decision, struct lic_change__verdict *verdict)
{
	const struct lic_err_detail *detail = NULL;

	if (decision->violation_count > 0) {
		detail = &decision->violations[0].detail;
		refuse(verdict, detail->code, detail->message, detail->remedy);
	} else if (decision->path_count + decision->wait_count > 0) {
		verdict->state = LIC_ITEM_CHANGED;
		LIC_TRY(write_effect(arena, catalog, decision, &verdict->effect));
	}
	return LIC_OK_RC;
}

static void refuse_gone(const struct lic_change__ask *ask, struct lic_change__verdict *verdict)
{
	if (ask->is_group) {
		refuse(verdict, "groupGone", "The group was deleted meanwhile.",
			"Restore the group, if it is a Microsoft 365 group.");
	} else {
		refuse(verdict, "userGone", "The user was deleted meanwhile.",
			"Restore the user, or leave him out.");
	}
}

lic_rc lic_change__judge(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, const struct lic_decision *decision,
	struct lic_change__verdict *ret_verdict)
{
	struct lic_change__verdict verdict = {.state = LIC_ITEM_UNCHANGED};

	if (!ask->is_there) {
		refuse_gone(ask, &verdict);
	} else if (ask->refusal.code != NULL) {
		refuse(&verdict, ask->refusal.code, ask->refusal.message, ask->refusal.remedy);
	} else if (ask->asked.outcome == LIC_CHANGE_NOT_HELD) {
		verdict.message = "The user does not have what this is about.";
	} else if (decision != NULL) {
		LIC_TRY(judge_decision(arena, catalog, decision, &verdict));
	}
	if (ask->join_count > 0 && verdict.state != LIC_ITEM_REFUSED) {
		verdict.state = LIC_ITEM_CHANGED;
		verdict.message = ask->joins_text;
	}
	if (verdict.state == LIC_ITEM_UNCHANGED && verdict.message == NULL) {
		verdict.message = "It is so already.";
	}
	LIC_TRY(digest(catalog, ask, decision, &verdict.digest));
	*ret_verdict = verdict;
	return LIC_OK_RC;
}
