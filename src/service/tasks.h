/*
 * Tasks: bulk work that needs no input, because everything is in the database already. Whoever
 * changes something that concerns many enters one in the same transaction; the jobs go on with it
 * in short steps (service/bulk.h), in whichever process.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_TASKS_H
#define LIC_SERVICE_TASKS_H

#include "service/bulk.h"
#include "service/ledger.h"

/*
 * Enters a task of `kind` about the object with key `target_id`, whose changes belong to
 * `operation`, which the same transaction must write with lic_ledger_end(). One that is under way
 * about the same begins anew. Sets ctx->has_task. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_task_enqueue(struct lic_ctx *ctx, enum lic_bulk_kind kind,
	int64_t target_id, const struct lic_operation *operation);

/* How far a task is. */
enum lic_task_state {
	LIC_TASK_NONE,   /* there is none */
	LIC_TASK_QUEUED, /* it has not begun */
	LIC_TASK_RUNNING /* it is under way */
};

/*
 * Tells in `*ret_state` how far the task of `kind` about the object with key `target_id` is.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_task_state(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t target_id,
	enum lic_task_state *ret_state);

/*
 * Does the next step of the task with `key`, until the time of `turn` is up: reads how far it is,
 * goes on, and writes how far it is then, which `*ret_progress` tells; the last step ends it:
 * `*ret_is_over`. Errors: LIC_E_NOTFOUND when another process has it; as the store's.
 */
LIC_MUST_USE lic_rc lic_task_step(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_turn *turn, struct lic_bulk_progress *ret_progress,
	bool *ret_is_over);

#endif
