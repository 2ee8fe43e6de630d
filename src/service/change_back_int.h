/*
 * What the files that take changes back share: what a part of an operation did, from the ledger,
 * and what asks for the opposite. Private to service.
 */
#ifndef LIC_SERVICE_CHANGE_BACK_INT_H
#define LIC_SERVICE_CHANGE_BACK_INT_H

#include "service/change_int.h"

struct lic_q_changes_later_row;

/* A direct licence before or after. */
struct lic_change__side {
	struct lic_opt_int plan_set; /* number of the set of plans that are off; not set: there was
					no licence */
	bool is_wanted;              /* wanted, and not given: it holds no seat */
};

/* A place in the line for a seat, before or after. */
struct lic_change__place {
	bool is_set;          /* there was one */
	struct lic_wait wait; /* its priority and reason, and since when it is there, if the ledger
				 has that */
};

/* What was done to one direct licence of a user, or to what a group gives. */
struct lic_change__did {
	uint32_t sku;                          /* index of the product; LIC_INDEX_NONE: it is in
						  the catalogue no more */
	bool has_path;                         /* the next two members are set */
	struct lic_change__side before;        /* the licence before … */
	struct lic_change__side after;         /* … and after */
	bool has_place;                        /* the next two members are set */
	struct lic_change__place place_before; /* the place in the line before … */
	struct lic_change__place place_after;  /* … and after */
};

/* What was done to a membership: of a user or a group in a group, or of an owner. */
struct lic_change__joined {
	int64_t group_id;      /* key of the group */
	struct lic_guid guid;  /* its public id */
	const char *name;      /* its name; NULL: it was removed for good */
	bool is_group_deleted; /* it is deleted */
	bool is_owner;         /* it is about owning it */
	bool was_in;           /* before */
	bool is_in;            /* after */
};

/* What was done to a user or a group. */
struct lic_change__done {
	struct lic_change__did *licenses;  /* each product once */
	size_t license_count;              /* number of them */
	size_t license_room;               /* allocated */
	struct lic_change__joined *joined; /* each group once, as a member and as an owner */
	size_t joined_count;               /* number of them */
	size_t joined_room;                /* allocated */
};

/*
 * Reads what `part` did; what was done to the same thing several times counts as one. What
 * `*ret_done` has lives in the arena of `ctx`; indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__read_done(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__done *ret_done);

/* What is asked for, in the making. */
struct lic_change__asking {
	struct lic_ctx *ctx;               /* the transaction; its arena takes what is asked for */
	const struct lic_catalog *catalog; /* that indices refer to */
	const struct lic_change__part *part; /* what is to be taken back */
	struct lic_change__ask *ask;         /* outcome: the user or group is there already */
	const struct lic_path *paths;        /* licences now: those of the user, or what the group
						gives as if somebody had it directly */
	size_t path_count;                   /* number of them */
	struct lic_license_add *adds;        /* what is given … */
	const struct lic_wait **waits;       /* … and of each how it may wait */
	size_t add_count;                    /* number of them */
	struct lic_guid *removes;            /* what is taken */
	size_t remove_count;                 /* number of it */
};

/*
 * Finds the newest operation that has changed the same as what asking->part is about since: a
 * change of the kind, product and source of `change`, or of `other_kind`. `*ret_row` is set when
 * `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__find_later(const struct lic_change__asking *asking,
	const struct lic_ledger_change *change, enum lic_change_kind other_kind,
	struct lic_q_changes_later_row *ret_row, bool *ret_found);

/*
 * Says in asking->ask that nothing is asked for, because of `code`, `message` (NULL: there was no
 * memory for it) and `remedy`, all borrowed. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__refuse(struct lic_change__asking *asking, const char *code,
	const char *message, const char *remedy);

/*
 * Says in asking->ask that nothing is asked for, because what is called `name` was changed since,
 * as lic_change__find_later() finds by `change` and `other_kind`: it names the operation, where the
 * ledger still has it. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__refuse_changed(struct lic_change__asking *asking, const char *name,
	const struct lic_ledger_change *change, enum lic_change_kind other_kind);

/*
 * Asks in asking->ask for the memberships of `done` as they were before; a refusal is told there,
 * too. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__ask_joins(struct lic_change__asking *asking,
	const struct lic_change__done *done);

#endif
