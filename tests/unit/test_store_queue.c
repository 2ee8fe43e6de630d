/*
 * The queue of waiting jobs: order within a client, turns between clients and tenants, limits.
 */
#include "store/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define JOBS_MAX 32
#define TEXT_BYTES 256

/* Puts a job for each letter of `order`: small letters belong to tenant 1, capital ones to tenant
 * 2; every letter is a client; those of x are large. Returns how many were taken in. */
static size_t put_all(struct lic_queue *queue, struct lic_write_job *jobs, const char *order)
{
	size_t count = 0;

	for (size_t i = 0; order[i] != '\0'; i++) {
		bool is_first = order[i] >= 'a' && order[i] <= 'z';

		jobs[i] = (struct lic_write_job){.tenant_id = is_first ? 1 : 2,
			.client = order[i],
			.alone = order[i] == 'x'};
		count += lic_ok(lic_queue__put(queue, &jobs[i])) ? 1 : 0;
	}
	return count;
}

/* Takes everything in batches of `max`, as letters with a blank between batches. */
static void take_all(struct lic_queue *queue, size_t max, char text[TEXT_BYTES])
{
	struct lic_write_job *jobs[JOBS_MAX];
	size_t at = 0;

	for (;;) {
		size_t count = lic_queue__take(queue, jobs, max);

		if (count == 0) {
			text[at == 0 ? 0 : at - 1] = '\0';
			return;
		}
		for (size_t i = 0; i < count; i++) {
			text[at++] = (char)jobs[i]->client;
		}
		text[at++] = ' ';
	}
}

/* What comes in, how large a batch may be, what comes out. */
static const struct {
	const char *in;
	size_t max;
	const char *out;
} turns[] = {
	{"", 4, ""},
	{"a", 4, "a"},
	{"aaa", 4, "aaa"},
	{"aaaaa", 2, "aa aa a"},
	{"aaaabc", 4, "abca aa"},
	{"aaaabc", 2, "ab ca aa"},
	{"aaAA", 4, "aa AA"},
	{"aaaaaaA", 2, "aa A aa aa"},
	{"aAbBcC", 8, "abc ABC"},
	{"aAbBaA", 1, "a A b B a A"},
	{"aabbAABB", 3, "aba ABA b B"},
	{"x", 4, "x"},
	{"xx", 4, "x x"},
	{"abxc", 4, "abc x"},
	{"xabc", 4, "x abc"},
	{"axax", 4, "aa x x"},
	{"axax", 1, "a x a x"},
	{"axaaxa", 2, "aa x aa x"},
	{"AaxaA", 4, "AA aa x"},
};

static void test_store_queue__clients_and_tenants_take_turns(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(turns); i++) {
		struct lic_write_job jobs[JOBS_MAX];
		struct lic_queue queue = {.limit = JOBS_MAX};
		char text[TEXT_BYTES];

		assert_int_equal(put_all(&queue, jobs, turns[i].in), strlen(turns[i].in));
		take_all(&queue, turns[i].max, text);
		assert_string_equal(text, turns[i].out);
		assert_int_equal(queue.waiting, 0);
		assert_null(queue.head);
	}
}

static void test_store_queue__jobs_of_a_client_stay_in_order(void **state)
{
	struct lic_write_job jobs[JOBS_MAX];
	struct lic_write_job *taken[JOBS_MAX];
	struct lic_queue queue = {.limit = JOBS_MAX};
	size_t next_a = 0;

	(void)state;
	assert_int_equal(put_all(&queue, jobs, "abababab"), 8);
	assert_int_equal(lic_queue__take(&queue, taken, JOBS_MAX), 8);
	for (size_t i = 0; i < 8; i++) {
		if (taken[i]->client == 'a') {
			assert_ptr_equal(taken[i], &jobs[next_a]);
			next_a += 2;
		}
	}
	assert_int_equal(next_a, 8);
}

static void test_store_queue__refuses_when_it_is_full(void **state)
{
	struct lic_write_job jobs[JOBS_MAX];
	struct lic_queue queue = {.limit = 8};
	char text[TEXT_BYTES];

	(void)state;
	/* one client gets three quarters of the places, others the rest */
	assert_int_equal(put_all(&queue, jobs, "aaaaaaaaaa"), 6);
	assert_int_equal(put_all(&queue, jobs + 10, "bcd"), 2);
	assert_int_equal(queue.waiting, 8);
	take_all(&queue, 8, text);
	assert_string_equal(text, "abcaaaaa");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_queue__clients_and_tenants_take_turns),
		cmocka_unit_test(test_store_queue__jobs_of_a_client_stay_in_order),
		cmocka_unit_test(test_store_queue__refuses_when_it_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
