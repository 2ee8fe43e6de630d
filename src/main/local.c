/*
 * Running a use case on the database itself: see local.h.
 */
#include "main/local.h"

#include "base/clock.h"
#include "base/text.h"
#include "service/catalogs.h"
#include "service/tenants.h"

#include <stdlib.h>
#include <string.h>

const char *lic_local_url(const struct lic_cli *cli)
{
	const char *url = lic_cli_get(cli, "db");

	return url != NULL ? url : getenv("LICENTIA_DB");
}

lic_rc lic_local_need_url(struct lic_cli *cli, const char **ret_url)
{
	const char *url = lic_local_url(cli);

	if (url == NULL) {
		return lic_cli_usage(cli,
			"--db is missing: write --db sqlite:FILE or --db postgresql://…, or set LICENTIA_DB");
	}
	*ret_url = url;
	return LIC_OK_RC;
}

/* Hides the `len` bytes at `secret`, which lie within `url`. */
static const char *hide(struct lic_cli *cli, const char *url, const char *secret, size_t len)
{
	const char *text = lic_arena_printf(lic_cli_arena(cli), "%.*s***%s", (int)(secret - url),
		url, secret + len);

	return text == NULL ? "the database" : text;
}

const char *lic_local_shown(struct lic_cli *cli, const char *url)
{
	static const char option[] = "password=";
	const char *user = strstr(url, "://");
	const char *at = user == NULL ? NULL : strchr(user, '@');
	const char *colon = user == NULL ? NULL : strchr(user + 3, ':');
	const char *secret = NULL;

	if (user == NULL) {
		return url;
	}
	if (at != NULL && colon != NULL && colon < at) {
		url = hide(cli, url, colon + 1, (size_t)(at - colon - 1));
	}
	secret = strstr(url, option);
	if (secret != NULL) {
		secret += strlen(option);
		url = hide(cli, url, secret, strcspn(secret, "&"));
	}
	return url;
}

/* The name of whoever is at the machine, for the ledger. */
static const char *local_name(void)
{
	const char *name = getenv("USER");

	return name != NULL && *name != '\0' && lic_text_is_utf8(name, strlen(name)) ? name
										     : "local";
}

lic_rc lic_local_choose(struct lic_cli *cli, struct lic_ctx *ctx,
	struct lic_tenant_line *ret_tenant)
{
	const char *key = lic_cli_takes(cli, "tenant") ? lic_cli_get(cli, "tenant") : NULL;
	lic_rc rc = lic_tenant_choose(ctx, key, ret_tenant);
	char message[LIC_ERR_MESSAGE_BYTES];

	if (rc.code != LIC_E_INVALID) {
		return rc;
	}
	memcpy(message, ctx->err->message, sizeof(message));
	return lic_cli_usage(cli, "%s", message);
}

/* Makes `ctx` act for the organisation that is meant. */
static lic_rc use_tenant(struct lic_cli *cli, struct lic_ctx *ctx)
{
	struct lic_tenant_line tenant;

	LIC_TRY(lic_local_choose(cli, ctx, &tenant));
	return lic_tenant_use_local(ctx, &tenant);
}

static lic_rc run_in(struct lic_db *db, struct lic_cli *cli, struct lic_catalog_cache *cache,
	const struct lic_local *local)
{
	struct lic_guid request = lic_guid_random();
	struct lic_guid_text correlation = lic_guid_format(&request);
	struct lic_ctx ctx = {
		.db = db,
		.arena = lic_cli_arena(cli),
		.err = lic_cli_err(cli),
		.cache = cache,
		.now_ms = lic_clock_now_ms(),
		.caller = {.kind = LIC_ACTOR_LOCAL,
			.actor_name = local_name(),
			.may = LIC_RIGHTS_ALL},
		.correlation = correlation.text,
	};

	LIC_TRY(lic_db_begin(db, local->tx, ctx.err));
	if (local->mode != LIC_DB_CREATE && !local->is_installation) {
		LIC_TRY(use_tenant(cli, &ctx));
		if (local->tx == LIC_TX_WRITE) {
			LIC_TRY(lic_db_lock(db, ctx.caller.tenant_id));
		}
	}
	lic_rc rc = local->work(&ctx, local->data);

	return lic_ok(rc) ? lic_db_commit(db) : rc;
}

lic_rc lic_local_run(struct lic_cli *cli, const struct lic_local *local)
{
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	struct lic_catalog_cache *cache = NULL;
	lic_rc rc;

	LIC_TRY(lic_cli_typed(cli, lic_db_open(local->url, local->mode, lic_cli_err(cli), &db)));
	cache = lic_catalog_cache_new(NULL);
	rc = cache == NULL ? LIC_RC(LIC_E_NOMEM) : run_in(db, cli, cache, local);
	if (!lic_ok(rc) && local->mode == LIC_DB_CREATE) {
		lic_db_rollback(db);
		lic_db_discard(LIC_TAKE(db));
	}
	lic_catalog_cache_free(cache);
	return rc;
}
