/*
 * The world as it would be: groups, what they give and who is in them after a change that nobody
 * makes, and what everybody concerned would come to have. For previews. Private to service.
 *
 * Everything is read in one reading transaction and nothing is written. What the change touches is
 * kept in memory beside it:
 *   - hypothetical memberships and templates (world_groups.c)
 *   - the running count of seats, and of those of allotments (world_allotments.c), and the paths of
 * people with something that is not healthy, before or after: only these can be decided on again
 * with another outcome (world_turns.c)
 *   - who would join the lines for seats (world_line.c)
 *
 * People are decided one after the other by core/group.h as the tasks do it, each once: the members
 * of a group in the order in which they joined (D-08), then, by key, who has something of it
 * without being in it. A seat that comes free goes at once to whoever is first in the line.
 *
 * What is kept is bounded. At most LIC_WORLD_KEPT_MAX such people are remembered and
 * LIC_WORLD_SERVED_MAX served; is_exact tells whether that was enough.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_WORLD_INT_H
#define LIC_SERVICE_WORLD_INT_H

#include "core/group.h"
#include "service/group_int.h"
#include "service/keymap_int.h"
#include "service/preview_sum.h"

/* People whom one preview may concern. */
#define LIC_WORLD_PEOPLE_MAX 2000000

/* People whose paths are kept in memory. */
#define LIC_WORLD_KEPT_MAX 20000

/* People who are looked at when seats come free. */
#define LIC_WORLD_SERVED_MAX 20000

/* A change of who is in a group. */
struct lic_world__edge {
	int64_t group;             /* the group */
	enum lic_member_kind kind; /* what is in it, or not any more */
	int64_t object;            /* its key */
	bool is_member;            /* it would be in */
	uint32_t next;             /* next edge of the same object; LIC_INDEX_NONE: none */
};

/* A group, read when it is first met. */
struct lic_world__group {
	int64_t id;                               /* key */
	bool is_read;                             /* what follows is set */
	bool is_live;                             /* it is there, and not deleted */
	bool may_return;                          /* it is deleted, and can be restored */
	bool is_best_effort;                      /* D-16 */
	bool includes_nested;                     /* D-17 */
	bool is_changed;                          /* licenses are hypothetical */
	bool has_mailbox;                         /* one of the licences has a mailbox */
	const char *name;                         /* for people */
	const struct lic_group_license *licenses; /* what it gives, in order of SKU key */
	size_t license_count;                     /* number of licences */
	uint32_t *gives;   /* indices of the licensed groups whose members its members are: itself,
			      and   those above that license nested ones */
	size_t give_count; /* number of them */
	bool has_gives;    /* gives is set */
	uint32_t visited;  /* mark of the last walk that met it */
};

/* Somebody with something that is, or was, not healthy. */
struct lic_world__kept {
	int64_t user_id;        /* key */
	struct lic_path *first; /* his paths as they are stored */
	size_t first_count;     /* number of them */
	struct lic_path *paths; /* as they would be */
	size_t path_count;      /* number of paths */
	bool is_concerned;      /* is one of the people of the preview */
};

/* A place in a line that somebody would take. */
struct lic_world__place {
	uint32_t sku;      /* index in the catalogue */
	int64_t since_ms;  /* D-08 */
	int64_t user_id;   /* key */
	int64_t source_id; /* the group */
};

/* What follows from a decision. */
struct lic_world__duty {
	uint32_t sku;    /* index in the catalogue */
	int64_t user_id; /* key of whose wish for it is to be tried; 0: the line for it is served */
};

/* A member of the list of people to decide on. */
struct lic_world__member {
	int64_t added_ms; /* since when he is in */
	int64_t user_id;  /* key */
};

/* Somebody who was decided on. */
struct lic_world__person {
	const struct lic_user *user;              /* who */
	const struct lic_path *paths;             /* as they would be */
	size_t path_count;                        /* number of them */
	const struct lic_membership *memberships; /* what his groups give */
	size_t membership_count;                  /* number of groups */
	const uint64_t *plans;                    /* effective plans that he would have */
	const char *location;                     /* effective usage location */
};

struct lic_world;

/* Looks at somebody who was decided on for good; `person` lives until it returns. */
typedef lic_rc lic_world__look(struct lic_world *world, const struct lic_world__person *person,
	void *data);

/* The world. */
struct lic_world {
	struct lic_ctx *ctx;               /* reading; its arena is the answer's */
	struct lic_arena *arena;           /* what lives as long as the world; owned */
	struct lic_arena *scratch;         /* emptied for each person; owned */
	const struct lic_catalog *catalog; /* the organisation's */
	const char *country;               /* the organisation's location */
	struct lic_preview_sum *sum;       /* what it comes to; its pools are the count of seats */
	lic_world__look *look;             /* or NULL */
	void *look_data;                   /* for it */
	bool is_still;                     /* nothing changes: people are shown as they are */
	bool is_exact;                     /* no bound was met */

	struct lic_world__group *groups; /* met so far */
	size_t group_count;              /* number of them */
	size_t group_room;               /* allocated */
	struct lic_keymap group_map;     /* key to index in groups */
	uint32_t walk;                   /* mark of the latest walk over groups */
	struct lic_world__edge *edges;   /* hypothetical memberships */
	size_t edge_count;               /* number of them */
	size_t edge_room;                /* allocated */
	struct lic_keymap edge_map;      /* object * 2 + kind to the index of its first edge */

	struct lic_world__member *people; /* whom it concerns, in order; owned */
	size_t people_count;              /* number of them */
	size_t people_room;               /* allocated */
	struct lic_keymap seen;           /* their keys */

	struct lic_world__kept *kept;    /* people with something that is not healthy */
	size_t kept_count;               /* number of them */
	struct lic_keymap kept_map;      /* key to index in kept */
	struct lic_world__place *places; /* places that would be taken, by SKU and order */
	size_t place_count;              /* number of them */
	unsigned served;                 /* people looked at for seats that came free */
	struct lic_allotted *allotted;   /* every group of every allotment, by group; its
					    free is the running count; owned */
	size_t allotted_count;           /* number of them */
	size_t allotted_room;            /* allocated */
	bool *is_cut;                    /* by index of pool: not everybody in the line is known */
	struct lic_world__duty *duties;  /* what is to be seen to, the latest decision's last; owned
					  */
	size_t duty_count;               /* number of them */
	size_t duty_room;                /* allocated */
	unsigned depth;                  /* decisions that are being seen to */
	bool (*is_ending)(void *data);   /* whether to give up, or NULL */
	void *is_ending_data;            /* for it */
};

/*
 * Begins a world of `ctx`, which reads, as it is now, with `catalog`, for what `sum` adds up; all
 * three are borrowed. `*ret_world` must be ended with lic_world__done(), also after a failure.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__init(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_preview_sum *sum, struct lic_world *ret_world);

/*
 * Frees what `world` owns. Usable with LIC_AUTO; accepts a zeroed one.
 */
void lic_world__done(struct lic_world *world);

/*
 * Finds the group with key `id` in `world`, reading it when it is first met. `*ret_index` is its
 * index in world->groups. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__group(struct lic_world *world, int64_t id, uint32_t *ret_index);

/*
 * Has the group with index `group` of `world` give the `count` licences of `list` (borrowed as long
 * as the world lives) instead of what it gives.
 */
void lic_world__set_licenses(struct lic_world *world, uint32_t group,
	const struct lic_group_license *list, size_t count);

/*
 * Has `edge` be so in `world`, whatever is stored; `*ret_done` tells whether that is a change. Call
 * it before anything else is asked about groups. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__set_member(struct lic_world *world,
	const struct lic_world__edge *edge, bool *ret_done);

/*
 * Tells in `*ret_above` whether the group with key `above_id` of `world` is, at whatever depth, a
 * group that the one with key `group_id` is in, or is it (D-17). Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__is_above(struct lic_world *world, int64_t group_id, int64_t above_id,
	bool *ret_above);

/*
 * Lists in `*ret_list` with `*ret_count` entries (in the arena of `world`) the keys of the groups
 * that a change below the group with key `group_id` concerns: those whose members its members are.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__concerned(struct lic_world *world, int64_t group_id,
	int64_t **ret_list, size_t *ret_count);

/*
 * Reads what the groups of the user with key `user_id` of `world` give him, the longest membership
 * first (D-08), into `*ret_list` with `*ret_count` entries in the scratch arena. Since when he is
 * in, by index, is `*ret_since`; `*ret_mailbox` tells whether one gives a mailbox. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_world__memberships(struct lic_world *world, int64_t user_id,
	struct lic_membership **ret_list, int64_t **ret_since, size_t *ret_count,
	bool *ret_mailbox);

/*
 * Finds what was set about the membership of `object`, of `kind`, in the group with key `group`.
 * Returns it, borrowed from `world`, or NULL when nothing was.
 */
struct lic_world__edge *lic_world__find_edge(const struct lic_world *world,
	enum lic_member_kind kind, int64_t object, int64_t group);

/*
 * Lists in `*ret_list` with `*ret_count` entries (in the arena of `world`) the keys of the groups
 * whose members the group with key `group_id` licenses: itself and, if it licenses nested ones
 * (D-17), those in it at whatever depth. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_world__below(struct lic_world *world, int64_t group_id, int64_t **ret_list,
	size_t *ret_count);

/*
 * Makes room for one more item of `size` bytes in the list of `count` items that `list` points to,
 * with `*room` allocated; it may move. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_world__make_room(void **list, size_t count, size_t *room, size_t size);

/*
 * Adds the users with the `count` keys `user_ids`, who join and leave together, to the people of
 * `world`, by key (D-08), but for those who are among them. Errors: LIC_E_LIMIT past
 * LIC_WORLD_PEOPLE_MAX, with words; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_world__add_people(struct lic_world *world, const int64_t *user_ids,
	size_t count);

/*
 * Adds to the people of `world` whoever is in the group with key `group_id`, in the order in which
 * they are given seats (D-08), and behind them whoever has something of it still. Errors: as
 * lic_world__add_people(); as the store's.
 */
LIC_MUST_USE lic_rc lic_world__add_group(struct lic_world *world, int64_t group_id);

/*
 * Finds in `world` the allotment of the SKU with index `sku` in which the group with key `group`
 * stands, and what would be free of it.
 * Returns it, borrowed, or NULL when there is none.
 */
const struct lic_allotted *lic_world__allotted(const struct lic_world *world, int64_t group,
	uint32_t sku);

/*
 * Decides for all people of `world`, in order, serving lines for seats that come free; adds what
 * changes to the sum, and calls the look for each of them once, when it is known for good.
 * `*ret_count` is how many live people it concerned. Errors: as the store's; LIC_E_UNAVAILABLE when
 * is_ending says so; what the look fails with.
 */
LIC_MUST_USE lic_rc lic_world__decide(struct lic_world *world, int64_t *ret_count);

/*
 * Reads the paths of the user with key `user_id` of `world`, as they would be if he is kept, else
 * as they are: `*ret_paths` with `*ret_count` entries, in the arena of `world`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_world__paths(struct lic_world *world, int64_t user_id,
	struct lic_path **ret_paths, size_t *ret_count);

/* Something tried out on one person. */
struct lic_world__probe {
	int64_t user_id;                          /* who */
	uint32_t group;                           /* index of the group whose gift is looked at */
	bool is_best_effort;                      /* have the group give what works (D-16) */
	const struct lic_group_license *licenses; /* have it give this; NULL: what it gives */
	size_t license_count;                     /* number of licences */
	int64_t more_seats;                       /* of a product … */
	uint32_t more_sku;                        /* … which; LIC_INDEX_NONE: of every one */
	const char *location;                     /* usage location; NULL: his own */
	int64_t without_source;                   /* without his paths of another group; 0: with */
	uint32_t without_sku;                     /* without his direct path to this SKU;
						     LIC_INDEX_NONE: with */
	bool has_own_mail;                        /* nobody else has his address */
	bool has_room;                            /* no allotment limits anything */
};

/*
 * Tells whether the user of `probe` would have the SKU with index `sku` of its group in good order:
 * `*ret_this`; and everything that the group gives: `*ret_all`. Changes nothing in `world`. Errors:
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_world__try(struct lic_world *world, const struct lic_world__probe *probe,
	uint32_t sku, bool *ret_this, bool *ret_all);

#endif
