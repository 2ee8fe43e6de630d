/*
 * Waiting jobs: see queue.h. Lanes are few (as many as clients have something waiting), so they are
 * looked for one by one.
 */
#include "store/queue.h"

#include <stdlib.h>

/* What one client waits for. Never empty while it is in the queue. */
struct lic_lane {
	int64_t tenant_id;          /* whose data */
	int64_t client;             /* who asked */
	struct lic_write_job *head; /* first job */
	struct lic_write_job *tail; /* last job */
	unsigned waiting;           /* number of jobs */
	struct lic_lane *next;      /* served after this one */
};

static struct lic_lane *find_lane(const struct lic_queue *queue, const struct lic_write_job *job)
{
	struct lic_lane *lane = queue->head;

	while (lane != NULL && (lane->tenant_id != job->tenant_id || lane->client != job->client)) {
		lane = lane->next;
	}
	return lane;
}

/* Puts `lane` behind all others. */
static void append(struct lic_queue *queue, struct lic_lane *lane)
{
	lane->next = NULL;
	if (queue->tail == NULL) {
		queue->head = lane;
	} else {
		queue->tail->next = lane;
	}
	queue->tail = lane;
}

lic_rc lic_queue__put(struct lic_queue *queue, struct lic_write_job *job)
{
	struct lic_lane *lane = NULL;

	if (queue->waiting >= queue->limit) {
		return LIC_RC(LIC_E_BUSY);
	}
	lane = find_lane(queue, job);
	if (lane != NULL && lane->waiting >= queue->limit - queue->limit / 4) {
		return LIC_RC(LIC_E_BUSY);
	}
	if (lane == NULL) {
		lane = calloc(1, sizeof(*lane));
		if (lane == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		lane->tenant_id = job->tenant_id;
		lane->client = job->client;
		append(queue, lane);
	}
	job->next = NULL;
	if (lane->tail == NULL) {
		lane->head = job;
	} else {
		lane->tail->next = job;
	}
	lane->tail = job;
	lane->waiting++;
	queue->waiting++;
	return LIC_OK_RC;
}

/* Takes the first lane of a tenant whose next job is `alone`, or is not, out of the queue; NULL
 * when it has none. */
static struct lic_lane *take_lane(struct lic_queue *queue, int64_t tenant_id, bool alone)
{
	struct lic_lane *before = NULL;
	struct lic_lane *lane = queue->head;

	while (lane != NULL && (lane->tenant_id != tenant_id || lane->head->alone != alone)) {
		before = lane;
		lane = lane->next;
	}
	if (lane == NULL) {
		return NULL;
	}
	if (before == NULL) {
		queue->head = lane->next;
	} else {
		before->next = lane->next;
	}
	if (queue->tail == lane) {
		queue->tail = before;
	}
	return lane;
}

size_t lic_queue__take(struct lic_queue *queue, struct lic_write_job **jobs, size_t max)
{
	int64_t tenant_id = queue->head == NULL ? 0 : queue->head->tenant_id;
	bool alone = queue->head != NULL && queue->head->head->alone;
	size_t count = 0;

	while (count < (alone ? 1 : max)) {
		struct lic_lane *lane = take_lane(queue, tenant_id, alone);

		if (lane == NULL) {
			break;
		}
		jobs[count++] = lane->head;
		lane->head = lane->head->next;
		lane->waiting--;
		queue->waiting--;
		if (lane->head == NULL) {
			free(lane);
		} else {
			append(queue, lane);
		}
	}
	return count;
}
