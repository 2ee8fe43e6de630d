/*
 * An answer that is kept as it comes: see download_int.h.
 */
#include "cli/download_int.h"

#include "base/guid.h"
#include "cli/files_int.h"
#include "cli/http_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FILE_MODE 0600
#define STALL_S 120L /* without a byte: then nothing is coming any more */

/* One download. */
struct download {
	struct lic_cli *cli; /* whose */
	CURL *easy;          /* the connection; owned */
	FILE *out;           /* where the bytes go; borrowed */
	int64_t bytes;       /* how many */
	int error;           /* errno of a write that failed, or 0 */
};

static size_t take(char *bytes, size_t size, size_t count, void *data)
{
	struct download *download = data;
	struct lic_cli__http *http = download->cli->http;
	size_t len = size * count;
	long status = 0;

	(void)curl_easy_getinfo(download->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) { /* a refusal, in words */
		lic_buf_add(&http->answer, bytes, len);
		return lic_ok(lic_buf_status(&http->answer)) ? len : 0;
	}
	errno = 0;
	if (fwrite(bytes, 1, len, download->out) != len) {
		download->error = errno == 0 ? EIO : errno;
		return 0;
	}
	download->bytes += (int64_t)len;
	return len;
}

static bool prepare(struct download *download, const char *url, struct curl_slist *headers)
{
	struct lic_cli__http *http = download->cli->http;
	CURL *easy = download->easy;

	return lic_cli__http_prepare(http, easy, &http->answer, http->problem) &&
		curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_WRITEDATA, download) == CURLE_OK &&
		/* However long it is, as long as something comes. */
		curl_easy_setopt(easy, CURLOPT_TIMEOUT, 0L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, STALL_S) == CURLE_OK;
}

/* Asks, again after each wait that the server asks for. */
static CURLcode perform(struct download *download)
{
	struct lic_cli__http *http = download->cli->http;

	for (unsigned attempt = 0;; attempt++) {
		CURLcode code = CURLE_OK;
		unsigned wait_s = 0;

		http->problem[0] = '\0';
		lic_buf_clear(&http->answer);
		code = curl_easy_perform(download->easy);
		lic_cli__http_note_answer(http, download->easy);
		wait_s = code == CURLE_OK
			? lic_cli__retry_wait(download->easy, http->status, attempt)
			: 0;
		if (wait_s == 0) {
			return code;
		}
		lic_cli_note(download->cli, "The server is busy; trying again in %u s.", wait_s);
		(void)nanosleep(&(struct timespec){.tv_sec = (time_t)wait_s}, NULL);
	}
}

/* Says what became of it. */
static lic_rc conclude(struct download *download, CURLcode code)
{
	struct lic_cli *cli = download->cli;
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	char reason[128] = "";

	if (download->error != 0) {
		(void)strerror_r(download->error, reason, sizeof(reason));
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"What came could not be written: %s.", reason);
	}
	if (code != CURLE_OK && download->bytes > 0) {
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"The answer broke off before its end (%s): it is not whole. Try again; the server's log says why, if it was the server.",
			cli->http->problem[0] == '\0' ? curl_easy_strerror(code)
						      : cli->http->problem);
	}
	return lic_cli__http_result(cli, code, &root);
}

/* Writes the answer for `path` to download->out. */
static lic_rc fetch(struct download *download, const char *path)
{
	struct lic_cli *cli = download->cli;
	struct lic_cli__http *http = NULL;
	struct lic_guid id = lic_guid_random();
	struct curl_slist *headers = NULL;
	char *url = NULL;
	CURLcode code = CURLE_OUT_OF_MEMORY;

	LIC_TRY(lic_cli__http_open(cli, &http));
	url = lic_cli__url(http, path);
	headers = lic_cli__headers_new(cli, lic_guid_format(&id).text, NULL, false);
	download->easy = curl_easy_init();
	if (url != NULL && headers != NULL && download->easy != NULL &&
		prepare(download, url, headers)) {
		code = perform(download);
	}
	curl_easy_cleanup(download->easy);
	lic_cli__headers_free(headers);
	free(url);
	return conclude(download, code);
}

/* Brings the file to the disk and gives it its name. */
static lic_rc keep(struct lic_cli *cli, FILE *out, const char *part, const char *file)
{
	bool is_written = fflush(out) == 0 && fsync(fileno(out)) == 0;

	if (!is_written || rename(part, file) != 0) {
		char reason[128] = "";

		(void)strerror_r(errno, reason, sizeof(reason));
		return lic_err_set(&cli->err, LIC_E_UNAVAILABLE, NULL,
			"%s could not be written: %s.", lic_cli__clean(cli->arena, file), reason);
	}
	return LIC_OK_RC;
}

/* Makes the file beside its name, and gives it that when it is whole. */
static lic_rc fetch_to_file(struct download *download, const char *path, const char *file)
{
	struct lic_cli *cli = download->cli;
	const char *part = lic_arena_printf(cli->arena, "%s.part", file);
	int fd = -1;
	lic_rc rc;

	if (part == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (access(file, F_OK) == 0) {
		return lic_cli__file_problem(cli, file, EEXIST);
	}
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	download->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (download->out == NULL) {
		return lic_cli__file_problem(cli, part, errno);
	}
	rc = fetch(download, path);
	if (lic_ok(rc)) {
		rc = keep(cli, download->out, part, file);
	}
	(void)fclose(download->out);
	if (!lic_ok(rc)) {
		(void)unlink(part);
	}
	return rc;
}

lic_rc lic_cli__download(struct lic_cli *cli, const char *path, const char *file,
	int64_t *ret_bytes)
{
	struct download download = {.cli = cli, .out = stdout};

	LIC_TRY(file == NULL ? fetch(&download, path) : fetch_to_file(&download, path, file));
	*ret_bytes = download.bytes;
	return LIC_OK_RC;
}
