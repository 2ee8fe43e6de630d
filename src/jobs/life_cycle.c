/*
 * Turning subscriptions when their time has come: see jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/life_cycle.h"

#include <inttypes.h>

#define PAGE 32
#define TIME_MS 500
#define RETRY_MS 10000

/* A page of what is due. */
struct page {
	struct lic_due after;      /* the last one of the page before */
	struct lic_due list[PAGE]; /* what is due */
	size_t count;              /* number of them */
};

static lic_rc look(struct lic_ctx *ctx, void *data)
{
	struct page *page = data;

	return lic_subscription_due(ctx, &page->after, PAGE, page->list, &page->count);
}

static lic_rc turn(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	bool has_more = false;

	LIC_TRY(lic_subscription_turn(ctx, slot->key.id, &has_more));
	slot->is_over = !has_more;
	return LIC_OK_RC;
}

/* Takes every step of one that is due; what stands in the way does not stop the others. */
static void turn_one(struct lic_jobs *jobs, const struct lic_due *due, int64_t until_ms)
{
	struct lic_jobs__slot one = {
		.jobs = jobs,
		.key = {.tenant_id = due->tenant_id, .id = due->id},
	};
	struct lic_err err = {0};
	lic_rc rc;

	do {
		rc = lic_jobs__write(&one, turn, &err);
	} while (lic_ok(rc) && !one.is_over && lic_clock_monotonic_ms() < until_ms);
	if (!lic_ok(rc)) {
		jobs->turn_retry_ms = lic_clock_monotonic_ms() + RETRY_MS;
		lic_log(LIC_LOG_WARNING, "lifecycle",
			"tenant=%" PRId64 " subscription=%" PRId64 " code=\"%s\" message=\"%s\"",
			due->tenant_id, due->id, lic_code_name(rc.code), err.message);
	}
}

void lic_jobs__turn_subscriptions(struct lic_jobs *jobs, int64_t now_ms)
{
	int64_t until_ms = now_ms + TIME_MS;
	struct page page = {.after = {.at_ms = INT64_MIN}, .count = PAGE};
	struct lic_err err = {0};

	if (now_ms < jobs->turn_retry_ms) {
		return;
	}
	while (page.count == PAGE) {
		lic_rc rc = lic_jobs__read(jobs, NULL, look, &page, &err);

		if (!lic_ok(rc)) {
			lic_log(LIC_LOG_WARNING, "lifecycle", "code=\"%s\" message=\"%s\"",
				lic_code_name(rc.code), err.message);
			return;
		}
		for (size_t i = 0; i < page.count; i++) {
			turn_one(jobs, &page.list[i], until_ms);
			page.after = page.list[i];
			if (lic_clock_monotonic_ms() >= until_ms) {
				lic_jobs_nudge(jobs);
				return;
			}
		}
	}
}
