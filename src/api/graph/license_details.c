/*
 * What a user holds, product by product, inherited licences included.
 */
#include "api/graph/graph_int.h"

#include "service/licenses.h"
#include "service/users.h"

#include <sodium.h>
#include <string.h>

#define ID_BYTES 32
#define ID_TEXT_BYTES sodium_base64_ENCODED_LEN(ID_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)

enum {
	DETAIL_ID,
	DETAIL_SKU_ID,
	DETAIL_PART_NUMBER,
	DETAIL_PLANS,
	DETAIL_MAX
};

static const char *const names[DETAIL_MAX] = {"id", "skuId", "skuPartNumber", "servicePlans"};

/* What the steps of both calls hand on. */
struct state {
	struct lic_license_view view;         /* the user's licences; holds the catalogue */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_user_key user;             /* whose licences they are */
	struct lic_held_sku held;             /* for one: the product */
};

/* The id of a licenseDetails is as opaque as Graph's: user and product. `text` has ID_TEXT_BYTES
 * bytes. */
static void make_id(const struct lic_user_key *user, const struct lic_sku *sku, char *text)
{
	uint8_t bytes[ID_BYTES];

	memcpy(bytes, user->guid.bytes, sizeof(user->guid.bytes));
	memcpy(bytes + sizeof(user->guid.bytes), sku->id.bytes, sizeof(sku->id.bytes));
	(void)sodium_bin2base64(text, ID_TEXT_BYTES, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

lic_rc lic_graph__details_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection = (struct lic_graph_selection){names, DETAIL_MAX,
		LIC_FIELD_BIT(DETAIL_MAX) - 1, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__details_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_view_of(&req->ctx, req->keys[0], &state->user, &state->view);
}

lic_rc lic_graph__detail_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	char id[ID_TEXT_BYTES];
	size_t at = 0;

	LIC_TRY(lic_graph__details_run(req));
	while (lic_held_next(&state->view, &at, &state->held)) {
		make_id(&state->user, &state->view.hold.catalog->skus[state->held.sku], id);
		if (strcmp(id, req->keys[1]) == 0) {
			return LIC_OK_RC;
		}
	}
	return lic_api__not_found(req, req->keys[1]);
}

static void write_field(struct lic_json *json, const struct state *state,
	const struct lic_held_sku *held, unsigned field)
{
	const struct lic_sku *sku = &state->view.hold.catalog->skus[held->sku];
	char id[ID_TEXT_BYTES];

	switch (field) {
	case DETAIL_ID:
		make_id(&state->user, sku, id);
		lic_json_string(json, id);
		break;
	case DETAIL_SKU_ID:
		lic_json_guid(json, &sku->id);
		break;
	case DETAIL_PART_NUMBER:
		lic_json_string(json, sku->part_number);
		break;
	default:
		lic_encode_held_plans(json, &state->view.hold, held);
		break;
	}
}

static void write_members(struct lic_json *json, const struct state *state,
	const struct lic_held_sku *held)
{
	for (unsigned i = 0; i < DETAIL_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, state, held, i);
		}
	}
}

/* Opens the answer. `suffix` as in lic_graph__context(). Without memory for the name of the set
 * there is no context. */
static void begin(struct lic_api_request *req, struct lic_json *json, const char *suffix)
{
	const struct state *state = req->state;
	const char *set = lic_arena_printf(req->ctx.arena, "users('%s')/licenseDetails",
		lic_guid_format(&state->user.guid).text);

	lic_api__answer(req, 200, json);
	lic_json_object(json);
	if (set != NULL) {
		lic_graph__context(req, json, set, &state->selection, suffix);
	}
}

lic_rc lic_graph__details_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_held_sku held;
	struct lic_json json;
	size_t at = 0;

	begin(req, &json, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	while (lic_held_next(&state->view, &at, &held)) {
		lic_json_object(&json);
		write_members(&json, state, &held);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__detail_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	begin(req, &json, "/$entity");
	write_members(&json, state, &state->held);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_graph__release_details(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->view.hold);
	}
}
