/*
 * What the files about tasks share: one step on its way. Private to service.
 */
#ifndef LIC_SERVICE_TASKS_INT_H
#define LIC_SERVICE_TASKS_INT_H

#include "service/bulk.h"
#include "service/inherit_int.h"
#include "service/ledger.h"

/* One step on its way. */
struct lic_task_step {
	struct lic_bulk_job job;          /* how far the task is; moves on */
	struct lic_operation operation;   /* takes the changes */
	struct lic_inherit inherit;       /* for settling */
	const struct lic_bulk_turn *turn; /* when it is enough; borrowed */
	int64_t changes_before;           /* changes of the operation before the step */
	bool is_over;                     /* nothing is left */
};

/*
 * Goes on with bringing what people have of a group in line, for a page of them, and moves `step`.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_task__step_group(struct lic_ctx *ctx, struct lic_task_step *step);

/*
 * Writes into the audit log that what the group gives, which the finished task of `step` was about,
 * has reached its members: how many have it, and how many not all of it. Nothing when the
 * group is gone. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_task__tell_group(struct lic_ctx *ctx, const struct lic_task_step *step);

#endif
