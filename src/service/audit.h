/*
 * The audit log: the ledger's operations, and beside them every attempt that was refused or failed,
 * with the reason. Microsoft shows both as directoryAudits (specification 1.9, 2.9).
 *
 * Accepted changes come into the ledger by themselves (ledger.h). A failed request is recorded
 * where its answer is made (api/failure.c, api/dispatch.c); a step that turns somebody away says
 * why in ctx->refusal, and who it was in ctx->caller as far as that is known. Whom a request was
 * about stands in its address, or in ctx->refusal_of; a failed sign-in names the user there only if
 * there is one: what was typed in his place may be a password. Reasons are for administrators; no
 * secret, token or password belongs into them.
 *
 * What is refused must not cost the server much: entries are written by the write queue when it has
 * time, at most LIC_AUDIT_WAITING_MAX of them wait, and what was dropped beyond that is counted in
 * an entry of its own. What anybody can cause without being known is written once, and then counted
 * by the minute.
 *
 * Threading: lic_audit_refused() and lic_audit_tick() may be called by any thread.
 */
#ifndef LIC_SERVICE_AUDIT_H
#define LIC_SERVICE_AUDIT_H

#include "service/context.h"
#include "service/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lic_audit;
struct lic_writer;

/* Most entries that wait for the write queue at once. */
#define LIC_AUDIT_WAITING_MAX 256

/* Most members that an entry of a refused change names. */
#define LIC_AUDIT_WITH_MAX 20

/* An attempt that was refused or failed. */
struct lic_attempt {
	enum lic_operation_kind kind; /* what was tried */
	const char *target;           /* what it was about, as the caller named it: a GUID, a user
					 principal name, a path; it is looked for by that; or NULL
				       */
	const char *const *with;      /* members of a group that were to join or leave it, likewise;
					 or NULL */
	size_t with_count;            /* number of those; LIC_AUDIT_WITH_MAX of them are recorded */
	const char *reason;           /* why it failed: a sentence for administrators */
	bool is_counted;              /* repeats within a minute are counted, not written */
};

/*
 * Makes the trail that writes through `writer`, which must outlive it. `*ret_audit` is new; end it
 * with lic_audit_stop() before the writer and free it with lic_audit_free() after it. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_audit_new(struct lic_writer *writer, struct lic_audit **ret_audit);

/*
 * Records `attempt` by ctx->caller, whose organisation may be unknown: then it is told to the first
 * one, whose installation this is. Everything is copied; nothing is waited for. Does nothing
 * without `audit` (NULL).
 */
void lic_audit_refused(struct lic_audit *audit, const struct lic_ctx *ctx,
	const struct lic_attempt *attempt);

/*
 * Writes what was counted in minutes that are over. Call `audit` (NULL: nothing) every second or
 * so, with the monotonic time `now_ms`.
 */
void lic_audit_tick(struct lic_audit *audit, int64_t now_ms);

/*
 * Submits all that was counted; nothing may be recorded in `audit` any more. Blocks while the write
 * queue has much to do, some seconds at most. Accepts NULL.
 */
void lic_audit_stop(struct lic_audit *audit);

/*
 * Frees `audit`, when the writer has ended. Accepts NULL.
 */
void lic_audit_free(struct lic_audit *audit);

/*
 * Writes `attempt` by ctx->caller in the caller's own transaction, as something that happened
 * `repeats` times: for a step whose transaction is kept although the request fails. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_audit_write(struct lic_ctx *ctx, const struct lic_attempt *attempt,
	int64_t repeats);

#endif
