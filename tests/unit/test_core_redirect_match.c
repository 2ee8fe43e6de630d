/*
 * Comparing redirect URIs: byte by byte, but for the port on loopback.
 */
#include "core/redirect_match.h"

#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A row: what is registered, what is asked for, whether that is the same. */
struct row {
	const char *registered;
	const char *uri;
	bool is_same;
};

static const struct row rows[] = {
	{"https://app.example/back", "https://app.example/back", true},
	{"https://app.example/back", "https://app.example/back/", false},
	{"https://app.example/back", "https://app.example:443/back", false},
	{"https://app.example/back", "https://APP.example/back", false},
	{"https://app.example/back", "https://app.example/back?x=1", false},
	{"https://app.example/back", "http://app.example/back", false},
	{"http://localhost", "http://localhost:5000", true},
	{"http://localhost", "http://localhost:5000/", true},
	{"http://localhost/", "http://localhost", true},
	{"http://localhost:1/cb", "http://localhost:2/cb", true},
	{"http://localhost:1/cb", "http://localhost/cb", true},
	{"http://localhost/cb", "http://localhost:2/CB", false},
	{"http://localhost/cb?a=1", "http://localhost:2/cb?a=1", true},
	{"http://localhost/cb?a=1", "http://localhost:2/cb?a=2", false},
	{"http://localhost", "http://127.0.0.1:5", false},
	{"http://127.0.0.1", "http://127.0.0.1:5", true},
	{"http://127.0.0.1", "http://127.0.0.11:5", false},
	{"http://[::1]/x", "http://[::1]:80/x", true},
	{"http://localhost", "https://localhost:5", false},
	{"http://localhost", "http://localhost.evil.example", false},
	{"http://localhost", "http://localhost@evil.example", false},
	{"http://localhost", "http://localhost:80@evil.example", false},
	{"http://localhost", "http://localhost:", false},
	{"http://localhost", "http://localhost:123456", false},
	{"http://localhost", "http://localhost:5x", false},
	{"http://localhost", "http://localhost:5#x", false},
	{"https://localhost:1/cb", "https://localhost:2/cb", false},
	{"com.example.app://auth", "com.example.app://auth", true},
	{"com.example.app://auth", "com.example.app://auth:5", false},
};

static void test_core_redirect_match__compares(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		if (lic_redirect_matches(rows[i].registered, rows[i].uri) != rows[i].is_same) {
			fail_msg("%s and %s", rows[i].registered, rows[i].uri);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_redirect_match__compares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
