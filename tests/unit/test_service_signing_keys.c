/*
 * How a process that runs takes up keys that another one has made: after a minute, or at once when
 * somebody shows a token that is signed by one.
 */
#include "service/catalogs.h"
#include "service/signing_keys.h"
#include "service/tenants.h"
#include "store_place.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define NOW_MS INT64_C(1780000000000)
#define MINUTE_MS INT64_C(60000)

/* An installation, and the ring of a server that runs on it. */
struct fixture {
	struct place place;              /* where */
	struct lic_arena *arena;         /* of ctx */
	struct lic_db *db;               /* open */
	struct lic_catalog_cache *cache; /* of ctx */
	struct lic_err err;              /* of ctx */
	struct lic_ctx ctx;              /* of an administrator */
	struct lic_keyring *ring;        /* under test */
};

static void assert_ok(lic_rc rc)
{
	assert_int_equal(rc.code, LIC_OK);
}

static int set_up(void **state)
{
	bool is_postgres = place_is_postgres(state);
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	place_init(&f->place, is_postgres);
	f->arena = lic_arena_new(ARENA_BYTES);
	f->cache = lic_catalog_cache_new(NULL);
	f->ring = lic_keyring_new();
	assert_non_null(f->ring);
	assert_ok(lic_db_open(f->place.url, LIC_DB_CREATE, &f->err, &f->db));
	f->ctx = (struct lic_ctx){
		.db = f->db,
		.arena = f->arena,
		.cache = f->cache,
		.err = &f->err,
		.now_ms = NOW_MS,
		.correlation = "test",
		.caller = {.actor_name = "test", .may = LIC_RIGHTS_ALL},
	};
	assert_ok(lic_db_begin(f->db, LIC_TX_WRITE, &f->err));
	assert_ok(lic_tenant_init(&f->ctx, "Contoso", "contoso.example", "NL"));
	assert_ok(lic_db_commit(f->db));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lic_keyring_free(f->ring);
	lic_db_closep(&f->db);
	lic_catalog_cache_free(f->cache);
	lic_arena_free(f->arena);
	place_done(&f->place);
	free(f);
	return 0;
}

/* What "licentia key rotate --at-once" does in a process of its own. Returns the new key's name. */
static const char *rotate(struct fixture *f)
{
	struct lic_key_rotation rotation = {0};

	assert_ok(lic_db_begin(f->db, LIC_TX_WRITE, &f->err));
	assert_ok(lic_signing_keys_rotate(&f->ctx, true, &rotation));
	assert_ok(lic_db_commit(f->db));
	return rotation.kid;
}

/* The name of the key by which the server signs `after_ms` later, when somebody asks for `kid`. */
static const char *signer(struct fixture *f, int64_t after_ms, const char *kid)
{
	LIC_AUTO(lic_key_set_put) struct lic_key_set *set = NULL;
	const struct lic_key *key = NULL;
	const char *name = NULL;

	f->ctx.now_ms = NOW_MS + after_ms;
	assert_ok(lic_db_begin(f->db, LIC_TX_READ, &f->err));
	assert_ok(lic_keyring_hold(&f->ctx, f->ring, kid, &set));
	assert_ok(lic_db_commit(f->db));
	key = lic_key_set_signer(set, f->ctx.now_ms);
	assert_non_null(key);
	name = lic_arena_strdup(f->arena, key->kid);
	assert_non_null(name);
	return name;
}

static void test_service_signing_keys__a_server_follows_within_a_minute(void **state)
{
	struct fixture *f = *state;
	const char *first = rotate(f);
	const char *second = NULL;

	assert_string_equal(signer(f, 0, NULL), first);
	second = rotate(f);
	assert_string_not_equal(second, first);
	assert_string_equal(signer(f, 1, NULL), first);
	assert_string_equal(signer(f, MINUTE_MS - 1, NULL), first);
	assert_string_equal(signer(f, MINUTE_MS, NULL), second);
	assert_string_equal(signer(f, MINUTE_MS + 1, NULL), second);
}

static void test_service_signing_keys__a_token_of_a_new_key_is_known_at_once(void **state)
{
	struct fixture *f = *state;
	const char *first = rotate(f);
	const char *second = NULL;

	assert_string_equal(signer(f, 0, NULL), first);
	second = rotate(f);
	assert_string_equal(signer(f, 1000, first), first);
	assert_string_equal(signer(f, 1000, second), second);
}

/* Names that are made up must not have the keys read for every request. */
static void test_service_signing_keys__made_up_names_cost_little(void **state)
{
	struct fixture *f = *state;
	const char *first = rotate(f);

	assert_string_equal(signer(f, 0, "made up"), first);
	(void)rotate(f);
	assert_string_equal(signer(f, 1, "made up"), first);
}

/* Whoever rotates by hand leaves room for the keys that come by themselves: there is always one
 * that signs. */
static void test_service_signing_keys__rotating_by_hand_leaves_room(void **state)
{
	struct fixture *f = *state;
	struct lic_key_rotation rotation = {0};
	lic_rc rc;
	int made = 1;

	(void)rotate(f);
	do {
		assert_ok(lic_db_begin(f->db, LIC_TX_WRITE, &f->err));
		rc = lic_signing_keys_rotate(&f->ctx, false, &rotation);
		if (lic_ok(rc)) {
			assert_ok(lic_db_commit(f->db));
			made++;
		} else {
			lic_db_rollback(f->db);
		}
	} while (lic_ok(rc));
	assert_int_equal(rc.code, LIC_E_CONFLICT);
	assert_int_equal(made, LIC_KEY_SET_MAX / 2);
}

#define TEST(name_)                                                                                \
	{                                                                                          \
		cmocka_unit_test_setup_teardown(test_service_signing_keys__##name_, set_up,        \
			tear_down),                                                                \
			false, false                                                               \
	}

int main(void)
{
	const struct place_test tests[] = {
		TEST(a_server_follows_within_a_minute),
		TEST(a_token_of_a_new_key_is_known_at_once),
		TEST(made_up_names_cost_little),
		TEST(rotating_by_hand_leaves_room),
	};

	return place_run(tests, LIC_COUNT(tests));
}
