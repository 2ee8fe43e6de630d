/*
 * Changing requests: see remedy_int.h.
 */
#include "core/remedy_int.h"

#include "core/planset.h"

#include <string.h>

lic_rc lic_remedy__draft(const struct lic_remedy__search *s, struct lic_remedy__draft *ret_draft)
{
	const struct lic_license_request *request = s->q->request;
	struct lic_remedy__draft draft = {
		.adds = lic_arena_array(s->arena, request->add_count + LIC_REMEDY__MORE,
			sizeof(*draft.adds)),
		.add_count = request->add_count,
		.removes = lic_arena_array(s->arena, request->remove_count + LIC_REMEDY__MORE,
			sizeof(*draft.removes)),
		.remove_count = request->remove_count,
	};

	if (draft.adds == NULL || draft.removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (request->add_count > 0) {
		memcpy(draft.adds, request->adds, request->add_count * sizeof(*draft.adds));
	}
	if (request->remove_count > 0) {
		memcpy(draft.removes, request->removes,
			request->remove_count * sizeof(*draft.removes));
	}
	*ret_draft = draft;
	return LIC_OK_RC;
}

const struct lic_license_request *lic_remedy__request(const struct lic_remedy__search *s,
	const struct lic_remedy__draft *draft)
{
	struct lic_license_request *request = lic_arena_alloc(s->arena, sizeof(*request));

	if (request != NULL) {
		*request = (struct lic_license_request){
			.adds = draft->adds,
			.add_count = draft->add_count,
			.removes = draft->removes,
			.remove_count = draft->remove_count,
			.wait = s->q->request->wait,
		};
	}
	return request;
}

/* The SKU with index `sku` with the plans of `disabled` that it has off. */
static lic_rc make_add(const struct lic_remedy__search *s, uint32_t sku, const uint64_t *disabled,
	struct lic_license_add *ret_add)
{
	const struct lic_sku *entry = &s->catalog->skus[sku];
	struct lic_guid *list = lic_arena_array(s->arena, entry->plan_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < entry->plan_count; i++) {
		if (lic_planset_has(disabled, entry->plans[i])) {
			list[count++] = s->catalog->plans[entry->plans[i]].id;
		}
	}
	*ret_add = (struct lic_license_add){entry->id, list, count};
	return LIC_OK_RC;
}

lic_rc lic_remedy__add(const struct lic_remedy__search *s, struct lic_remedy__draft *draft,
	uint32_t sku, const uint64_t *disabled)
{
	size_t room = s->q->request->add_count + LIC_REMEDY__MORE;

	if (draft->add_count == room) {
		return LIC_RC(LIC_E_LIMIT);
	}
	LIC_TRY(make_add(s, sku, disabled, &draft->adds[draft->add_count]));
	draft->add_count++;
	return LIC_OK_RC;
}

lic_rc lic_remedy__set_plans(const struct lic_remedy__search *s, struct lic_remedy__draft *draft,
	const struct lic_remedy__giver *giver, const uint64_t *disabled)
{
	const struct lic_guid *id = &s->catalog->skus[giver->sku].id;

	for (size_t i = 0; i < draft->add_count; i++) {
		if (lic_guid_equal(&draft->adds[i].sku_id, id)) {
			return make_add(s, giver->sku, disabled, &draft->adds[i]);
		}
	}
	return lic_remedy__add(s, draft, giver->sku, disabled);
}

lic_rc lic_remedy__remove(const struct lic_remedy__search *s, struct lic_remedy__draft *draft,
	const struct lic_guid *sku_id)
{
	size_t room = s->q->request->remove_count + LIC_REMEDY__MORE;

	if (draft->remove_count == room) {
		return LIC_RC(LIC_E_LIMIT);
	}
	draft->removes[draft->remove_count++] = *sku_id;
	return LIC_OK_RC;
}

void lic_remedy__drop(struct lic_remedy__draft *draft, size_t item)
{
	if (item < draft->add_count) {
		memmove(&draft->adds[item], &draft->adds[item + 1],
			(draft->add_count - item - 1) * sizeof(*draft->adds));
		draft->add_count--;
		return;
	}
	item -= draft->add_count;
	memmove(&draft->removes[item], &draft->removes[item + 1],
		(draft->remove_count - item - 1) * sizeof(*draft->removes));
	draft->remove_count--;
}
