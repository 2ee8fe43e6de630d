/*
 * The life cycle of a subscription (specification section 8): every row of the table of durations,
 * and each rule.
 */
#include "core/lifecycle.h"

#include "base/clock.h"
#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY LIC_MS_PER_DAY

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_true(lic_time_parse(text, &ms));
	return ms;
}

/* An active subscription of a year that ends on 1 June 2026. */
static struct lic_lifecycle active(enum lic_offer offer)
{
	return (struct lic_lifecycle){
		.status = LIC_SUB_ENABLED,
		.offer = offer,
		.term_months = 12,
		.starts_ms = at("2025-06-01"),
		.has_end = true,
		.ends_ms = at("2026-06-01"),
		.since_ms = at("2025-06-01"),
	};
}

static void assert_step(const struct lic_lifecycle *facts, enum lic_lifecycle_step_kind kind,
	enum lic_sub_status status, int64_t at_ms)
{
	struct lic_lifecycle_step step;

	assert_true(lic_lifecycle_next(facts, &step));
	assert_int_equal(step.kind, kind);
	assert_int_equal(step.after.status, status);
	assert_int_equal(step.at_ms, at_ms);
}

/* One row of the table of durations: days of each state after the end of the term. */
struct row {
	enum lic_offer offer; /* how it was bought */
	int term_months;      /* length of a term */
	int warning;          /* days in Warning; 0: it is skipped */
	int suspended;        /* days in Suspended; 0: it is skipped */
};

static const struct row rows[] = {
	{LIC_OFFER_STANDARD, 12, 30, 90},
	{LIC_OFFER_STANDARD, 1, 30, 90},
	{LIC_OFFER_STANDARD, 36, 30, 90},
	{LIC_OFFER_VOLUME, 12, 90, 30},
	{LIC_OFFER_ENTERPRISE, 1, 30, 90},
	{LIC_OFFER_ENTERPRISE, 12, 30, 90},
	{LIC_OFFER_ENTERPRISE, 13, 90, 90},
	{LIC_OFFER_ENTERPRISE, 36, 90, 90},
	{LIC_OFFER_VOLUME_ENTERPRISE, 12, 0, 150}, /* the service stops at once: 90 + 60 */
	{LIC_OFFER_OPEN_VALUE, 12, 30, 90},
	{LIC_OFFER_PARTNER, 12, 0, 90},
	{LIC_OFFER_TRIAL, 1, 30, 0},
};

static void test_core_lifecycle__L_01_each_row_of_the_table_of_durations(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_lifecycle facts = active(rows[i].offer);
		int64_t due = facts.ends_ms;

		facts.term_months = rows[i].term_months;
		assert_int_equal(lic_lifecycle_lasts(facts.offer, facts.term_months,
					 LIC_SUB_WARNING),
			rows[i].warning > 0);
		assert_int_equal(lic_lifecycle_lasts(facts.offer, facts.term_months,
					 LIC_SUB_SUSPENDED),
			rows[i].suspended > 0);
		assert_true(lic_lifecycle_lasts(facts.offer, facts.term_months, LIC_SUB_ENABLED));
		if (rows[i].warning > 0) {
			assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_WARNING, due);
			assert_int_equal(lic_lifecycle_at(&facts, due - 1).status, LIC_SUB_ENABLED);
			facts = lic_lifecycle_at(&facts, due);
			due += rows[i].warning * DAY;
		}
		if (rows[i].suspended > 0) {
			assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_SUSPENDED, due);
			facts = lic_lifecycle_at(&facts, due);
			due += rows[i].suspended * DAY;
		}
		assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_DELETED, due);
		facts = lic_lifecycle_at(&facts, due);
		assert_int_equal(facts.since_ms, due);
		assert_step(&facts, LIC_STEP_LAPSE, LIC_SUB_DELETED, due + LIC_LAPSE_DAYS * DAY);
	}
}

static void test_core_lifecycle__L_01_expired_starts_the_moment_the_end_passes(void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	assert_int_equal(lic_lifecycle_at(&facts, facts.ends_ms - 1).status, LIC_SUB_ENABLED);
	assert_int_equal(lic_lifecycle_at(&facts, facts.ends_ms).status, LIC_SUB_WARNING);
	assert_int_equal(lic_lifecycle_at(&facts, facts.ends_ms).since_ms, facts.ends_ms);
}

/* An end that lies in the past when it is written down starts the days then: a slip of the pen
 * deletes nothing. */
static void test_core_lifecycle__L_01_an_end_that_was_over_counts_from_when_it_is_known(
	void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	facts.since_ms = at("2027-01-01");
	assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_WARNING, at("2027-01-01"));
	assert_int_equal(lic_lifecycle_at(&facts, at("2027-01-30")).status, LIC_SUB_WARNING);
}

static void test_core_lifecycle__L_02_recurring_billing_renews_at_the_end_date(void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	facts.is_recurring = true;
	assert_step(&facts, LIC_STEP_RENEW, LIC_SUB_ENABLED, facts.ends_ms);
	facts = lic_lifecycle_at(&facts, at("2028-12-31"));
	assert_int_equal(facts.ends_ms, at("2029-06-01"));
	assert_int_equal(facts.status, LIC_SUB_ENABLED);
	/* Switched off in the middle of a term: nothing happens before the anniversary. */
	facts.is_recurring = false;
	assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_WARNING, at("2029-06-01"));
	/* A trial never renews by itself. */
	facts = active(LIC_OFFER_TRIAL);
	facts.is_recurring = true;
	assert_step(&facts, LIC_STEP_CHANGE, LIC_SUB_WARNING, facts.ends_ms);
}

static void test_core_lifecycle__L_02_months_of_the_calendar_keep_their_day(void **state)
{
	static const char *const ends[] = {"2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"};
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	facts.is_recurring = true;
	facts.term_months = 1;
	facts.starts_ms = at("2026-12-31");
	facts.ends_ms = at("2027-01-31");
	for (size_t i = 0; i < LIC_COUNT(ends); i++) {
		facts = lic_lifecycle_at(&facts, facts.ends_ms);
		assert_int_equal(facts.ends_ms, at(ends[i]));
	}
	/* Where the calendar ends, so do the terms. */
	facts.ends_ms = at("9999-12-31");
	facts = lic_lifecycle_at(&facts, facts.ends_ms);
	assert_false(facts.has_end);
	assert_int_equal(facts.status, LIC_SUB_ENABLED);
}

static void test_core_lifecycle__L_03_when_cancelling_disables_at_once(void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	assert_true(lic_lifecycle_may_cancel(&facts, at("2025-06-08")));
	assert_false(lic_lifecycle_may_cancel(&facts, at("2025-06-08T00:00:01Z")));
	assert_false(lic_lifecycle_may_cancel(&facts, at("2026-05-31")));
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-06-01")));
	facts.ends_ms = at("2027-06-01"); /* the window of the second year */
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-06-07")));
	assert_false(lic_lifecycle_may_cancel(&facts, at("2026-07-01")));
	assert_false(lic_lifecycle_may_cancel(&facts, at("2026-05-31"))); /* renewed early */
	assert_true(lic_lifecycle_may_cancel(&facts, at("2025-05-31")));  /* not begun yet */
	facts.ends_ms = at("2027-06-21"); /* an end that does not fit the start */
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-06-28")));
	assert_false(lic_lifecycle_may_cancel(&facts, at("2026-06-29")));
	facts.term_months = 1; /* by the month: always */
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-06-20")));
	facts.term_months = 12;
	facts.has_end = false;
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-07-01")));
	facts = active(LIC_OFFER_STANDARD);
	facts.status = LIC_SUB_WARNING;
	assert_true(lic_lifecycle_may_cancel(&facts, at("2026-01-01")));
}

static void test_core_lifecycle__L_05_renewing_brings_it_back_with_whole_terms(void **state)
{
	static const struct {
		enum lic_sub_status status; /* before */
		const char *now;            /* when it is renewed */
		const char *ends;           /* its end then */
	} table[] = {
		{LIC_SUB_ENABLED, "2026-05-01", "2027-06-01"},
		{LIC_SUB_WARNING, "2026-06-20", "2027-06-01"},
		{LIC_SUB_SUSPENDED, "2026-08-20", "2027-06-01"},
		{LIC_SUB_SUSPENDED, "2027-06-01", "2028-06-01"},
		{LIC_SUB_SUSPENDED, "2026-03-01", "2026-06-01"}, /* cancelled: the term goes on */
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

		facts.status = table[i].status;
		facts = lic_lifecycle_renewed(&facts, at(table[i].now));
		assert_int_equal(facts.status, LIC_SUB_ENABLED);
		assert_int_equal(facts.ends_ms, at(table[i].ends));
		assert_int_equal(facts.since_ms,
			table[i].status == LIC_SUB_ENABLED ? at("2025-06-01") : at(table[i].now));
	}
}

static void test_core_lifecycle__L_06_L_10_what_never_changes_has_no_date(void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);
	struct lic_lifecycle_step step;

	(void)state;
	facts.has_end = false;
	assert_false(lic_lifecycle_next(&facts, &step));
	facts.status = LIC_SUB_LOCKED_OUT;
	facts.has_end = true;
	assert_false(lic_lifecycle_next(&facts, &step));
	facts.status = LIC_SUB_DELETED;
	assert_true(lic_lifecycle_next(&facts, &step));
	assert_true(step.after.is_lapsed);
	assert_false(lic_lifecycle_next(&step.after, &step));
}

static void test_core_lifecycle__L_11_a_clock_that_is_put_back_changes_nothing(void **state)
{
	struct lic_lifecycle facts = active(LIC_OFFER_STANDARD);

	(void)state;
	facts = lic_lifecycle_at(&facts, at("2026-08-01"));
	assert_int_equal(facts.status, LIC_SUB_SUSPENDED);
	assert_int_equal(facts.since_ms, at("2026-07-01"));
	assert_int_equal(lic_lifecycle_at(&facts, at("2020-01-01")).status, LIC_SUB_SUSPENDED);
	/* Far ahead every state has been gone through, each at its own date. */
	facts = lic_lifecycle_at(&facts, at("2099-01-01"));
	assert_int_equal(facts.status, LIC_SUB_DELETED);
	assert_int_equal(facts.since_ms, at("2026-09-29"));
	assert_true(facts.is_lapsed);
}

static void test_core_lifecycle__channels_and_names_of_offers(void **state)
{
	static const enum lic_offer usual[LIC_CHANNEL_MAX_] = {
		[LIC_CHANNEL_DIRECT] = LIC_OFFER_STANDARD,
		[LIC_CHANNEL_PREPAID] = LIC_OFFER_STANDARD,
		[LIC_CHANNEL_RESELLER] = LIC_OFFER_PARTNER,
		[LIC_CHANNEL_VOLUME] = LIC_OFFER_VOLUME,
		[LIC_CHANNEL_SELF_SERVICE] = LIC_OFFER_STANDARD,
		[LIC_CHANNEL_TRIAL] = LIC_OFFER_TRIAL,
	};
	enum lic_offer offer = LIC_OFFER_MAX_;

	(void)state;
	for (int i = 0; i < LIC_CHANNEL_MAX_; i++) {
		assert_int_equal(lic_offer_of_channel((enum lic_channel)i), usual[i]);
	}
	for (int i = 0; i < LIC_OFFER_MAX_; i++) {
		assert_true(lic_offer_parse(lic_offer_name((enum lic_offer)i), &offer));
		assert_int_equal(offer, i);
	}
	assert_true(lic_offer_parse("openvalue", &offer));
	assert_int_equal(offer, LIC_OFFER_OPEN_VALUE);
	assert_false(lic_offer_parse("Open", &offer));
	assert_string_equal(lic_offer_name(LIC_OFFER_MAX_), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_lifecycle__L_01_each_row_of_the_table_of_durations),
		cmocka_unit_test(
			test_core_lifecycle__L_01_expired_starts_the_moment_the_end_passes),
		cmocka_unit_test(
			test_core_lifecycle__L_01_an_end_that_was_over_counts_from_when_it_is_known),
		cmocka_unit_test(
			test_core_lifecycle__L_02_recurring_billing_renews_at_the_end_date),
		cmocka_unit_test(test_core_lifecycle__L_02_months_of_the_calendar_keep_their_day),
		cmocka_unit_test(test_core_lifecycle__L_03_when_cancelling_disables_at_once),
		cmocka_unit_test(
			test_core_lifecycle__L_05_renewing_brings_it_back_with_whole_terms),
		cmocka_unit_test(test_core_lifecycle__L_06_L_10_what_never_changes_has_no_date),
		cmocka_unit_test(
			test_core_lifecycle__L_11_a_clock_that_is_put_back_changes_nothing),
		cmocka_unit_test(test_core_lifecycle__channels_and_names_of_offers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
