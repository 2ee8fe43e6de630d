/*
 * What is asked for of many users, in JSON: the members that each action takes, and who is meant.
 */
#include "api/desk/change_int.h"

#include "api/body_int.h"
#include "base/text.h"

#include <string.h>

#define PAIRS_MAX 500
#define IDS_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* Members of the body. */
enum member {
	MEMBER_ACTION,
	MEMBER_USERS,
	MEMBER_MODE,
	MEMBER_PREVIEW,
	MEMBER_ADDS,
	MEMBER_REMOVES,
	MEMBER_FROM,
	MEMBER_TO,
	MEMBER_MAP,
	MEMBER_DISABLED,
	MEMBER_SKU,
	MEMBER_ENABLE,
	MEMBER_DISABLE,
	MEMBER_MAX_
};

static const struct lic_member member_list[MEMBER_MAX_] = {
	[MEMBER_ACTION] = {"action", LIC_MEMBER_STRING, true},
	[MEMBER_USERS] = {"users", LIC_MEMBER_OBJECT, true},
	[MEMBER_MODE] = {"mode", LIC_MEMBER_STRING, false},
	[MEMBER_PREVIEW] = {"preview", LIC_MEMBER_BOOL, false},
	[MEMBER_ADDS] = {"addLicenses", LIC_MEMBER_ARRAY, false},
	[MEMBER_REMOVES] = {"removeLicenses", LIC_MEMBER_ARRAY, false},
	[MEMBER_FROM] = {"from", LIC_MEMBER_STRING, false},
	[MEMBER_TO] = {"to", LIC_MEMBER_STRING, false},
	[MEMBER_MAP] = {"planMap", LIC_MEMBER_ARRAY, false},
	[MEMBER_DISABLED] = {"disabledPlans", LIC_MEMBER_ARRAY, false},
	[MEMBER_SKU] = {"skuId", LIC_MEMBER_STRING, false},
	[MEMBER_ENABLE] = {"enablePlans", LIC_MEMBER_ARRAY, false},
	[MEMBER_DISABLE] = {"disablePlans", LIC_MEMBER_ARRAY, false},
};

#define BIT(member_) (1U << (member_))

/* Which members an action takes beside the first four, and which of them it needs. */
struct action_members {
	unsigned takes; /* members */
	unsigned needs; /* members */
};

static const struct action_members actions[LIC_CHANGE_ACTION_MAX_] = {
	[LIC_CHANGE_ADD] = {BIT(MEMBER_ADDS), BIT(MEMBER_ADDS)},
	[LIC_CHANGE_REMOVE] = {BIT(MEMBER_REMOVES), BIT(MEMBER_REMOVES)},
	[LIC_CHANGE_REPLACE] = {BIT(MEMBER_ADDS), BIT(MEMBER_ADDS)},
	[LIC_CHANGE_SWAP] = {BIT(MEMBER_FROM) | BIT(MEMBER_TO) | BIT(MEMBER_MAP) |
			BIT(MEMBER_DISABLED),
		BIT(MEMBER_FROM) | BIT(MEMBER_TO)},
	[LIC_CHANGE_SET_PLANS] = {BIT(MEMBER_SKU) | BIT(MEMBER_ENABLE) | BIT(MEMBER_DISABLE),
		BIT(MEMBER_SKU)},
};

/* A body being read. */
struct body {
	struct lic_api_request *req;    /* whose it is */
	json_t *values[MEMBER_MAX_];    /* its members */
	struct lic_change_order *order; /* outcome */
	struct lic_buf *ids;            /* outcome: users by name or id, as a file */
};

lic_rc lic_desk__change_action(struct lic_api_request *req, const char *text,
	enum lic_change_action *ret_action)
{
	if (lic_text_equal_nocase(text, lic_change_action_name(LIC_CHANGE_UNDO))) {
		return lic_err_field(&req->err, req->ctx.arena, "action",
			"What an operation did is taken back by POST /api/v1/operations/{id}/undo.");
	}
	if (lic_change_action_parse(text, ret_action)) {
		return LIC_OK_RC;
	}
	return lic_err_field(&req->err, req->ctx.arena, "action",
		"'%.100s' is no action: possible are add, remove, replace, swap and setPlans.",
		text);
}

lic_rc lic_desk__change_mode(struct lic_api_request *req, const char *text,
	enum lic_change_mode *ret_mode)
{
	bool is_all = text != NULL && lic_text_equal_nocase(text, "allOrNothing");

	if (text != NULL && !is_all && !lic_text_equal_nocase(text, "bestEffort")) {
		return lic_err_field(&req->err, req->ctx.arena, "mode",
			"'%.100s' is no mode: possible are bestEffort and allOrNothing.", text);
	}
	*ret_mode = is_all ? LIC_CHANGE_ALL_OR_NOTHING : LIC_CHANGE_BEST_EFFORT;
	return LIC_OK_RC;
}

/* Demands that the body has what its action needs, and nothing else (D-20). */
static lic_rc check_members(const struct body *body)
{
	enum lic_change_action action = body->order->change.action;
	struct lic_api_request *req = body->req;

	for (size_t i = MEMBER_ADDS; i < MEMBER_MAX_; i++) {
		const char *name = member_list[i].name;

		if (body->values[i] != NULL && (actions[action].takes & BIT(i)) == 0) {
			return lic_err_field(&req->err, req->ctx.arena, name,
				"The action %s does not take '%s'.", lic_change_action_name(action),
				name);
		}
		if (body->values[i] == NULL && (actions[action].needs & BIT(i)) != 0) {
			return lic_err_field(&req->err, req->ctx.arena, name,
				"The action %s needs '%s'.", lic_change_action_name(action), name);
		}
	}
	return LIC_OK_RC;
}

/* Reads the GUIDs in the member `member`; none when it is absent. */
static lic_rc read_guids(const struct body *body, enum member member,
	const struct lic_guid **ret_ids, size_t *ret_count)
{
	const json_t *list = body->values[member];
	struct lic_arena *arena = body->req->ctx.arena;
	size_t count = json_array_size(list);
	struct lic_guid *ids = NULL;

	if (count > LIC_REQUEST_SKUS_MAX) {
		return lic_err_field(&body->req->err, arena, member_list[member].name,
			"At most %d can be named.", LIC_REQUEST_SKUS_MAX);
	}
	ids = lic_arena_array(arena, count, sizeof(*ids));
	if (ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const char *target = lic_arena_printf(arena, "%s/%zu", member_list[member].name, i);

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_api__guid(body->req, json_array_get(list, i), target, &ids[i]));
	}
	*ret_ids = ids;
	*ret_count = count;
	return LIC_OK_RC;
}

static lic_rc read_pair(const struct body *body, json_t *element, size_t index,
	struct lic_plan_pair *pair)
{
	static const struct lic_member list[] = {
		{"from", LIC_MEMBER_STRING, true},
		{"to", LIC_MEMBER_STRING, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct lic_arena *arena = body->req->ctx.arena;
	const char *prefix = lic_arena_printf(arena, "planMap/%zu/", index);
	const char *from = lic_arena_printf(arena, "planMap/%zu/from", index);
	const char *to = lic_arena_printf(arena, "planMap/%zu/to", index);
	json_t *values[LIC_COUNT(list)];

	if (prefix == NULL || from == NULL || to == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!json_is_object(element)) {
		return lic_api__wrong_type(body->req, prefix, "an object");
	}
	LIC_TRY(lic_api__members(body->req, element, prefix, &members, values));
	LIC_TRY(lic_api__guid(body->req, values[0], from, &pair->from));
	return lic_api__guid(body->req, values[1], to, &pair->to);
}

static lic_rc read_pairs(const struct body *body, struct lic_change *change)
{
	const json_t *list = body->values[MEMBER_MAP];
	size_t count = json_array_size(list);
	struct lic_plan_pair *pairs = NULL;

	if (count > PAIRS_MAX) {
		return lic_err_field(&body->req->err, body->req->ctx.arena, "planMap",
			"At most %d pairs can be named.", PAIRS_MAX);
	}
	pairs = lic_arena_array(body->req->ctx.arena, count, sizeof(*pairs));
	if (pairs == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_pair(body, json_array_get(list, i), i, &pairs[i]));
	}
	change->pairs = pairs;
	change->pair_count = count;
	return LIC_OK_RC;
}

/* Makes the one addition of swap and setPlans: the product in `sku`, and plans that are off. */
static lic_rc read_one_add(const struct body *body, enum member sku, enum member plans,
	struct lic_change *change)
{
	struct lic_license_add *add = lic_arena_alloc(body->req->ctx.arena, sizeof(*add));

	if (add == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__guid(body->req, body->values[sku], member_list[sku].name, &add->sku_id));
	LIC_TRY(read_guids(body, plans, &add->disabled_plans, &add->disabled_count));
	change->adds = add;
	change->add_count = 1;
	return LIC_OK_RC;
}

static lic_rc read_swap(const struct body *body, struct lic_change *change)
{
	struct lic_guid *from = lic_arena_alloc(body->req->ctx.arena, sizeof(*from));

	if (from == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__guid(body->req, body->values[MEMBER_FROM], "from", from));
	change->removes = from;
	change->remove_count = 1;
	LIC_TRY(read_one_add(body, MEMBER_TO, MEMBER_DISABLED, change));
	return read_pairs(body, change);
}

static lic_rc read_change(const struct body *body)
{
	struct lic_change *change = &body->order->change;

	switch (change->action) {
	case LIC_CHANGE_ADD:
	case LIC_CHANGE_REPLACE:
		return lic_api__adds(body->req, body->values[MEMBER_ADDS], "addLicenses",
			&change->adds, &change->add_count);
	case LIC_CHANGE_REMOVE:
		return read_guids(body, MEMBER_REMOVES, &change->removes, &change->remove_count);
	case LIC_CHANGE_SWAP:
		return read_swap(body, change);
	case LIC_CHANGE_SET_PLANS:
		LIC_TRY(read_guids(body, MEMBER_ENABLE, &change->enables, &change->enable_count));
		return read_one_add(body, MEMBER_SKU, MEMBER_DISABLE, change);
	case LIC_CHANGE_UNDO:
	case LIC_CHANGE_ACTION_MAX_:
		break;
	}
	return LIC_RC(LIC_E_BUG);
}

/* Writes the list of users as a file with one column: all that comes from lists is read alike. */
static lic_rc read_ids(const struct body *body, const json_t *list)
{
	lic_buf_puts(body->ids, "user\n");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (text == NULL) {
			const char *target =
				lic_arena_printf(body->req->ctx.arena, "users/ids/%zu", i);

			return target == NULL ? LIC_RC(LIC_E_NOMEM)
					      : lic_api__wrong_type(body->req, target, "a string");
		}
		lic_buf_puts(body->ids, "\"");
		for (; *text != '\0'; text++) {
			lic_buf_puts(body->ids, *text == '"' ? "\"" : "");
			lic_buf_add(body->ids, text, 1);
		}
		lic_buf_puts(body->ids, "\"\n");
	}
	return lic_buf_status(body->ids);
}

/* Where users come from, and whether only one of the ways is named. */
static lic_rc read_users(const struct body *body)
{
	static const struct lic_member list[] = {
		{"ids", LIC_MEMBER_ARRAY, false},
		{"filter", LIC_MEMBER_STRING, false},
		{"group", LIC_MEMBER_STRING, false},
		{"holdersOf", LIC_MEMBER_STRING, false},
		{"all", LIC_MEMBER_BOOL, false},
		{"transitive", LIC_MEMBER_BOOL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	static const enum lic_change_users sources[] = {LIC_USERS_LISTED, LIC_USERS_FILTER,
		LIC_USERS_GROUP, LIC_USERS_HOLDERS, LIC_USERS_ALL};
	struct lic_change_order *order = body->order;
	json_t *values[LIC_COUNT(list)];
	size_t given = 0;

	LIC_TRY(lic_api__members(body->req, body->values[MEMBER_USERS], "users/", &members,
		values));
	for (size_t i = 0; i < LIC_COUNT(sources); i++) {
		if (values[i] != NULL && !json_is_false(values[i])) {
			order->users = sources[i];
			given++;
		}
	}
	order->is_transitive = json_is_true(values[5]);
	if (given != 1 || (order->is_transitive && order->users != LIC_USERS_GROUP)) {
		return lic_err_field(&body->req->err, body->req->ctx.arena, "users",
			"Say in one way whose licences are meant: ids, filter, group (with transitive, if members of members count), holdersOf, or all.");
	}
	order->filter = json_string_value(values[1]);
	order->group = json_string_value(values[2]);
	if (order->users == LIC_USERS_HOLDERS) {
		return lic_api__guid(body->req, values[3], "users/holdersOf", &order->holders_of);
	}
	return order->users == LIC_USERS_LISTED ? read_ids(body, values[0]) : LIC_OK_RC;
}

/* {"preview": ID} alone: that is to be made true. */
static lic_rc read_preview(struct lic_api_request *req, json_t *object,
	struct lic_change_order *order)
{
	static const struct lic_member list[] = {{"preview", LIC_MEMBER_STRING, true}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)];

	LIC_TRY(lic_api__members(req, object, "", &members, values));
	order->users = LIC_USERS_PREVIEW;
	order->preview = json_string_value(values[0]);
	return LIC_OK_RC;
}

lic_rc lic_desk__undo_body(struct lic_api_request *req, struct lic_change_order *order)
{
	static const struct lic_member list[] = {
		{"mode", LIC_MEMBER_STRING, false},
		{"preview", LIC_MEMBER_BOOL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)];
	json_t *object = NULL;

	order->operation = req->keys[0];
	order->users = LIC_USERS_OPERATION;
	if (req->in->body_len == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_api__body(req, &object));
	if (json_is_string(json_object_get(object, "preview"))) {
		return read_preview(req, object, order);
	}
	LIC_TRY(lic_api__members(req, object, "", &members, values));
	order->is_preview = json_is_true(values[1]);
	return lic_desk__change_mode(req, json_string_value(values[0]), &order->mode);
}

lic_rc lic_desk__change_body(struct lic_api_request *req, struct lic_change_order *order,
	struct lic_buf *ids)
{
	static const struct lic_members members = {member_list, MEMBER_MAX_};
	struct body body = {.req = req, .order = order, .ids = ids};
	json_t *object = NULL;

	lic_buf_init(ids, IDS_BYTES_MAX);
	LIC_TRY(lic_api__body(req, &object));
	if (json_is_string(json_object_get(object, "preview"))) {
		return read_preview(req, object, order);
	}
	LIC_TRY(lic_api__members(req, object, "", &members, body.values));
	LIC_TRY(lic_desk__change_action(req, json_string_value(body.values[MEMBER_ACTION]),
		&order->change.action));
	LIC_TRY(lic_desk__change_mode(req, json_string_value(body.values[MEMBER_MODE]),
		&order->mode));
	order->is_preview = json_is_true(body.values[MEMBER_PREVIEW]);
	LIC_TRY(check_members(&body));
	LIC_TRY(read_change(&body));
	return read_users(&body);
}
