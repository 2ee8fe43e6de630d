/*
 * Responses: what a handler filled is checked and given to the library, or made piece by piece.
 */
#include "base/clock.h"
#include "base/log.h"
#include "http/head_int.h"
#include "http/http_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HTTPS "https://"
#define PIECE_BYTES ((size_t)32 * 1024) /* what the library asks for at a time */

/* Headers that frame the response: the library's business. */
static bool is_framing(const char *name)
{
	static const char *const framing[] = {"Connection", "Content-Length", "Date",
		"Transfer-Encoding"};

	for (size_t i = 0; i < LIC_COUNT(framing); i++) {
		if (strcasecmp(framing[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* Tells what is wrong with a response; NULL when it can be sent. */
static const char *find_flaw(const struct lic_http_exchange *ex)
{
	if (ex->status < 200 || ex->status > 599) {
		return "status";
	}
	if (!lic_ok(lic_buf_status(&ex->reply))) {
		return "size";
	}
	if (ex->header_count > LIC_HTTP_HEADERS_MAX) {
		return "headers";
	}
	for (size_t i = 0; i < ex->header_count; i++) {
		const struct lic_http_header *header = &ex->headers[i];

		if (!lic_http__is_token(header->name, strlen(header->name)) ||
			is_framing(header->name) || header->value[0] == '\0' ||
			!lic_http__is_value(header->value, strlen(header->value))) {
			return "header";
		}
	}
	return NULL;
}

static void empty_response(struct lic_http_exchange *ex)
{
	lic_buf_done(&ex->reply);
	lic_buf_init(&ex->reply, LIC_HTTP_REPLY_BYTES_MAX);
	ex->header_count = 0;
	ex->pull = NULL;
}

/* What the server itself adds to a response. */
static bool add_own_headers(struct MHD_Response *response, const struct lic_http_exchange *ex,
	bool closes)
{
	/* RFC 6797 7.2: not over plain HTTP. Only this host: its neighbours are not ours. */
	return (strncmp(ex->origin, HTTPS, sizeof(HTTPS) - 1) != 0 ||
		       MHD_add_response_header(response, "Strict-Transport-Security",
			       "max-age=31536000") == MHD_YES) &&
		(!closes || MHD_add_response_header(response, "Connection", "close") == MHD_YES);
}

/* Has the application make the next piece of a streamed response. */
static bool pull_piece(struct lic_http_request *request)
{
	const struct lic_http_app *app = &request->worker->server->app;
	bool more = false;

	request->taken = 0;
	lic_buf_clear(&request->ex.reply);
	lic_http__pass_begin(request->worker);
	if (!lic_ok(request->ex.pull(app->app, &request->ex, &more))) {
		return false;
	}
	if (!lic_ok(lic_buf_status(&request->ex.reply)) || (more && request->ex.reply.len == 0)) {
		lic_log(LIC_LOG_ERROR, "http", "method=%s path=%s flaw=piece", request->ex.method,
			request->ex.path);
		return false;
	}
	request->is_last = !more;
	return true;
}

/*
 * Callback of the library: it has room for `max` bytes at `buf` of the response of the request
 * `cls`, from byte `pos` on. It calls again when the client has taken them. Returns how many there
 * are.
 */
static ssize_t give_piece(void *cls, uint64_t pos, char *buf, size_t max)
{
	struct lic_http_request *request = cls;
	const struct lic_buf *reply = &request->ex.reply;
	size_t len = 0;

	(void)pos; /* pieces go out in order */
	while (request->taken == reply->len) {
		if (request->is_last) {
			request->is_whole = true;
			return MHD_CONTENT_READER_END_OF_STREAM;
		}
		if (!pull_piece(request)) {
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
	}
	len = reply->len - request->taken < max ? reply->len - request->taken : max;
	memcpy(buf, reply->data + request->taken, len);
	request->taken += len;
	request->sent_bytes += len;
	return (ssize_t)len;
}

/* Makes the library's response with the body of an exchange and gives it the reply's memory; NULL
 * when memory is out. */
static struct MHD_Response *make_body(struct lic_http_request *request)
{
	struct lic_http_exchange *ex = &request->ex;
	size_t len = ex->reply.len;
	char nothing[] = "";
	char *data = NULL;
	struct MHD_Response *response = NULL;

	if (ex->pull != NULL) { /* the reply stays: pieces are made in it */
		response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES,
			give_piece, request, NULL);
		/* To HEAD the library would send the last chunk all the same, which the client
		 * would take for the next response. */
		if (response != NULL && strcmp(ex->method, "HEAD") == 0) {
			(void)MHD_set_response_options(response, MHD_RF_HTTP_VERSION_1_0_ONLY,
				MHD_RO_END);
		}
		return response;
	}
	data = lic_buf_take(&ex->reply);
	response = MHD_create_response_from_buffer(data != NULL ? len : 0,
		data != NULL ? data : nothing,
		data != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_MUST_COPY);
	if (response == NULL) {
		free(data);
	}
	return response;
}

/* Makes the library's response of an exchange; NULL when memory is out. */
static struct MHD_Response *make_response(struct lic_http_request *request, bool closes)
{
	const struct lic_http_exchange *ex = &request->ex;
	struct MHD_Response *response = make_body(request);

	if (response == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < ex->header_count; i++) {
		if (MHD_add_response_header(response, ex->headers[i].name, ex->headers[i].value) !=
			MHD_YES) {
			MHD_destroy_response(response);
			return NULL;
		}
	}
	if (!add_own_headers(response, ex, closes)) {
		MHD_destroy_response(response);
		return NULL;
	}
	return response;
}

/* The value of a header of the response, or "" when it has none of that name. */
static const char *header_of(const struct lic_http_exchange *ex, const char *name)
{
	for (size_t i = 0; i < ex->header_count; i++) {
		if (strcmp(ex->headers[i].name, name) == 0) {
			return ex->headers[i].value;
		}
	}
	return "";
}

/* The query is left out: codes of sign-ins stand there. */
static void log_request(const struct lic_http_request *request, uint64_t bytes, const char *note)
{
	const struct lic_http_exchange *ex = &request->ex;

	lic_log(LIC_LOG_INFO, "request",
		"method=%s path=%s status=%u bytes=%" PRIu64 " ms=%" PRId64
		" client=%s request-id=%s%s",
		ex->method, ex->path, ex->status, bytes,
		lic_clock_monotonic_ms() - request->started_ms, ex->client_address,
		header_of(ex, "request-id"), note);
}

void lic_http__log_stream(const struct lic_http_request *request)
{
	bool is_head = strcmp(request->ex.method, "HEAD") == 0;

	log_request(request, request->sent_bytes,
		request->is_whole || is_head ? "" : " reason=\"broken off\"");
}

enum MHD_Result lic_http__respond(struct lic_http_request *request, struct MHD_Connection *mhd)
{
	struct lic_http_exchange *ex = &request->ex;
	const char *flaw = find_flaw(ex);

	if (flaw != NULL) {
		lic_log(LIC_LOG_ERROR, "http", "method=%s path=%s status=500 flaw=%s", ex->method,
			ex->path, flaw);
		empty_response(ex);
		ex->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
	}

	size_t bytes = ex->reply.len;
	struct MHD_Response *response =
		make_response(request, ex->close || request->worker->is_draining);

	if (response == NULL) {
		return MHD_NO;
	}
	request->phase = LIC_HTTP_PHASE_ANSWERED;

	enum MHD_Result result = MHD_queue_response(mhd, ex->status, response);

	MHD_destroy_response(response);
	if (ex->pull == NULL) {
		log_request(request, bytes, "");
	}
	return result;
}

void lic_http_add_header(struct lic_http_exchange *ex, const char *name, const char *value)
{
	if (ex->header_count < LIC_HTTP_HEADERS_MAX) {
		ex->headers[ex->header_count] = (struct lic_http_header){name, value};
		ex->header_count++;
	} else {
		ex->header_count = LIC_HTTP_HEADERS_MAX + 1; /* noticed when the response is sent */
	}
}
