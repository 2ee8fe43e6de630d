/*
 * What to do about a request that the one decision refuses: for each violation a ranked list of
 * remedies, each tried out by deciding once more, with its effect.
 *
 * A remedy is a changed request, or something outside it: buying seats, leaving a group. What is
 * outside is tried out too, on facts as they would be then. A remedy that does not mend its
 * violation is not listed.
 *
 * The work is bounded: at most LIC_REMEDY_DECISIONS_MAX decisions for a request and
 * LIC_REMEDY_TRIES_MAX for one violation; the best LIC_REMEDIES_MAX that were found are listed.
 * lic_remedies.is_complete tells whether everything was tried.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_REMEDY_H
#define LIC_CORE_REMEDY_H

#include "core/license.h"

#define LIC_REMEDIES_MAX 8
#define LIC_REMEDY_TRIES_MAX 24
#define LIC_REMEDY_DECISIONS_MAX 200

/* Kinds of remedies, in the order in which those with the same effect are ranked. */
enum lic_remedy_kind {
	LIC_REMEDY_TURN_OFF_PLANS, /* in products that are added or held directly */
	LIC_REMEDY_TURN_ON_PLANS,  /* in products that are added or held directly */
	LIC_REMEDY_CORRECT,        /* what the request says, or a property of the user */
	LIC_REMEDY_SET_LOCATION,   /* the user's usage location */
	LIC_REMEDY_ADD_PRODUCT,    /* one with a plan that another needs */
	LIC_REMEDY_OTHER_PRODUCT,  /* one with free seats and the same plans, instead */
	LIC_REMEDY_REMOVE_PRODUCT, /* one that is held directly */
	LIC_REMEDY_LEAVE_OUT,      /* do not ask for it */
	LIC_REMEDY_BUY_SEATS,      /* more of a product */
	LIC_REMEDY_RAISE_LIMIT,    /* of the allotment that a group is in */
	LIC_REMEDY_GROUP_PLANS,    /* change what a group gives */
	LIC_REMEDY_BEST_EFFORT,    /* have a group give the products that work (D-16) */
	LIC_REMEDY_LEAVE_GROUP,    /* take the user out of a group */
	LIC_REMEDY_WAIT,           /* until a seat comes free */
	LIC_REMEDY_KIND_MAX_
};

/* Seats of one SKU that a remedy takes or gives back. */
struct lic_remedy_seats {
	uint32_t sku;   /* index in the catalogue */
	int64_t change; /* seats taken (> 0) or given back (< 0) */
};

/* One remedy with its effect. */
struct lic_remedy {
	enum lic_remedy_kind kind; /* what is to be done */
	const char *text;          /* the same in words: a sentence */
	bool solves_all;           /* the request may be made then; otherwise only this violation is
				      gone */
	const struct lic_license_request *request; /* what to ask for instead; NULL when the remedy
						      lies outside, and the request stays */
	const struct lic_remedy_seats *seats;      /* against now, by index of SKU */
	size_t seat_count;                         /* number of SKUs */
	const uint64_t *gained; /* plans that come beside what was asked for; NULL: none */
	const uint64_t *lost;   /* plans that the end state asked for has and this has not, or not
				   yet; NULL: none */
};

/* The remedies of one violation, the best first. */
struct lic_remedies {
	const struct lic_remedy *list; /* those that solve all first, then by fewest plans lost, by
					  fewest of these held now, by fewest seats taken, by kind
					*/
	size_t count;                  /* at most LIC_REMEDIES_MAX */
	bool is_complete;              /* nothing was left untried or unlisted */
};

/* What a source of inherited paths is called. */
struct lic_remedy_group {
	int64_t source;   /* as in struct lic_path */
	const char *name; /* for people */
};

/* What remedies are looked for. */
struct lic_remedy_question {
	const struct lic_facts *facts;             /* as decided on; with the pools of every SKU
						      that may be proposed */
	const struct lic_license_request *request; /* as decided */
	const struct lic_decision *decision;       /* what came of it */
	const struct lic_remedy_group *groups;     /* names of the sources of facts->paths */
	size_t group_count;                        /* number of names */
	const char *holder; /* who has the licences, in texts: "the user", "the group" */
};

/*
 * Finds remedies for every violation of question->decision. `*ret_lists` has one entry for each, in
 * their order; everything lives in `arena` or is borrowed from `question`. The outcome depends on
 * the arguments alone. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedies_find(struct lic_arena *arena,
	const struct lic_remedy_question *question, struct lic_remedies **ret_lists);

/*
 * Names `kind` for clients, for example "turnOffPlans". Returns static text.
 */
const char *lic_remedy_kind_name(enum lic_remedy_kind kind);

#endif
