/*
 * Cleaning up the ledger from time to time, a piece a pass: see jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/log.h"
#include "service/audit_retention.h"

#define PAUSE_MS INT64_C(3600000)

static lic_rc look(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *slot = data;

	return lic_audit_old(ctx, &slot->key.tenant_id, &slot->is_used);
}

static lic_rc forget(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	(void)slot;
	return lic_audit_forget(ctx);
}

void lic_jobs__clean_ledger(struct lic_jobs *jobs, int64_t now_ms)
{
	struct lic_jobs__slot old = {.jobs = jobs};
	struct lic_err err = {0};
	lic_rc rc;

	if (jobs->cleaned_ms != 0 && now_ms - jobs->cleaned_ms < PAUSE_MS) {
		return;
	}
	rc = lic_jobs__read(jobs, NULL, look, &old, &err);
	if (lic_ok(rc) && old.is_used) {
		rc = lic_jobs__write(&old, forget, &err);
	} else {
		jobs->cleaned_ms = now_ms;
	}
	if (!lic_ok(rc)) {
		jobs->cleaned_ms = now_ms;
		lic_log(LIC_LOG_WARNING, "audit", "code=\"%s\" message=\"%s\"",
			lic_code_name(rc.code), err.message);
	}
}
