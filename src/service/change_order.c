/*
 * What is asked for of many users, and of one by rows of a file, as JSON: for the job that outlives
 * the request. See change_int.h.
 */
#include "service/change_int.h"

#include "base/json.h"

#include <string.h>

#define ORDER_BYTES_MAX ((size_t)16 * 1024 * 1024)

static void write_guids(struct lic_json *json, const char *key, const struct lic_guid *ids,
	size_t count)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		lic_json_guid(json, &ids[i]);
	}
	lic_json_end(json);
}

static void write_add(struct lic_json *json, const struct lic_license_add *add)
{
	lic_json_kguid(json, "skuId", &add->sku_id);
	write_guids(json, "disabledPlans", add->disabled_plans, add->disabled_count);
}

static void write_change(struct lic_json *json, const struct lic_change *change)
{
	lic_json_kint(json, "action", (int64_t)change->action);
	lic_json_key(json, "adds");
	lic_json_array(json);
	for (size_t i = 0; i < change->add_count; i++) {
		lic_json_object(json);
		write_add(json, &change->adds[i]);
		lic_json_end(json);
	}
	lic_json_end(json);
	write_guids(json, "removes", change->removes, change->remove_count);
	lic_json_key(json, "pairs");
	lic_json_array(json);
	for (size_t i = 0; i < change->pair_count; i++) {
		lic_json_object(json);
		lic_json_kguid(json, "from", &change->pairs[i].from);
		lic_json_kguid(json, "to", &change->pairs[i].to);
		lic_json_end(json);
	}
	lic_json_end(json);
	write_guids(json, "enables", change->enables, change->enable_count);
}

/* Ends the document in `text` and copies it into `arena`. */
static lic_rc finish(struct lic_arena *arena, const struct lic_json *json,
	const struct lic_buf *text, const char **ret_text)
{
	LIC_TRY(lic_json_finish(json));
	*ret_text = lic_arena_copy(arena, text->data, text->len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_change_write_order(struct lic_arena *arena, const struct lic_change_order *order,
	const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, ORDER_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	write_change(&json, &order->change);
	lic_json_kint(&json, "mode", (int64_t)order->mode);
	lic_json_kbool(&json, "isPreview", order->is_preview);
	lic_json_kint(&json, "users", (int64_t)order->users);
	lic_json_kstring(&json, "filter", order->filter);
	lic_json_kint(&json, "groupId", order->group_id);
	lic_json_kbool(&json, "isTransitive", order->is_transitive);
	lic_json_kguid(&json, "holdersOf", &order->holders_of);
	lic_json_kint(&json, "previewId", order->preview_id);
	lic_json_kint(&json, "undoesId", order->undoes_id);
	lic_json_kguid(&json, "undoes", &order->undoes.guid);
	lic_json_kint(&json, "undoesKind", (int64_t)order->undoes.kind);
	lic_json_kint(&json, "targetKind", (int64_t)order->target.kind);
	lic_json_kguid(&json, "targetId", &order->target.guid);
	lic_json_kstring(&json, "targetName", order->target.name);
	lic_json_end(&json);
	return finish(arena, &json, &text, ret_text);
}

static lic_rc read_guid(const json_t *value, struct lic_guid *ret_guid)
{
	const char *text = json_string_value(value);

	return text != NULL && lic_guid_parse(text, strlen(text), ret_guid) ? LIC_OK_RC
									    : LIC_RC(LIC_E_CORRUPT);
}

static lic_rc read_guids(struct lic_arena *arena, const json_t *list,
	const struct lic_guid **ret_ids, size_t *ret_count)
{
	size_t count = json_array_size(list);
	struct lic_guid *ids = lic_arena_array(arena, count, sizeof(*ids));

	if (ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_guid(json_array_get(list, i), &ids[i]));
	}
	*ret_ids = ids;
	*ret_count = count;
	return LIC_OK_RC;
}

static lic_rc read_add(struct lic_arena *arena, const json_t *value,
	struct lic_license_add *ret_add)
{
	LIC_TRY(read_guid(json_object_get(value, "skuId"), &ret_add->sku_id));
	return read_guids(arena, json_object_get(value, "disabledPlans"), &ret_add->disabled_plans,
		&ret_add->disabled_count);
}

static lic_rc read_adds(struct lic_arena *arena, const json_t *list, struct lic_change *change)
{
	size_t count = json_array_size(list);
	struct lic_license_add *adds = lic_arena_array(arena, count, sizeof(*adds));

	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_add(arena, json_array_get(list, i), &adds[i]));
	}
	change->adds = adds;
	change->add_count = count;
	return LIC_OK_RC;
}

static lic_rc read_pairs(struct lic_arena *arena, const json_t *list, struct lic_change *change)
{
	size_t count = json_array_size(list);
	struct lic_plan_pair *pairs = lic_arena_array(arena, count, sizeof(*pairs));

	if (pairs == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *pair = json_array_get(list, i);

		LIC_TRY(read_guid(json_object_get(pair, "from"), &pairs[i].from));
		LIC_TRY(read_guid(json_object_get(pair, "to"), &pairs[i].to));
	}
	change->pairs = pairs;
	change->pair_count = count;
	return LIC_OK_RC;
}

static lic_rc read_change(struct lic_arena *arena, const json_t *root, struct lic_change *change)
{
	int64_t action = json_integer_value(json_object_get(root, "action"));

	if (action < 0 || action >= LIC_CHANGE_ACTION_MAX_) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	change->action = (enum lic_change_action)action;
	LIC_TRY(read_adds(arena, json_object_get(root, "adds"), change));
	LIC_TRY(read_guids(arena, json_object_get(root, "removes"), &change->removes,
		&change->remove_count));
	LIC_TRY(read_pairs(arena, json_object_get(root, "pairs"), change));
	return read_guids(arena, json_object_get(root, "enables"), &change->enables,
		&change->enable_count);
}

static lic_rc parse(const char *text, json_t **ret_root)
{
	lic_rc rc = lic_json_parse(text, strlen(text), NULL, ret_root);

	return lic_ok(rc) || rc.code == LIC_E_NOMEM ? rc : LIC_RC(LIC_E_CORRUPT);
}

/* What an undo takes back; orders from before there was one do not have it. */
static lic_rc read_undone(struct lic_arena *arena, const json_t *root,
	struct lic_change_order *order)
{
	const char *name = json_string_value(json_object_get(root, "targetName"));
	int64_t kind = json_integer_value(json_object_get(root, "undoesKind"));
	int64_t target = json_integer_value(json_object_get(root, "targetKind"));

	if (order->change.action != LIC_CHANGE_UNDO) {
		return LIC_OK_RC;
	}
	order->undoes_id = json_integer_value(json_object_get(root, "undoesId"));
	order->undoes.is_set = true;
	if (kind < 0 || kind >= LIC_OP_KIND_MAX_ || target < 0 || target >= LIC_TARGET_KIND_MAX_) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	order->undoes.kind = (enum lic_operation_kind)kind;
	order->target.kind = (enum lic_target_kind)target;
	order->target.name = lic_arena_strdup(arena, name);
	if (name != NULL && order->target.name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_guid(json_object_get(root, "targetId"), &order->target.guid));
	return read_guid(json_object_get(root, "undoes"), &order->undoes.guid);
}

lic_rc lic_change__read_order(struct lic_arena *arena, const char *text,
	struct lic_change_order *ret_order)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_change_order order = {0};
	const char *filter = NULL;
	int64_t mode = 0;
	int64_t users = 0;

	LIC_TRY(parse(text, &root));
	LIC_TRY(read_change(arena, root, &order.change));
	LIC_TRY(read_guid(json_object_get(root, "holdersOf"), &order.holders_of));
	mode = json_integer_value(json_object_get(root, "mode"));
	users = json_integer_value(json_object_get(root, "users"));
	if (mode < 0 || mode > LIC_CHANGE_ALL_OR_NOTHING || users < 0 ||
		users > LIC_USERS_OPERATION) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	order.mode = (enum lic_change_mode)mode;
	order.users = (enum lic_change_users)users;
	order.is_preview = json_is_true(json_object_get(root, "isPreview"));
	order.group_id = json_integer_value(json_object_get(root, "groupId"));
	order.is_transitive = json_is_true(json_object_get(root, "isTransitive"));
	order.preview_id = json_integer_value(json_object_get(root, "previewId"));
	LIC_TRY(read_undone(arena, root, &order));
	filter = json_string_value(json_object_get(root, "filter"));
	if (filter != NULL) {
		order.filter = lic_arena_strdup(arena, filter);
		if (order.filter == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	*ret_order = order;
	return LIC_OK_RC;
}

lic_rc lic_change__write_rows(struct lic_arena *arena, const struct lic_change__row *rows,
	size_t count, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, ORDER_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (size_t i = 0; i < count; i++) {
		lic_json_object(&json);
		lic_json_kint(&json, "line", rows[i].line);
		lic_json_kbool(&json, "isRemoval", rows[i].is_removal);
		write_add(&json, &rows[i].add);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	return finish(arena, &json, &text, ret_text);
}

lic_rc lic_change__read_rows(struct lic_arena *arena, const char *text,
	struct lic_change__row **ret_rows, size_t *ret_count)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_change__row *rows = NULL;
	size_t count = 0;

	LIC_TRY(parse(text, &root));
	count = json_array_size(root);
	rows = lic_arena_array(arena, count + 1, sizeof(*rows));
	if (rows == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(root, i);

		rows[i].line = json_integer_value(json_object_get(row, "line"));
		rows[i].is_removal = json_is_true(json_object_get(row, "isRemoval"));
		LIC_TRY(read_add(arena, row, &rows[i].add));
	}
	*ret_rows = rows;
	*ret_count = count;
	return LIC_OK_RC;
}
