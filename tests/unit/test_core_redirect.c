/*
 * Redirect URIs: what is taken, and every trick that is not.
 */
#include "base/rc.h"
#include "core/redirect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What kinds take an address: "w", "s", "p" by kind. */
struct row {
	const char *uri;
	const char *kinds;
};

static const struct row rows[] = {
	{"https://app.example", "wsp"},
	{"https://app.example/", "wsp"},
	{"https://app.example:8443/cb?tenant=1&x=%2Fy", "wsp"},
	{"https://xn--bcher-kva.example/a.b/..c/...", "wsp"},
	{"https://[2001:db8::1]:8443/cb", "wsp"},
	{"http://localhost", "wsp"},
	{"http://localhost:53682/cb", "wsp"},
	{"http://127.0.0.1:1/", "wsp"},
	{"http://[::1]:65535/", "wsp"},
	{"https://app.example/cb?next=/../x", "wsp"},
	{"msal04b07795-8ddb-461a-bbee-02f9e1bf7b46://auth", "p"},
	{"com.example.app:/oauth2redirect", "p"},
	{"msauth.com.example.app://auth", "p"},
	{"msauth://com.example.app/ga0RGNYHvNM5d0SLGQfpQWAPGJ8%3D", "p"},
	{"ms-appx-web://microsoft.aad.brokerplugin/04b07795-8ddb-461a-bbee-02f9e1bf7b46", "p"},
	{"urn:ietf:wg:oauth:2.0:oob", "p"},

	{"", ""},
	{"app.example/cb", ""},
	{"/cb", ""},
	{"//app.example/cb", ""},
	{":", ""},
	{"https", ""},
	{"https:", ""},
	{"https:app.example", ""},
	{"https:/app.example", ""},
	{"https://", ""},
	{"https:///cb", ""},
	{"https://?x", ""},
	{"https://:443/", ""},
	{"HTTPS://app.example/", ""},
	{"https://App.example/", ""},
	{"https://app.example/cb#", ""},
	{"https://app.example/cb#x", ""},
	{"https://*.app.example/", ""},
	{"https://app.example/*", ""},
	{"https://good.example@evil.example/", ""},
	{"https://good.example:x@evil.example/", ""},
	{"https://good.example%40evil.example/", ""},
	{"https://good.example\\@evil.example/", ""},
	{"https://evil.example\\.good.example/", ""},
	{"https://app.example\t/", ""},
	{"https://app.example/ cb", ""},
	{"https://app.example/cb\n", ""},
	{"https://app.example/cb\r\nSet-Cookie:x", ""},
	{"https://app.example/\x7f", ""},
	{" https://app.example/", ""},
	{"https://b\xC3\xBC"
	 "cher.example/",
		""},
	{"https://app.example/<script>", ""},
	{"https://app.example/\"", ""},
	{"https://app.example/%", ""},
	{"https://app.example/%2", ""},
	{"https://app.example/%zz", ""},
	{"https://app.example/../x", ""},
	{"https://app.example/a/./x", ""},
	{"https://app.example/a/..", ""},
	{"https://app.example/a/..?x", ""},
	{"https://app.example/%2e%2E/x", ""},
	{"https://app.example/.%2e/x", ""},
	{"https://app..example/", ""},
	{"https://.example/", ""},
	{"https://-app.example/", ""},
	{"https://app.example:/", ""},
	{"https://app.example:0/", ""},
	{"https://app.example:65536/", ""},
	{"https://app.example:443443443/", ""},
	{"https://app.example:+443/", ""},
	{"https://[::1", ""},
	{"https://[]/", ""},
	{"https://[::1]x/", ""},
	{"https://[g::1]/", ""},
	{"http://app.example/", ""},
	{"http://localhost.evil.example/", ""},
	{"http://127.0.0.2/", ""},
	{"http://127.0.0.1.evil.example/", ""},
	{"http://localhost@evil.example/", ""},
	{"http://[::1].evil.example/", ""},
	{"javascript:alert(1)", ""},
	{"javascript://app.example/%0aalert(1)", ""},
	{"data:text/html,x", ""},
	{"vbscript:x", ""},
	{"file:///etc/passwd", ""},
	{"blob:https://app.example/x", ""},
	{"about:blank", ""},
	{"ms-msdt:/id", ""},
	{"mailto:a@b.example", ""},
	{"ws://localhost/", ""},
	{"app:/cb", ""},
	{"com.example.app:", ""},
	{"com.example.:/cb", ""},
	{".com:/cb", ""},
	{"msal:/auth", ""},
	{"msal04b07795-8ddb-461a-bbee-02f9e1bf7b4://auth", ""},
	{"msalz4b07795-8ddb-461a-bbee-02f9e1bf7b46://auth", ""},
	{"urn:ietf:wg:oauth:2.0:oob:auto", ""},
};

static void test_core_redirect__each_kind_takes_what_is_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		for (int kind = 0; kind < LIC_REDIRECT_KIND_MAX_; kind++) {
			const char *problem =
				lic_redirect_problem(rows[i].uri, (enum lic_redirect_kind)kind);
			bool is_wanted = strchr(rows[i].kinds, "wsp"[kind]) != NULL;

			if ((problem == NULL) != is_wanted) {
				fail_msg("%s as %s: %s", rows[i].uri,
					lic_redirect_kind_name((enum lic_redirect_kind)kind),
					problem == NULL ? "is taken" : problem);
			}
		}
	}
}

static void test_core_redirect__the_length_has_a_limit(void **state)
{
	char uri[LIC_REDIRECT_BYTES_MAX + 2] = "https://app.example/";

	(void)state;
	memset(uri + strlen(uri), 'x', LIC_REDIRECT_BYTES_MAX - strlen(uri));
	assert_null(lic_redirect_problem(uri, LIC_REDIRECT_WEB));
	uri[LIC_REDIRECT_BYTES_MAX] = 'x';
	assert_string_equal(lic_redirect_problem(uri, LIC_REDIRECT_WEB),
		"is longer than 2048 characters");
}

static void test_core_redirect__names_of_kinds(void **state)
{
	enum lic_redirect_kind kind = LIC_REDIRECT_WEB;

	(void)state;
	assert_true(lic_redirect_kind_parse("PublicClient", &kind));
	assert_int_equal(kind, LIC_REDIRECT_PUBLIC_CLIENT);
	assert_false(lic_redirect_kind_parse("native", &kind));
	assert_int_equal(kind, LIC_REDIRECT_PUBLIC_CLIENT);
	assert_string_equal(lic_redirect_kind_name(LIC_REDIRECT_SPA), "spa");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_redirect__each_kind_takes_what_is_its_own),
		cmocka_unit_test(test_core_redirect__the_length_has_a_limit),
		cmocka_unit_test(test_core_redirect__names_of_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
