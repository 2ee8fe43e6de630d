/*
 * Answers: ids, headers, how a body begins. See api_int.h and answer_int.h.
 */
#include "api/answer_int.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ACCESS_ROOT "/access/"
#define CLIENT_ID_MAX 64
#define LOCATION_PATH_BYTES 512
#define CONTEXT_BYTES 2048

#define GRAPH_JSON                                                                                 \
	"application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
#define GRAPH_JSON_BARE                                                                            \
	"application/json;odata.metadata=none;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
#define PLAIN_JSON "application/json;charset=utf-8"

const char *lic_api__header(const struct lic_api_request *req, const char *name)
{
	return lic_http_request_header(req->in, name);
}

const char *lic_api__option(const struct lic_api_request *req, const char *name)
{
	return lic_url_query_get(&req->query, name);
}

/* A client's id is echoed into a header and the log: visible ASCII only, and not too long. */
static bool is_sane_id(const char *id)
{
	size_t len = 0;

	if (id == NULL || *id == '\0') {
		return false;
	}
	for (; id[len] != '\0'; len++) {
		if (len == CLIENT_ID_MAX || id[len] < '!' || id[len] > '~') {
			return false;
		}
	}
	return true;
}

lic_rc lic_api__look_at(struct lic_api *api, const struct lic_http_exchange *in,
	struct lic_api_request **ret_req)
{
	struct lic_api_request *req = lic_arena_alloc(in->arena, sizeof(*req));

	if (req == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->api = api;
	req->in = in;
	req->root = "";
	req->ctx.arena = in->arena;
	req->ctx.err = &req->err;
	req->ctx.cache = api->settings.cache;
	req->ctx.now_ms = lic_clock_now_ms();
	*ret_req = req;
	return LIC_OK_RC;
}

/* AuthZEN 10.1.3: what a client calls its request is told back, whatever the answer. */
static void echo_request_id(struct lic_api_request *req)
{
	const char *id = strncmp(req->in->path, ACCESS_ROOT, sizeof(ACCESS_ROOT) - 1) == 0
		? lic_api__header(req, "X-Request-ID")
		: NULL;

	if (id != NULL && id[0] != '\0') {
		lic_http_add_header(req->ex, "X-Request-ID", id);
	}
}

lic_rc lic_api__start(struct lic_api *api, struct lic_http_exchange *ex,
	struct lic_api_request **ret_req)
{
	struct lic_api_request *req = NULL;
	struct lic_guid id = lic_guid_random();
	const char *client_id = NULL;

	LIC_TRY(lic_api__look_at(api, ex, &req));
	req->request_id = lic_arena_strdup(ex->arena, lic_guid_format(&id).text);
	if (req->request_id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	client_id = lic_api__header(req, "client-request-id");
	req->ex = ex;
	req->client_request_id = is_sane_id(client_id) ? client_id : req->request_id;
	req->ctx.correlation = req->request_id;
	lic_http_add_header(ex, "request-id", req->request_id);
	lic_http_add_header(ex, "client-request-id", req->client_request_id);
	lic_http_add_header(ex, "Cache-Control", "no-store");
	echo_request_id(req);
	req->header_count = ex->header_count;
	ex->user = req;
	*ret_req = req;
	return LIC_OK_RC;
}

static const char *content_type(const struct lic_api_request *req)
{
	if (!req->is_graph) {
		return PLAIN_JSON;
	}
	return req->has_metadata ? GRAPH_JSON : GRAPH_JSON_BARE;
}

void lic_api__answer(struct lic_api_request *req, unsigned status, struct lic_json *json)
{
	req->ex->status = status;
	lic_buf_clear(&req->ex->reply);
	lic_http_add_header(req->ex, "Content-Type", content_type(req));
	if (req->is_graph) {
		lic_http_add_header(req->ex, "OData-Version", "4.0");
	}
	lic_json_init(json, &req->ex->reply);
}

void lic_api__answer_list(struct lic_api_request *req, struct lic_json *json)
{
	lic_api__answer(req, 200, json);
	lic_json_object(json);
	lic_json_key(json, "value");
	lic_json_array(json);
}

lic_rc lic_api__location(struct lic_api_request *req, const char *fmt, ...)
{
	char path[LOCATION_PATH_BYTES];
	const char *value = NULL;
	va_list args;
	int len = 0;

	va_start(args, fmt);
	len = vsnprintf(path, sizeof(path), fmt, args);
	va_end(args);
	LIC_REQUIRE(len > 0 && (size_t)len < sizeof(path));
	value = lic_arena_printf(req->ctx.arena, "%s%s", req->root, path);
	if (value == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Location", value);
	return LIC_OK_RC;
}

void lic_api__context(const struct lic_api_request *req, struct lic_json *json, const char *fmt,
	...)
{
	char text[CONTEXT_BYTES];
	va_list args;
	int len = 0;

	if (!req->is_graph || !req->has_metadata) {
		return;
	}
	len = snprintf(text, sizeof(text), "%s/$metadata#", req->root);
	if (len > 0 && (size_t)len < sizeof(text)) {
		va_start(args, fmt);
		(void)vsnprintf(text + len, sizeof(text) - (size_t)len, fmt, args);
		va_end(args);
		lic_json_kstring(json, "@odata.context", text);
	}
}

lic_rc lic_api__not_found(struct lic_api_request *req, const char *key)
{
	return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
		key);
}
