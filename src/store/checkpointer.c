/*
 * See checkpointer.h.
 */
#include "store/checkpointer.h"

#include "store/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* Rarely enough that a lone client's commits seldom meet it, often enough that the log stays small.
 */
#define PAUSE_MS 200

struct lic_checkpointer {
	struct lic_db *db;            /* its connection */
	pthread_t thread;             /* its thread */
	pthread_mutex_t lock;         /* guards `ending` */
	pthread_cond_t wake;          /* signalled at the end */
	bool ending;                  /* nothing will be committed any more */
	atomic_uint_fast64_t commits; /* noted so far */
};

static void end_of_pause(struct timespec *ret_time)
{
	(void)clock_gettime(CLOCK_REALTIME, ret_time);
	ret_time->tv_nsec += PAUSE_MS * 1000000L;
	if (ret_time->tv_nsec >= 1000000000L) {
		ret_time->tv_nsec -= 1000000000L;
		ret_time->tv_sec++;
	}
}

/* Waits for a pause's length; false means the end. */
static bool pause_once(struct lic_checkpointer *checkpointer)
{
	struct timespec until;
	int code = 0;
	bool goes_on = false;

	end_of_pause(&until);
	(void)pthread_mutex_lock(&checkpointer->lock);
	while (!checkpointer->ending && code == 0) {
		code = pthread_cond_timedwait(&checkpointer->wake, &checkpointer->lock, &until);
	}
	goes_on = !checkpointer->ending;
	(void)pthread_mutex_unlock(&checkpointer->lock);
	return goes_on;
}

static void *checkpointer_main(void *data)
{
	struct lic_checkpointer *checkpointer = data;
	uint_fast64_t seen = 0;

	while (pause_once(checkpointer)) {
		uint_fast64_t commits = atomic_load(&checkpointer->commits);

		if (commits != seen) {
			seen = commits;
			/* When it fails the log grows; a commit that finds no room for that says
			 * so. */
			lic_rc_ignore(lic_db_checkpoint(checkpointer->db));
		}
	}
	return NULL;
}

lic_rc lic_checkpointer__new(const char *url, struct lic_err *err,
	struct lic_checkpointer **ret_checkpointer)
{
	struct lic_checkpointer *checkpointer = calloc(1, sizeof(*checkpointer));
	lic_rc rc;

	if (checkpointer == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_db_open(url, LIC_DB_WRITE, err, &checkpointer->db);
	if (!lic_ok(rc)) {
		free(checkpointer);
		return rc;
	}
	atomic_init(&checkpointer->commits, 0);
	(void)pthread_mutex_init(&checkpointer->lock, NULL);
	(void)pthread_cond_init(&checkpointer->wake, NULL);
	if (pthread_create(&checkpointer->thread, NULL, checkpointer_main, checkpointer) != 0) {
		(void)pthread_mutex_destroy(&checkpointer->lock);
		(void)pthread_cond_destroy(&checkpointer->wake);
		lic_db_close(checkpointer->db);
		free(checkpointer);
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"no thread can be started: too many processes");
	}
	*ret_checkpointer = checkpointer;
	return LIC_OK_RC;
}

void lic_checkpointer__note(struct lic_checkpointer *checkpointer)
{
	if (checkpointer != NULL) {
		(void)atomic_fetch_add(&checkpointer->commits, 1);
	}
}

void lic_checkpointer__free(struct lic_checkpointer *checkpointer)
{
	if (checkpointer == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&checkpointer->lock);
	checkpointer->ending = true;
	(void)pthread_cond_signal(&checkpointer->wake);
	(void)pthread_mutex_unlock(&checkpointer->lock);
	(void)pthread_join(checkpointer->thread, NULL);
	(void)pthread_mutex_destroy(&checkpointer->lock);
	(void)pthread_cond_destroy(&checkpointer->wake);
	lic_db_close(checkpointer->db);
	free(checkpointer);
}
