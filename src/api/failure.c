/*
 * Failures: Graph's error envelope (specification 5.1), one place that turns a code into a status.
 * See answer_int.h.
 *
 * What went wrong on our side is logged with its words and told to the client without file names or
 * internals; what the client can mend is told in full.
 */
#include "api/answer_int.h"

#include "api/encode.h"
#include "base/clock.h"
#include "base/log.h"

#include <ctype.h>
#include <string.h>

#define RETRY_BUSY "1"
#define RETRY_UNAVAILABLE "5"
#define ISO_SECONDS 19

/* What a code means over HTTP. */
struct meaning {
	const char *public_code; /* Graph's code */
	const char *message; /* what to say when nobody said more, or when what was said is not for
				clients */
	unsigned status;     /* HTTP status */
	bool is_ours;        /* the words are for the log only */
};

#define OUR_FAULT                                                                                  \
	"The server could not answer this request. Its log says why, under this request-id."

static const struct meaning meanings[] = {
	[LIC_E_NOMEM] = {"InternalServerError", OUR_FAULT, 500, true},
	[LIC_E_LIMIT] = {"Request_BadRequest",
		"The request asks for more than is possible at once.", 400, false},
	[LIC_E_INVALID] = {"Request_BadRequest", "The request is not valid.", 400, false},
	[LIC_E_NOTFOUND] = {"Request_ResourceNotFound", "The resource does not exist.", 404, false},
	[LIC_E_CONFLICT] = {"Request_BadRequest", "The request contradicts what is stored.", 400,
		false},
	[LIC_E_DENIED] = {"Authorization_RequestDenied",
		"Insufficient privileges to complete the operation.", 403, false},
	[LIC_E_BUSY] = {"ServiceUnavailable", "The database is busy. Please retry again later.",
		503, false},
	[LIC_E_UNAVAILABLE] = {"ServiceUnavailable",
		"The database cannot be reached. The server's log says why.", 503, false},
	[LIC_E_CORRUPT] = {"InternalServerError", OUR_FAULT, 500, true},
	[LIC_E_BUG] = {"InternalServerError", OUR_FAULT, 500, true},
};

static const struct meaning *meaning_of(const struct lic_api_request *req)
{
	enum lic_code code = req->rc.code;

	/* The database's own constraint, where a use case should have asked first and said why:
	 * ours to mend. */
	if (code == LIC_E_CONFLICT && req->err.public_code == NULL) {
		code = LIC_E_BUG;
	}
	return &meanings[(size_t)code < LIC_COUNT(meanings) && code != LIC_OK ? code : LIC_E_BUG];
}

static unsigned status_of(const struct lic_api_request *req)
{
	const char *code = req->err.public_code;

	if (req->error_status != 0) {
		return req->error_status;
	}
	if (code != NULL && strcmp(code, "InvalidAuthenticationToken") == 0) {
		return 401;
	}
	if (code != NULL && strcmp(code, "TooManyRequests") == 0) {
		return 429;
	}
	return meaning_of(req)->status;
}

/*
 * The storage layer writes for whoever runs the server and names the file (without a public code).
 * Clients read "the database" instead; a message in which the file cannot be found is not shown at
 * all.
 */
static const char *hide_file(const struct lic_api_request *req, const char *instead)
{
	const char *message = req->err.message;
	const char *file = req->api->db_file;
	const char *at = *file == '\0' ? NULL : strstr(message, file);
	char *text = NULL;

	if (at == NULL) {
		return instead;
	}
	text = lic_arena_printf(req->ctx.arena, "%.*sthe database%s", (int)(at - message), message,
		at + strlen(file));
	if (text == NULL) {
		return instead;
	}
	text[0] = (char)toupper((unsigned char)text[0]);
	return text;
}

const char *lic_api__message(const struct lic_api_request *req)
{
	const struct meaning *meaning = meaning_of(req);
	enum lic_code code = req->rc.code;

	if (meaning->is_ours || req->err.message[0] == '\0') {
		return meaning->message;
	}
	if (req->err.public_code == NULL &&
		(code == LIC_E_UNAVAILABLE || code == LIC_E_BUSY || code == LIC_E_LIMIT)) {
		return hide_file(req, meaning->message);
	}
	return req->err.message;
}

/* Whole seconds (RFC 9110 10.2.3): Graph's clients read nothing else. */
static const char *retry_after(const struct lic_api_request *req)
{
	const char *text = req->retry_after_s == 0
		? NULL
		: lic_arena_printf(req->ctx.arena, "%u", req->retry_after_s);

	return text == NULL ? RETRY_BUSY : text;
}

static void add_headers(struct lic_api_request *req, unsigned status)
{
	if (status == 401) {
		lic_http_add_header(req->ex, "WWW-Authenticate", "Bearer realm=\"licentia\"");
	}
	if (status == 429) {
		lic_http_add_header(req->ex, "Retry-After", retry_after(req));
	}
	if (status == 503) {
		lic_http_add_header(req->ex, "Retry-After", RETRY_UNAVAILABLE);
	}
	if (req->location != NULL) {
		lic_http_add_header(req->ex, "Location", req->location);
	}
	if (req->allow != NULL) {
		lic_http_add_header(req->ex, "Allow", req->allow);
	}
}

static void write_inner(const struct lic_api_request *req, struct lic_json *json)
{
	char date[LIC_TIME_TEXT_BYTES];

	lic_time_format(req->ctx.now_ms, date);
	date[ISO_SECONDS] = '\0'; /* Graph writes it without a fraction and without a zone */
	lic_json_key(json, "innerError");
	lic_json_object(json);
	lic_json_kstring(json, "date", date);
	lic_json_kstring(json, "request-id", req->request_id);
	lic_json_kstring(json, "client-request-id", req->client_request_id);
	lic_json_end(json);
}

static void log_failure(const struct lic_api_request *req, unsigned status)
{
	lic_log(LIC_LOG_ERROR, "request",
		"request_id=%s status=%u method=%s path=%s token=\"%s\" code=\"%s\" message=\"%s\"",
		req->request_id, status, req->in->method, req->in->path,
		req->ctx.caller.actor_name == NULL ? "" : req->ctx.caller.actor_name,
		lic_code_name(req->rc.code), req->err.message);
}

void lic_api__log_broken(const struct lic_api_request *req, lic_rc rc)
{
	lic_log(LIC_LOG_ERROR, "request",
		"request_id=%s method=%s path=%s reason=\"broken off\" code=\"%s\" message=\"%s\"",
		req->request_id, req->in->method, req->in->path, lic_code_name(rc.code),
		req->err.message);
}

void lic_api__fail(struct lic_api_request *req)
{
	const struct meaning *meaning = meaning_of(req);
	unsigned status = status_of(req);
	const char *public_code = req->err.public_code;
	struct lic_json json;

	if (status >= 500) {
		log_failure(req, status);
	}
	lic_api__record_refusal(req, status);
	req->ex->header_count = req->header_count;
	add_headers(req, status);
	if (req->route != NULL && req->route->fail != NULL) {
		req->route->fail(req, status);
		return;
	}
	lic_api__answer(req, status, &json);
	lic_json_object(&json);
	lic_json_key(&json, "error");
	lic_json_object(&json);
	lic_json_kstring(&json, "code",
		public_code == NULL || meaning->is_ours ? meaning->public_code : public_code);
	lic_json_kstring(&json, "message", lic_api__message(req));
	lic_json_key(&json, "details");
	lic_encode_details(&json, req->err.details, meaning->is_ours ? 0 : req->err.detail_count);
	write_inner(req, &json);
	lic_json_end(&json);
	if (req->add_to_error != NULL) {
		req->add_to_error(req, &json);
	}
	lic_json_end(&json);
	if (!lic_ok(lic_json_finish(&json))) {
		lic_buf_clear(&req->ex->reply);
	}
}
