/*
 * What keeps jobs from going on, for whoever asks how far they are: see jobs.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"

#include <string.h>

/* Words for a failure whose own name hosts or files. */
static const char reserved[] =
	"The database cannot be written now. The log of the server says why.";

void lic_jobs__note_trouble(struct lic_jobs__slot *slot, int64_t pause_ms,
	const struct lic_err *err)
{
	struct lic_jobs *jobs = slot->jobs;
	struct lic_jobs__note *note = &jobs->notes[slot - jobs->slots];
	int64_t now_ms = lic_clock_now_ms();
	bool is_public = err->public_code != NULL;

	(void)pthread_mutex_lock(&jobs->lock);
	if (note->id != slot->key.id || note->tenant_id != slot->key.tenant_id) {
		*note = (struct lic_jobs__note){slot->key.tenant_id, slot->key.id,
			{.since_ms = now_ms}};
	}
	note->trouble.next_ms = now_ms + pause_ms;
	memcpy(note->trouble.message, is_public ? err->message : reserved,
		is_public ? sizeof(err->message) : sizeof(reserved));
	(void)pthread_mutex_unlock(&jobs->lock);
}

void lic_jobs__end_trouble(struct lic_jobs__slot *slot)
{
	struct lic_jobs *jobs = slot->jobs;

	(void)pthread_mutex_lock(&jobs->lock);
	jobs->notes[slot - jobs->slots].id = 0;
	(void)pthread_mutex_unlock(&jobs->lock);
}

bool lic_jobs_trouble(struct lic_jobs *jobs, int64_t tenant_id, int64_t id,
	struct lic_jobs_trouble *ret_trouble)
{
	bool found = false;

	(void)pthread_mutex_lock(&jobs->lock);
	for (size_t i = 0; i < LIC_JOBS_SLOTS && !found; i++) {
		const struct lic_jobs__note *note = &jobs->notes[i];

		found = id != 0 && note->id == id && note->tenant_id == tenant_id;
		if (found) {
			*ret_trouble = note->trouble;
		}
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return found;
}
