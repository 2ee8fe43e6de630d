/*
 * Addresses, ranges of trusted proxies and the client behind them, as tables.
 */
#include "http/address_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)

static struct lic_http_address parsed(const char *text)
{
	struct lic_http_address address = {0};

	if (!lic_http__address_parse(text, &address)) {
		fail_msg("'%s'", text);
	}
	return address;
}

static void test_http_address__have_one_form(void **state)
{
	static const struct {
		const char *text;
		const char *form; /* NULL: no address */
		bool is_loopback;
	} rows[] = {
		{"127.0.0.1", "127.0.0.1", true},
		{"127.8.9.10", "127.8.9.10", true},
		{"::1", "::1", true},
		{"::ffff:127.0.0.1", "127.0.0.1", true},
		{"::ffff:cb00:7109", "203.0.113.9", false},
		{"2001:DB8:0::1", "2001:db8::1", false},
		{"128.0.0.1", "128.0.0.1", false},
		{"::", "unknown", false},
		{"", NULL, false},
		{"localhost", NULL, false},
		{"1.2.3", NULL, false},
		{"1.2.3.4 ", NULL, false},
		{"01.2.3.4", NULL, false},
		{"fe80::1%eth0", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_http_address address = {0};
		char text[INET6_ADDRSTRLEN] = "";

		if (rows[i].form == NULL) {
			assert_false(lic_http__address_parse(rows[i].text, &address));
			continue;
		}
		address = parsed(rows[i].text);
		lic_http__address_text(&address, text);
		assert_string_equal(text, rows[i].form);
		assert_int_equal(lic_http__address_is_loopback(&address), rows[i].is_loopback);
	}
}

static void test_http_address__lie_in_ranges(void **state)
{
	static const struct {
		const char *ranges;
		const char *address;
		bool is_in;
	} rows[] = {
		{"10.0.0.1", "10.0.0.1", true},
		{"10.0.0.1", "10.0.0.2", false},
		{"10.0.0.1/32", "::ffff:10.0.0.1", true},
		{"10.255.1.2/8", "10.0.0.1", true},
		{"10.0.0.0/8", "11.0.0.1", false},
		{"10.0.0.0/9", "10.127.255.255", true},
		{"10.0.0.0/9", "10.128.0.0", false},
		{"0.0.0.0/1", "127.0.0.1", true},
		{"0.0.0.0/1", "128.0.0.1", false},
		{"0.0.0.0/1", "::1", false},
		{"fd00::/8", "fdff::1", true},
		{"fd00::/8", "fe00::1", false},
		{"2001:db8::/33", "2001:db8:8000::", false},
		{"localhost", "127.0.0.1", true},
		{" 10.0.0.1 ,\t::1", "::1", true},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_http_address address = parsed(rows[i].address);
		struct lic_http_ranges ranges = {0};
		lic_rc rc = lic_http__ranges_parse(arena, rows[i].ranges, NULL, &ranges);

		assert_int_equal(rc.code, LIC_OK);
		if (lic_http__address_is_in(&address, &ranges) != rows[i].is_in) {
			fail_msg("%s in %s", rows[i].address, rows[i].ranges);
		}
	}
}

static void test_http_address__refuse_what_is_no_range(void **state)
{
	static const char *const rows[] = {"", ",", "10.0.0.1,", "x", "10.0.0.0/0", "::/0",
		"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129",
		"localhost/8", "10.0.0.1 10.0.0.2", "[::1]"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_http_ranges ranges = {0};
		struct lic_err err = {0};
		lic_rc rc = lic_http__ranges_parse(arena, rows[i], &err, &ranges);

		if (rc.code != LIC_E_INVALID) {
			fail_msg("'%s'", rows[i]);
		}
		assert_non_null(strstr(err.message, "trusted proxy"));
		assert_int_equal(ranges.count, 0);
	}
}

static void test_http_address__find_the_client(void **state)
{
	static const struct {
		const char *lines[3]; /* of X-Forwarded-For */
		const char *client;
	} rows[] = {
		{{NULL}, "10.0.0.1"},
		{{"203.0.113.9"}, "203.0.113.9"},
		{{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		{{"1.1.1.1,203.0.113.9 , 10.9.9.9,10.8.8.8"}, "203.0.113.9"},
		{{"1.1.1.1", "203.0.113.9"}, "203.0.113.9"},
		{{"1.1.1.1", "203.0.113.9", "10.2.2.2"}, "203.0.113.9"},
		{{"10.3.3.3, 10.2.2.2"}, "10.3.3.3"},
		{{"203.0.113.9:5000"}, "203.0.113.9"},
		{{"[2001:db8::9]"}, "2001:db8::9"},
		{{"[2001:db8::9]:443"}, "2001:db8::9"},
		{{"2001:db8::9"}, "2001:db8::9"},
		{{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{{""}, "10.0.0.1"},
		{{"unknown"}, "10.0.0.1"},
		{{"203.0.113.9,"}, "10.0.0.1"},
		{{"203.0.113.9, _hidden, 10.2.2.2"}, "10.2.2.2"},
		{{"203.0.113.9:x"}, "10.0.0.1"},
		{{"203.0.113.9:"}, "10.0.0.1"},
		{{"[2001:db8::9"}, "10.0.0.1"},
		{{"[2001:db8::9]x"}, "10.0.0.1"},
		{{"203.0.113.9\r\nX: y"}, "10.0.0.1"},
		{{"1234567890123456789012345678901234567890123456789012345678901234567890"},
			"10.0.0.1"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_http_address peer = parsed("10.0.0.1");
		struct lic_http_ranges trusted = {0};
		struct lic_http_address client;
		char text[INET6_ADDRSTRLEN] = "";
		size_t count = 0;

		while (count < LIC_COUNT(rows[i].lines) && rows[i].lines[count] != NULL) {
			count++;
		}
		assert_true(lic_ok(lic_http__ranges_parse(arena, "10.0.0.0/8", NULL, &trusted)));
		client = lic_http__client_behind(rows[i].lines, count, &peer, &trusted);
		lic_http__address_text(&client, text);
		assert_string_equal(text, rows[i].client);
	}
}

/* A client that pretends to be behind a thousand of our proxies is not followed for ever. */
static void test_http_address__give_up_on_endless_hops(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_http_address peer = parsed("10.0.0.1");
	struct lic_http_ranges trusted = {0};
	char line[sizeof("203.0.113.9") + 1000 * (sizeof(",10.2.2.2") - 1)] = "203.0.113.9";
	const char *lines[] = {line};
	size_t len = strlen(line);
	struct lic_http_address client;
	char text[INET6_ADDRSTRLEN] = "";

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		memcpy(line + len, ",10.2.2.2", sizeof(",10.2.2.2"));
		len += sizeof(",10.2.2.2") - 1;
	}
	assert_true(lic_ok(lic_http__ranges_parse(arena, "10.0.0.0/8", NULL, &trusted)));
	client = lic_http__client_behind(lines, 1, &peer, &trusted);
	lic_http__address_text(&client, text);
	assert_string_equal(text, "10.2.2.2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_address__have_one_form),
		cmocka_unit_test(test_http_address__lie_in_ranges),
		cmocka_unit_test(test_http_address__refuse_what_is_no_range),
		cmocka_unit_test(test_http_address__find_the_client),
		cmocka_unit_test(test_http_address__give_up_on_endless_hops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
