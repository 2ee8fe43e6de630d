/*
 * Parts of a batch as requests, and their answers in the batch's: see batch_int.h.
 */
#include "api/batch/batch_int.h"

#include "api/answer_int.h"
#include "api/dispatch_int.h"
#include "base/base64.h"

#include <string.h>
#include <strings.h>

#define PART_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define CHANGE_REPLY_BYTES ((size_t)1024 * 1024)

/* Bodies beyond this are left out of the batch's answer, so that there is room to say how each
 * request ended. */
#define BODIES_BYTES (LIC_HTTP_REPLY_BYTES_MAX - (size_t)4 * 1024 * 1024)

static struct lic_http_exchange *make_exchange(struct lic_batch_part *part)
{
	const struct lic_http_exchange *whole = part->batch->req->in;
	struct lic_http_exchange *ex = lic_arena_alloc(part->arena, sizeof(*ex));

	if (ex == NULL) {
		return NULL;
	}
	*ex = (struct lic_http_exchange){
		.method = part->method,
		.path = part->path,
		.query = part->query,
		.remote = whole->remote,
		.client_address = whole->client_address,
		.origin = whole->origin,
		.body = part->body,
		.body_len = part->body_len,
		.arena = part->arena,
		.worker = whole->worker,
		.is_http11 = whole->is_http11,
		.given = part->headers,
		.given_count = part->header_count,
	};
	lic_buf_init(&ex->reply, CHANGE_REPLY_BYTES);
	return ex;
}

lic_rc lic_batch__open(struct lic_batch_part *part)
{
	part->arena = lic_arena_new(PART_ARENA_BYTES);
	part->ex = part->arena == NULL ? NULL : make_exchange(part);
	if (part->ex == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__start(part->batch->req->api, part->ex, &part->req));
	part->req->part = part;
	return LIC_OK_RC;
}

static const char *content_type(const struct lic_http_exchange *ex)
{
	for (size_t i = 0; i < ex->header_count; i++) {
		if (strcasecmp(ex->headers[i].name, "Content-Type") == 0) {
			return ex->headers[i].value;
		}
	}
	return "";
}

static bool begins(const char *text, const char *start)
{
	return strncasecmp(text, start, strlen(start)) == 0;
}

/* Tells whether `buf` is a whole number as JSON has it: what "/$count" answers. */
static bool is_number(const struct lic_buf *buf)
{
	return buf->len == strspn(buf->data, "0123456789") &&
		(buf->len == 1 || buf->data[0] != '0');
}

/* JSON as it is, a number as a number, anything else as base64. */
static void write_body(struct lic_json *json, const struct lic_batch_part *part)
{
	const struct lic_buf *reply = &part->ex->reply;
	const char *type = content_type(part->ex);
	size_t written = json->out->len;

	if (reply->len == 0 || written > BODIES_BYTES || reply->len > BODIES_BYTES - written) {
		return;
	}
	lic_json_key(json, "body");
	if (begins(type, "application/json") || (begins(type, "text/plain") && is_number(reply))) {
		lic_json_raw(json, reply->data, reply->len);
		return;
	}
	lic_json_string(json, lic_base64url_encode(part->arena, reply->data, reply->len));
}

static void write_part(struct lic_json *json, const struct lic_batch_part *part)
{
	lic_json_object(json);
	lic_json_kstring(json, "id", part->id);
	lic_json_kint(json, "status", part->status);
	lic_json_key(json, "headers");
	lic_json_object(json);
	for (size_t i = 0; part->ex != NULL && i < part->ex->header_count; i++) {
		lic_json_kstring(json, part->ex->headers[i].name, part->ex->headers[i].value);
	}
	lic_json_end(json);
	if (part->ex != NULL) {
		write_body(json, part);
	}
	lic_json_end(json);
}

/* Gives back what the request of a part holds. */
static void close_part(struct lic_batch_part *part)
{
	if (part->req != NULL) {
		lic_api__done(part->req->api, part->ex);
	}
	if (part->ex != NULL) {
		lic_buf_done(&part->ex->reply);
	}
	lic_arena_free(part->arena);
	part->req = NULL;
	part->ex = NULL;
	part->arena = NULL;
}

void lic_batch__answer(struct lic_batch_part *part)
{
	if (part->req == NULL) { /* memory was out */
		part->status = 500;
	} else {
		lic_api__respond(part->req);
		part->status = part->ex->status;
		if (part->ex->header_count > LIC_HTTP_HEADERS_MAX) {
			part->ex->header_count = LIC_HTTP_HEADERS_MAX;
			part->status = 500;
		}
	}
	write_part(&part->batch->json, part);
	close_part(part);
}

lic_rc lic_batch__encode(struct lic_api_request *req)
{
	struct lic_batch *batch = req->state;

	lic_json_end(&batch->json);
	lic_json_end(&batch->json);
	return lic_json_finish(&batch->json);
}

void lic_batch__release(struct lic_api_request *req)
{
	struct lic_batch *batch = req->state;

	for (size_t i = 0; batch != NULL && i < batch->count; i++) {
		close_part(&batch->parts[i]);
	}
}
