/*
 * Imports that are running, so that another request can ask how far they are. A small table under
 * one lock: an import is in it from the moment that the writer takes it up until its answer is
 * sent.
 */
#include "api/desk/desk_int.h"

#include "service/user_import.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 32

/* One running import. */
struct slot {
	const char *key;                     /* its client-request-id; NULL: the slot is free */
	int64_t tenant_id;                   /* whose it is */
	struct lic_import_progress progress; /* written by the writer's thread */
};

struct lic_desk {
	pthread_mutex_t lock;     /* guards key and tenant_id of every slot */
	struct slot slots[SLOTS]; /* the table */
};

struct lic_desk *lic_desk__new(void)
{
	struct lic_desk *desk = calloc(1, sizeof(*desk));

	if (desk != NULL && pthread_mutex_init(&desk->lock, NULL) != 0) {
		free(desk);
		return NULL;
	}
	return desk;
}

void lic_desk__free(struct lic_desk *desk)
{
	if (desk != NULL) {
		(void)pthread_mutex_destroy(&desk->lock);
		free(desk);
	}
}

struct lic_import_progress *lic_desk__import_begin(struct lic_desk *desk, int64_t tenant_id,
	const char *key)
{
	struct lic_import_progress *progress = NULL;

	(void)pthread_mutex_lock(&desk->lock);
	for (size_t i = 0; i < SLOTS && progress == NULL; i++) {
		struct slot *slot = &desk->slots[i];

		if (slot->key == NULL) {
			slot->key = key;
			slot->tenant_id = tenant_id;
			progress = &slot->progress;
			atomic_store(&progress->done, 0);
			atomic_store(&progress->total, 0);
		}
	}
	(void)pthread_mutex_unlock(&desk->lock);
	return progress;
}

void lic_desk__import_end(struct lic_desk *desk, const struct lic_import_progress *progress)
{
	(void)pthread_mutex_lock(&desk->lock);
	for (size_t i = 0; i < SLOTS; i++) {
		if (&desk->slots[i].progress == progress) {
			desk->slots[i].key = NULL;
		}
	}
	(void)pthread_mutex_unlock(&desk->lock);
}

bool lic_desk__import_find(struct lic_desk *desk, int64_t tenant_id, const char *key,
	size_t *ret_done, size_t *ret_total)
{
	bool found = false;

	(void)pthread_mutex_lock(&desk->lock);
	for (size_t i = 0; i < SLOTS && !found; i++) {
		struct slot *slot = &desk->slots[i];

		if (slot->key != NULL && slot->tenant_id == tenant_id &&
			strcmp(slot->key, key) == 0) {
			found = true;
			*ret_done = atomic_load(&slot->progress.done);
			*ret_total = atomic_load(&slot->progress.total);
		}
	}
	(void)pthread_mutex_unlock(&desk->lock);
	return found;
}
