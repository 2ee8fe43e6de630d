/*
 * Which operations can be undone, by whom, and finding the users and groups that one has changed.
 * See change_int.h.
 */
#include "service/audit_int.h"
#include "service/change_int.h"
#include "store/lic_sql.h"

#include "base/text.h"

#include <string.h>

/* What can be said of undoing operations of one kind. */
struct rule {
	bool is_undone;         /* it can be; otherwise the next member does not count */
	enum lic_action action; /* what whoever does it must be allowed to do: what the operation
				   itself needs */
	const char *instead;    /* what to do where it cannot be; NULL: nothing is known */
};

/* A kind that is not here is not undone. */
static const struct rule rules[LIC_OP_KIND_MAX_] = {
	[LIC_OP_LICENSE_CHANGE] = {true, LIC_ACTION_ASSIGN_LICENSE, NULL},
	[LIC_OP_BULK_CHANGE] = {true, LIC_ACTION_ASSIGN_LICENSE, NULL},
	[LIC_OP_WAITING_UPDATE] = {true, LIC_ACTION_ASSIGN_LICENSE, NULL},
	[LIC_OP_PETITION_DECIDE] = {true, LIC_ACTION_ASSIGN_LICENSE, NULL},
	[LIC_OP_AUTO_CLAIM] = {true, LIC_ACTION_ASSIGN_LICENSE, NULL},
	[LIC_OP_GROUP_MEMBERS] = {true, LIC_ACTION_MANAGE_GROUPS, NULL},
	[LIC_OP_GROUP_LICENSE] = {true, LIC_ACTION_ASSIGN_GROUP_LICENSE, NULL},
	[LIC_OP_CATALOG_IMPORT] = {.instead = "Import the catalogue that was there before."},
	[LIC_OP_SUBSCRIPTION_ADD] = {.instead = "Cancel the subscription."},
	[LIC_OP_SUBSCRIPTION_UPDATE] =
		{.instead = "Give the subscription the properties that it had before."},
	[LIC_OP_SUBSCRIPTION_RENEW] = {.instead = "Give the subscription the dates that it had "
						  "before."},
	[LIC_OP_SUBSCRIPTION_CANCEL] = {.instead = "Renew the subscription, or add one."},
	[LIC_OP_SUBSCRIPTION_DELETE] = {.instead = "Add a subscription."},
	[LIC_OP_SUBSCRIPTION_TURN] = {.instead = "Renew the subscription."},
	[LIC_OP_LICENSES_LAPSE] = {.instead = "Renew the subscription or add one, then give the "
					      "licences again."},
	[LIC_OP_USER_CREATE] = {.instead = "Delete the user: the licences come free with that."},
	[LIC_OP_USER_UPDATE] = {.instead = "Give the user the properties that he had before."},
	[LIC_OP_USER_DELETE] = {.instead = "Restore the user within 30 days of the deletion: the "
					   "licences come back with him."},
	[LIC_OP_USER_RESTORE] = {.instead = "Delete the user again."},
	[LIC_OP_USER_PURGE] = {.instead = "Nobody who was removed for good comes back: create the "
					  "user anew."},
	[LIC_OP_USER_IMPORT] = {.instead = "Import what was there before, or take the licences "
					   "back with a change of many users."},
	[LIC_OP_GROUP_CREATE] = {.instead = "Delete the group."},
	[LIC_OP_GROUP_UPDATE] = {.instead = "Give the group the properties that it had before; "
					    "members that joined or left with them by hand."},
	[LIC_OP_GROUP_DELETE] = {.instead = "Restore the group within 30 days, if it is a "
					    "Microsoft 365 group; create others anew."},
	[LIC_OP_GROUP_RESTORE] = {.instead = "Delete the group again."},
	[LIC_OP_GROUP_PURGE] = {.instead = "No group that was removed for good comes back: create "
					   "it anew."},
	[LIC_OP_GROUP_REPROCESS] = {.instead = "Nothing was asked for that could be taken back: "
					       "change what the group gives."},
	[LIC_OP_GROUP_APPLIED] = {.instead =
					  "Undo the operation that changed what the group gives."},
	[LIC_OP_PETITION] = {.instead = "Reject the request, or have it withdrawn."},
	[LIC_OP_PETITION_WITHDRAW] = {.instead = "Ask for the licence again."},
	[LIC_OP_PETITION_POLICY] = {.instead = "Give the setting the value that it had before."},
	[LIC_OP_AUTO_CLAIM_POLICY] = {.instead = "Give the policy the properties that it had "
						 "before."},
	[LIC_OP_AUTO_CLAIM_DELETE] = {.instead = "Make the policy anew."},
	[LIC_OP_ALLOTMENT_CREATE] = {.instead = "Delete the allotment."},
	[LIC_OP_ALLOTMENT_UPDATE] = {.instead = "Give the allotment the properties that it had "
						"before."},
	[LIC_OP_ALLOTMENT_DELETE] = {.instead = "Make the allotment anew."},
	[LIC_OP_SETTING_UPDATE] = {.instead = "Give the setting the value that it had before."},
	[LIC_OP_ROLE_GIVE] = {.instead = "Take the role."},
	[LIC_OP_ROLE_TAKE] = {.instead = "Give the role again."},
	[LIC_OP_APPLICATION_GRANT] = {.instead = "Revoke the grant."},
	[LIC_OP_APPLICATION_REVOKE] = {.instead = "Grant it again."},
	[LIC_OP_USER_VIEW_CREATE] = {.instead = "Delete the view."},
	[LIC_OP_USER_VIEW_UPDATE] = {.instead = "Give the view the conditions that it had before."},
	[LIC_OP_USER_VIEW_DELETE] = {.instead = "Make the view anew."},
	[LIC_OP_USER_TEMPLATE_CREATE] = {.instead = "Delete the template."},
	[LIC_OP_USER_TEMPLATE_DELETE] = {.instead = "Make the template anew."},
};

static const struct rule *rule_of(enum lic_operation_kind kind)
{
	static const struct rule none = {0};

	return (size_t)kind < LIC_COUNT(rules) ? &rules[kind] : &none;
}

bool lic_operation_is_undone(enum lic_operation_kind kind, const char **ret_instead)
{
	const struct rule *rule = rule_of(kind);

	if (ret_instead != NULL) {
		*ret_instead = rule->is_undone ? NULL : rule->instead;
	}
	return rule->is_undone;
}

enum lic_action lic_change__action(const struct lic_change_order *order)
{
	return order->change.action == LIC_CHANGE_UNDO ? rule_of(order->undoes.kind)->action
						       : LIC_ACTION_ASSIGN_LICENSE;
}

enum lic_operation_kind lic_change__kind(const struct lic_change_order *order)
{
	return order->change.action == LIC_CHANGE_UNDO ? LIC_OP_UNDO : LIC_OP_BULK_CHANGE;
}

/* Refuses to undo, with a code of its own beside Graph's. */
static lic_rc refuse(struct lic_ctx *ctx, const char *code, const char *message, const char *remedy)
{
	struct lic_err_detail *detail = lic_arena_alloc(ctx->arena, sizeof(*detail));

	if (detail == NULL || message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*detail = (struct lic_err_detail){.code = code, .message = message, .remedy = remedy};
	lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest", "%s", message);

	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

static lic_rc find(struct lic_ctx *ctx, const char *key,
	struct lic_q_changes_undo_operation_row *ret_row)
{
	struct lic_q_changes_undo_operation_in in = {.tenant_id = ctx->caller.tenant_id};
	long long number = 0;
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid) ||
		lic_text_to_int(key, 1, INT64_MAX, &number)) {
		in.id = number;
		LIC_TRY(lic_q_changes_undo_operation(ctx->db, ctx->arena, &in, ret_row, &found));
	}
	return found ? LIC_OK_RC
		     : lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			       "Operation '%.200s' does not exist.", key);
}

/* A change that is still at work, or pauses, is not undone: it has cancelling for that. */
static lic_rc check_over(struct lic_ctx *ctx, int64_t operation_id)
{
	struct lic_q_changes_undo_running_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = operation_id,
		.kind = (int64_t)LIC_BULK_CHANGE,
	};
	struct lic_q_changes_undo_running_row row;
	bool found = false;

	LIC_TRY(lic_q_changes_undo_running(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	return refuse(ctx, "operationNotOver",
		lic_arena_printf(ctx->arena,
			"The change %s, which this operation belongs to, is not over.",
			lic_guid_format(&row.guid).text),
		"Wait until it is over, or cancel it, then undo what it has done.");
}

static lic_rc check_any(struct lic_ctx *ctx, int64_t operation_id)
{
	struct lic_q_changes_undo_any_in in = {ctx->caller.tenant_id, operation_id};
	struct lic_q_changes_undo_any_row row;

	LIC_TRY(lic_q_changes_undo_any(ctx->db, ctx->arena, &in, &row));
	return row.found > 0
		? LIC_OK_RC
		: refuse(ctx, "nothingToUndo",
			  "The operation has changed no licence that was given directly, no place in the line for one, no membership and nothing that a group gives.",
			  NULL);
}

lic_rc lic_change__look_at_operation(struct lic_ctx *ctx, struct lic_change_order *order)
{
	struct lic_q_changes_undo_operation_row row = {0};
	const struct rule *rule = NULL;

	LIC_TRY(lic_change_may_any(ctx));
	LIC_TRY(find(ctx, order->operation, &row));
	order->change.action = LIC_CHANGE_UNDO;
	order->undoes_id = row.id;
	order->undoes = (struct lic_undone){
		.is_set = true,
		.guid = row.guid,
		.kind = (enum lic_operation_kind)(
			row.undoes_kind.is_set ? row.undoes_kind.value : row.kind),
	};
	order->target = (struct lic_target){
		.kind = (enum lic_target_kind)row.target_kind,
		.guid = lic_audit__guid(&row.target_guid),
		.name = row.target,
	};
	rule = rule_of(order->undoes.kind);
	if (!rule->is_undone) {
		return refuse(ctx, "cannotBeUndone",
			lic_arena_printf(ctx->arena, "Operations of the kind %s are not undone.",
				lic_operation_kind_name(order->undoes.kind)),
			rule->instead);
	}
	LIC_TRY(lic_ctx_require(ctx, rule->action));
	LIC_TRY(check_over(ctx, row.id));
	return check_any(ctx, row.id);
}

lic_rc lic_change_may_any(struct lic_ctx *ctx)
{
	const lic_rights any = LIC_RIGHT(LIC_ACTION_ASSIGN_LICENSE) |
		LIC_RIGHT(LIC_ACTION_MANAGE_GROUPS) | LIC_RIGHT(LIC_ACTION_ASSIGN_GROUP_LICENSE);

	return (ctx->caller.may & any) != 0 ? LIC_OK_RC
					    : lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE);
}

/* Where a page of the operation's changes begins and ends. */
struct span {
	int64_t after; /* number of the change before the first */
	int64_t until; /* number of the last */
};

/* Adds the users and groups in `span`, of whom some may be there already. */
static lic_rc add_items(struct lic_change__step *step, const struct span *span)
{
	struct lic_change_run *run = step->run;
	const struct lic_change_order *order = &run->order;
	const struct lic_q_changes_item_undo_more_users_in more_users = {
		.tenant_id = run->key.tenant_id,
		.job_id = run->key.id,
		.operation_id = order->undoes_id,
		.after = span->after,
		.until = span->until,
	};
	const struct lic_q_changes_item_undo_more_groups_in more_groups = {
		.tenant_id = run->key.tenant_id,
		.job_id = run->key.id,
		.operation_id = order->undoes_id,
		.after = span->after,
		.until = span->until,
	};
	const struct lic_q_changes_item_undo_users_in users = {
		.tenant_id = run->key.tenant_id,
		.job_id = run->key.id,
		.base = run->next.listed,
		.operation_id = order->undoes_id,
		.after = span->after,
		.until = span->until,
	};
	const struct lic_q_changes_item_undo_groups_in groups = {
		.tenant_id = run->key.tenant_id,
		.job_id = run->key.id,
		.base = run->next.listed + LIC_CHANGE_PAGE,
		.operation_id = order->undoes_id,
		.after = span->after,
		.until = span->until,
	};
	int64_t user_count = 0;
	int64_t group_count = 0;

	LIC_TRY(lic_q_changes_item_undo_more_users(step->ctx->db, &more_users, NULL));
	LIC_TRY(lic_q_changes_item_undo_more_groups(step->ctx->db, &more_groups, NULL));
	LIC_TRY(lic_q_changes_item_undo_users(step->ctx->db, &users, &user_count));
	LIC_TRY(lic_q_changes_item_undo_groups(step->ctx->db, &groups, &group_count));
	run->next.total += user_count + group_count;
	if (user_count + group_count > 0) {
		run->next.listed += (int64_t)2 * LIC_CHANGE_PAGE; /* numbers may have gaps */
	}
	return LIC_OK_RC;
}

lic_rc lic_change__collect_operation(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change__at *at = &step->run->next;
	struct lic_q_ledger_count_of_in in = {step->run->key.tenant_id, step->run->order.undoes_id};
	struct lic_q_ledger_count_of_row row;
	struct span span = {0};
	bool found = false;

	if (at->line == 0) {
		LIC_TRY(lic_q_ledger_count_of(step->ctx->db, step->row_ctx.arena, &in, &row,
			&found));
		/* Tasks may go on writing what follows from it: that is not undone. */
		at->place = found ? row.change_count : 0;
		at->line = 1;
	}
	span.until = at->place;
	span.after = span.until > LIC_CHANGE_PAGE ? span.until - LIC_CHANGE_PAGE : 0;
	LIC_TRY(add_items(step, &span));
	at->place = span.after;
	*ret_is_over = at->place == 0;
	return LIC_OK_RC;
}
