/*
 * A file on its way to the server, read as it goes, and the progress of what the server does with
 * it: asked for on a second connection while the first one waits for its answer.
 */
#include "base/clock.h"
#include "base/guid.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 250
#define BAR_WIDTH 30
#define PROGRESS_BYTES_MAX ((size_t)64 * 1024)

/* One attempt to send a file. */
struct sending {
	const struct lic_cli__upload *upload; /* what is sent */
	CURLM *multi;                         /* both connections; owned */
	CURL *post;                           /* sends the file; owned */
	CURL *ask;                            /* asks for progress; owned; NULL: nobody watches */
	bool is_asking;                       /* a question is under way */
	struct lic_buf answer;                /* to the question */
	char problem[CURL_ERROR_SIZE];        /* of the question; told to nobody */
	int64_t sent_bytes;                   /* of the file */
	int64_t asked_ms;                     /* monotonic time of the last question */
	int64_t done_count;                   /* rows that the server has handled */
	int64_t total_count;                  /* rows that it expects; 0: not known */
	bool is_checking;                     /* it does not change anything yet */
	bool is_finished;                     /* the answer to the file is there */
	CURLcode code;                        /* how it went */
};

static size_t read_file(char *bytes, size_t size, size_t count, void *data)
{
	struct sending *sending = data;
	size_t got = fread(bytes, 1, size * count, sending->upload->file);

	if (got == 0 && ferror(sending->upload->file) != 0) {
		return CURL_READFUNC_ABORT;
	}
	sending->sent_bytes += (int64_t)got;
	return got;
}

/* libcurl goes back to the start when a kept-alive connection turns out to be closed. */
static int seek_file(void *data, curl_off_t offset, int origin)
{
	struct sending *sending = data;

	if (origin != SEEK_SET || fseeko(sending->upload->file, (off_t)offset, SEEK_SET) != 0) {
		return CURL_SEEKFUNC_FAIL;
	}
	sending->sent_bytes = offset;
	return CURL_SEEKFUNC_OK;
}

/* One line that is written over itself: what is sent, then what the server has done. */
static void draw(const struct sending *sending)
{
	int64_t size = sending->upload->size_bytes;
	int64_t done = sending->total_count > 0 ? sending->done_count : sending->sent_bytes;
	int64_t total = sending->total_count > 0 ? sending->total_count : size;
	double part = total <= 0 ? 1.0 : (double)done / (double)total;
	char bar[BAR_WIDTH + 1];
	size_t filled = 0;

	part = part > 1.0 ? 1.0 : part;
	filled = (size_t)(part * BAR_WIDTH);
	memset(bar, '-', BAR_WIDTH);
	memset(bar, '#', filled);
	bar[BAR_WIDTH] = '\0';
	if (sending->total_count > 0) {
		(void)fprintf(stderr, "\r[%s] %3d %%  %" PRId64 " of about %" PRId64 " %s\033[K",
			bar, (int)(part * 100), done, total,
			sending->is_checking ? "rows checked" : sending->upload->progress_of);
	} else {
		(void)fprintf(stderr, "\r[%s] %3d %%  %s\033[K", bar, (int)(part * 100),
			done < size ? "sending" : "waiting for its turn");
	}
	(void)fflush(stderr);
}

/* Starts a question after the progress when it is time for one. */
static void ask(struct sending *sending)
{
	int64_t now_ms = lic_clock_monotonic_ms();

	if (sending->ask == NULL || now_ms - sending->asked_ms < TICK_MS) {
		return;
	}
	sending->asked_ms = now_ms;
	draw(sending);
	if (sending->sent_bytes == sending->upload->size_bytes && !sending->is_asking) {
		lic_buf_clear(&sending->answer);
		sending->is_asking =
			curl_multi_add_handle(sending->multi, sending->ask) == CURLM_OK;
	}
}

/* Takes the answer to a question. 404 means that the import has not begun or has just ended: no
 * news. */
static void take_progress(struct sending *sending)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_err err = {0};
	long status = 0;

	(void)curl_easy_getinfo(sending->ask, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200 && sending->answer.len > 0 &&
		lic_ok(lic_json_parse(sending->answer.data, sending->answer.len, &err, &root))) {
		const char *state = lic_cli__text(root, "state");

		sending->done_count = lic_cli__int(root, "done");
		sending->total_count = lic_cli__int(root, "total");
		sending->is_checking = state != NULL && strcmp(state, "checking") == 0;
	}
	(void)curl_multi_remove_handle(sending->multi, sending->ask);
	sending->is_asking = false;
}

static void take_messages(struct sending *sending)
{
	const CURLMsg *message = NULL;
	int left = 0;

	while ((message = curl_multi_info_read(sending->multi, &left)) != NULL) {
		if (message->msg == CURLMSG_DONE && message->easy_handle == sending->post) {
			sending->is_finished = true;
			sending->code = message->data.result;
		} else if (message->msg == CURLMSG_DONE) {
			take_progress(sending);
		}
	}
}

/* Drives both connections until the answer to the file is there. */
static CURLcode drive(struct sending *sending)
{
	int running = 0;

	if (curl_multi_add_handle(sending->multi, sending->post) != CURLM_OK) {
		return CURLE_OUT_OF_MEMORY;
	}
	while (!sending->is_finished) {
		if (curl_multi_perform(sending->multi, &running) != CURLM_OK) {
			return CURLE_OUT_OF_MEMORY;
		}
		take_messages(sending);
		if (!sending->is_finished) {
			ask(sending);
			(void)curl_multi_poll(sending->multi, NULL, 0, TICK_MS, NULL);
		}
	}
	if (sending->is_asking) {
		(void)curl_multi_remove_handle(sending->multi, sending->ask);
	}
	(void)curl_multi_remove_handle(sending->multi, sending->post);
	if (sending->ask != NULL) {
		(void)fputs("\r\033[K", stderr);
	}
	return sending->code;
}

/* Sets up the connection that sends the file. */
static bool prepare_post(struct sending *sending, struct lic_cli__http *http, const char *url,
	struct curl_slist *headers)
{
	CURL *post = sending->post;
	curl_off_t size = (curl_off_t)sending->upload->size_bytes;

	return post != NULL && lic_cli__http_prepare(http, post, &http->answer, http->problem) &&
		curl_easy_setopt(post, CURLOPT_URL, url) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_POST, 1L) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_POSTFIELDSIZE_LARGE, size) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_READFUNCTION, read_file) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_READDATA, sending) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_SEEKFUNCTION, seek_file) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_SEEKDATA, sending) == CURLE_OK &&
		/* However long the server works on it; a dead peer is found by the keep-alive. */
		curl_easy_setopt(post, CURLOPT_TIMEOUT, 0L) == CURLE_OK &&
		curl_easy_setopt(post, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK;
}

static bool prepare_ask(struct sending *sending, const struct lic_cli__http *http, const char *url,
	struct curl_slist *headers)
{
	return sending->ask != NULL &&
		lic_cli__http_prepare(http, sending->ask, &sending->answer, sending->problem) &&
		curl_easy_setopt(sending->ask, CURLOPT_URL, url) == CURLE_OK &&
		curl_easy_setopt(sending->ask, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
}

/* What the two connections need, made once for all attempts. */
struct addresses {
	char *post_url;                  /* owned */
	char *ask_url;                   /* owned */
	struct curl_slist *post_headers; /* owned */
	struct curl_slist *ask_headers;  /* owned */
};

static void free_addresses(struct addresses *addresses)
{
	free(addresses->post_url);
	free(addresses->ask_url);
	lic_cli__headers_free(addresses->post_headers);
	lic_cli__headers_free(addresses->ask_headers);
}

static lic_rc make_addresses(struct lic_cli *cli, const struct lic_cli__upload *upload,
	struct addresses *addresses)
{
	struct lic_guid guid = lic_guid_random();
	struct lic_guid_text id = lic_guid_format(&guid);
	const char *ask_path = lic_arena_printf(cli->scratch, "/api/v1/imports/%s", id.text);

	if (ask_path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	addresses->post_url = lic_cli__url(cli->http, upload->path);
	addresses->ask_url = lic_cli__url(cli->http, ask_path);
	addresses->post_headers = lic_cli__headers_new(cli, id.text, upload->content_type, true);
	addresses->ask_headers = lic_cli__headers_new(cli,
		lic_guid_format(&(struct lic_guid){{0}}).text, NULL, false);
	return addresses->post_url == NULL || addresses->ask_url == NULL ||
			addresses->post_headers == NULL || addresses->ask_headers == NULL
		? LIC_RC(LIC_E_NOMEM)
		: LIC_OK_RC;
}

/* Sends the file once. `*ret_wait_s` is how long the server asks to wait before the next attempt.
 */
static CURLcode attempt(struct lic_cli *cli, const struct lic_cli__upload *upload,
	const struct addresses *addresses, unsigned number, unsigned *ret_wait_s)
{
	struct lic_cli__http *http = cli->http;
	bool is_watched = upload->progress_of != NULL && isatty(STDERR_FILENO) != 0;
	struct sending sending = {.upload = upload, .code = CURLE_OUT_OF_MEMORY};

	http->status = 0;
	http->problem[0] = '\0';
	lic_buf_clear(&http->answer);
	lic_buf_init(&sending.answer, PROGRESS_BYTES_MAX);
	rewind(upload->file);
	sending.multi = curl_multi_init();
	sending.post = curl_easy_init();
	sending.ask = is_watched ? curl_easy_init() : NULL;
	if (sending.multi != NULL &&
		prepare_post(&sending, http, addresses->post_url, addresses->post_headers) &&
		(!is_watched ||
			prepare_ask(&sending, http, addresses->ask_url, addresses->ask_headers))) {
		sending.code = drive(&sending);
	}
	if (sending.code == CURLE_OK) {
		lic_cli__http_note_answer(http, sending.post);
		*ret_wait_s = lic_cli__retry_wait(sending.post, http->status, number);
	}
	curl_easy_cleanup(sending.post);
	curl_easy_cleanup(sending.ask);
	(void)curl_multi_cleanup(sending.multi);
	lic_buf_done(&sending.answer);
	return sending.code;
}

/* Sends the file, again after each wait that the server asks for. */
static lic_rc send_file(struct lic_cli *cli, const struct lic_cli__upload *upload,
	json_t **ret_root)
{
	struct addresses addresses = {0};
	lic_rc rc = make_addresses(cli, upload, &addresses);
	CURLcode code = CURLE_OK;
	unsigned wait_s = 0;

	for (unsigned number = 0; lic_ok(rc); number++) {
		wait_s = 0;
		code = attempt(cli, upload, &addresses, number, &wait_s);
		if (wait_s == 0) {
			break;
		}
		lic_cli_note(cli, "The server is busy; trying again in %u s.", wait_s);
		(void)nanosleep(&(struct timespec){.tv_sec = (time_t)wait_s}, NULL);
	}
	free_addresses(&addresses);
	return lic_ok(rc) ? lic_cli__http_result(cli, code, ret_root) : rc;
}

lic_rc lic_cli__upload(struct lic_cli *cli, const struct lic_cli__upload *upload, json_t **ret_root)
{
	struct lic_cli__http *http = NULL;

	LIC_TRY(lic_cli__http_open(cli, &http));
	if (lic_cli__is_dry_run(cli)) {
		LIC_TRY(lic_cli__check_rehearsal(cli));
	}
	LIC_TRY(send_file(cli, upload, ret_root));
	return lic_cli__is_dry_run(cli) ? lic_cli__check_rehearsed(cli) : LIC_OK_RC;
}
