/*
 * What the files share that decide for people in the world as it would be. Private to world*.c.
 *
 * Threading: as world_int.h.
 */
#ifndef LIC_SERVICE_WORLD_TURN_INT_H
#define LIC_SERVICE_WORLD_TURN_INT_H

#include "service/world_int.h"

/* Somebody, with all that is known before he is decided on. In the scratch arena. */
struct lic_world__subject {
	struct lic_user user;   /* who */
	struct lic_facts facts; /* what is known; its paths are as they would be by now */
	struct lic_membership *memberships; /* what his groups give */
	int64_t *since_ms;                  /* since when he is in each */
	size_t membership_count;            /* number of groups */
	bool is_live;                       /* he is there, and not deleted */
};

/* A place in the line for a SKU, stored or not. */
struct lic_world__cursor {
	int64_t rank;                  /* smaller comes first */
	struct lic_world__place place; /* which */
};

/*
 * Finds what is kept in `world` of the user with key `user_id`.
 * Returns it, borrowed, or NULL when nothing is.
 */
struct lic_world__kept *lic_world__find_kept(const struct lic_world *world, int64_t user_id);

/*
 * Empties the scratch arena of `world`, and reads everything about the user with key `user_id` into
 * it: `*ret_subject`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__read_subject(struct lic_world *world, int64_t user_id,
	struct lic_world__subject *ret_subject);

/*
 * Has `subject` of `world` know whether somebody else has his address: what brings a mailbox asks.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__read_mail_holder(struct lic_world *world,
	struct lic_world__subject *subject);

/*
 * Decides what `subject` of `world` inherits: `*ret_decision`, in the scratch arena. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_world__settle_subject(struct lic_world *world,
	const struct lic_world__subject *subject, struct lic_decision *ret_decision);

/*
 * Copies the `count` `paths` to where they last as long as `world`: `*ret_copy`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_world__copy_paths(struct lic_world *world, const struct lic_path *paths,
	size_t count, struct lic_path **ret_copy);

/*
 * Notes in `world` that somebody in the line for the SKU with index `sku` is not known of; it is
 * told when that counts.
 */
void lic_world__cut_line(struct lic_world *world, uint32_t sku);

/*
 * Tells whether lic_world__cut_line() was called in `world` for the SKU with index `sku`.
 */
bool lic_world__is_line_cut(const struct lic_world *world, uint32_t sku);

/*
 * Puts what `subject` of `world` got no seat for by `decision` into the lines, as the real thing
 * does (D-08).
 */
void lic_world__join_lines(struct lic_world *world, const struct lic_world__subject *subject,
	const struct lic_decision *decision);

/*
 * Moves `cursor` to the next place of its line in `world` where somebody waits still; `*ret_found`
 * tells whether there is one. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__next_in_line(struct lic_world *world,
	struct lic_world__cursor *cursor, bool *ret_found);

/*
 * Reads every allotment into `world`, which has none yet. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__read_allotments(struct lic_world *world);

/*
 * Sets the allotments in the facts of `subject`, of `world`, whose paths and memberships are set.
 * They live in the scratch arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_world__find_allotted(struct lic_world *world,
	struct lic_world__subject *subject);

/*
 * Has `decision` come true in the counts of the allotments of `world`.
 */
void lic_world__move_allotments(struct lic_world *world, const struct lic_decision *decision);

#endif
