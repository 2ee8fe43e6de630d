/*
 * What people ask an administrator for: licences, for themselves or for others. The
 * API calls it a license request; here it is a petition, because struct lic_license_request is what
 * an assignment is asked for.
 *
 * Nobody needs a role to ask. Whom a petition names learns from it whether he exists, nothing else.
 * It is decided person by person, and whoever is approved gets the licence in that transaction.
 * There is no mail: people see what became of it where they asked.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_PETITIONS_H
#define LIC_SERVICE_PETITIONS_H

#include "base/clock.h"
#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/licenses.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_PETITION_PEOPLE_MAX 20    /* whom one names */
#define LIC_PETITION_MESSAGE_MAX 1000 /* characters of a message, of either side */
#define LIC_PETITION_LINK_MAX 2000    /* characters of the address of an own process */
#define LIC_PETITIONS_OPEN_MAX 50     /* of one person at a time */
#define LIC_PETITIONS_PAGE_MAX 999
#define LIC_PETITION_KEPT_MS (INT64_C(365) * LIC_MS_PER_DAY) /* after the last decision */

/* What became of a person of a petition. Stored as these numbers. */
enum lic_petition_state {
	LIC_PETITION_PENDING = 0,
	LIC_PETITION_APPROVED = 1,
	LIC_PETITION_REJECTED = 2,
	LIC_PETITION_WITHDRAWN = 3, /* by whoever asked */
	LIC_PETITION_STATE_MAX_
};

/* Somebody, as a petition shows him. */
struct lic_petition_who {
	int64_t id;               /* key */
	struct lic_guid guid;     /* his id */
	const char *upn;          /* his user principal name */
	const char *display_name; /* his name */
};

/* A person whom a petition is for. */
struct lic_petition_person {
	struct lic_petition_who who;   /* whom */
	bool is_deleted;               /* he is among the deleted items */
	enum lic_petition_state state; /* what became of it */
	struct lic_opt_int sku_id;     /* key of the product that he was given, once approved */
	bool has_group;                /* it came by a group, which may be gone since */
	struct lic_guid group_guid;    /* that group, while it is there */
	const char *group_name;        /* its name; NULL when it is gone, or there was none */
	const char *message;           /* what whoever decided said, or NULL */
	struct lic_opt_int decided_ms; /* when */
	const char *decided_by;        /* name of who decided, or NULL */
};

/* A petition. */
struct lic_petition {
	int64_t id;                         /* key */
	struct lic_guid guid;               /* its id */
	struct lic_petition_who requester;  /* who asked */
	int64_t sku_id;                     /* key of the product */
	const char *message;                /* why, or NULL */
	bool is_open;                       /* somebody is still pending */
	int64_t created_ms;                 /* when it was made */
	struct lic_opt_int closed_ms;       /* when the last person was decided */
	struct lic_petition_person *people; /* whom it is for, in the arena */
	size_t people_count;                /* number of them */
};

/* A page of petitions. */
struct lic_petition_page {
	struct lic_petition *list; /* the latest first, in the arena */
	size_t count;              /* number of petitions */
	bool has_more;             /* another page follows, before the last one's key */
};

/* What somebody asks for. */
struct lic_petition_wish {
	const char *sku;           /* the product: GUID, part number or name */
	const char *const *people; /* for whom: ids or user principal names; none: for himself */
	size_t people_count;       /* number of them */
	const char *message;       /* why, or NULL */
};

/*
 * Asks for what `wish` says in the caller's name. `catalog` is the organisation's; `*ret_petition`
 * lives in the arena. Errors: LIC_E_INVALID for what is too long or too much, and when the caller
 * is no person; LIC_E_NOTFOUND for a product that the organisation does not have or a person;
 * LIC_E_CONFLICT while employees buy the product themselves, while the organisation has a process
 * of its own, for what the caller has already or somebody is asked for already, and when he has
 * LIC_PETITIONS_OPEN_MAX petitions open; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_make(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_petition_wish *wish, struct lic_petition *ret_petition);

/*
 * Reads a page of at most `limit` (1 to LIC_PETITIONS_PAGE_MAX) petitions with keys below `before`
 * that the caller has made or that name him into `*ret_page`; of those that others made only what
 * is about him. Errors: LIC_E_INVALID when the caller is no person; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_list_own(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_petition_page *ret_page);

/*
 * Withdraws, for everybody who is still pending, the petition with the id `key` that the caller has
 * made. Errors: LIC_E_NOTFOUND, also for others'; LIC_E_CONFLICT when nobody is pending;
 * LIC_E_INVALID when the caller is no person; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_withdraw(struct lic_ctx *ctx, const char *key);

/*
 * Reads a page of at most `limit` (1 to LIC_PETITIONS_PAGE_MAX) petitions with keys below `before`
 * into `*ret_page`: those in which somebody is pending (`is_open`), or the others. Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_list(struct lic_ctx *ctx, bool is_open, int64_t before,
	unsigned limit, struct lic_petition_page *ret_page);

/*
 * Finds the petition with the id `key`. `*ret_petition` lives in the arena. Errors:
 * LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_find(struct lic_ctx *ctx, const char *key,
	struct lic_petition *ret_petition);

/* What becomes of people of a petition. Who is in neither list stays pending. */
struct lic_petition_order {
	const char *const *approve; /* who gets the product: ids or user principal names */
	size_t approve_count;       /* number of them */
	const char *const *reject;  /* who does not */
	size_t reject_count;        /* number of them */
	const char *sku;            /* another product than was asked for; NULL: that one */
	const struct lic_guid *disabled_plans; /* services that are off */
	size_t disabled_count;                 /* number of them */
	const char *group;           /* GUID text of a group that gives the product and that they
					join; NULL: they get it directly */
	const struct lic_wait *wait; /* how who finds no seat stands in the line; NULL: a missing
					seat is a violation */
	const char *message;         /* for the people; or NULL */
};

/* What a decision did, or in a rehearsal would do. */
struct lic_petition_outcome {
	struct lic_petition petition;      /* as it is then */
	struct lic_assign_result *results; /* one for each who is approved, in that order, in the
					      arena; each holds a catalogue */
	size_t result_count;               /* number of them */
};

/*
 * Decides the petition with the id `key` by `order`, all or nothing. In a rehearsal violations are
 * no failure: each result has its own. `catalog` is the organisation's. Put back what
 * `*ret_outcome` holds with lic_petition_outcome_done(). Errors: LIC_E_NOTFOUND for the petition,
 * the product or the group; LIC_E_INVALID for lists that contradict each other, or name somebody
 * whom it does not; LIC_E_CONFLICT for who is decided already, a group that does not give the
 * product, and violations as lic_license_assign() tells them; LIC_E_DENIED, also when the caller
 * may not assign licences, or change members where a group is named; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_decide(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const char *key, const struct lic_petition_order *order,
	struct lic_petition_outcome *ret_outcome);

/*
 * Puts back the catalogues that `outcome` holds, and empties it. Accepts a zeroed one.
 */
void lic_petition_outcome_done(struct lic_petition_outcome *outcome);

/* Who may ask, and for what. */
struct lic_petition_policy {
	bool has_own_process;        /* nobody asks here any more: what is there is still decided */
	const char *message;         /* what people are told instead, or NULL */
	const char *link;            /* where they are led, or NULL */
	const int64_t *self_service; /* keys of products that employees buy themselves, ascending */
	size_t self_service_count;   /* number of them */
};

/* What to change of it. */
struct lic_petition_policy_change {
	struct lic_opt_int has_own_process; /* 0 or 1 */
	bool has_message;                   /* message counts */
	const char *message;                /* the new one; NULL: none */
	bool has_link;                      /* link counts */
	const char *link;                   /* the new one; NULL: none */
	bool has_self_service;              /* self_service counts */
	const char *const *self_service;    /* all products that employees buy themselves */
	size_t self_service_count;          /* number of them */
};

/*
 * Reads the policy. `*ret_policy` lives in the arena. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_policy(struct lic_ctx *ctx,
	struct lic_petition_policy *ret_policy);

/*
 * Makes `change`, which names products of `catalog`, and reads the policy as it is then, into
 * `*ret_policy`. Nothing changed is no operation. Errors: LIC_E_INVALID with the member;
 * LIC_E_NOTFOUND or LIC_E_CONFLICT for a product that is none or several; LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_petition_policy_update(struct lic_ctx *ctx,
	const struct lic_catalog *catalog, const struct lic_petition_policy_change *change,
	struct lic_petition_policy *ret_policy);

/* What the caller may ask for. */
struct lic_petition_offer {
	struct lic_petition_policy policy; /* its self_service is not told to people */
	const uint32_t *skus;              /* indices of the products, in the arena */
	size_t sku_count;                  /* none where the organisation has its own process */
};

/*
 * Reads what the caller may ask for into `*ret_offer`: products of `catalog` that the organisation
 * has, that are for people, and that employees do not buy themselves. Errors: LIC_E_INVALID when
 * the caller is no person; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_offer(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_petition_offer *ret_offer);

/*
 * Finds an organisation of the installation with petitions that were closed too long ago.
 * `*ret_tenant_id` is it, when `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found);

/*
 * Removes a part of the petitions of the caller's organisation that were closed too long ago.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_petition_forget(struct lic_ctx *ctx);

/*
 * Names `state` in the API's words, for example "approved". Returns static text.
 */
const char *lic_petition_state_name(enum lic_petition_state state);

#endif
