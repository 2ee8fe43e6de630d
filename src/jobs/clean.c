/*
 * Removing what is too old, from time to time and a piece a pass: see jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/audit_retention.h"
#include "service/idempotency.h"
#include "service/petitions.h"

#define PAUSE_MS INT64_C(3600000)

/* Finds a job that is old enough to go. */
static lic_rc find_job(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *old = data;

	return lic_bulk_old(ctx, ctx->now_ms - LIC_BULK_KEPT_DAYS * LIC_MS_PER_DAY, &old->key,
		&old->is_used);
}

static lic_rc remove_job(struct lic_ctx *ctx, struct lic_jobs__slot *old)
{
	bool is_over = false;

	return lic_bulk_clean(ctx, &old->key, false, &is_over);
}

/* Finds an organisation with answers to repeated requests that are old. */
static lic_rc find_answers(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *old = data;

	return lic_once_old(ctx, &old->key.tenant_id, &old->is_used);
}

static lic_rc remove_answers(struct lic_ctx *ctx, struct lic_jobs__slot *old)
{
	(void)old;
	return lic_once_forget(ctx);
}

/* Finds an organisation with entries of the ledger that are old. */
static lic_rc find_entries(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *old = data;

	return lic_audit_old(ctx, &old->key.tenant_id, &old->is_used);
}

static lic_rc remove_entries(struct lic_ctx *ctx, struct lic_jobs__slot *old)
{
	(void)old;
	return lic_audit_forget(ctx);
}

/* Finds an organisation with licence requests that were decided long ago. */
static lic_rc find_petitions(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *old = data;

	return lic_petition_old(ctx, &old->key.tenant_id, &old->is_used);
}

static lic_rc remove_petitions(struct lic_ctx *ctx, struct lic_jobs__slot *old)
{
	(void)old;
	return lic_petition_forget(ctx);
}

/* A kind of things that become too old. */
struct kind {
	const char *area;         /* for the log */
	lic_jobs__look *find;     /* sets the key of a slot, and is_used when there is something */
	lic_jobs__change *remove; /* removes a part of what was found there */
};

static const struct kind kinds[] = {
	{"bulk", find_job, remove_job},
	{"answers", find_answers, remove_answers},
	{"audit", find_entries, remove_entries},
	{"requests", find_petitions, remove_petitions},
};

_Static_assert(LIC_COUNT(kinds) == LIC_JOBS_CLEANINGS, "each has a time");

/* Removes a part of what is too old of one kind; tells whether there was any. */
static lic_rc clean_one(struct lic_jobs *jobs, size_t kind, bool *ret_any, struct lic_err *err)
{
	struct lic_jobs__slot old = {.jobs = jobs};

	LIC_TRY(lic_jobs__read(jobs, NULL, kinds[kind].find, &old, err));
	*ret_any = old.is_used;
	return old.is_used ? lic_jobs__write(&old, kinds[kind].remove, err) : LIC_OK_RC;
}

void lic_jobs__clean(struct lic_jobs *jobs, int64_t now_ms)
{
	for (size_t i = 0; i < LIC_COUNT(kinds); i++) {
		struct lic_err err = {0};
		bool any = false;
		lic_rc rc;

		if (jobs->cleaned_ms[i] != 0 && now_ms - jobs->cleaned_ms[i] < PAUSE_MS) {
			continue;
		}
		rc = clean_one(jobs, i, &any, &err);
		if (!lic_ok(rc)) {
			lic_log(LIC_LOG_WARNING, kinds[i].area, "code=\"%s\" message=\"%s\"",
				lic_code_name(rc.code), err.message);
		}
		if (!lic_ok(rc) || !any) {
			jobs->cleaned_ms[i] = now_ms;
		}
	}
}
