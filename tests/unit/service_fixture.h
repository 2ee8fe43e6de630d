/*
 * What the tests of groups, lines and the life cycle share: an organisation with a catalogue, and
 * people, groups and purchases in it; and tasks, done step by step.
 *
 * Threading: a fixture belongs to one thread.
 */
#ifndef LIC_TEST_SERVICE_FIXTURE_H
#define LIC_TEST_SERVICE_FIXTURE_H

#include "catalog_fixture.h"

#include "service/groups.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/tasks.h"
#include "service/users.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Products of the small catalogue. */
#define START "10000000-0000-0000-0000-000000000001"
#define STUDIO "10000000-0000-0000-0000-000000000002"

#define STEPS_MAX 100
#define JOBS_MAX 8

/* Demands success; shows what was wrong otherwise. */
static inline void good(struct fixture *f, lic_rc rc)
{
	if (!lic_ok(rc)) {
		print_error("%s\n", f->err.message);
	}
	assert_int_equal(rc.code, LIC_OK);
}

/* Gives the organisation a domain and a catalogue. */
static inline void prepare_catalog(struct fixture *f, const char *catalog)
{
	struct lic_q_tenant_domain_insert_in domain = {
		.tenant_id = 1,
		.name_key = "noordzee.example",
		.name = "noordzee.example",
		.is_default = 1,
	};

	good(f, lic_plan_set__init(&f->ctx));
	good(f, lic_q_tenant_domain_insert(f->db, &domain, NULL));
	import_text(f, catalog);
}

/* Buys `seats` of a product, without an end. */
static inline struct lic_subscription buy_seats(struct fixture *f, const char *sku, int64_t seats)
{
	struct lic_subscription_input input = {
		.sku = sku,
		.total_licenses = seats,
		.status = LIC_SUB_ENABLED,
	};
	struct lic_subscription subscription = {0};

	good(f, lic_subscription_add(&f->ctx, &input, &subscription));
	return subscription;
}

/* Adds somebody in the Netherlands. */
static inline struct lic_user add_user(struct fixture *f, int number)
{
	struct lic_user_patch patch = {0};
	struct lic_user user = {0};

	patch.has_text[LIC_USER_PRINCIPAL_NAME] = true;
	patch.values.text[LIC_USER_PRINCIPAL_NAME] =
		lic_arena_printf(f->arena, "user%d@noordzee.example", number);
	patch.has_text[LIC_USER_DISPLAY_NAME] = true;
	patch.values.text[LIC_USER_DISPLAY_NAME] = "User";
	patch.has_text[LIC_USER_USAGE_LOCATION] = true;
	patch.values.text[LIC_USER_USAGE_LOCATION] = "NL";
	good(f, lic_user_create(&f->ctx, &patch, NULL, &user, NULL));
	return user;
}

static inline struct lic_group add_group(struct fixture *f, bool includes_nested)
{
	struct lic_group_patch patch = {
		.mail_enabled = {true, 0},
		.security_enabled = {true, 1},
		.includes_nested = {true, includes_nested ? 1 : 0},
	};
	struct lic_group group = {0};

	patch.has_text[LIC_GROUP_DISPLAY_NAME] = true;
	patch.text[LIC_GROUP_DISPLAY_NAME] = "Group";
	patch.has_text[LIC_GROUP_MAIL_NICKNAME] = true;
	patch.text[LIC_GROUP_MAIL_NICKNAME] = "group";
	good(f, lic_group_create(&f->ctx, &patch, NULL, 0, &group));
	return group;
}

/* Writes a GUID for a call that finds by it. Lives in the arena of the fixture. */
static inline const char *key_of(struct fixture *f, const struct lic_guid *guid)
{
	const char *key = lic_arena_strdup(f->arena, lic_guid_format(guid).text);

	assert_non_null(key);
	return key;
}

/* Has somebody join a group, or leave it, a moment after whatever was before (D-08). */
static inline void change_member(struct fixture *f, const struct lic_group *group,
	const struct lic_guid *object, bool is_removal)
{
	struct lic_group_change change = {
		.group = key_of(f, &group->guid),
		.object = key_of(f, object),
		.is_removal = is_removal,
	};

	f->ctx.now_ms++;
	good(f, lic_group_change_members(&f->ctx, &change, 1));
	assert_true(change.is_done);
}

static inline void join(struct fixture *f, const struct lic_group *group,
	const struct lic_guid *object)
{
	change_member(f, group, object, false);
}

static inline void leave(struct fixture *f, const struct lic_group *group,
	const struct lic_guid *object)
{
	change_member(f, group, object, true);
}

/* Has a group give a product, or give it no more. */
static inline void license(struct fixture *f, const struct lic_group *group, const char *sku,
	bool is_removal)
{
	struct lic_license_add add = {0};
	struct lic_license_request request = {0};
	struct lic_group after = {0};

	assert_true(lic_guid_parse(sku, strlen(sku), &add.sku_id));
	if (is_removal) {
		request.removes = &add.sku_id;
		request.remove_count = 1;
	} else {
		request.adds = &add;
		request.add_count = 1;
	}
	good(f, lic_group_assign(&f->ctx, key_of(f, &group->guid), &request, &after));
}

/* Gives `user` a product, without one of its plans where `plan_off` names it; `wait` as in the
 * request. */
static inline lic_rc try_assign(struct fixture *f, const struct lic_user *user, const char *sku,
	const char *plan_off, const struct lic_wait *wait)
{
	struct lic_guid off = {0};
	struct lic_license_add add = {.disabled_plans = &off};
	struct lic_license_request request = {.adds = &add, .add_count = 1, .wait = wait};
	struct lic_assign_result result = {0};
	lic_rc rc;

	assert_true(lic_guid_parse(sku, strlen(sku), &add.sku_id));
	if (plan_off != NULL) {
		assert_true(lic_guid_parse(plan_off, strlen(plan_off), &off));
		add.disabled_count = 1;
	}
	rc = lic_license_assign(&f->ctx, lic_guid_format(&user->guid).text, &request, &result);
	if (lic_ok(rc)) {
		lic_catalog_put(&result.before.hold);
	}
	return rc;
}

static inline void assign(struct fixture *f, const struct lic_user *user, const char *sku,
	const char *plan_off)
{
	good(f, try_assign(f, user, sku, plan_off, NULL));
}

/* Does every open task to its end, a step of each in turn. Returns how many there were at first. */
static inline size_t run_tasks(struct fixture *f)
{
	const struct lic_guid owner = lic_guid_random();
	const struct lic_bulk_turn at_once = {0};
	struct lic_bulk_key keys[JOBS_MAX];
	size_t count = 0;
	size_t first_count = 0;

	for (int step = 0; step < STEPS_MAX; step++) {
		good(f, lic_bulk_open(&f->ctx, &owner, JOBS_MAX, keys, &count));
		first_count = step == 0 ? count : first_count;
		if (count == 0) {
			return first_count;
		}
		for (size_t i = 0; i < count; i++) {
			struct lic_bulk_progress progress = {0};
			bool is_ours = false;
			bool is_over = false;

			keys[i].owner = owner;
			good(f, lic_bulk_claim(&f->ctx, &keys[i], &is_ours));
			assert_true(is_ours);
			good(f, lic_task_step(&f->ctx, &keys[i], &at_once, &progress, &is_over));
		}
	}
	fail_msg("the tasks never end");
	return 0;
}

/* The number of changes of the latest operation of `kind`; it must be among the latest thousand. */
static inline int64_t count_changes(struct fixture *f, enum lic_operation_kind kind)
{
	struct lic_q_ledger_list_in in = {.tenant_id = f->ctx.caller.tenant_id,
		.before = INT64_MAX,
		.limit = 1000};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_ledger_list_row row = {0};
	bool more = true;

	good(f, lic_q_ledger_list_open(f->db, &in, &rows));
	do {
		good(f, lic_q_ledger_list_next(&rows, &row, &more));
		assert_true(more);
	} while (row.kind != (int64_t)kind);
	return row.change_count;
}

/* The number of paths of `user`. */
static inline size_t count_paths(struct fixture *f, const struct lic_user *user)
{
	struct lic_license_view view = {0};

	good(f, lic_license_view(&f->ctx, user->id, &view));
	lic_catalog_put(&view.hold);
	return view.path_count;
}

#endif
