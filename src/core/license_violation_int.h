/*
 * How a decision tells that a rule is broken. Messages are Graph's own where Graph has one
 * (specification 5.1), because scripts match their text; names stand in `refs` and in the remedy.
 * Private to core.
 */
#ifndef LIC_CORE_LICENSE_VIOLATION_INT_H
#define LIC_CORE_LICENSE_VIOLATION_INT_H

#include "base/buf.h"
#include "core/license_int.h"

/*
 * Records in `d` a violation of `kind`, which the functions below then say more about. `target`,
 * `message` and `remedy` are static or in the arena of `d`; NULL where memory ran out. Errors:
 * LIC_E_NOMEM, also for such a NULL.
 */
LIC_MUST_USE lic_rc lic_violation__add(struct lic_decider *d, enum lic_violation_kind kind,
	const char *target, const char *message, const char *remedy);

/*
 * Notes of the latest violation of `d` that it is about `item` of the request: additions count
 * first.
 */
void lic_violation__item(struct lic_decider *d, size_t item);

/*
 * Notes of the latest violation of `d` the `rule` of the catalogue and the set `plans`, borrowed,
 * that it is about.
 */
void lic_violation__plans(struct lic_decider *d, size_t rule, const uint64_t *plans);

/*
 * Notes of the latest violation of `d` that it is about `plan` alone, by `rule` of the catalogue.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_violation__plan(struct lic_decider *d, size_t rule, uint32_t plan);

/*
 * Adds to what the latest violation of `d` refers to: something of the static `kind` with `id`,
 * called `name` (borrowed; NULL when it has none). After the first 64 the others are left out: the
 * message still names all. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_violation__refer(struct lic_decider *d, const char *kind,
	const struct lic_guid *id, const char *name);

/*
 * Refers to the product with index `sku`, as lic_violation__refer of `d`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_violation__refer_sku(struct lic_decider *d, uint32_t sku);

/*
 * Refers to the plan with index `plan`, as lic_violation__refer of `d`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_violation__refer_plan(struct lic_decider *d, uint32_t plan);

/*
 * Refers to a product by the `id` that the request has, which may be unknown here, as
 * lic_violation__refer of `d`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_violation__refer_sku_id(struct lic_decider *d, const struct lic_guid *id);

/*
 * Ends `text`, and copies it into the arena of `d`.
 * Returns the copy; NULL when it could not be built, which lic_violation__add() turns into an
 * error.
 */
const char *lic_violation__text(struct lic_decider *d, struct lic_buf *text);

/*
 * Returns the target of a message about `member` of addition `index`, in the arena of `d`; NULL
 * when memory is out.
 */
const char *lic_violation__add_target(struct lic_decider *d, size_t index, const char *member);

/*
 * Returns the target of a message about removal `index`, in the arena of `d`; NULL when memory is
 * out.
 */
const char *lic_violation__remove_target(struct lic_decider *d, size_t index);

#endif
