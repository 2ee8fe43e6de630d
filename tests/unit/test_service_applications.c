/*
 * Who may give an application what: nobody more than he may himself, in no way. Callers with such
 * rights come from tokens of applications.
 */
#include "catalog_fixture.h"

#include "service/applications.h"

#define WEB(uri_)                                                                                  \
	&(const struct lic_redirect)                                                               \
	{                                                                                          \
		uri_, LIC_REDIRECT_WEB                                                             \
	}

/* Somebody who may manage applications, and nothing else. */
static const lic_rights manager =
	LIC_RIGHT(LIC_ACTION_READ_APPLICATIONS) | LIC_RIGHT(LIC_ACTION_MANAGE_APPLICATIONS);

/* Registers an application as somebody who may everything, and grants it `permissions`. Returns its
 * id as text. */
static const char *make_application(struct fixture *f, bool is_delegated,
	lic_permissions permissions)
{
	const struct lic_application_patch patch = {.display_name = "Robot"};
	struct lic_application application;
	const char *key = NULL;

	f->ctx.caller.may = LIC_RIGHTS_ALL;
	assert_int_equal(lic_application_create(&f->ctx, NULL, &patch, &application).code, LIC_OK);
	key = lic_arena_strdup(f->arena, lic_guid_format(&application.guid).text);
	assert_non_null(key);
	assert_int_equal(
		lic_application_grant(&f->ctx, key, is_delegated, permissions, &application).code,
		LIC_OK);
	return key;
}

static void assert_code(struct fixture *f, lic_rc rc, enum lic_code code)
{
	if (rc.code != code) {
		fail_msg("%s, not %s: %s", lic_code_name(rc.code), lic_code_name(code),
			f->err.message);
	}
	if (code == LIC_E_DENIED) {
		assert_string_equal(f->err.public_code, "Authorization_RequestDenied");
		assert_non_null(
			strstr(f->err.details[0].message, "allows more than you may do yourself"));
	}
}

static lic_rc add_secret(struct fixture *f, const char *key)
{
	const struct lic_secret_input input = {.name = "test", .days = 1};
	struct lic_credential credential;
	const char *text = NULL;

	return lic_application_add_secret(&f->ctx, key, &input, &credential, &text);
}

static lic_rc update(struct fixture *f, const char *key, const struct lic_application_patch *patch)
{
	struct lic_application application;

	return lic_application_update(&f->ctx, key, patch, &application);
}

static void test_service_applications__nobody_grants_more_than_he_may(void **state)
{
	struct fixture *f = *state;
	const char *key = make_application(f, false, 0);
	struct lic_application application;

	f->ctx.caller.may = manager;
	for (int delegated = 0; delegated < 2; delegated++) {
		for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
			lic_permissions one = LIC_PERMISSION_BIT(i);
			bool is_within = (lic_permissions_rights(one) & ~manager) == 0;

			if (delegated == 0 && !lic_permission_is_app_role((enum lic_permission)i)) {
				continue;
			}
			assert_code(f,
				lic_application_grant(&f->ctx, key, delegated != 0, one,
					&application),
				is_within ? LIC_OK : LIC_E_DENIED);
		}
	}
	assert_code(f,
		lic_application_grant(&f->ctx, key, false,
			LIC_PERMISSION_BIT(LIC_PERMISSION_APPLICATION_READ_ALL) |
				LIC_PERMISSION_BIT(LIC_PERMISSION_USER_READ_ALL),
			&application),
		LIC_E_DENIED);
}

/* Whoever holds its secret, its certificate, or an address that its codes go to, could act as it.
 */
static void test_service_applications__nobody_gets_hold_of_a_stronger_one(void **state)
{
	struct fixture *f = *state;
	const char *const keys[] = {
		make_application(f, false, LIC_PERMISSION_BIT(LIC_PERMISSION_USER_READ_ALL)),
		make_application(f, true, LIC_PERMISSION_BIT(LIC_PERMISSION_USER_READ_ALL)),
	};
	const struct lic_application_patch address = {.has_redirects = true,
		.redirects = WEB("https://evil.example/"),
		.redirect_count = 1};
	struct lic_credential credential;

	for (size_t i = 0; i < LIC_COUNT(keys); i++) {
		f->ctx.caller.may = manager;
		assert_code(f, add_secret(f, keys[i]), LIC_E_DENIED);
		assert_code(f,
			lic_application_add_certificate(&f->ctx, keys[i], NULL, "x", 1,
				&credential),
			LIC_E_DENIED);
		assert_code(f, update(f, keys[i], &address), LIC_E_DENIED);
		assert_code(f,
			update(f, keys[i], &(struct lic_application_patch){.is_public = {true, 1}}),
			LIC_E_DENIED);
		/* What takes something away may be done: it opens no way. */
		assert_code(f,
			update(f, keys[i],
				&(struct lic_application_patch){.display_name = "Robot 2",
					.is_enabled = {true, 0},
					.has_redirects = true}),
			LIC_OK);
		assert_code(f,
			update(f, keys[i],
				&(struct lic_application_patch){.is_enabled = {true, 1}}),
			LIC_E_DENIED);
		f->ctx.caller.may = manager |
			lic_permissions_rights(LIC_PERMISSION_BIT(LIC_PERMISSION_USER_READ_ALL));
		assert_code(f, add_secret(f, keys[i]), LIC_OK);
		assert_code(f, update(f, keys[i], &address), LIC_OK);
		f->ctx.caller.may = manager;
		assert_code(f, lic_application_delete(&f->ctx, keys[i]), LIC_OK);
	}
}

/* Another organisation's application is not there. */
static void test_service_applications__organisations_are_separate(void **state)
{
	struct fixture *f = *state;
	const char *key = make_application(f, false, 0);
	struct lic_application application;
	struct lic_application_page page;
	struct lic_guid app_guid;

	assert_code(f, lic_application_find(&f->ctx, key, &application), LIC_OK);
	app_guid = application.app_guid;
	f->ctx.caller.tenant_id = 2;
	assert_code(f, lic_application_find(&f->ctx, key, &application), LIC_E_NOTFOUND);
	assert_code(f, lic_application_delete(&f->ctx, key), LIC_E_NOTFOUND);
	assert_code(f, add_secret(f, key), LIC_E_NOTFOUND);
	assert_code(f, lic_application_list(&f->ctx, 0, 10, &page), LIC_OK);
	assert_int_equal(page.count, 0);
	/* A well-known client id may be registered by each. */
	assert_code(f,
		lic_application_create(&f->ctx, &app_guid,
			&(struct lic_application_patch){.display_name = "Robot"}, &application),
		LIC_OK);
	f->ctx.caller.tenant_id = 1;
	assert_code(f, lic_application_find(&f->ctx, key, &application), LIC_OK);
}

#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(name_, set_up, tear_down)                  \
	}

int main(void)
{
	static const struct place_test tests[] = {
		TEST(test_service_applications__nobody_grants_more_than_he_may),
		TEST(test_service_applications__nobody_gets_hold_of_a_stronger_one),
		TEST(test_service_applications__organisations_are_separate),
	};

	return place_run(tests, LIC_COUNT(tests));
}
