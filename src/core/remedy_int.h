/*
 * What the files about remedies share: the search for one violation, changed requests, and trying
 * one out. Private to core.
 *
 * remedy.c tries and ranks, remedy_draft.c changes requests, remedy_moves.c knows what can be
 * proposed, remedy_seek.c what might help against which violation.
 */
#ifndef LIC_CORE_REMEDY_INT_H
#define LIC_CORE_REMEDY_INT_H

#include "base/buf.h"
#include "core/remedy.h"

/* A path that turns plans on in the end state that was asked for. */
struct lic_remedy__giver {
	uint32_t sku;             /* index in the catalogue */
	int64_t source;           /* LIC_SOURCE_DIRECT or a group's key */
	const uint64_t *disabled; /* plans that are off */
	size_t add;               /* index in adds; LIC_ITEM_NONE for what is held already */
};

/* The search for remedies of one violation. */
struct lic_remedy__search {
	struct lic_arena *arena;                   /* for everything */
	const struct lic_remedy_question *q;       /* what is asked */
	const struct lic_catalog *catalog;         /* of q->facts */
	const struct lic_violation *violation;     /* against which */
	const struct lic_remedy__giver *givers;    /* the end state asked for */
	size_t giver_count;                        /* number of givers */
	const uint64_t *asked;                     /* plans of that end state */
	struct lic_remedy found[LIC_REMEDIES_MAX]; /* the best so far, ranked */
	size_t count;                              /* number found */
	unsigned tries;                            /* tried against this violation */
	unsigned *decisions_left;                  /* of the whole question */
	bool is_complete;                          /* nothing was left out so far */
};

/* Something that might help. */
struct lic_remedy__candidate {
	enum lic_remedy_kind kind;                   /* what is to be done */
	const char *text;                            /* in words; NULL when memory ran out */
	const struct lic_facts *facts;               /* as they would be then; NULL: as they are */
	const struct lic_license_request *request;   /* what to ask for; NULL: as asked */
	const struct lic_license_request *meanwhile; /* what the user has until then; NULL: the
							outcome */
};

/* A request that is being changed. Its lists have room for LIC_REMEDY__MORE more. */
struct lic_remedy__draft {
	struct lic_license_add *adds; /* as in struct lic_license_request, each list of plans
					 borrowed or in the arena */
	size_t add_count;             /* number of adds */
	struct lic_guid *removes;     /* likewise */
	size_t remove_count;          /* number of removes */
};

#define LIC_REMEDY__MORE 16
#define LIC_REMEDY__TEXT_MAX ((size_t)32 * 1024)

/*
 * Names the SKU with index `sku` for people. Borrowed from the catalogue of `s`.
 */
static inline const char *lic_remedy__sku_name(const struct lic_remedy__search *s, uint32_t sku)
{
	return s->catalog->skus[sku].display_name;
}

/*
 * Tries `candidate` out and keeps it in `s` if it mends the violation and is among the best.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__try(struct lic_remedy__search *s,
	const struct lic_remedy__candidate *candidate);

/*
 * Tries everything that might help against the violation of `s`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__seek(struct lic_remedy__search *s);

/*
 * Copies the request of `s` into `*ret_draft`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__draft(const struct lic_remedy__search *s,
	struct lic_remedy__draft *ret_draft);

/*
 * Makes a request of `draft`, whose lists it borrows.
 * Returns it in the arena of `s`, or NULL when memory is out.
 */
const struct lic_license_request *lic_remedy__request(const struct lic_remedy__search *s,
	const struct lic_remedy__draft *draft);

/*
 * Has `draft` ask for the direct `giver` of `s` with exactly the plans of `disabled` off. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT when the draft has no room.
 */
LIC_MUST_USE lic_rc lic_remedy__set_plans(const struct lic_remedy__search *s,
	struct lic_remedy__draft *draft, const struct lic_remedy__giver *giver,
	const uint64_t *disabled);

/*
 * Has `draft` of `s` ask for the SKU with index `sku`, too, with the plans of `disabled` off.
 * Errors: as lic_remedy__set_plans().
 */
LIC_MUST_USE lic_rc lic_remedy__add(const struct lic_remedy__search *s,
	struct lic_remedy__draft *draft, uint32_t sku, const uint64_t *disabled);

/*
 * Has `draft` of `s` ask for the removal of `sku_id`, too. Errors: LIC_E_LIMIT when it has no room.
 */
LIC_MUST_USE lic_rc lic_remedy__remove(const struct lic_remedy__search *s,
	struct lic_remedy__draft *draft, const struct lic_guid *sku_id);

/*
 * Takes item `item` (index in adds, behind these in removes) out of `draft`.
 */
void lic_remedy__drop(struct lic_remedy__draft *draft, size_t item);

/*
 * Names the group that paths with `source` come from, borrowed from the question of `s`; words for
 * one without a name.
 */
const char *lic_remedy__group_name(const struct lic_remedy__search *s, int64_t source);

/*
 * Moves what `text` has into the arena of `s`, and releases `text`.
 * Returns it, or NULL when memory ran out.
 */
const char *lic_remedy__finish_text(const struct lic_remedy__search *s, struct lic_buf *text);

/*
 * Tries in `s` the request of `draft`, a remedy of `kind`, which is `text` in words (NULL: memory
 * ran out). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__try_draft(struct lic_remedy__search *s, enum lic_remedy_kind kind,
	const struct lic_remedy__draft *draft, const char *text);

/*
 * Tries in `s` the request without item `item`, which is `before`, the item's name and `behind` in
 * words. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__drop_item(struct lic_remedy__search *s, size_t item,
	const char *before, const char *behind);

/*
 * Tries in `s` to leave item `item` out of the request, unless it asks for nothing else. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__leave_out(struct lic_remedy__search *s, size_t item);

/*
 * Makes facts like those of `s` but for the paths of `source` to the SKU with index `sku`
 * (LIC_INDEX_NONE: to all): these are gone or, when `off` is not NULL, have its plans off, too.
 * `*ret_facts` is in the arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__without_source(const struct lic_remedy__search *s, int64_t source,
	uint32_t sku, const uint64_t *off, const struct lic_facts **ret_facts);

/*
 * Tries in `s` to turn the plans of `off` off wherever they are on, or `only` (not NULL: one of the
 * givers) there. A group in whose gift one is on is tried alone: changed, and left. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__turn_off(struct lic_remedy__search *s, const uint64_t *off,
	const struct lic_remedy__giver *only);

/*
 * Tries in `s` to do without each product, added or held directly, that turns one of `plans` on.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__without_products(struct lic_remedy__search *s,
	const uint64_t *plans);

/*
 * Finds what item `item` of the request, an add, turns on in the end state asked for.
 * Returns it, borrowed from `s`, or NULL when the catalogue does not have its product.
 */
const struct lic_remedy__giver *lic_remedy__giver_of(const struct lic_remedy__search *s,
	size_t item);

/*
 * Tries in `s` owned products with free seats that have one of the plans `any_of`, with nothing
 * else of them on. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__add_products(struct lic_remedy__search *s, const uint64_t *any_of);

/*
 * Tries in `s` owned products with free seats that have every plan that item `item`, an add, would
 * turn on. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__other_products(struct lic_remedy__search *s, size_t item);

/*
 * Tries in `s` to buy as many seats of the violation's SKU as are missing. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__buy(struct lic_remedy__search *s);

/*
 * Tries in `s` to wait for a seat of the violation's SKU: until then the user has what the rest of
 * the request gives. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_remedy__wait(struct lic_remedy__search *s);

#endif
