/*
 * The life cycle: see lifecycle.h.
 */
#include "core/lifecycle.h"

#include "base/clock.h"
#include "base/rc.h"
#include "base/text.h"

#include <stdio.h>

static const char *const offer_names[LIC_OFFER_MAX_] = {
	[LIC_OFFER_BY_CHANNEL] = "ByChannel",
	[LIC_OFFER_STANDARD] = "Standard",
	[LIC_OFFER_VOLUME] = "Volume",
	[LIC_OFFER_ENTERPRISE] = "Enterprise",
	[LIC_OFFER_VOLUME_ENTERPRISE] = "VolumeEnterprise",
	[LIC_OFFER_OPEN_VALUE] = "OpenValue",
	[LIC_OFFER_PARTNER] = "Partner",
	[LIC_OFFER_TRIAL] = "Trial",
};

/* Durations of section 8. Of an offer's rows the last one counts whose term is long enough. */
static const struct lic_lifecycle_days durations[] = {
	{LIC_OFFER_STANDARD, 0, 30, 90, true},
	{LIC_OFFER_VOLUME, 0, 90, 30, true},
	{LIC_OFFER_ENTERPRISE, 0, 30, 90, true},
	{LIC_OFFER_ENTERPRISE, 13, 90, 90, true},
	{LIC_OFFER_VOLUME_ENTERPRISE, 0, 90, 60, false},
	{LIC_OFFER_OPEN_VALUE, 0, 30, 90, true},
	{LIC_OFFER_PARTNER, 0, 0, 90, true},
	{LIC_OFFER_TRIAL, 0, 30, 0, true},
};

const struct lic_lifecycle_days *lic_lifecycle_days(enum lic_offer offer, int term_months)
{
	const struct lic_lifecycle_days *found = &durations[0];

	for (size_t i = 0; i < LIC_COUNT(durations); i++) {
		if (durations[i].offer == offer && durations[i].min_term_months <= term_months) {
			found = &durations[i];
		}
	}
	return found;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Days for which the service is off before everything is deleted. */
static int days_off(const struct lic_lifecycle_days *days)
{
	return days->disabled + (days->serves_in_grace ? 0 : days->grace);
}

bool lic_lifecycle_lasts(enum lic_offer offer, int term_months, enum lic_sub_status status)
{
	const struct lic_lifecycle_days *days = lic_lifecycle_days(offer, term_months);

	if (status == LIC_SUB_WARNING) {
		return days->serves_in_grace && days->grace > 0;
	}
	return status != LIC_SUB_SUSPENDED || days_off(days) > 0;
}

/* The state that follows the end of the term (L-01), or that of grace. */
static enum lic_sub_status after_service(const struct lic_lifecycle_days *days, bool had_grace)
{
	if (!had_grace && days->serves_in_grace && days->grace > 0) {
		return LIC_SUB_WARNING;
	}
	return days_off(days) > 0 ? LIC_SUB_SUSPENDED : LIC_SUB_DELETED;
}

static bool change(const struct lic_lifecycle *facts, int64_t at_ms, enum lic_sub_status status,
	struct lic_lifecycle_step *ret_step)
{
	*ret_step = (struct lic_lifecycle_step){LIC_STEP_CHANGE, at_ms, *facts};
	ret_step->after.status = status;
	ret_step->after.since_ms = at_ms;
	return true;
}

/* Begins the next term: its end moves on by a term, or is none where the calendar ends. */
static void add_term(struct lic_lifecycle *facts)
{
	facts->ends_ms = lic_time_add_months(facts->ends_ms, facts->term_months, facts->starts_ms);
	facts->has_end = facts->ends_ms <= LIC_TIME_MAX_MS;
}

/* L-01, L-02: a term that was over before anybody knew ends when that became known. */
static bool end_of_term(const struct lic_lifecycle *facts, const struct lic_lifecycle_days *days,
	struct lic_lifecycle_step *ret_step)
{
	int64_t at_ms = later(facts->ends_ms, facts->since_ms);

	if (!facts->has_end) {
		return false;
	}
	if (!facts->is_recurring || facts->offer == LIC_OFFER_TRIAL) {
		return change(facts, at_ms, after_service(days, false), ret_step);
	}
	*ret_step = (struct lic_lifecycle_step){LIC_STEP_RENEW, at_ms, *facts};
	add_term(&ret_step->after);
	return true;
}

bool lic_lifecycle_next(const struct lic_lifecycle *facts, struct lic_lifecycle_step *ret_step)
{
	const struct lic_lifecycle_days *days =
		lic_lifecycle_days(facts->offer, facts->term_months);

	switch (facts->status) {
	case LIC_SUB_ENABLED:
		return end_of_term(facts, days, ret_step);
	case LIC_SUB_WARNING:
		return change(facts, facts->since_ms + days->grace * LIC_MS_PER_DAY,
			after_service(days, true), ret_step);
	case LIC_SUB_SUSPENDED:
		return change(facts, facts->since_ms + days_off(days) * LIC_MS_PER_DAY,
			LIC_SUB_DELETED, ret_step);
	case LIC_SUB_DELETED:
		if (facts->is_lapsed) {
			return false;
		}
		*ret_step = (struct lic_lifecycle_step){LIC_STEP_LAPSE,
			facts->since_ms + LIC_LAPSE_DAYS * LIC_MS_PER_DAY, *facts};
		ret_step->after.is_lapsed = true;
		return true;
	case LIC_SUB_LOCKED_OUT: /* only whoever closed it opens it again */
	case LIC_SUB_STATUS_MAX_:
		break;
	}
	return false;
}

struct lic_lifecycle lic_lifecycle_at(const struct lic_lifecycle *facts, int64_t now_ms)
{
	struct lic_lifecycle now = *facts;
	struct lic_lifecycle_step step;

	while (lic_lifecycle_next(&now, &step) && step.at_ms <= now_ms) {
		now = step.after;
	}
	return now;
}

struct lic_lifecycle lic_lifecycle_renewed(const struct lic_lifecycle *facts, int64_t now_ms)
{
	struct lic_lifecycle after = *facts;

	if (after.status != LIC_SUB_ENABLED) {
		after.status = LIC_SUB_ENABLED;
		after.since_ms = now_ms;
	} else if (after.has_end) {
		add_term(&after);
	}
	while (after.has_end && after.ends_ms <= now_ms) {
		add_term(&after);
	}
	return after;
}

/* Tells when the term that ends at ends_ms began. */
static int64_t term_start(const struct lic_lifecycle *facts)
{
	return later(facts->starts_ms,
		lic_time_add_months(facts->ends_ms, -facts->term_months, facts->starts_ms));
}

bool lic_lifecycle_may_cancel(const struct lic_lifecycle *facts, int64_t now_ms)
{
	int64_t start_ms = 0;

	if (facts->status != LIC_SUB_ENABLED || !facts->has_end || facts->ends_ms <= now_ms ||
		facts->term_months == 1 || facts->starts_ms > now_ms) {
		return true;
	}
	/* A term that was renewed before its time has not begun: the one before goes on. */
	start_ms = term_start(facts);
	return start_ms <= now_ms && now_ms <= start_ms + LIC_CANCEL_DAYS * LIC_MS_PER_DAY;
}

enum lic_offer lic_offer_of_channel(enum lic_channel channel)
{
	switch (channel) {
	case LIC_CHANNEL_RESELLER:
		return LIC_OFFER_PARTNER;
	case LIC_CHANNEL_VOLUME:
		return LIC_OFFER_VOLUME;
	case LIC_CHANNEL_TRIAL:
		return LIC_OFFER_TRIAL;
	case LIC_CHANNEL_DIRECT:
	case LIC_CHANNEL_PREPAID:
	case LIC_CHANNEL_SELF_SERVICE:
	case LIC_CHANNEL_MAX_:
		break;
	}
	return LIC_OFFER_STANDARD;
}

const char *lic_offer_name(enum lic_offer offer)
{
	return (size_t)offer < LIC_COUNT(offer_names) ? offer_names[offer] : "unknown";
}

bool lic_offer_parse(const char *name, enum lic_offer *ret_offer)
{
	for (size_t i = 0; i < LIC_COUNT(offer_names); i++) {
		if (lic_text_equal_nocase(offer_names[i], name)) {
			*ret_offer = (enum lic_offer)i;
			return true;
		}
	}
	return false;
}

void lic_term_format(int months, char ret_text[LIC_TERM_TEXT_BYTES])
{
	bool is_years = months % LIC_MONTHS_PER_YEAR == 0;

	(void)snprintf(ret_text, LIC_TERM_TEXT_BYTES, "P%d%c",
		is_years ? months / LIC_MONTHS_PER_YEAR : months, is_years ? 'Y' : 'M');
}

bool lic_term_parse(const char *text, int *ret_months)
{
	const char *at = text;
	int number = 0;

	if (*at++ != 'P') {
		return false;
	}
	for (; *at >= '0' && *at <= '9' && number <= LIC_TERM_MONTHS_MAX; at++) {
		number = number * 10 + (*at - '0');
	}
	if (*at == 'Y') {
		number *= LIC_MONTHS_PER_YEAR;
	} else if (*at != 'M') {
		return false;
	}
	if (at[1] != '\0' || number < 1 || number > LIC_TERM_MONTHS_MAX) {
		return false;
	}
	*ret_months = number;
	return true;
}
