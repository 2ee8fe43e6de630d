/*
 * Threads for slow work: see slow_int.h.
 */
#include "api/slow_int.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct lic_slow {
	pthread_mutex_t lock;                    /* guards what follows but the threads */
	pthread_cond_t wake;                     /* there is work, or an end */
	struct lic_slow_job *head;               /* what waits, the oldest first */
	struct lic_slow_job **tail;              /* where the next one goes */
	unsigned waiting;                        /* jobs that wait */
	bool is_ending;                          /* nothing more comes */
	pthread_t threads[LIC_SLOW_THREADS_MAX]; /* running */
	unsigned count;                          /* number of threads */
};

/* Takes the oldest job out, waiting for one; NULL when there is none and none will come. */
static struct lic_slow_job *take(struct lic_slow *slow)
{
	struct lic_slow_job *job = NULL;

	(void)pthread_mutex_lock(&slow->lock);
	while (slow->head == NULL && !slow->is_ending) {
		(void)pthread_cond_wait(&slow->wake, &slow->lock);
	}
	job = slow->head;
	if (job != NULL) {
		slow->head = job->next;
		if (slow->head == NULL) {
			slow->tail = &slow->head;
		}
		slow->waiting--;
	}
	(void)pthread_mutex_unlock(&slow->lock);
	return job;
}

static void *work(void *data)
{
	struct lic_slow *slow = data;

	for (struct lic_slow_job *job = take(slow); job != NULL; job = take(slow)) {
		job->run(job);
	}
	return NULL;
}

lic_rc lic_slow_new(unsigned threads, struct lic_err *err, struct lic_slow **ret_slow)
{
	struct lic_slow *slow = calloc(1, sizeof(*slow));

	if (slow == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	slow->tail = &slow->head;
	(void)pthread_mutex_init(&slow->lock, NULL);
	(void)pthread_cond_init(&slow->wake, NULL);
	while (slow->count < threads) {
		if (pthread_create(&slow->threads[slow->count], NULL, work, slow) != 0) {
			lic_slow_free(slow);
			return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
				"no thread can be started: too many processes");
		}
		slow->count++;
	}
	*ret_slow = slow;
	return LIC_OK_RC;
}

void lic_slow_free(struct lic_slow *slow)
{
	if (slow == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&slow->lock);
	slow->is_ending = true;
	(void)pthread_cond_broadcast(&slow->wake);
	(void)pthread_mutex_unlock(&slow->lock);
	for (unsigned i = 0; i < slow->count; i++) {
		(void)pthread_join(slow->threads[i], NULL);
	}
	(void)pthread_cond_destroy(&slow->wake);
	(void)pthread_mutex_destroy(&slow->lock);
	free(slow);
}

lic_rc lic_slow_submit(struct lic_slow *slow, struct lic_slow_job *job)
{
	bool is_taken = false;

	job->next = NULL;
	(void)pthread_mutex_lock(&slow->lock);
	is_taken = slow->waiting < LIC_SLOW_WAITING_MAX && !slow->is_ending;
	if (is_taken) {
		*slow->tail = job;
		slow->tail = &job->next;
		slow->waiting++;
		(void)pthread_cond_signal(&slow->wake);
	}
	(void)pthread_mutex_unlock(&slow->lock);
	return is_taken ? LIC_OK_RC : LIC_RC(LIC_E_BUSY);
}
