/*
 * What the files of the API layer share: routes, the request on its way, and how an answer begins.
 *Private to api.
 *
 * A route is one row of a table (graph/routes.c, desk/routes.c, signin/routes.c, access/routes.c).
 * Its steps are
 *   decode  on the worker, before anything else: options and body become a use case's input; no
 *           database
 *   before  for some: a look at the database on the worker
 *   slow    for some: hashing, on a thread of its own
 *   preview for some, instead of run when it is only rehearsed: what may take long, in a reading
 *           transaction of its own on a thread of its own
 *   run     inside a transaction: the use case itself. Reading routes run on the worker's
 *           connection, writing ones on the writer's thread, where nothing of the worker may be
 *           touched
 *   encode  on the worker: the outcome becomes the answer; no database
 * A step that fails returns a code and says why in req->err; the answer is then made from that, and
 * the later steps are left out. What one step leaves for the next hangs on req->state, in the
 * arena.
 *
 * Threading: a request belongs to its worker, to the writer between submission and
 *lic_http_complete(), and to its worker again.
 */
#ifndef LIC_API_INT_H
#define LIC_API_INT_H

#include "api/api.h"
#include "api/slow_int.h"
#include "auth/roles.h"
#include "base/arena.h"
#include "base/json.h"
#include "http/server.h"
#include "http/url.h"
#include "jobs/jobs.h"
#include "service/access.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/idempotency.h"
#include "service/ledger.h"
#include "service/signing_keys.h"
#include "store/writer.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_API_KEYS_MAX 4
#define LIC_API_BODY_BYTES ((size_t)1024 * 1024)

struct lic_api_request;
struct lic_batch_part;

/* One step of a route. */
typedef lic_rc (*lic_api_step)(struct lic_api_request *req);

/* What a route does with the database. */
enum lic_route_kind {
	LIC_ROUTE_READ,  /* run in a reading transaction, on the worker */
	LIC_ROUTE_WRITE, /* run by the writer; takes part in rehearsals */
	LIC_ROUTE_JOB,   /* looked at like a reading one, then handed to the jobs by submit, which
			    end with lic_api__complete(); takes part in rehearsals */
	LIC_ROUTE_BATCH  /* looked at like a reading one; then the requests in its body go their own
			    ways, see batch/batch_int.h */
};

/* Peculiarities of a route, as bits. */
enum lic_route_flag {
	LIC_ROUTE_OPEN = 1, /* needs no token: ctx.caller is not set, and only db, now_ms and cache
			       may be used */
	LIC_ROUTE_TO_FILE = 2,  /* the body may be large: kept in a file, and accepted only from
				   authorised callers */
	LIC_ROUTE_ANY_BODY = 4, /* the body is not JSON, or not only: the route looks at its type
				   itself */
	LIC_ROUTE_CATALOG = 8,  /* changes the catalogue: what it has read is forgotten unless the
				   change is kept */
	LIC_ROUTE_SECRET = 16,  /* the answer shows a secret, this once: it is never kept */
	LIC_ROUTE_LATE = 32,    /* decode asks for the action, when it has read whom the request is
				   about: the audit log of a refusal says so */
	LIC_ROUTE_SELF = 64,    /* a person may do it about himself without the action; what is
				   run refuses him others */
	LIC_ROUTE_ME = 128,     /* about the person who calls, whose id becomes the first key;
				   others get a 400 */
	LIC_ROUTE_BOUND = 256   /* an operation on what stands before its name, which may be
				   written with Graph's namespace: microsoft.graph.assignLicense */
};

/* One row of the route table. */
struct lic_route {
	const char *method;  /* "GET", which answers HEAD too, "POST", "PATCH", "DELETE" */
	const char *pattern; /* path below the family's root, "users/{id}/assignLicense"; "" is the
				root itself */
	enum lic_route_kind kind; /* reading or writing */
	enum lic_action action;   /* what the caller must be allowed to do before the body is looked
				     at; LIC_ACTION_MAX_: a token is enough, or decode asks */
	enum lic_operation_kind attempt; /* what was tried, in the audit log, when it is refused; 0
				    for reading: just a request */
	unsigned flags;                  /* enum lic_route_flag */
	const char *options; /* query options that it takes, separated by spaces; others are refused
				(D-20); "*": any, and what is not known is ignored */
	size_t body_limit;   /* bytes of body; 0: it takes none, and a small one is ignored */
	lic_api_step decode; /* or NULL */
	lic_api_step before; /* for LIC_ROUTE_WRITE, in a reading transaction on the worker: finds
				out what the rest needs, for LIC_ROUTE_OPEN the organisation in
				ctx.caller; one that sets is_settled has done all; or NULL */
	lic_api_step slow;   /* for LIC_ROUTE_WRITE: what takes long and needs no database, such as
				hashing a password, on a thread of its own when is_slow is set by an
				earlier step; or NULL */
	lic_api_step preview; /* for LIC_ROUTE_WRITE: what a rehearsal does instead of run, on a
				 thread for that, in a reading transaction: neither the writer nor
				 anybody else waits for it; or NULL */
	lic_api_step run;     /* never NULL */
	lic_api_step submit;  /* for LIC_ROUTE_JOB: hands the request over; what fails was not */
	lic_api_step encode;  /* or NULL: 204 without a body */
	lic_rc (*pull)(struct lic_api_request *req, bool *ret_more); /* for reading routes whose
				answer is sent while it is made: the next piece, in a transaction
				like run's; see lic_api__pull(); or NULL */
	void (*fail)(struct lic_api_request *req, unsigned status);  /* writes a failed answer in
				 another shape than Graph's, or NULL; headers of failures are there
				 already */
	void (*release)(struct lic_api_request *req); /* gives back what run, or an earlier step
							 that set must_release, holds beside the
							 arena; called at the end, also after
							 failures, and before run runs once more; or
							 NULL */
};

/* The calls in the shape of Graph. */
extern const struct lic_route lic_graph_routes[];

/* Their number. */
extern const size_t lic_graph_route_count;

/* Our own calls. */
extern const struct lic_route lic_desk_routes[];

/* Their number. */
extern const size_t lic_desk_route_count;

/* Sign-in: OAuth 2.0, OpenID Connect and the pages for people. */
extern const struct lic_route lic_signin_routes[];

/* Their number. */
extern const size_t lic_signin_route_count;

/* Access evaluation (AuthZEN), whose patterns start at the root. */
extern const struct lic_route lic_access_routes[];

/* Their number. */
extern const size_t lic_access_route_count;

struct lic_rate;
struct lic_route_table;

/* The interface. Constant after lic_api_new() but for `commits`, `wakes` and `is_ending`. */
struct lic_api {
	struct lic_api_settings settings; /* as given; borrowed */
	const char *db_file; /* file name within db_url, which clients must not see; borrowed */
	const struct lic_route_table *graph;       /* compiled routes of /v1.0 and /beta; owned */
	const struct lic_route_table *desk_routes; /* compiled routes of /api/v1; owned */
	const struct lic_route_table *signin; /* compiled routes of sign-in, at the root; owned */
	const struct lic_route_table *access; /* compiled routes of AuthZEN, at the root; owned */
	struct lic_slow *slow;                /* threads for slow steps; owned */
	struct lic_slow *previews;            /* threads for previews; owned */
	atomic_bool is_ending;                /* previews give up */
	struct lic_keyring *keys;     /* keys that sign tokens, in memory; locks itself; owned */
	struct lic_http_app app;      /* the table for the server */
	struct lic_rate *addresses;   /* calls of each address; NULL: no limit; owned */
	struct lic_rate *callers;     /* calls of each token; NULL: no limit; owned */
	atomic_uint_fast64_t commits; /* changes made durable so far: a snapshot from before the
					 last is stale */
	struct lic_http_wakes wakes;  /* whom the writer has still to wake; its thread's own */
};

/* What a worker thread keeps. */
struct lic_api_worker {
	struct lic_db *db;                /* for reading; owned */
	struct lic_access_memory *tokens; /* tokens that were found to be signed; owned */
	bool is_reading;                  /* a reading transaction is open */
	uint_fast64_t commits;            /* value of lic_api.commits before it was begun */
	struct lic_err err; /* where a transaction's failures are told while no request has it */
};

/* One request on its way. Lives in the exchange's arena, zeroed at the start. */
struct lic_api_request {
	struct lic_write_job job;           /* first, so that a job is its request */
	struct lic_slow_job slow_job;       /* for the route's slow step, or its preview */
	struct lic_api *api;                /* whose it is */
	const struct lic_http_exchange *in; /* what came */
	struct lic_http_exchange *ex; /* the same exchange, for the answer; NULL while only its plan
					 is asked for */
	const struct lic_route *route; /* NULL until it is found */
	bool is_graph;                 /* under /v1.0 or /beta, not elsewhere */
	bool has_metadata; /* write @odata.context and @odata.type: not odata.metadata=none */
	const char *root;  /* origin and first segments, "http://127.0.0.1:8080/v1.0"; "" when
			      unknown */
	struct lic_url_path path;           /* all segments, decoded, as they came */
	const char *keys[LIC_API_KEYS_MAX]; /* values for the {…} of the pattern, in order */
	size_t key_count;                   /* number of keys */
	struct lic_url_query query;         /* query options */
	const char *request_id;             /* GUID text, ours; also ctx.correlation */
	const char *client_request_id; /* the client's when it sent a sane one, else request_id */
	struct lic_ctx ctx;            /* for use cases; ctx.db is set only while run runs */
	struct lic_ctx ctx_before;     /* as it was before run, for when that is run once more */
	struct lic_err err;            /* why a step failed; ctx.err points here */
	json_t *body; /* the body once lic_api__body() has parsed it; released at the end */
	void *state;  /* what the route's steps hand on, in the arena */
	void (*add_to_error)(const struct lic_api_request *req, struct lic_json *json); /* writes
					    members beside "error" of a failed answer; or NULL */
	size_t header_count;    /* response headers that every answer has: the first ones */
	unsigned error_status;  /* status of a failed answer when the code does not tell it; or 0 */
	unsigned retry_after_s; /* for a 429: seconds until the next call is taken; or 0 */
	const char *location;   /* where to begin again, for a 410; or NULL */
	const char *allow;      /* methods that a path takes, for a 405; or NULL */
	bool is_async;          /* for LIC_ROUTE_JOB: answer when it is accepted */
	struct lic_batch_part *part; /* which part of a batch it is; NULL: it came by itself */
	const struct lic_once_request *once; /* it counts once, by its Idempotency-Key; or NULL */
	bool is_answered;                    /* the answer is there already, kept with the key */
	bool is_slow;                        /* the route's slow step is needed */
	bool is_settled;                     /* nothing is left to run: answer */
	bool has_run;                        /* run was called */
	bool must_release; /* a step before run holds what the route's release gives back */
	lic_rc run_rc;     /* what run said, before the commit */
	lic_rc rc;         /* the outcome */
};

/*
 * Starts the answer of `req`: `status`, its headers, and `json` ready to write the body. End encode
 * with `return lic_json_finish(json)`.
 */
void lic_api__answer(struct lic_api_request *req, unsigned status, struct lic_json *json);

/*
 * Starts the answer of `req` with a list of ours: status 200, its headers, and `json` inside the
 * array "value" of an object. Both are for the caller to end.
 */
void lic_api__answer_list(struct lic_api_request *req, struct lic_json *json);

/*
 * Adds the header Location to the answer of `req`: the path formatted from `fmt`, which starts with
 * a slash, below req->root. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__location(struct lic_api_request *req, const char *fmt, ...)
	LIC_PRINTF(2, 3);

/*
 * Writes the member @odata.context for `req` into the object open in `json`: what is formatted from
 * `fmt`, for example "users/$entity", behind "#". Writes nothing for odata.metadata=none and for
 * calls outside Graph's family.
 */
void lic_api__context(const struct lic_api_request *req, struct lic_json *json, const char *fmt,
	...) LIC_PRINTF(3, 4);

/*
 * Finds the request header `name` (any case) of `req`.
 * Returns its value, borrowed until the request ends, or NULL.
 */
const char *lic_api__header(const struct lic_api_request *req, const char *name);

/*
 * Finds the value of the query option `name` (any case) of `req`.
 * Returns it, borrowed until the request ends, or NULL.
 */
const char *lic_api__option(const struct lic_api_request *req, const char *name);

/*
 * Gives `req`, which a route's submit has handed over, back to its worker with the outcome `rc`: it
 * encodes the answer, and every answer from now on sees what was changed. Any thread; the caller
 * must not touch `req` after the call.
 */
void lic_api__complete(struct lic_api_request *req, lic_rc rc);

/*
 * Makes the next piece of an answer with the pull of its route: for ex->pull, set by an encode that
 * has written the first piece (see lic_http_pull; `app` is a struct lic_api, `*ret_more` as there).
 * Failures are logged. Errors: what the route's pull fails with; as lic_db_begin().
 */
LIC_MUST_USE lic_rc lic_api__pull(void *app, struct lic_http_exchange *ex, bool *ret_more);

/*
 * Tells whether the server ends, so that previews of `data`, a struct lic_api, give up.
 */
bool lic_api__is_ending(void *data);

/*
 * Sets req->err to Graph's words for an object `key` that is not there. Returns LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_api__not_found(struct lic_api_request *req, const char *key);

#endif
