/*
 * How broken rules are told: see license_violation_int.h.
 */
#include "core/license_violation_int.h"

#include "core/planset.h"

#include <string.h>

#define REFS_MAX 64

static const char *const violation_codes[LIC_VIOLATION_KIND_MAX_] = {
	[LIC_VIOLATION_REQUEST] = "InvalidRequest",
	[LIC_VIOLATION_NOT_OWNED] = "LicenseNotOwned",
	[LIC_VIOLATION_COMPANY] = "LicenseNotForUsers",
	[LIC_VIOLATION_PLAN] = "ServicePlanNotInLicense",
	[LIC_VIOLATION_NOT_HELD] = "LicenseNotAssigned",
	[LIC_VIOLATION_INHERITED] = "LicenseInherited",
	[LIC_VIOLATION_NO_LOCATION] = "UsageLocationMissing",
	[LIC_VIOLATION_LOCATION] = "ProhibitedInUsageLocationViolation",
	[LIC_VIOLATION_COUNT] = "CountViolation",
	[LIC_VIOLATION_SELF_SERVICE] = "SelfServicePurchase",
	[LIC_VIOLATION_EXCLUSION] = "MutuallyExclusiveViolation",
	[LIC_VIOLATION_DEPENDENCY] = "DependencyViolation",
	[LIC_VIOLATION_UNIQUENESS] = "UniquenessViolation",
};

/* Records a violation of `kind`; texts must be static or in the arena, NULL where memory ran out.
 */
lic_rc lic_violation__add(struct lic_decider *d, enum lic_violation_kind kind, const char *target,
	const char *message, const char *remedy)
{
	struct lic_violation *violation = NULL;

	if (target == NULL || message == NULL || remedy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (d->violation_count == d->violation_room) {
		size_t room = d->violation_room * 2 + 4;
		struct lic_violation *more = lic_arena_array(d->arena, room, sizeof(*more));

		if (more == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (d->violation_count > 0) {
			memcpy(more, d->violations, d->violation_count * sizeof(*more));
		}
		d->violations = more;
		d->violation_room = room;
	}
	violation = &d->violations[d->violation_count++];
	violation->kind = kind;
	violation->detail.code = violation_codes[kind];
	violation->detail.target = target;
	violation->detail.message = message;
	violation->detail.remedy = remedy;
	violation->item = LIC_ITEM_NONE;
	violation->sku = LIC_INDEX_NONE;
	return LIC_OK_RC;
}

/* Notes of the latest violation that it is about item `item` of the request. */
void lic_violation__item(struct lic_decider *d, size_t item)
{
	const struct lic_license_request *r = d->request;
	struct lic_violation *violation = &d->violations[d->violation_count - 1];

	violation->item = item;
	violation->sku = lic_catalog_sku(d->facts->catalog,
		item < r->add_count ? &r->adds[item].sku_id : &r->removes[item - r->add_count]);
}

/* Notes of the latest violation the rule and the set of plans that it is about. */
void lic_violation__plans(struct lic_decider *d, size_t rule, const uint64_t *plans)
{
	struct lic_violation *violation = &d->violations[d->violation_count - 1];

	violation->rule = rule;
	violation->plans = plans;
}

/* Notes of the latest violation that it is about `plan` alone, by `rule`. */
lic_rc lic_violation__plan(struct lic_decider *d, size_t rule, uint32_t plan)
{
	uint64_t *plans = lic_planset_new(d->arena, d->facts->catalog);

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_planset_add(plans, plan);
	lic_violation__plans(d, rule, plans);
	return LIC_OK_RC;
}

/* Adds what the latest violation is about. References past REFS_MAX are left out: the message still
 * names all. The name is copied, because a refusal is told after the catalogue was let go. */
lic_rc lic_violation__refer(struct lic_decider *d, const char *kind, const struct lic_guid *id,
	const char *name)
{
	struct lic_err_detail *detail = &d->violations[d->violation_count - 1].detail;
	struct lic_err_ref *refs = NULL;
	struct lic_guid_text text = lic_guid_format(id);

	if (detail->ref_count == REFS_MAX) {
		return LIC_OK_RC;
	}
	refs = lic_arena_array(d->arena, detail->ref_count + 1, sizeof(*refs));
	if (refs == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (detail->ref_count > 0) {
		memcpy(refs, detail->refs, detail->ref_count * sizeof(*refs));
	}
	refs[detail->ref_count].kind = kind;
	refs[detail->ref_count].id = lic_arena_strdup(d->arena, text.text);
	refs[detail->ref_count].name = lic_arena_strdup(d->arena, name);
	if (refs[detail->ref_count].id == NULL ||
		(name != NULL && refs[detail->ref_count].name == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->refs = refs;
	detail->ref_count++;
	return LIC_OK_RC;
}

lic_rc lic_violation__refer_sku(struct lic_decider *d, uint32_t sku)
{
	const struct lic_sku *entry = &d->facts->catalog->skus[sku];

	return lic_violation__refer(d, "sku", &entry->id, entry->display_name);
}

lic_rc lic_violation__refer_plan(struct lic_decider *d, uint32_t plan)
{
	const struct lic_plan *entry = &d->facts->catalog->plans[plan];

	return lic_violation__refer(d, "servicePlan", &entry->id, entry->display_name);
}

/* Refers to a product by the id that the request has, which may be unknown here. */
lic_rc lic_violation__refer_sku_id(struct lic_decider *d, const struct lic_guid *id)
{
	uint32_t sku = lic_catalog_sku(d->facts->catalog, id);

	return sku == LIC_INDEX_NONE ? lic_violation__refer(d, "sku", id, NULL)
				     : lic_violation__refer_sku(d, sku);
}

/* Copies a finished text into the arena; NULL when it could not be built, which
 * lic_violation__add() turns into an error. */
const char *lic_violation__text(struct lic_decider *d, struct lic_buf *text)
{
	const char *copy = NULL;

	if (lic_ok(lic_buf_status(text))) {
		copy = lic_arena_copy(d->arena, text->data, text->len);
	}
	lic_buf_done(text);
	return copy;
}

const char *lic_violation__add_target(struct lic_decider *d, size_t index, const char *member)
{
	return lic_arena_printf(d->arena, "addLicenses/%zu/%s", index, member);
}

const char *lic_violation__remove_target(struct lic_decider *d, size_t index)
{
	return lic_arena_printf(d->arena, "removeLicenses/%zu", index);
}
