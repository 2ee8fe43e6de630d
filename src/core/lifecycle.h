/*
 * The life cycle of a subscription (specification section 8): what becomes of it by itself, and
 * when. Facts and the time go in, the next state comes out.
 *
 * A step leads from one state to the next and has a date of its own: whoever comes late takes the
 * steps in order, each with its date. Time alone never leads back: a clock that is put back finds
 * nothing to do (L-11).
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_LIFECYCLE_H
#define LIC_CORE_LIFECYCLE_H

#include "core/seats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_TERM_MONTHS_MAX 120
#define LIC_TERM_MONTHS_USUAL 12
#define LIC_TERM_TEXT_BYTES 16

/* Days after which the licences of a product go, when its last subscription was deleted: with the
 * 90 days of Disabled the 180 of L-06. */
#define LIC_LAPSE_DAYS 90

/* Days after the start of a term in which a subscription can be cancelled at once (L-03). */
#define LIC_CANCEL_DAYS 7

/* Days that R-11 gives for clearing what a smaller renewal left too much. */
#define LIC_CLEAR_DAYS 90

/* How a subscription was bought, as far as it decides how long its states last. Stored as these
 * numbers: new ones are added at the end. */
enum lic_offer {
	LIC_OFFER_BY_CHANNEL = 0,        /* whatever its purchase channel usually is */
	LIC_OFFER_STANDARD = 1,          /* most offers, and Microsoft Open */
	LIC_OFFER_VOLUME = 2,            /* volume licensing, except Open */
	LIC_OFFER_ENTERPRISE = 3,        /* enterprise agreement */
	LIC_OFFER_VOLUME_ENTERPRISE = 4, /* volume enterprise */
	LIC_OFFER_OPEN_VALUE = 5,        /* Open Value */
	LIC_OFFER_PARTNER = 6,           /* by a partner, CSP */
	LIC_OFFER_TRIAL = 7,             /* a trial */
	LIC_OFFER_MAX_
};

/* How long the states after the end of the term last. A row of the table of section 8. */
struct lic_lifecycle_days {
	enum lic_offer offer; /* how it was bought */
	int min_term_months;  /* for terms of so many months, or more */
	int grace;            /* days of Expired */
	int disabled;         /* days of Disabled */
	bool serves_in_grace; /* users keep working in the days of grace; otherwise these are spent
				 in Disabled, before its own */
};

/* What is known of a subscription. Times are milliseconds UTC. */
struct lic_lifecycle {
	enum lic_sub_status status; /* its state */
	enum lic_offer offer;       /* how it was bought, never LIC_OFFER_BY_CHANNEL */
	bool is_recurring;          /* it renews by itself */
	int term_months;            /* length of a term, 1 to LIC_TERM_MONTHS_MAX */
	int64_t starts_ms;          /* first day */
	bool has_end;               /* whether it has an end */
	int64_t ends_ms;            /* when the term ends */
	int64_t since_ms;           /* when this state began */
	bool is_lapsed; /* Deleted, and what depended on it has gone: nothing is left to do */
};

/* What a step is. */
enum lic_lifecycle_step_kind {
	LIC_STEP_RENEW,  /* the next term begins (L-02) */
	LIC_STEP_CHANGE, /* another state begins */
	LIC_STEP_LAPSE   /* what depended on a deleted one goes (L-06) */
};

/* The next thing that happens by itself. */
struct lic_lifecycle_step {
	enum lic_lifecycle_step_kind kind; /* what it is */
	int64_t at_ms;                     /* when it is due */
	struct lic_lifecycle after;        /* the subscription then */
};

/*
 * Tells how long the states of a subscription last that was bought by `offer` for terms of
 * `term_months`. Returns static data.
 */
const struct lic_lifecycle_days *lic_lifecycle_days(enum lic_offer offer, int term_months);

/*
 * Tells whether `status` lasts at all, for a subscription that was bought by `offer` for terms of
 * `term_months`: a trial is never Suspended, and not every offer has days of grace.
 */
bool lic_lifecycle_lasts(enum lic_offer offer, int term_months, enum lic_sub_status status);

/*
 * Tells what happens to a subscription in the state of `facts` next, whenever that is (L-01 to
 * L-06, L-10). Returns true and sets `*ret_step`; false, leaving it alone, when nothing ever
 * happens by itself.
 */
bool lic_lifecycle_next(const struct lic_lifecycle *facts, struct lic_lifecycle_step *ret_step);

/*
 * Tells in which state the subscription of `facts` is at `now_ms`: every step that is due by then
 * has been taken. `facts` in the future of `now_ms` stay as they are.
 */
struct lic_lifecycle lic_lifecycle_at(const struct lic_lifecycle *facts, int64_t now_ms);

/*
 * Tells what renewing the subscription of `facts` at `now_ms` makes of it: Enabled, with an end
 * that lies after `now_ms` by whole terms (L-05). An active one gets one term more.
 */
struct lic_lifecycle lic_lifecycle_renewed(const struct lic_lifecycle *facts, int64_t now_ms);

/*
 * Tells whether the subscription of `facts` can be cancelled at `now_ms` so that it is Disabled the
 * same day (L-03): one by the month, one without an end, one whose term began at most
 * LIC_CANCEL_DAYS ago, and one whose term is over.
 */
bool lic_lifecycle_may_cancel(const struct lic_lifecycle *facts, int64_t now_ms);

/*
 * Tells which offer `channel` usually is.
 */
enum lic_offer lic_offer_of_channel(enum lic_channel channel);

/*
 * Names `offer`, for example "OpenValue".
 * Returns static text.
 */
const char *lic_offer_name(enum lic_offer offer);

/*
 * Finds the offer called `name` (any case).
 * Returns true and sets `*ret_offer`; false, leaving it alone, when there is none.
 */
bool lic_offer_parse(const char *name, enum lic_offer *ret_offer);

/*
 * Writes a term of `months` (1 to LIC_TERM_MONTHS_MAX) in ISO 8601: "P1M", "P1Y". `ret_text` has
 * LIC_TERM_TEXT_BYTES bytes.
 */
void lic_term_format(int months, char ret_text[LIC_TERM_TEXT_BYTES]);

/*
 * Parses `text` as a term in months or years, in ISO 8601: "P1M", "P12M", "P3Y".
 * Returns true and sets `*ret_months`, 1 to LIC_TERM_MONTHS_MAX; false, leaving it alone, for
 * anything else.
 */
bool lic_term_parse(const char *text, int *ret_months);

#endif
