/*
 * Pages of delta queries being made. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DELTA_PAGE_INT_H
#define LIC_SERVICE_DELTA_PAGE_INT_H

#include "service/delta.h"

/* A page being made. */
struct lic_delta_work {
	struct lic_ctx *ctx;                 /* of the request */
	const struct lic_delta_query *query; /* what is asked for */
	struct lic_delta_round *round;       /* moved on as the page fills */
	struct lic_delta_page page;          /* what is there so far */
};

/*
 * Makes room for the page of `work`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_delta__start(struct lic_delta_work *work);

/*
 * Tells whether another object has room on the page of `work`.
 */
bool lic_delta__has_room(const struct lic_delta_work *work);

/*
 * Adds the live `user` to the page of `work`, of whom everything is told.
 */
void lic_delta__add_user(struct lic_delta_work *work, const struct lic_user *user);

/*
 * Adds the live `group` to the page of `work`, of which everything is told. Returns what
 * was added, in the arena of the request.
 */
struct lic_delta_entry *lic_delta__add_group(struct lic_delta_work *work,
	const struct lic_group *group);

/*
 * Adds the object with key `id` to the page of `work`, if it is one that is asked for, with the
 * properties in `changed`; `gone` is its id when it is not there any more, NULL: such a one is
 * passed over. `*ret_entry` is what was added, or NULL. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta__add(struct lic_delta_work *work, int64_t id, uint64_t changed,
	const struct lic_guid *gone, struct lic_delta_entry **ret_entry);

/*
 * Adds `member` to the live group `entry` on the page of `work`, which must have room.
 */
void lic_delta__add_member(struct lic_delta_work *work, struct lic_delta_entry *entry,
	const struct lic_delta_member *member);

/*
 * Tells what of the object with key `id` changed since the round of `work` began, as bits of what
 * is asked for, into `*ret_changed`; the first stamp of those into `*ret_first` (INT64_MAX: none),
 * and its id, when it is kept, into `ret_guid`, with `*ret_is_kept`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta__changed(struct lic_delta_work *work, int64_t id,
	uint64_t *ret_changed, int64_t *ret_first, struct lic_guid *ret_guid, bool *ret_is_kept);

#endif
