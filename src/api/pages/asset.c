/*
 * Files of the admin centre: see pages_int.h.
 */
#include "api/pages/pages_int.h"

#include "api/web_assets.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the steps hand on. */
struct state {
	const struct lic_web_asset *asset; /* the file */
};

static int compare(const void *name, const void *asset)
{
	return strcmp(name, ((const struct lic_web_asset *)asset)->name);
}

lic_rc lic_pages__asset_run(struct lic_api_request *req)
{
	const struct lic_web_asset *asset = bsearch(req->keys[0], lic_web_assets,
		lic_web_asset_count, sizeof(*lic_web_assets), compare);
	struct state *state = NULL;

	if (asset == NULL) {
		return lic_api__not_found(req, req->keys[0]);
	}
	state = lic_arena_alloc(req->ctx.arena, sizeof(*state));
	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->asset = asset;
	req->state = state;
	return LIC_OK_RC;
}

/* Tells whether the client takes the content coding `name`: it is in Accept-Encoding, and not with
 * a weight of 0 (RFC 9110 12.5.3). */
static bool takes(const struct lic_api_request *req, const char *name)
{
	const char *at = lic_api__header(req, "Accept-Encoding");
	size_t len = strlen(name);

	while (at != NULL && *at != '\0') {
		at += strspn(at, " \t,");
		size_t item = strcspn(at, ",");
		const char *weight = at + strcspn(at, ";,");

		if (strncasecmp(at, name, len) == 0 && strchr(" \t,;", at[len]) != NULL) {
			return *weight != ';' ||
				strtod(weight + strcspn(weight, "0123456789,"), NULL) > 0;
		}
		at += item;
	}
	return false;
}

static const char *type_of(const char *name)
{
	const char *end = strrchr(name, '.');

	return end != NULL && strcmp(end, ".css") == 0 ? "text/css;charset=utf-8"
						       : "text/javascript;charset=utf-8";
}

/* Every answer of ours says no-store at first; what never changes may be kept. */
static void allow_keeping(struct lic_http_exchange *ex)
{
	for (size_t i = 0; i < ex->header_count; i++) {
		if (strcmp(ex->headers[i].name, "Cache-Control") == 0) {
			ex->headers[i].value = "public, max-age=31536000, immutable";
		}
	}
}

lic_rc lic_pages__asset_encode(struct lic_api_request *req)
{
	const struct lic_web_asset *asset = ((const struct state *)req->state)->asset;
	bool has_brotli = takes(req, "br");
	const char *known = lic_api__header(req, "If-None-Match");
	const char *tag = lic_arena_printf(req->ctx.arena, "\"%s%s\"", asset->name,
		has_brotli ? "-br" : "-gz");

	if (tag == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!has_brotli && !takes(req, "gzip")) {
		req->error_status = 406;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"This file is sent compressed: Accept-Encoding must have br or gzip.");
	}
	allow_keeping(req->ex);
	lic_http_add_header(req->ex, "ETag", tag);
	lic_http_add_header(req->ex, "Vary", "Accept-Encoding");
	lic_http_add_header(req->ex, "X-Content-Type-Options", "nosniff");
	lic_buf_clear(&req->ex->reply);
	if (known != NULL && strstr(known, tag) != NULL) {
		req->ex->status = 304;
		return LIC_OK_RC;
	}
	req->ex->status = 200;
	lic_http_add_header(req->ex, "Content-Type", type_of(asset->name));
	lic_http_add_header(req->ex, "Content-Encoding", has_brotli ? "br" : "gzip");
	lic_buf_add(&req->ex->reply, (const char *)(has_brotli ? asset->brotli : asset->gzip),
		has_brotli ? asset->brotli_len : asset->gzip_len);
	return lic_buf_status(&req->ex->reply);
}
