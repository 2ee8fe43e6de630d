/*
 * The audit log in Graph's shape, directoryAudit (specification 1.9, 5.7): what was done and what
 * was refused, with values before and after. Nothing is cut off: an operation that changed more
 * than an entry can show names the address where all of it is read, page by page.
 */
#include "api/graph/graph_int.h"

#include "api/graph/audit_filter.h"
#include "api/options_int.h"
#include "base/clock.h"
#include "core/planset.h"
#include "service/activities.h"
#include "service/audit_view.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_BYTES_MAX ((size_t)1024 * 1024)

/* Properties of an entry, in the order in which they are written. */
enum field {
	FIELD_ID,
	FIELD_CATEGORY,
	FIELD_CORRELATION,
	FIELD_RESULT,
	FIELD_REASON,
	FIELD_ACTIVITY,
	FIELD_TIME,
	FIELD_SERVICE,
	FIELD_TYPE,
	FIELD_BY,
	FIELD_TARGETS,
	FIELD_DETAILS,
	FIELD_MAX
};

static const char *const names[FIELD_MAX] = {"id", "category", "correlationId", "result",
	"resultReason", "activityDisplayName", "activityDateTime", "loggedByService",
	"operationType", "initiatedBy", "targetResources", "additionalDetails"};

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;         /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_audit_query query;         /* what is asked for */
	struct lic_audit_page page;           /* for the list */
	struct lic_audit_entry one;           /* for one */
};

static lic_rc new_state(struct lic_api_request *req, struct state **ret_state)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection =
		(struct lic_graph_selection){names, FIELD_MAX, LIC_FIELD_BIT(FIELD_MAX) - 1, false};
	*ret_state = state;
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__audits_decode(struct lic_api_request *req)
{
	const char *filter = lic_api__option(req, "$filter");
	const char *order = lic_api__option(req, "$orderby");
	int64_t position[] = {INT64_MIN, INT64_MIN};
	struct state *state = NULL;

	LIC_TRY(new_state(req, &state));
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(lic_api__token(req, position, LIC_COUNT(position)));
	state->query.has_position = lic_api__option(req, "$skiptoken") != NULL;
	state->query.position_ms = position[0];
	state->query.position_id = position[1];
	if (filter != NULL) {
		LIC_TRY(lic_graph__audit_filter(filter, req->ctx.arena, &req->err, &state->query));
	}
	return order == NULL ? LIC_OK_RC
			     : lic_graph__audit_order(order, req->ctx.arena, &req->err,
				       &state->query.is_oldest_first);
}

lic_rc lic_graph__audits_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_audit_list(&req->ctx, state->hold.catalog, &state->query, &state->page);
}

lic_rc lic_graph__audit_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	return new_state(req, &state);
}

lic_rc lic_graph__audit_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_audit_find(&req->ctx, state->hold.catalog, req->keys[0], &state->one);
}

static bool is_set(const struct lic_guid *guid)
{
	static const struct lic_guid none = {0};

	return !lic_guid_equal(guid, &none);
}

/* An id, or null when there is none. */
static void write_id(struct lic_json *json, const char *key, const struct lic_guid *guid)
{
	if (is_set(guid)) {
		lic_json_kguid(json, key, guid);
	} else {
		lic_json_kstring(json, key, NULL);
	}
}

/* Graph's userIdentity: a person, somebody at the machine itself, or an address nobody is known of.
 */
static void write_user(struct lic_json *json, const struct lic_audit_entry *entry)
{
	const struct lic_operation_view *operation = &entry->operation;
	bool is_known = operation->actor_kind != LIC_ACTOR_NOBODY;

	lic_json_object(json);
	write_id(json, "id", &entry->actor_guid);
	lic_json_kstring(json, "displayName", is_known ? operation->actor_name : NULL);
	lic_json_kstring(json, "userPrincipalName",
		operation->actor_kind == LIC_ACTOR_USER ? operation->actor_name : NULL);
	lic_json_kstring(json, "ipAddress", entry->address);
	lic_json_end(json);
}

/* Graph's appIdentity; a token that was made by hand is a program without a client id. */
static void write_app(struct lic_json *json, const struct lic_audit_entry *entry, bool is_alone)
{
	lic_json_object(json);
	write_id(json, "appId", &entry->app_guid);
	lic_json_kstring(json, "displayName",
		is_alone ? entry->operation.actor_name : entry->app_name);
	write_id(json, "servicePrincipalId", is_alone ? &entry->actor_guid : &(struct lic_guid){0});
	lic_json_kstring(json, "servicePrincipalName", NULL);
	lic_json_end(json);
}

static void write_initiator(struct lic_json *json, const struct lic_audit_entry *entry)
{
	enum lic_actor_kind kind = entry->operation.actor_kind;
	bool is_program =
		kind == LIC_ACTOR_APP || kind == LIC_ACTOR_TOKEN || kind == LIC_ACTOR_SYSTEM;

	lic_json_object(json);
	lic_json_key(json, "user");
	if (is_program) {
		lic_json_null(json);
	} else {
		write_user(json, entry);
	}
	lic_json_key(json, "app");
	if (is_program || is_set(&entry->app_guid)) {
		write_app(json, entry, is_program);
	} else {
		lic_json_null(json);
	}
	lic_json_end(json);
}

/* One modified property; old and new are JSON texts, or NULL where there was nothing. */
static void write_property(struct lic_json *json, const char *name, const char *old_value,
	const char *new_value)
{
	lic_json_object(json);
	lic_json_kstring(json, "displayName", name);
	lic_json_kstring(json, "oldValue", old_value);
	lic_json_kstring(json, "newValue", new_value);
	lic_json_end(json);
}

/* A plan that is off, by name and id. */
static void write_plans(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_sku *sku, const uint64_t *disabled)
{
	lic_json_array(json);
	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[sku->plans[i]];

		if (lic_planset_has(disabled, sku->plans[i])) {
			lic_json_object(json);
			lic_json_kguid(json, "servicePlanId", &plan->id);
			lic_json_kstring(json, "servicePlanName", plan->name);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

/* A licence as it was or is, as JSON text in `text`; NULL where there was none. */
static const char *license_text(struct lic_buf *text, const struct lic_catalog *catalog,
	uint32_t index, const uint64_t *disabled, struct lic_opt_int path_state)
{
	const struct lic_sku *sku = index == LIC_INDEX_NONE ? NULL : &catalog->skus[index];
	struct lic_json json;

	lic_buf_clear(text);
	if (disabled == NULL || sku == NULL) {
		return NULL;
	}
	lic_json_init(&json, text);
	lic_json_object(&json);
	lic_json_kguid(&json, "skuId", &sku->id);
	lic_json_kstring(&json, "skuPartNumber", sku->part_number);
	lic_json_kstring(&json, "skuName", sku->display_name);
	lic_json_key(&json, "disabledPlans");
	write_plans(&json, catalog, sku, disabled);
	lic_json_kstring(&json, "state",
		path_state.is_set ? lic_path_state_name((enum lic_path_state)path_state.value, true)
				  : NULL);
	lic_json_end(&json);
	return lic_ok(lic_json_finish(&json)) ? text->data : NULL;
}

static void write_license(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_change_view *change)
{
	LIC_AUTO(lic_buf_done) struct lic_buf before = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf after = {0};
	const char *old_value = NULL;

	lic_buf_init(&before, VALUE_BYTES_MAX);
	lic_buf_init(&after, VALUE_BYTES_MAX);
	old_value =
		license_text(&before, catalog, change->sku, change->before, change->state_before);
	write_property(json, "AssignedLicense", old_value,
		license_text(&after, catalog, change->sku, change->after, change->state_after));
}

/* A value of a change's detail as JSON text, in `text`; NULL for null and what is missing. */
static const char *value_text(struct lic_buf *text, const json_t *value)
{
	char *dump = NULL;

	lic_buf_clear(text);
	if (value == NULL || json_is_null(value)) {
		return NULL;
	}
	dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	if (dump != NULL) {
		lic_buf_puts(text, dump);
	}
	free(dump);
	return lic_ok(lic_buf_status(text)) ? text->data : NULL;
}

/* The properties in a change's detail: {"name": {"old": …, "new": …}}, or just values. */
static void write_detail(struct lic_json *json, const char *detail)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf before = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf after = {0};

	lic_buf_init(&before, VALUE_BYTES_MAX);
	lic_buf_init(&after, VALUE_BYTES_MAX);
	if (detail == NULL || !lic_ok(lic_json_parse(detail, strlen(detail), NULL, &root))) {
		return;
	}
	for (void *at = json_object_iter(root); at != NULL; at = json_object_iter_next(root, at)) {
		const json_t *value = json_object_iter_value(at);
		const json_t *old_value = json_object_get(value, "old");
		const json_t *new_value = json_object_get(value, "new");
		bool is_pair = old_value != NULL || new_value != NULL;

		write_property(json, json_object_iter_key(at), value_text(&before, old_value),
			value_text(&after, is_pair ? new_value : value));
	}
}

/* What the subject of a change is, with its name now. */
static struct lic_target subject_of(const struct lic_change_view *change)
{
	struct lic_target target = {.kind = change->object_kind, .guid = change->subject_guid};

	if (target.kind == LIC_TARGET_USER) {
		target.name = change->user_upn;
	} else if (target.kind == LIC_TARGET_GROUP) {
		target.name = change->member_group.is_set ? change->member_group.name
							  : change->group.name;
	}
	return target;
}

/* Begins a target, up to its modified properties, which are left open. */
static void begin_target(struct lic_json *json, const struct lic_target *target)
{
	lic_json_object(json);
	write_id(json, "id", &target->guid);
	lic_json_kstring(json, "displayName", target->name);
	lic_json_kstring(json, "type", lic_target_kind_name(target->kind));
	lic_json_kstring(json, "userPrincipalName",
		target->kind == LIC_TARGET_USER ? target->name : NULL);
	lic_json_kstring(json, "groupType", NULL);
	lic_json_key(json, "modifiedProperties");
	lic_json_array(json);
}

static void end_target(struct lic_json *json)
{
	lic_json_end(json);
	lic_json_end(json);
}

/* Tells whether somebody is in a group after the change with `detail`. */
static bool is_joined(const char *detail)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;

	return detail != NULL && lic_ok(lic_json_parse(detail, strlen(detail), NULL, &root)) &&
		json_is_true(
			json_object_get(json_object_iter_value(json_object_iter(root)), "new"));
}

/* A text that was not there before, or no longer is. */
static void write_text(struct lic_json *json, const char *name, const char *value, bool is_there)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json quoted;

	lic_buf_init(&text, VALUE_BYTES_MAX);
	lic_json_init(&quoted, &text);
	lic_json_string(&quoted, value);
	if (lic_ok(lic_json_finish(&quoted))) {
		write_property(json, name, is_there ? NULL : text.data,
			is_there ? text.data : NULL);
	}
}

/* A membership: in which group, with Microsoft's names, and in what way. */
static void write_membership(struct lic_json *json, const struct lic_change_view *change)
{
	bool is_there = is_joined(change->detail);

	/* Of one that was refused it is known who was meant, not what was asked. */
	if (change->group.is_set && change->detail != NULL) {
		write_text(json, "Group.ObjectID", lic_guid_format(&change->group.guid).text,
			is_there);
		write_text(json, "Group.DisplayName", change->group.name, is_there);
	}
	write_detail(json, change->detail);
}

static void write_change(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_change_view *change)
{
	bool is_membership =
		change->kind == LIC_CHANGE_MEMBER || change->kind == LIC_CHANGE_MEMBER_GROUP;

	if (change->kind == LIC_CHANGE_PATH) {
		write_license(json, catalog, change);
	} else if (is_membership) {
		write_membership(json, change);
	} else {
		write_detail(json, change->detail);
	}
}

/* Tells whether two changes are about the same subject, or both about the operation's target. */
static bool is_same_subject(const struct lic_change_view *a, const struct lic_change_view *b)
{
	return a->has_subject == b->has_subject &&
		(!a->has_subject || lic_guid_equal(&a->subject_guid, &b->subject_guid));
}

/* Writes the changes of `page` that are about the same as `like`. */
static void write_changes(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_change_page *page, const struct lic_change_view *like)
{
	for (size_t i = 0; i < page->count; i++) {
		if (is_same_subject(&page->changes[i], like)) {
			write_change(json, catalog, &page->changes[i]);
		}
	}
}

/* Tells whether the change at `index` is about something that no change before it is about. */
static bool is_first_of_subject(const struct lic_change_page *page, size_t index)
{
	size_t i = 0;

	while (!is_same_subject(&page->changes[i], &page->changes[index])) {
		i++;
	}
	return i == index && page->changes[index].has_subject;
}

/* The target of the operation, unless that is many at once, and each object that its changes are
 * about beside it. */
static void write_targets(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_audit_entry *entry)
{
	static const struct lic_change_view about_target = {0};
	const struct lic_change_page *page = &entry->changes;
	struct lic_target target = {entry->target_kind, entry->target_guid,
		entry->operation.target};
	bool is_many =
		page->count > 0 && page->changes[0].has_subject && !is_set(&entry->target_guid);

	lic_json_array(json);
	if (!is_many) {
		begin_target(json, &target);
		write_changes(json, catalog, page, &about_target);
		end_target(json);
	}
	for (size_t i = 0; i < page->count; i++) {
		if (is_first_of_subject(page, i)) {
			target = subject_of(&page->changes[i]);
			begin_target(json, &target);
			write_changes(json, catalog, page, &page->changes[i]);
			end_target(json);
		}
	}
	lic_json_end(json);
}

static void write_pair(struct lic_json *json, const char *key, const char *value)
{
	lic_json_object(json);
	lic_json_kstring(json, "key", key);
	lic_json_kstring(json, "value", value);
	lic_json_end(json);
}

/* What Graph's shape has no place for. */
static void write_details(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_audit_entry *entry)
{
	const struct lic_operation_view *operation = &entry->operation;
	struct lic_arena *arena = req->ctx.arena;

	lic_json_array(json);
	if (operation->reason != NULL) {
		write_pair(json, "Reason", operation->reason);
	}
	if (entry->address != NULL) {
		write_pair(json, "IpAddress", entry->address);
	}
	if (entry->repeats > 1) {
		write_pair(json, "Repeats",
			lic_arena_printf(arena, "%lld", (long long)entry->repeats));
	}
	if (operation->change_count > 0 && !entry->is_failure) {
		write_pair(json, "ChangeCount",
			lic_arena_printf(arena, "%lld", (long long)operation->change_count));
	}
	if (operation->change_count > LIC_AUDIT_CHANGES_MAX) {
		write_pair(json, "Changes",
			lic_arena_printf(arena, "%s/api/v1/operations/%s/changes", req->in->origin,
				lic_guid_format(&operation->guid).text));
	}
	lic_json_end(json);
}

/* With milliseconds, unlike other times: a filter must be able to name the entry. */
static void write_time(struct lic_json *json, int64_t ms)
{
	char text[LIC_TIME_TEXT_BYTES];

	lic_time_format(ms, text);
	lic_json_string(json, text);
}

static void write_field(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_audit_entry *entry, enum field field)
{
	const struct state *state = req->state;
	const struct lic_operation_view *operation = &entry->operation;
	const struct lic_activity *activity = lic_activity(operation->kind);

	switch (field) {
	case FIELD_ID:
		lic_json_guid(json, &operation->guid);
		break;
	case FIELD_CATEGORY:
		lic_json_string(json, activity->category);
		break;
	case FIELD_CORRELATION:
		lic_json_string(json, operation->correlation);
		break;
	case FIELD_RESULT:
		lic_json_string(json, entry->is_failure ? "failure" : "success");
		break;
	case FIELD_REASON:
		lic_json_string(json, entry->result_reason == NULL ? "" : entry->result_reason);
		break;
	case FIELD_ACTIVITY:
		lic_json_string(json, activity->name);
		break;
	case FIELD_TIME:
		write_time(json, operation->created_ms);
		break;
	case FIELD_SERVICE:
		lic_json_string(json, activity->service);
		break;
	case FIELD_TYPE:
		lic_json_string(json, activity->type);
		break;
	case FIELD_BY:
		write_initiator(json, entry);
		break;
	case FIELD_TARGETS:
		write_targets(json, state->hold.catalog, entry);
		break;
	case FIELD_DETAILS:
		write_details(req, json, entry);
		break;
	case FIELD_MAX:
		break;
	}
}

static void write_members(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_audit_entry *entry)
{
	const struct state *state = req->state;

	for (unsigned i = 0; i < FIELD_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(req, json, entry, (enum field)i);
		}
	}
}

lic_rc lic_graph__audits_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next_ms, state->page.next_id};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "auditLogs/directoryAudits", &state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_members(req, &json, &state->page.entries[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__audit_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "auditLogs/directoryAudits", &state->selection, "/$entity");
	write_members(req, &json, &state->one);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
