/*
 * Asking for licences, and withdrawing that: see petitions.h.
 */
#include "service/petition_int.h"

#include "base/text.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#define COUNTER "license_request"

lic_rc lic_petition__check_text(struct lic_ctx *ctx, const char *target, const char *text,
	size_t max)
{
	return text == NULL || lic_text_length(text) <= max
		? LIC_OK_RC
		: lic_err_field(ctx->err, ctx->arena, target,
			  "%s is longer than %zu characters: shorten it.", target, max);
}

/* What is written of a person in the ledger: no message, which is kept for a time only. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_petition *petition,
	const struct lic_petition_who *who, const char *before, enum lic_petition_state after,
	struct lic_operation *operation)
{
	const struct lic_ledger_change change = {
		.kind = LIC_CHANGE_PETITION,
		.object_id = who->id,
		.sku_id = {true, petition->sku_id},
		.detail = lic_arena_printf(ctx->arena, "{\"state\":{\"old\":%s,\"new\":\"%s\"}}",
			before, lic_petition_state_name(after)),
	};

	return change.detail == NULL ? LIC_RC(LIC_E_NOMEM)
				     : lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_petition__settle(struct lic_ctx *ctx, const struct lic_petition *petition,
	const struct lic_petition_person *person, int64_t group_id, struct lic_operation *operation)
{
	const struct lic_q_license_requests_decide_in in = {
		.state = (int64_t)person->state,
		.sku_id = person->sku_id,
		.group_id = {person->has_group, group_id},
		.message = person->message,
		.decided_ms = ctx->now_ms,
		.decided_by = ctx->caller.actor_name,
		.tenant_id = ctx->caller.tenant_id,
		.request_id = petition->id,
		.user_id = person->who.id,
	};

	LIC_TRY(lic_q_license_requests_decide(ctx->db, &in, NULL));
	return record(ctx, petition, &person->who, "\"pending\"", person->state, operation);
}

lic_rc lic_petition__close(struct lic_ctx *ctx, const struct lic_petition *petition)
{
	const struct lic_q_license_requests_close_in in = {ctx->now_ms, ctx->caller.tenant_id,
		petition->id};

	return lic_q_license_requests_close(ctx->db, &in, NULL);
}

lic_rc lic_petition__close_empty(struct lic_ctx *ctx)
{
	const struct lic_q_license_requests_close_empty_in in = {ctx->now_ms,
		ctx->caller.tenant_id};

	return lic_q_license_requests_close_empty(ctx->db, &in, NULL);
}

/* Tells whether the product with index `sku` is one that people may have, and that the organisation
 * has. */
static lic_rc is_there(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	bool *ret_is)
{
	struct lic_seats seats = {0};
	bool found = false;

	LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats, &found));
	*ret_is = found && !catalog->skus[sku].is_company;
	return LIC_OK_RC;
}

/* whoever has a process of its own is asked there. */
static lic_rc check_process(struct lic_ctx *ctx, const struct lic_petition_policy *policy)
{
	lic_rc rc;

	if (!policy->has_own_process) {
		return LIC_OK_RC;
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"Licenses are not asked for here: your organization has its own process for that.");
	return lic_ctx_explain(ctx, rc, NULL, NULL,
		policy->message != NULL ? policy->message : policy->link);
}

/* what can be bought is not asked for. */
static lic_rc check_product(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_petition_policy *policy)
{
	bool is = false;
	lic_rc rc;

	LIC_TRY(is_there(ctx, catalog, sku, &is));
	if (!is) {
		return lic_err_field(ctx->err, ctx->arena, "sku",
			"%.200s is not a product that your organization has for people: choose one of those that can be asked for.",
			catalog->skus[sku].display_name);
	}
	if (!lic_petition__is_self_service(policy, catalog->skus[sku].key)) {
		return LIC_OK_RC;
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"%.200s is not asked for: you may buy it yourself.",
		catalog->skus[sku].display_name);
	return lic_ctx_explain(ctx, rc, "sku", NULL, NULL);
}

/* Whoever has the product need not ask for it. Of others that is not told. */
static lic_rc check_not_held(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku)
{
	struct lic_path *paths = NULL;
	size_t count = 0;
	lic_rc rc;

	LIC_TRY(lic_license__read_paths(ctx, catalog, ctx->caller.actor_id, &paths, &count));
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && lic_path_holds_seat(paths[i].state)) {
			rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
				"You have a license of %.200s already.",
				catalog->skus[sku].display_name);
			return lic_ctx_explain(ctx, rc, "sku", NULL, NULL);
		}
	}
	return LIC_OK_RC;
}

static lic_rc check_not_asked(struct lic_ctx *ctx, const struct lic_petition *petition,
	const struct lic_petition_who *who)
{
	struct lic_q_license_requests_open_of_person_in in = {ctx->caller.tenant_id, who->id,
		petition->sku_id};
	struct lic_q_license_requests_open_of_person_row row;
	bool found = false;
	lic_rc rc;

	LIC_TRY(lic_q_license_requests_open_of_person(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"A license of this product is already asked for %.200s, and not decided yet.",
		who->upn);
	return lic_ctx_explain(ctx, rc, "people", NULL, "Leave this person out.");
}

static lic_rc check_count(struct lic_ctx *ctx)
{
	struct lic_q_license_requests_open_count_in in = {ctx->caller.tenant_id,
		ctx->caller.actor_id};
	struct lic_q_license_requests_open_count_row row;
	lic_rc rc;

	LIC_TRY(lic_q_license_requests_open_count(ctx->db, ctx->arena, &in, &row));
	if (row.count < LIC_PETITIONS_OPEN_MAX) {
		return LIC_OK_RC;
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"You have %d requests that are not decided yet.", LIC_PETITIONS_OPEN_MAX);
	return lic_ctx_explain(ctx, rc, NULL, NULL, "Wait until some are, or withdraw some.");
}

/* Adds the user whom `key` names to `petition`, unless he is in it. */
static lic_rc add_person(struct lic_ctx *ctx, const char *key, struct lic_petition *petition)
{
	struct lic_petition_person *person = &petition->people[petition->people_count];
	struct lic_user user = {0};
	lic_rc rc = lic_user__find(ctx, key, &user);

	if (rc.code == LIC_E_NOTFOUND) {
		rc = lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is nobody with the user name '%.200s' here.", key);
		return lic_ctx_explain(ctx, rc, "people", NULL,
			"Write the name with which this person signs in.");
	}
	LIC_TRY(rc);
	for (size_t i = 0; i < petition->people_count; i++) {
		if (petition->people[i].who.id == user.id) {
			return LIC_OK_RC;
		}
	}
	*person = (struct lic_petition_person){
		.who = {user.id, user.guid, user.values.text[LIC_USER_PRINCIPAL_NAME],
			user.values.text[LIC_USER_DISPLAY_NAME]}};
	LIC_TRY(check_not_asked(ctx, petition, &person->who));
	petition->people_count++;
	return LIC_OK_RC;
}

/* Finds whom the wish is for. */
static lic_rc add_people(struct lic_ctx *ctx, const struct lic_petition_wish *wish,
	struct lic_petition *petition)
{
	const char *self =
		lic_arena_printf(ctx->arena, "%s", lic_guid_format(&ctx->caller.actor_guid).text);

	petition->people =
		lic_arena_array(ctx->arena, LIC_PETITION_PEOPLE_MAX, sizeof(*petition->people));
	if (petition->people == NULL || self == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (wish->people_count == 0) {
		return add_person(ctx, self, petition);
	}
	if (wish->people_count > LIC_PETITION_PEOPLE_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "people",
			"A request is for at most %d people: make several.",
			LIC_PETITION_PEOPLE_MAX);
	}
	for (size_t i = 0; i < wish->people_count; i++) {
		LIC_TRY(add_person(ctx, wish->people[i], petition));
	}
	return LIC_OK_RC;
}

static bool is_for(const struct lic_petition *petition, int64_t user_id)
{
	for (size_t i = 0; i < petition->people_count; i++) {
		if (petition->people[i].who.id == user_id) {
			return true;
		}
	}
	return false;
}

/* Begins an operation of `kind` about whoever asks. */
static lic_rc begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	struct lic_operation *ret_operation)
{
	const struct lic_target target = {LIC_TARGET_USER, ctx->caller.actor_guid,
		ctx->caller.actor_name};

	return lic_ledger_begin(ctx, kind, &target, ret_operation);
}

static lic_rc write_petition(struct lic_ctx *ctx, struct lic_petition *petition)
{
	struct lic_q_license_requests_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = petition->guid,
		.requester_id = petition->requester.id,
		.sku_id = petition->sku_id,
		.message = petition->message,
		.created_ms = petition->created_ms,
	};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_take_numbers(ctx, COUNTER, 1, &in.id));
	petition->id = in.id;
	LIC_TRY(lic_q_license_requests_insert(ctx->db, &in, NULL));
	LIC_TRY(begin(ctx, LIC_OP_PETITION, &operation));
	for (size_t i = 0; i < petition->people_count; i++) {
		const struct lic_petition_who *who = &petition->people[i].who;
		struct lic_q_license_requests_person_insert_in person = {ctx->caller.tenant_id,
			petition->id, who->id};

		LIC_TRY(lic_q_license_requests_person_insert(ctx->db, &person, NULL));
		LIC_TRY(record(ctx, petition, who, "null", LIC_PETITION_PENDING, &operation));
	}
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_petition_make(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_petition_wish *wish, struct lic_petition *ret_petition)
{
	struct lic_petition_policy policy = {0};
	struct lic_petition petition = {0};
	struct lic_user self = {0};
	uint32_t sku = 0;

	LIC_TRY(lic_ctx_require_person(ctx));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_REQUEST_LICENSE));
	LIC_TRY(lic_petition__check_text(ctx, "message", wish->message, LIC_PETITION_MESSAGE_MAX));
	LIC_TRY(lic_petition__policy(ctx, &policy));
	LIC_TRY(check_process(ctx, &policy));
	LIC_TRY(lic_sku_find(ctx->arena, catalog, wish->sku, "sku", ctx->err, &sku));
	LIC_TRY(check_product(ctx, catalog, sku, &policy));
	LIC_TRY(check_count(ctx));
	LIC_TRY(lic_user__load(ctx, ctx->caller.actor_id, &self));
	petition = (struct lic_petition){
		.guid = lic_guid_random(),
		.requester = {self.id, self.guid, self.values.text[LIC_USER_PRINCIPAL_NAME],
			self.values.text[LIC_USER_DISPLAY_NAME]},
		.sku_id = catalog->skus[sku].key,
		.message = wish->message != NULL && wish->message[0] != '\0' ? wish->message : NULL,
		.is_open = true,
		.created_ms = ctx->now_ms,
	};
	LIC_TRY(add_people(ctx, wish, &petition));
	if (is_for(&petition, self.id)) {
		LIC_TRY(check_not_held(ctx, catalog, sku));
	}
	LIC_TRY(write_petition(ctx, &petition));
	*ret_petition = petition;
	return LIC_OK_RC;
}

lic_rc lic_petition_withdraw(struct lic_ctx *ctx, const char *key)
{
	struct lic_petition petition = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_require_person(ctx));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_REQUEST_LICENSE));
	LIC_TRY(lic_petition__find(ctx, key, &petition));
	if (petition.requester.id != ctx->caller.actor_id) { /* others' are not told of */
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"License request '%.200s' does not exist.", key);
	}
	if (!petition.is_open) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The request is decided: there is nothing to withdraw.");
	}
	LIC_TRY(begin(ctx, LIC_OP_PETITION_WITHDRAW, &operation));
	for (size_t i = 0; i < petition.people_count; i++) {
		struct lic_petition_person *person = &petition.people[i];

		if (person->state == LIC_PETITION_PENDING) {
			person->state = LIC_PETITION_WITHDRAWN;
			LIC_TRY(lic_petition__settle(ctx, &petition, person, 0, &operation));
		}
	}
	LIC_TRY(lic_petition__close(ctx, &petition));
	return lic_ledger_end(ctx, &operation);
}
