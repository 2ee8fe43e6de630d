/*
 * The thread of the jobs: it gives each slot its step, and new orders and jobs without an owner a
 * slot. See jobs.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/audit.h"

#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define ORDERS_MAX 64
#define LOOK_MS 1000
#define OPEN_MAX 32

/* The jobs that are there to be taken. */
struct open_jobs {
	const struct lic_guid *owner;       /* this process */
	struct lic_bulk_key keys[OPEN_MAX]; /* the jobs */
	size_t count;                       /* number of them */
};

static struct lic_jobs__slot *free_slot(struct lic_jobs *jobs)
{
	for (size_t i = 0; i < LIC_JOBS_SLOTS; i++) {
		if (!jobs->slots[i].is_used) {
			return &jobs->slots[i];
		}
	}
	return NULL;
}

static bool has_job(const struct lic_jobs *jobs, const struct lic_bulk_key *key)
{
	for (size_t i = 0; i < LIC_JOBS_SLOTS; i++) {
		const struct lic_jobs__slot *slot = &jobs->slots[i];

		if (slot->is_used && slot->key.tenant_id == key->tenant_id &&
			slot->key.id == key->id) {
			return true;
		}
	}
	return false;
}

/* Takes the next order from the queue; NULL when there is none. */
static struct lic_jobs_order *next_order(struct lic_jobs *jobs)
{
	struct lic_jobs_order *order = NULL;

	(void)pthread_mutex_lock(&jobs->lock);
	order = jobs->head;
	if (order != NULL) {
		jobs->head = order->next;
		jobs->tail = jobs->head == NULL ? NULL : jobs->tail;
		jobs->waiting--;
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return order;
}

static void begin_orders(struct lic_jobs *jobs)
{
	for (struct lic_jobs__slot *slot = free_slot(jobs); slot != NULL; slot = free_slot(jobs)) {
		struct lic_jobs_order *order = next_order(jobs);
		lic_rc rc;

		if (order == NULL) {
			return;
		}
		rc = lic_jobs__begin(slot, order);
		if (!lic_ok(rc)) {
			order->done(order, rc);
		}
	}
}

static lic_rc read_open(struct lic_ctx *ctx, void *data)
{
	struct open_jobs *open = data;

	return lic_bulk_open(ctx, open->owner, OPEN_MAX, open->keys, &open->count);
}

static void log_trouble(lic_rc rc, const struct lic_err *err)
{
	lic_log(LIC_LOG_WARNING, "bulk", "code=\"%s\" message=\"%s\"", lic_code_name(rc.code),
		err->message);
}

/* Looks for jobs that nobody works on. */
static void look_for_work(struct lic_jobs *jobs)
{
	struct open_jobs open = {.owner = &jobs->owner};
	struct lic_err err = {0};
	lic_rc rc = lic_jobs__read(jobs, NULL, read_open, &open, &err);

	for (size_t i = 0; lic_ok(rc) && i < open.count; i++) {
		struct lic_jobs__slot *slot = free_slot(jobs);

		if (slot == NULL) {
			return;
		}
		if (!has_job(jobs, &open.keys[i])) {
			rc = lic_jobs__take(slot, &open.keys[i], &err);
		}
	}
	if (!lic_ok(rc)) {
		log_trouble(rc, &err);
	}
}

/* Tells those whose job another process has taken, when that one is done. */
static void look_at_watched(struct lic_jobs *jobs)
{
	struct lic_jobs_order **at = &jobs->watched;

	while (*at != NULL) {
		struct lic_jobs_order *order = *at;
		struct lic_jobs_order *next = order->next;
		struct lic_err err = {0};
		bool is_over = false;
		lic_rc rc = lic_jobs__tell(jobs, order, &err, &is_over);

		if (rc.code == LIC_E_NOTFOUND) {
			is_over = true;
			lic_jobs__give_up(order, false, "The job is not there any more.");
		}
		if (is_over) {
			*at = next;
		} else {
			at = &order->next;
		}
	}
}

/* Everything that is done from time to time. */
static void look_around(struct lic_jobs *jobs)
{
	int64_t now_ms = lic_clock_monotonic_ms();

	if (jobs->looked_ms != 0 && now_ms - jobs->looked_ms < LOOK_MS) {
		return;
	}
	jobs->looked_ms = now_ms;
	lic_jobs__turn_subscriptions(jobs, now_ms);
	look_for_work(jobs);
	look_at_watched(jobs);
	lic_audit_tick(jobs->settings.audit, now_ms);
	lic_jobs__clean(jobs, now_ms);
}

/* Gives each slot its step; tells when the next one is due, in milliseconds from now. */
static int64_t run_slots(struct lic_jobs *jobs)
{
	int64_t due_ms = LOOK_MS;

	for (size_t i = 0; i < LIC_JOBS_SLOTS; i++) {
		struct lic_jobs__slot *slot = &jobs->slots[i];
		int64_t now_ms = lic_clock_monotonic_ms();

		if (slot->is_used && slot->retry_ms <= now_ms) {
			lic_jobs__run(slot);
			lic_jobs__survey(jobs, now_ms);
		}
		if (slot->is_used) {
			int64_t wait_ms = slot->retry_ms > now_ms ? slot->retry_ms - now_ms : 0;

			due_ms = wait_ms < due_ms ? wait_ms : due_ms;
		}
	}
	return due_ms;
}

/* Waits for orders, the end, or until a step is due; tells whether it is the end. */
static bool wait_for_work(struct lic_jobs *jobs, int64_t due_ms)
{
	struct timespec until;
	bool ending = false;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += due_ms / 1000;
	until.tv_nsec += (due_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	(void)pthread_mutex_lock(&jobs->lock);
	while (!jobs->ending && due_ms > 0 && !jobs->is_nudged &&
		(jobs->head == NULL || free_slot(jobs) == NULL)) {
		if (pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until) != 0) {
			break;
		}
	}
	ending = jobs->ending;
	if (jobs->is_nudged) {
		jobs->is_nudged = false;
		jobs->looked_ms = 0;
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return ending;
}

static lic_rc write_release(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	return lic_bulk_release(ctx, &slot->key);
}

/* Gives every lease back and tells everybody who waits that the server ends. */
static void let_go(struct lic_jobs *jobs)
{
	static const char why[] = "The server is ending.";
	struct lic_jobs_order *order = NULL;

	for (size_t i = 0; i < LIC_JOBS_SLOTS; i++) {
		struct lic_jobs__slot *slot = &jobs->slots[i];
		struct lic_err err = {0};

		if (!slot->is_used) {
			continue;
		}
		order = slot->order;
		if (slot->phase != LIC_JOBS_CREATE) {
			lic_rc rc = lic_jobs__write(slot, write_release, &err);

			if (!lic_ok(rc)) {
				log_trouble(rc, &err);
			}
		}
		if (order != NULL) {
			lic_jobs__give_up(order, slot->job.is_kept, why);
		}
		lic_jobs__clear(slot);
	}
	while (jobs->watched != NULL) {
		order = jobs->watched;
		jobs->watched = order->next;
		lic_jobs__give_up(order, true, why);
	}
	for (order = next_order(jobs); order != NULL; order = next_order(jobs)) {
		lic_jobs__give_up(order, false, why);
	}
}

static void *thread_main(void *data)
{
	struct lic_jobs *jobs = data;
	int64_t due_ms = 0;

	while (!wait_for_work(jobs, due_ms)) {
		begin_orders(jobs);
		look_around(jobs);
		due_ms = run_slots(jobs);
	}
	let_go(jobs);
	return NULL;
}

static lic_rc start(struct lic_jobs *jobs, struct lic_err *err)
{
	pthread_condattr_t attr;

	for (size_t i = 0; i < LIC_JOBS_SLOTS; i++) {
		jobs->slots[i].jobs = jobs;
	}
	jobs->owner = lic_guid_random();
	jobs->step_arena = lic_arena_new(ARENA_BYTES);
	if (jobs->step_arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_db_open(jobs->settings.db_url, LIC_DB_READ, err, &jobs->db));
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&jobs->lock, NULL);
	(void)pthread_cond_init(&jobs->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (pthread_create(&jobs->thread, NULL, thread_main, jobs) == 0) {
		return LIC_OK_RC;
	}
	(void)pthread_cond_destroy(&jobs->wake);
	(void)pthread_mutex_destroy(&jobs->lock);
	return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
		"no thread can be started: too many processes");
}

lic_rc lic_jobs_new(const struct lic_jobs_settings *settings, struct lic_err *err,
	struct lic_jobs **ret_jobs)
{
	struct lic_jobs *jobs = calloc(1, sizeof(*jobs));
	lic_rc rc;

	if (jobs == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	jobs->settings = *settings;
	rc = start(jobs, err);
	if (!lic_ok(rc)) {
		lic_db_close(jobs->db);
		lic_arena_free(jobs->step_arena);
		free(jobs);
		return rc;
	}
	*ret_jobs = jobs;
	return LIC_OK_RC;
}

lic_rc lic_jobs_submit(struct lic_jobs *jobs, struct lic_jobs_order *order)
{
	lic_rc rc = LIC_OK_RC;

	order->next = NULL;
	(void)pthread_mutex_lock(&jobs->lock);
	if (jobs->ending) {
		rc = LIC_RC(LIC_E_UNAVAILABLE);
	} else if (jobs->waiting == ORDERS_MAX) {
		rc = LIC_RC(LIC_E_BUSY);
	} else {
		if (jobs->tail == NULL) {
			jobs->head = order;
		} else {
			jobs->tail->next = order;
		}
		jobs->tail = order;
		jobs->waiting++;
		(void)pthread_cond_broadcast(&jobs->wake);
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return rc;
}

void lic_jobs_nudge(struct lic_jobs *jobs)
{
	(void)pthread_mutex_lock(&jobs->lock);
	jobs->is_nudged = true;
	(void)pthread_cond_broadcast(&jobs->wake);
	(void)pthread_mutex_unlock(&jobs->lock);
}

void lic_jobs_stop(struct lic_jobs *jobs)
{
	if (jobs == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&jobs->lock);
	jobs->ending = true;
	(void)pthread_cond_broadcast(&jobs->wake);
	(void)pthread_mutex_unlock(&jobs->lock);
	(void)pthread_join(jobs->thread, NULL);
}

void lic_jobs_free(struct lic_jobs *jobs)
{
	if (jobs == NULL) {
		return;
	}
	(void)pthread_cond_destroy(&jobs->wake);
	(void)pthread_mutex_destroy(&jobs->lock);
	lic_db_close(jobs->db);
	lic_arena_free(jobs->step_arena);
	free(jobs);
}
