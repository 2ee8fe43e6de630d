/*
 * Having the engine look at what the jobs wrote, while they write: see jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/log.h"

#define PAUSE_MS 1000
#define RETRY_MS INT64_C(3600000)

static lic_rc survey(struct lic_db *db, struct lic_err *err)
{
	lic_rc rc;

	LIC_TRY(lic_db_begin(db, LIC_TX_READ, err));
	rc = lic_db_survey_grown(db);
	if (!lic_ok(rc)) {
		lic_db_rollback(db);
		return rc;
	}
	return lic_db_commit(db);
}

void lic_jobs__survey(struct lic_jobs *jobs, int64_t now_ms)
{
	struct lic_err err = {0};
	lic_rc rc;

	if (now_ms < jobs->survey_ms) {
		return;
	}
	rc = survey(jobs->db, &err);
	if (!lic_ok(rc)) {
		lic_log(LIC_LOG_WARNING, "survey", "code=\"%s\" message=\"%s\"",
			lic_code_name(rc.code), err.message);
	}
	jobs->survey_ms = now_ms + (lic_ok(rc) ? PAUSE_MS : RETRY_MS);
}
