/*
 * Allotments: how many seats of a product the members of some groups may take together, and
 * who runs that: owners, who need no role and see nothing but the allotments that they own.
 *
 * What an allotment allows is core/allotment.h, and is kept wherever groups give licences. Here it
 * is made and changed, and its owners add people to its groups and take them out: an owner may use
 * a group only where whatever its members get by it stands in allotments of his. Who stands in the
 * groups is a membership like any other.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ALLOTMENTS_H
#define LIC_SERVICE_ALLOTMENTS_H

#include "core/allotment.h"
#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ALLOTMENTS_MAX 1000     /* of an organisation */
#define LIC_ALLOTMENT_OWNERS_MAX 50 /* of one */
#define LIC_ALLOTMENT_NAME_MAX 256  /* characters */
#define LIC_ALLOTMENTS_PAGE_MAX 999

/* A group of an allotment. */
struct lic_allotment_group {
	int64_t id;               /* its key */
	struct lic_guid guid;     /* its id */
	const char *display_name; /* its name */
	bool gives_product;       /* it gives the product of the allotment */
	bool owners_may_use; /* the reader, where he owns the allotment, else each of the owners,
				may add people to it and take them out */
};

/* An owner, or somebody who is in a group of an allotment. */
struct lic_allotment_who {
	int64_t id;               /* key of the user */
	struct lic_guid guid;     /* his id */
	const char *display_name; /* his name */
	const char *upn;          /* his user principal name */
};

/* An allotment. Lists and texts live in the request's arena; what is among the deleted items is
 * left out of the lists. */
struct lic_allotment {
	int64_t id;               /* its key */
	struct lic_guid guid;     /* its id */
	int64_t sku_id;           /* key of its product */
	const char *display_name; /* its name */
	int64_t limit;            /* seats that its members may take, 0 to LIC_SEATS_MAX */
	int64_t consumed;         /* seats taken; above the limit where that was lowered */
	int64_t waiting;          /* users who wait for one */
	struct lic_allotment_group *groups; /* by key */
	size_t group_count;                 /* number of them */
	struct lic_allotment_who *owners;   /* by key */
	size_t owner_count;                 /* number of them */
	int64_t created_ms;                 /* when it was made */
};

/* Where a page of allotments begins. All zero: the first. */
struct lic_allotment_place {
	int64_t number; /* so many were shown before */
	int64_t id;     /* key of the last of them */
};

/* A page of allotments, by name. */
struct lic_allotment_page {
	struct lic_allotment *list;      /* in the arena */
	size_t count;                    /* number of them */
	bool has_more;                   /* another page follows */
	struct lic_allotment_place next; /* where that begins */
};

/* What to make an allotment of, or to change of one. */
struct lic_allotment_patch {
	const char *display_name;  /* or NULL: leave it */
	const char *sku;           /* GUID or name of the product; only of a new one */
	struct lic_opt_int limit;  /* not set: leave it */
	bool has_groups;           /* groups is the new list, in place of the old */
	const char *const *groups; /* GUID texts */
	size_t group_count;        /* number of them */
	bool has_owners;           /* owners is the new list, in place of the old */
	const char *const *owners; /* GUID texts or user principal names */
	size_t owner_count;        /* number of them */
};

/* What somebody has of an allotment. */
enum lic_allotment_state {
	LIC_ALLOTMENT_LICENSED, /* a seat */
	LIC_ALLOTMENT_WAITING,  /* none yet, for want of seats or of room in the allotment */
	LIC_ALLOTMENT_ERROR,    /* none, for another reason */
	LIC_ALLOTMENT_PENDING   /* none: his groups do not give the product, or are about to */
};

/* Somebody who is in a group of an allotment, or still has something by one. */
struct lic_allotment_person {
	struct lic_allotment_who who;             /* he */
	const struct lic_allotment_group *groups; /* those, by key; only key, id and name are set */
	size_t group_count;                       /* number of them */
	enum lic_allotment_state state;           /* what he has */
	enum lic_path_error error;                /* what is wrong, if anything */
	const char *message;                      /* that in words; NULL: nothing is */
	const char *remedy;                       /* what mends it; NULL: nothing has to */
};

/* A page of people, by key. */
struct lic_allotment_people {
	struct lic_allotment_person *list; /* in the arena */
	size_t count;                      /* number of them */
	bool has_more;                     /* another page follows, behind the last one's key */
	int64_t next_after;                /* that key */
};

/*
 * Reads a page of at most `limit` (1 to LIC_ALLOTMENTS_PAGE_MAX) allotments of the product with key
 * `sku_id` (0: of all), from `place` on, into `*ret_page`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment_list(struct lic_ctx *ctx, int64_t sku_id,
	const struct lic_allotment_place *place, unsigned limit,
	struct lic_allotment_page *ret_page);

/*
 * Finds the allotment with the GUID text `key`. `*ret_allotment` lives in the arena. Errors:
 * LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment_find(struct lic_ctx *ctx, const char *key,
	struct lic_allotment *ret_allotment);

/*
 * Makes an allotment of `change` (display_name, sku and limit must be there), whose product is in
 * `catalog`. Nobody loses a seat by it. `*ret_allotment` lives in the arena. Errors, with the
 * member: LIC_E_INVALID for a bad name or limit, too many or twice named groups and owners, and a
 * product that the organisation has not or that is not for users; LIC_E_NOTFOUND for a product,
 * group or owner; LIC_E_CONFLICT for a group that stands in another allotment of the product or
 * cannot give licences; LIC_E_LIMIT for more than LIC_ALLOTMENTS_MAX; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment_create(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_allotment_patch *change, struct lic_allotment *ret_allotment);

/*
 * Changes the allotment with the GUID text `key`, whose product is in `catalog`, by `change` (sku
 * is not looked at). Nobody loses a seat by it; who waits is given what comes free. Nothing changed
 * is no operation. `*ret_allotment` lives in the arena. Errors: as lic_allotment_create();
 * LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_allotment_update(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const char *key, const struct lic_allotment_patch *change,
	struct lic_allotment *ret_allotment);

/*
 * Deletes the allotment with the GUID text `key`, whose product is in `catalog`: its groups give
 * the product without a limit of their own then. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_allotment_delete(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const char *key);

/*
 * Reads a page of at most `limit` (1 to LIC_ALLOTMENTS_PAGE_MAX) of the people of the allotment
 * with the GUID text `key`, behind the one with key `after`, into `*ret_people`. Errors:
 * LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment_people(struct lic_ctx *ctx, const char *key, int64_t after,
	unsigned limit, struct lic_allotment_people *ret_people);

/*
 * Names `state` in the API's words, for example "waiting". Returns static text.
 */
const char *lic_allotment_state_name(enum lic_allotment_state state);

/*
 * Reads what lic_allotment_list() does, `place`, `limit` and `*ret_page` as there, of the
 * allotments that the caller owns. Errors: LIC_E_INVALID for a caller who is no person;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment_list_own(struct lic_ctx *ctx,
	const struct lic_allotment_place *place, unsigned limit,
	struct lic_allotment_page *ret_page);

/*
 * Reads what lic_allotment_people() does, `key`, `after`, `limit` and `*ret_people` as there, of an
 * allotment that the caller owns. Errors: as lic_allotment_list_own(); LIC_E_NOTFOUND, also for an
 * allotment that is not his.
 */
LIC_MUST_USE lic_rc lic_allotment_people_own(struct lic_ctx *ctx, const char *key, int64_t after,
	unsigned limit, struct lic_allotment_people *ret_people);

/*
 * Adds the user `person` (GUID text or user principal name) to the group with the GUID text
 * `group` (NULL: the only one that the caller may use) of the allotment `key` that the caller owns.
 * `*ret_person`, in the arena, is what he has then. Errors: as lic_allotment_people_own();
 * LIC_E_NOTFOUND for the person or the group; LIC_E_INVALID where a group must be named;
 * LIC_E_DENIED for a group that gives what is not the caller's; LIC_E_CONFLICT for a member.
 */
LIC_MUST_USE lic_rc lic_allotment_add_person(struct lic_ctx *ctx, const char *key,
	const char *person, const char *group, struct lic_allotment_person *ret_person);

/*
 * Takes the user `person` (GUID text or user principal name) out of all groups of the allotment
 * `key`, which the caller owns, that the caller may use and that he is a member of himself. Errors:
 * as lic_allotment_people_own(); LIC_E_NOTFOUND for somebody who is in none; LIC_E_DENIED for
 * somebody who is only in such as the caller may not use.
 */
LIC_MUST_USE lic_rc lic_allotment_remove_person(struct lic_ctx *ctx, const char *key,
	const char *person);

#endif
