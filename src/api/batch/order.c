/*
 * The order in which the parts of a batch are done: see batch_int.h.
 */
#include "api/batch/batch_int.h"

/* A part whose predecessors are being placed. */
struct level {
	size_t part; /* place in the body */
	size_t next; /* the next of its dependencies to look at */
};

static lic_rc circle(struct lic_batch *batch, const struct lic_batch_part *part)
{
	struct lic_api_request *req = batch->req;
	const char *target = lic_arena_printf(req->ctx.arena, "requests/%zu/dependsOn",
		(size_t)(part - batch->parts));

	return target == NULL
		? LIC_RC(LIC_E_NOMEM)
		: lic_err_field(&req->err, req->ctx.arena, target,
			  "The request '%.100s' depends on itself, directly or by way of others: take one of these dependencies out of dependsOn.",
			  part->id);
}

/* Places the part that stands at `first` in the body behind all that it depends on. `levels` has
 * room for every part. */
static lic_rc place(struct lic_batch *batch, size_t first, struct level *levels, size_t *placed)
{
	size_t depth = 1;

	levels[0] = (struct level){first, 0};
	batch->parts[first].mark = LIC_BATCH_OPEN;
	while (depth > 0) {
		struct level *level = &levels[depth - 1];
		struct lic_batch_part *part = &batch->parts[level->part];
		struct lic_batch_part *before = NULL;

		if (level->next == part->depend_count) {
			part->mark = LIC_BATCH_PLACED;
			batch->order[*placed] = level->part;
			*placed += 1;
			depth--;
			continue;
		}
		before = &batch->parts[part->depends[level->next]];
		level->next++;
		if (before->mark == LIC_BATCH_OPEN) {
			return circle(batch, before);
		}
		if (before->mark == LIC_BATCH_UNSEEN) {
			before->mark = LIC_BATCH_OPEN;
			levels[depth] = (struct level){(size_t)(before - batch->parts), 0};
			depth++;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_batch__order(struct lic_batch *batch)
{
	struct lic_arena *arena = batch->req->ctx.arena;
	struct level *levels = lic_arena_array(arena, batch->count, sizeof(*levels));
	size_t placed = 0;

	batch->order = lic_arena_array(arena, batch->count, sizeof(*batch->order));
	if (levels == NULL || batch->order == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->parts[i].mark == LIC_BATCH_UNSEEN) {
			LIC_TRY(place(batch, i, levels, &placed));
		}
	}
	return LIC_OK_RC;
}
