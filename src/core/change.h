/*
 * A change of licences that is meant for many users: what it asks for of one of them, given what
 * he has. The answer is a request like any other, for the one decision of license.h.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_CHANGE_H
#define LIC_CORE_CHANGE_H

#include "core/license.h"

#include <stddef.h>

/* What can be done to many users at once. Stored as these numbers: new ones are added at the end.
 */
enum lic_change_action {
	LIC_CHANGE_ADD = 0,       /* give products; one that is held gets the chosen plans (D-13) */
	LIC_CHANGE_REMOVE = 1,    /* take products */
	LIC_CHANGE_REPLACE = 2,   /* these direct products and no others (D-14, R-66) */
	LIC_CHANGE_SWAP = 3,      /* one product for another, all others stay (D-14) */
	LIC_CHANGE_SET_PLANS = 4, /* plans of a product that is held directly, on or off */
	LIC_CHANGE_UNDO = 5,      /* what an operation of the ledger did, taken back */
	LIC_CHANGE_ACTION_MAX_
};

/* A plan of the product that goes, and the one that stands for it in the product that comes. */
struct lic_plan_pair {
	struct lic_guid from; /* plan of the product that goes */
	struct lic_guid to;   /* plan of the product that comes */
};

/* A change. Members that its action does not name are not looked at. */
struct lic_change {
	enum lic_change_action action;      /* what is done */
	const struct lic_license_add *adds; /* add, replace: products to give, none twice; swap:
					       one, the product that comes, with plans that are off
					       beside those that are carried over; setPlans: one,
					       the product, with the plans to turn off */
	size_t add_count;                   /* number of them; replace: 0 takes everything */
	const struct lic_guid *removes;     /* add, remove: products to take; swap: one, the product
					       that goes */
	size_t remove_count;                /* number of them */
	const struct lic_plan_pair *pairs;  /* swap: plans that stand for each other, beside those
					       that both products have */
	size_t pair_count;                  /* number of them */
	const struct lic_guid *enables;     /* setPlans: plans to turn on */
	size_t enable_count;                /* number of them */
};

/* Why nothing is asked for. */
enum lic_change_outcome {
	LIC_CHANGE_ASKED,    /* something is */
	LIC_CHANGE_NOT_HELD, /* the user has nothing that the change is about */
	LIC_CHANGE_SAME      /* it is as it is to be */
};

/* What is asked for of one user. */
struct lic_change_asked {
	enum lic_change_outcome outcome;    /* whether anything is */
	struct lic_license_request request; /* what; empty unless LIC_CHANGE_ASKED */
};

/*
 * Tells what `change` asks for of a user with `count` `paths`, whose indices refer to `catalog`, as
 * `change` names products and plans of it. A product to take that comes from a group alone is asked
 * for, so that the decision refuses it; one that the user does not have at all is passed
 * over. Swap and setPlans are about direct licences that are held: whoever has the product from a
 * group alone keeps it, setPlans passes over him; so do both over who waits for a seat of it. What
 * `*ret_asked` has lives in `arena` or is borrowed from `change`. What an undo asks for the ledger
 * tells, not this. Errors: LIC_E_BUG for one; LIC_E_INVALID when a product is none of `catalog` any
 * more and the change is about its plans; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change_request(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_change *change, const struct lic_path *paths, size_t count,
	struct lic_change_asked *ret_asked);

/*
 * Names `action` in the API's words, for example "setPlans". Returns static text.
 */
const char *lic_change_action_name(enum lic_change_action action);

/*
 * Finds the action called `name` in the API's words. Returns true and sets `*ret_action`; false,
 * leaving it alone, when there is none.
 */
bool lic_change_action_parse(const char *name, enum lic_change_action *ret_action);

#endif
