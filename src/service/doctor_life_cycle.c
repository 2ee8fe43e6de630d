/*
 * What the doctor looks at in subscriptions: see doctor_int.h.
 */
#include "service/doctor_int.h"

#include "base/clock.h"
#include "service/subscription_int.h"

static bool is_same_date(struct lic_opt_int a, struct lic_opt_int b)
{
	return a.is_set == b.is_set && (!a.is_set || a.value == b.value);
}

/* L-10: the date of the next change is what the rules say, and an add-on has all of its
 * subscription. */
static void check_dates(const struct lic_catalog *catalog, int64_t now_ms,
	const struct lic_subscription *s, struct lic_buf *text)
{
	struct lic_subscription expected = *s;
	struct lic_lifecycle facts = lic_subscription__facts(s, now_ms);
	uint32_t sku = lic_catalog_sku_by_key(catalog, s->sku_key);

	if (!s->since_ms.is_set) {
		return; /* recorded by an older version: a running server looks at it first */
	}
	lic_subscription__set(&expected, &facts);
	if (!is_same_date(expected.next_lifecycle_ms, s->next_lifecycle_ms)) {
		lic_buf_printf(text, "%s: subscription %s has another date for its next change\n",
			sku == LIC_INDEX_NONE ? "?" : catalog->skus[sku].part_number,
			lic_guid_format(&s->guid).text);
	}
}

static void check_parent(const struct lic_catalog *catalog, const struct lic_subscription *s,
	const struct lic_subscription *list, size_t count, struct lic_buf *text)
{
	uint32_t sku = lic_catalog_sku_by_key(catalog, s->sku_key);

	for (size_t i = 0; i < count; i++) {
		if (list[i].id == s->add_on_of.value && list[i].status == s->status &&
			is_same_date(list[i].ends_ms, s->ends_ms) &&
			is_same_date(list[i].next_lifecycle_ms, s->next_lifecycle_ms)) {
			return;
		}
	}
	lic_buf_printf(text, "%s: subscription %s differs from the one that it belongs to\n",
		sku == LIC_INDEX_NONE ? "?" : catalog->skus[sku].part_number,
		lic_guid_format(&s->guid).text);
}

lic_rc lic_doctor__life_cycle(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_buf *wrong, struct lic_buf *late)
{
	struct lic_subscription *list = NULL;
	char date[LIC_TIME_TEXT_BYTES];
	size_t count = 0;

	LIC_TRY(lic_subscription_list(ctx, &list, &count));
	for (size_t i = 0; i < count; i++) {
		const struct lic_subscription *s = &list[i];

		if (s->add_on_of.is_set) {
			check_parent(catalog, s, list, count, wrong);
			continue;
		}
		check_dates(catalog, ctx->now_ms, s, wrong);
		if (s->next_lifecycle_ms.is_set && s->next_lifecycle_ms.value <= ctx->now_ms) {
			lic_time_format(s->next_lifecycle_ms.value, date);
			lic_buf_printf(late, "subscription %s: due %s\n",
				lic_guid_format(&s->guid).text,
				s->since_ms.is_set ? date : "since the upgrade");
		}
	}
	return LIC_OK_RC;
}
