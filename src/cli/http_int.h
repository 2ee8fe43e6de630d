/*
 * The connection to a server: settings, calls, pages, uploads. Knows HTTP and Graph's envelope, no
 * verb. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_HTTP_INT_H
#define LIC_CLI_HTTP_INT_H

#include "cli/cli_int.h"
#include <curl/curl.h>
#include <stdio.h>

/* Where the server is and how we are let in. Texts but the token live in the command's arena. */
struct lic_cli__settings {
	const char *url;     /* "https://host[:port][/path]" without a final slash */
	const char *ca_file; /* certificate authorities to trust, or NULL: the system's */
	const char *source;  /* where url came from, for messages */
	char *token;         /* secret; owned, wiped by lic_cli__settings_done() */
};

/*
 * Finds the settings of `cli`: --profile, else LICENTIA_URL with LICENTIA_TOKEN, else the default
 * profile. LICENTIA_TOKEN is taken out of the environment. A profile that others may read, a URL
 * that would carry the token in clear text and a missing setting are refused. `*ret_settings` is
 * set in any case, to be released. Errors: LIC_E_DENIED with what to do in cli->err; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__settings_load(struct lic_cli *cli,
	struct lic_cli__settings *ret_settings);

/*
 * Wipes and frees the token of `settings`.
 */
void lic_cli__settings_done(struct lic_cli__settings *settings);

/*
 * Tells whether `a` and `b` are URLs of one origin: scheme, host and port (RFC 6454).
 */
bool lic_cli__same_origin(const char *a, const char *b);

/* The connection: one handle, kept alive. */
struct lic_cli__http {
	CURL *easy;                        /* the handle; owned */
	struct lic_cli__settings settings; /* where to, and the token */
	struct lic_buf answer;             /* body of the last answer */
	char problem[CURL_ERROR_SIZE];     /* what curl says about the last call */
	long status;                       /* HTTP status of the last answer, 0: none */
	bool was_rehearsed;                /* the last answer says that nothing was done */
};

/*
 * Makes the connection of `cli` at the first call; later calls find it. `*ret_http` is borrowed
 * from `cli`. Errors: as lic_cli__settings_load().
 */
LIC_MUST_USE lic_rc lic_cli__http_open(struct lic_cli *cli, struct lic_cli__http **ret_http);

/*
 * Sets what every request of `http` has in common on `easy`. `body` and `problem` (CURL_ERROR_SIZE
 * characters) take the answer. Returns whether libcurl accepted all of it.
 */
bool lic_cli__http_prepare(const struct lic_cli__http *http, CURL *easy, struct lic_buf *body,
	char *problem);

/*
 * Makes the headers of a request of `cli`: token, request id `id`, `content_type` (NULL: no body),
 * and for a changing call
 * (`is_change`) reason and rehearsal. Returns a new list, to be released with
 * lic_cli__headers_free(); NULL when memory is out.
 */
struct curl_slist *lic_cli__headers_new(const struct lic_cli *cli, const char *id,
	const char *content_type, bool is_change);

/*
 * Wipes and frees `headers`, which hold the token.
 */
void lic_cli__headers_free(struct curl_slist *headers);

/*
 * Joins the address of the server of `http` and `path`; an absolute URL of the same origin stays.
 * Returns new text, to be freed with free(); NULL for another origin or when memory is out.
 */
char *lic_cli__url(const struct lic_cli__http *http, const char *path);

/*
 * Turns the outcome `code` of a request of `cli` whose answer is in cli->http into a result.
 * `*ret_root` is a new tree, or NULL when the answer has no body; it is set for refusals too, when
 * they have one. Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__http_result(struct lic_cli *cli, CURLcode code, json_t **ret_root);

/*
 * Tells how long the server of `easy` asks to wait before the same request, when its status
 * `http_status` says so; `attempt` counts from 0. Returns seconds, or 0 when the answer stands.
 */
unsigned lic_cli__retry_wait(CURL *easy, long http_status, unsigned attempt);

/*
 * Makes sure, before `cli` rehearses, that the server will rehearse and not act. Errors:
 * LIC_E_UNAVAILABLE when it does not know how; as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__check_rehearsal(struct lic_cli *cli);

/*
 * Keeps status and rehearsal of the answer of `easy` in `http`.
 */
void lic_cli__http_note_answer(struct lic_cli__http *http, CURL *easy);

/*
 * Makes sure that the server said of its last answer that it was a rehearsal of `cli`. Errors:
 * LIC_E_BUG.
 */
LIC_MUST_USE lic_rc lic_cli__check_rehearsed(struct lic_cli *cli);

/*
 * Ends the connection `http`, if there is one, and wipes what it kept of the token.
 */
void lic_cli__http_free(struct lic_cli__http *http);

/*
 * Writes one part of a path, percent-encoded, for use in a URL of `cli`.
 * Returns text in the scratch arena, or NULL when memory is out.
 */
const char *lic_cli__escape(struct lic_cli *cli, const char *part);

/*
 * Asks the server of `cli` for `path` ("/v1.0/users/..."), or for an absolute URL of the same
 * origin. `*ret_root` is a new tree, to be released with json_decref(). Waits and tries again when
 * the server asks for it (429, 503 with Retry-After). Errors: LIC_E_UNAVAILABLE when there is no
 * answer, or one in another language; LIC_E_DENIED for 401 and 403; LIC_E_NOTFOUND for 404;
 * LIC_E_CONFLICT, LIC_E_INVALID and LIC_E_LIMIT for other 4xx; LIC_E_BUSY for 429; LIC_E_BUG for
 * 5xx.
 */
LIC_MUST_USE lic_rc lic_cli__get(struct lic_cli *cli, const char *path, json_t **ret_root);

/* A call that changes something. */
struct lic_cli__call {
	const char *method;         /* "POST", "PATCH", "DELETE" */
	const char *path;           /* as for lic_cli__get() */
	const char *content_type;   /* NULL: "application/json" */
	const struct lic_buf *body; /* NULL: none */
};

/*
 * Makes `call` to the server of `cli`. With --dry-run the header Prefer: validate-only goes along,
 * and the server must have said beforehand that it knows it. `*ret_root` is a new tree, or NULL for
 * an answer without a body; `ret_root` may be NULL. Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__send(struct lic_cli *cli, const struct lic_cli__call *call,
	json_t **ret_root);

/*
 * Tells the HTTP status of the last answer of `cli`, 0 when there was none.
 */
long lic_cli__status(const struct lic_cli *cli);

/*
 * Finds out whether the server of `cli` is a Licentia, with calls under /api/v1 (then
 * `*ret_is_licentia` is true), or another one that speaks Graph. Asked once. Errors: as
 * lic_cli__get(), but an answer that there is no such call is no error.
 */
LIC_MUST_USE lic_rc lic_cli__ask_server(struct lic_cli *cli, bool *ret_is_licentia);

/* A list that comes by pages. */
struct lic_cli__pages {
	char *next;   /* path or URL of the next page, NULL at the end; owned */
	json_t *root; /* the page, owned; NULL before the first */
};

/*
 * Begins a list at `path` in `pages`. End with lic_cli__pages_done(). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__pages_begin(struct lic_cli__pages *pages, const char *path);

/*
 * Reads the next page of `pages`; follows @odata.nextLink only within the origin of `cli`.
 * `*ret_value` is its array, borrowed from `pages` until the next call, or NULL at the end. Empties
 * the scratch arena. Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__pages_next(struct lic_cli *cli, struct lic_cli__pages *pages,
	json_t **ret_value);

/*
 * LIC_AUTO helper: frees what `pages` owns.
 */
void lic_cli__pages_done(struct lic_cli__pages *pages);

/* A file on its way to the server. */
struct lic_cli__upload {
	const char *path;         /* of the call, with query */
	const char *content_type; /* of the file */
	FILE *file;               /* read from its start */
	int64_t size_bytes;       /* its size */
	const char *progress_of;  /* what is counted, for the progress bar: "users"; NULL: no bar */
};

/*
 * Sends `upload` to the server of `cli` with POST, read from the file as it goes, and shows how far
 * it is on a terminal. `*ret_root` is a new tree with the answer, set for a refusal (4xx) too when
 * it has one. Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__upload(struct lic_cli *cli, const struct lic_cli__upload *upload,
	json_t **ret_root);

struct lic_cli__listing;

/* Adds the row for `item`, an object of the server's list, to `list`. */
typedef lic_rc lic_cli__row_function(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *item);

/* A list that a verb shows. */
struct lic_cli__listing {
	const char *path;                     /* of the call, perhaps with a query */
	const struct lic_cli_column *columns; /* static */
	size_t column_count;                  /* number of columns */
	lic_cli__row_function *row;           /* makes a row */
	bool has_top;                         /* the verb has --top and --all, and the call $top */
	const void *data;                     /* for row; may be NULL */
};

/*
 * Shows `listing` page by page on standard output of `cli`. Errors: as lic_cli__get();
 * LIC_E_INVALID, a usage error, for a bad --top.
 */
LIC_MUST_USE lic_rc lic_cli__list_pages(struct lic_cli *cli,
	const struct lic_cli__listing *listing);

/*
 * Prints `object` with its member `name` set to the whole list at `path`, which comes by pages, as
 * one JSON document on standard output of `cli`. Errors: as lic_cli__get(); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__print_with_list(struct lic_cli *cli, json_t *object, const char *name,
	const char *path);

#endif
