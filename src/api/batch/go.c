/*
 * The parts of a batch, one after the other: see batch_int.h.
 */
#include "api/batch/batch_int.h"

#include "api/answer_int.h"
#include "api/dispatch_int.h"
#include "api/hand_over_int.h"

/* So many parts that read are done before others on the same worker get their turn. */
#define TURN_READS 16

/* So many passwords are hashed for one batch at once: people sign in meanwhile. */
#define WAVE_SLOW_MAX 8

/* All that answers of parts that read take, so that there is room for those of changes. */
#define READS_REPLY_BYTES (LIC_HTTP_REPLY_BYTES_MAX / 2)
#define READ_REPLY_BYTES_MIN ((size_t)16 * 1024)

/* What became of the next part. */
enum outcome {
	OUTCOME_ANSWERED, /* it has its answer */
	OUTCOME_READ,     /* likewise, and it took time */
	OUTCOME_JOINED,   /* it is the last of the wave now */
	OUTCOME_WAITS     /* the wave has to be done first */
};

/* The first part that `part` depends on and that failed, or waits in the wave; NULL: none. */
static const struct lic_batch_part *obstacle(const struct lic_batch_part *part)
{
	for (size_t i = 0; i < part->depend_count; i++) {
		const struct lic_batch_part *before = &part->batch->parts[part->depends[i]];

		if (before->status == 0 || before->status >= 400) {
			return before;
		}
	}
	return NULL;
}

static enum outcome join(struct lic_batch *batch, struct lic_batch_part *part)
{
	batch->wave[batch->wave_count] = part;
	batch->wave_count++;
	batch->is_slow_first =
		batch->is_slow_first || (lic_ok(part->req->rc) && part->req->is_slow);
	return OUTCOME_JOINED;
}

/* Ends a part with the outcome `rc`: behind the wave, if there is one, so that answers come in the
 * order in which parts are done. */
static enum outcome end(struct lic_batch_part *part, lic_rc rc)
{
	part->req->rc = rc;
	if (part->batch->wave_count > 0) {
		return join(part->batch, part);
	}
	lic_batch__answer(part);
	return OUTCOME_ANSWERED;
}

/* Rule A-22. */
static enum outcome skip(struct lic_batch_part *part, const struct lic_batch_part *failed)
{
	struct lic_api_request *req = part->req;

	req->route = NULL; /* nobody has asked who may call it */
	req->error_status = 424;
	return end(part,
		lic_err_set(&req->err, LIC_E_CONFLICT, "FailedDependency",
			"The request '%.100s' was not done, because '%.100s', on which it depends, failed with status %u.",
			part->id, failed->id, failed->status));
}

static enum outcome read_part(struct lic_batch_part *part)
{
	struct lic_api_request *req = part->req;
	size_t written = part->batch->json.out->len;
	size_t left = written < READS_REPLY_BYTES ? READS_REPLY_BYTES - written : 0;

	lic_buf_init(&part->ex->reply, left < READ_REPLY_BYTES_MIN ? READ_REPLY_BYTES_MIN : left);
	(void)end(part, lic_api__read(req));
	return OUTCOME_READ;
}

/* Does the next part, or adds it to the wave. */
static enum outcome take(struct lic_batch *batch, struct lic_batch_part *part)
{
	const struct lic_batch_part *before = obstacle(part);
	lic_rc rc;

	if (before != NULL && before->status == 0) {
		return OUTCOME_WAITS;
	}
	if (part->req == NULL && !lic_ok(lic_batch__open(part))) {
		lic_batch__answer(part);
		return OUTCOME_ANSWERED;
	}
	if (before != NULL) {
		return skip(part, before);
	}
	/* What reads sees what was changed before, rights included. */
	if (batch->wave_count > 0 && !lic_api__is_change(part->req)) {
		return OUTCOME_WAITS;
	}
	rc = lic_api__get_ready(part->req);
	if (!lic_ok(rc)) {
		return end(part, rc);
	}
	return part->req->route->kind == LIC_ROUTE_READ ? read_part(part) : join(batch, part);
}

static size_t count_slow(const struct lic_batch *batch)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->wave_count; i++) {
		count += batch->wave[i]->req->is_slow ? 1 : 0;
	}
	return count;
}

/* Goes on with parts until a wave is there, all are done, or it is the turn of others. */
static void gather(struct lic_batch *batch)
{
	unsigned reads = 0;

	while (batch->next < batch->count && batch->wave_count < LIC_BATCH_WAVE_MAX &&
		reads < TURN_READS && count_slow(batch) < WAVE_SLOW_MAX) {
		enum outcome outcome = take(batch, &batch->parts[batch->order[batch->next]]);

		if (outcome == OUTCOME_WAITS) {
			return;
		}
		reads += outcome == OUTCOME_READ ? 1 : 0;
		batch->next++;
	}
}

/* Hands the next step of a part of the wave to another thread. Returns whether that has it. */
static bool hand_over_part(struct lic_batch_part *part, bool is_slow)
{
	struct lic_api_request *req = part->req;
	lic_rc rc;

	if (!lic_ok(req->rc) || (is_slow && !req->is_slow)) {
		return false;
	}
	(void)atomic_fetch_add(&part->batch->away, 1);
	rc = is_slow ? lic_api__hand_over_slow(req) : lic_api__hand_over(req);
	if (lic_ok(rc)) {
		return true;
	}
	req->rc = rc;
	(void)atomic_fetch_sub(&part->batch->away, 1);
	return false;
}

/* Hands the wave over, its slow steps first. Returns whether other threads still have parts of it:
 * nothing of the batch may be touched then. */
static bool hand_over(struct lic_batch *batch)
{
	bool is_slow = batch->is_slow_first;

	lic_api__pause_reading(batch->req->in->worker);
	atomic_store(&batch->away, 1);
	for (size_t i = 0; i < batch->wave_count; i++) {
		(void)hand_over_part(batch->wave[i], is_slow);
	}
	return atomic_fetch_sub(&batch->away, 1) > 1;
}

/* The wave is back: its slow steps are done, or all of it. */
static void take_back(struct lic_batch *batch)
{
	if (batch->is_slow_first) {
		batch->is_slow_first = false;
		return;
	}
	for (size_t i = 0; i < batch->wave_count; i++) {
		lic_batch__answer(batch->wave[i]);
	}
	batch->wave_count = 0;
}

void lic_batch__came_back(struct lic_batch_part *part, struct lic_http_wakes *wakes)
{
	struct lic_batch *batch = part->batch;
	struct lic_http_exchange *ex = batch->req->ex;

	if (atomic_fetch_sub(&batch->away, 1) > 1) {
		return;
	}
	if (wakes == NULL) {
		lic_http_complete(ex);
	} else {
		lic_http_complete_later(ex, wakes);
	}
}

static void begin(struct lic_api_request *req, struct lic_batch *batch)
{
	lic_api__answer(req, 200, &batch->json);
	lic_json_object(&batch->json);
	lic_api__context(req, &batch->json, "microsoft.graph.batch");
	lic_json_key(&batch->json, "responses");
	lic_json_array(&batch->json);
	batch->has_begun = true;
}

void lic_batch__go_on(struct lic_api_request *req, bool *ret_deferred)
{
	struct lic_batch *batch = req->state;

	*ret_deferred = true;
	if (!batch->has_begun) {
		begin(req, batch);
	} else if (batch->wave_count > 0) {
		take_back(batch);
	}
	while (batch->wave_count > 0 || batch->next < batch->count) {
		bool is_turn_over = false;

		if (batch->wave_count == 0) {
			gather(batch);
			is_turn_over = batch->wave_count == 0 && batch->next < batch->count;
		}
		if (is_turn_over) {
			lic_api__pause_reading(req->in->worker);
			lic_http_complete(req->ex); /* others on this worker first */
			return;
		}
		if (batch->wave_count > 0) {
			if (hand_over(batch)) {
				return;
			}
			take_back(batch);
		}
	}
	*ret_deferred = false;
}
