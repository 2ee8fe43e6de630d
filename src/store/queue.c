/*
 * Waiting jobs: see queue.h. Lanes are few (as many as clients have something waiting), so they are
 * looked for one by one.
 */
#include "store/queue.h"

#include <stdlib.h>

/* What one client waits for. Never empty while it is in the ring. */
struct lic_lane {
	int64_t tenant_id;          /* whose data */
	int64_t client;             /* who asked */
	struct lic_write_job *head; /* first job */
	struct lic_write_job *tail; /* last job */
	unsigned waiting;           /* number of jobs */
	struct lic_lane *next;      /* next in the ring */
};

static struct lic_lane *find_lane(const struct lic_queue *queue, const struct lic_write_job *job)
{
	struct lic_lane *lane = queue->last;

	if (lane == NULL) {
		return NULL;
	}
	do {
		if (lane->tenant_id == job->tenant_id && lane->client == job->client) {
			return lane;
		}
		lane = lane->next;
	} while (lane != queue->last);
	return NULL;
}

/* Adds an empty lane at the end of the ring. */
static struct lic_lane *add_lane(struct lic_queue *queue, const struct lic_write_job *job)
{
	struct lic_lane *lane = calloc(1, sizeof(*lane));

	if (lane == NULL) {
		return NULL;
	}
	lane->tenant_id = job->tenant_id;
	lane->client = job->client;
	lane->next = lane;
	if (queue->last != NULL) {
		lane->next = queue->last->next;
		queue->last->next = lane;
	}
	queue->last = lane;
	return lane;
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
		lane = add_lane(queue, job);
	}
	if (lane == NULL) {
		return LIC_RC(LIC_E_NOMEM);
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

/* Takes the first job of the lane behind `before`; a lane that is empty then leaves the ring. */
static struct lic_write_job *take_behind(struct lic_queue *queue, struct lic_lane *before)
{
	struct lic_lane *lane = before->next;
	struct lic_write_job *job = lane->head;

	lane->head = job->next;
	lane->waiting--;
	queue->waiting--;
	if (lane->head == NULL) {
		before->next = lane->next;
		if (queue->last == lane) {
			queue->last = before == lane ? NULL : before;
		}
		free(lane);
	}
	return job;
}

size_t lic_queue__take(struct lic_queue *queue, struct lic_write_job **jobs, size_t max)
{
	struct lic_lane *before = queue->last;
	size_t count = 0;
	size_t passed = 0; /* lanes of other tenants since the last job */
	int64_t tenant_id = before == NULL ? 0 : before->next->tenant_id;

	while (queue->last != NULL && count < max && passed <= queue->waiting) {
		struct lic_lane *lane = before->next;
		bool stays = lane->waiting > 1;

		if (lane->tenant_id != tenant_id) {
			before = lane;
			passed++;
			continue;
		}
		jobs[count++] = take_behind(queue, before);
		passed = 0;
		if (stays) {
			before = lane;
		}
	}
	/* The next batch begins behind the last lane served; another tenant's first if one waits.
	 */
	if (queue->last != NULL) {
		queue->last = before;
		for (unsigned i = 0;
			i < queue->waiting && queue->last->next->tenant_id == tenant_id; i++) {
			queue->last = queue->last->next;
		}
	}
	return count;
}
