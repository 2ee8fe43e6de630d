/*
 * The world as it would be, and what is known of somebody in it: see world_int.h.
 */
#include "service/world_turn_int.h"

#include "base/text.h"
#include "core/location.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define SCRATCH_BYTES ((size_t)64 * 1024 * 1024)

static lic_rc read_country(struct lic_world *world)
{
	struct lic_q_tenant_load_in in = {.tenant_id = world->ctx->caller.tenant_id};
	struct lic_q_tenant_load_row row;
	bool found = false;

	LIC_TRY(lic_q_tenant_load(world->ctx->db, world->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	world->country = row.country;
	return LIC_OK_RC;
}

lic_rc lic_world__init(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_preview_sum *sum, struct lic_world *ret_world)
{
	*ret_world = (struct lic_world){
		.ctx = ctx,
		.arena = lic_arena_new(ARENA_BYTES),
		.scratch = lic_arena_new(SCRATCH_BYTES),
		.catalog = catalog,
		.sum = sum,
		.is_exact = true,
		.kept = calloc(LIC_WORLD_KEPT_MAX, sizeof(*ret_world->kept)),
		.places = calloc(LIC_WORLD_KEPT_MAX, sizeof(*ret_world->places)),
		.is_cut = calloc(sum->pool_count + 1, sizeof(*ret_world->is_cut)),
	};
	if (ret_world->arena == NULL || ret_world->scratch == NULL || ret_world->kept == NULL ||
		ret_world->places == NULL || ret_world->is_cut == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_world__read_allotments(ret_world));
	return read_country(ret_world);
}

void lic_world__done(struct lic_world *world)
{
	lic_arena_free(world->arena);
	lic_arena_free(world->scratch);
	lic_keymap__done(&world->group_map);
	lic_keymap__done(&world->edge_map);
	lic_keymap__done(&world->seen);
	lic_keymap__done(&world->kept_map);
	free(world->groups);
	free(world->edges);
	free(world->people);
	free(world->allotted);
	free(world->is_cut);
	free(world->kept);
	free(world->places);
	free(world->duties);
	*world = (struct lic_world){0};
}

struct lic_world__kept *lic_world__find_kept(const struct lic_world *world, int64_t user_id)
{
	uint32_t at = 0;

	return lic_keymap__find(&world->kept_map, user_id, &at) ? &world->kept[at] : NULL;
}

lic_rc lic_world__read_mail_holder(struct lic_world *world, struct lic_world__subject *subject)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = world->ctx->caller.tenant_id,
		.id = subject->user.id};
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (subject->facts.mail == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(world->scratch, subject->facts.mail, &in.mail_key));
	LIC_TRY(lic_q_users_mail_holder(world->ctx->db, world->scratch, &in, &row, &found));
	subject->facts.mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

lic_rc lic_world__read_subject(struct lic_world *world, int64_t user_id,
	struct lic_world__subject *ret_subject)
{
	struct lic_ctx own = *world->ctx;
	struct lic_world__subject subject = {.facts = {.catalog = world->catalog}};
	const struct lic_world__kept *kept = lic_world__find_kept(world, user_id);
	struct lic_path *paths = NULL;
	bool may_bring_mailbox = false;
	lic_rc rc;

	lic_arena_reset(world->scratch);
	own.arena = world->scratch;
	rc = lic_user__load(&own, user_id, &subject.user);
	subject.is_live = lic_ok(rc) && !subject.user.deleted_ms.is_set;
	if (rc.code == LIC_E_NOTFOUND || (lic_ok(rc) && !subject.is_live)) {
		*ret_subject = subject;
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	if (kept != NULL) {
		subject.facts.paths = kept->paths;
		subject.facts.path_count = kept->path_count;
	} else {
		LIC_TRY(lic_license__read_paths(&own, world->catalog, user_id, &paths,
			&subject.facts.path_count));
		subject.facts.paths = paths;
	}
	subject.facts.usage_location = subject.user.values.text[LIC_USER_USAGE_LOCATION];
	subject.facts.mail = subject.user.values.text[LIC_USER_MAIL];
	subject.facts.seats = world->sum->pools;
	subject.facts.seat_count = world->sum->pool_count;
	LIC_TRY(lic_world__memberships(world, user_id, &subject.memberships, &subject.since_ms,
		&subject.membership_count, &may_bring_mailbox));
	LIC_TRY(lic_world__find_allotted(world, &subject));
	if (may_bring_mailbox) {
		LIC_TRY(lic_world__read_mail_holder(world, &subject));
	}
	*ret_subject = subject;
	return LIC_OK_RC;
}

lic_rc lic_world__settle_subject(struct lic_world *world, const struct lic_world__subject *subject,
	struct lic_decision *ret_decision)
{
	return lic_group_settle(world->scratch, &subject->facts, world->country,
		subject->memberships, subject->membership_count, ret_decision);
}

lic_rc lic_world__copy_paths(struct lic_world *world, const struct lic_path *paths, size_t count,
	struct lic_path **ret_copy)
{
	struct lic_path *copy = lic_arena_array(world->arena, count, sizeof(*copy));

	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t *disabled = lic_planset_new(world->arena, world->catalog);

		if (disabled == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(disabled, paths[i].disabled, world->catalog->words * sizeof(*disabled));
		copy[i] = paths[i];
		copy[i].disabled = disabled;
	}
	*ret_copy = copy;
	return LIC_OK_RC;
}

lic_rc lic_world__paths(struct lic_world *world, int64_t user_id, struct lic_path **ret_paths,
	size_t *ret_count)
{
	struct lic_world__subject subject = {0};
	struct lic_path *paths = NULL;

	LIC_TRY(lic_world__read_subject(world, user_id, &subject));
	LIC_TRY(lic_world__copy_paths(world, subject.facts.paths, subject.facts.path_count,
		&paths));
	*ret_paths = paths;
	*ret_count = subject.facts.path_count;
	return LIC_OK_RC;
}

/* Changes what is known of `subject` as `probe` says. */
static lic_rc apply_probe(struct lic_world *world, const struct lic_world__probe *probe,
	struct lic_world__subject *subject)
{
	const struct lic_facts *facts = &subject->facts;
	struct lic_path *paths = lic_arena_array(world->scratch, facts->path_count, sizeof(*paths));
	struct lic_sku_seats *pools =
		lic_arena_array(world->scratch, facts->seat_count, sizeof(*pools));
	size_t count = 0;

	if (paths == NULL || pools == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		const struct lic_path *path = &facts->paths[i];
		bool is_gone = path->source == LIC_SOURCE_DIRECT
			? path->sku == probe->without_sku
			: path->source == probe->without_source;

		if (!is_gone) {
			paths[count++] = *path;
		}
	}
	for (size_t i = 0; i < facts->seat_count; i++) {
		pools[i] = facts->seats[i];
		if (probe->more_sku == LIC_INDEX_NONE || probe->more_sku == pools[i].sku) {
			pools[i].seats.enabled += probe->more_seats;
		}
	}
	for (size_t i = 0; i < subject->membership_count; i++) {
		struct lic_membership *membership = &subject->memberships[i];

		if (membership->group == probe->without_source) {
			membership->license_count = 0;
		}
		if (membership->group != world->groups[probe->group].id) {
			continue;
		}
		membership->is_best_effort = membership->is_best_effort || probe->is_best_effort;
		if (probe->licenses != NULL) {
			membership->licenses = probe->licenses;
			membership->license_count = probe->license_count;
		}
	}
	subject->facts.paths = paths;
	subject->facts.path_count = count;
	subject->facts.seats = pools;
	if (probe->location != NULL) {
		subject->facts.usage_location = probe->location;
	}
	if (probe->has_room) {
		subject->facts.allotted_count = 0;
	}
	if (probe->has_own_mail) {
		subject->facts.mail_holder = NULL;
	}
	return LIC_OK_RC;
}

lic_rc lic_world__try(struct lic_world *world, const struct lic_world__probe *probe, uint32_t sku,
	bool *ret_this, bool *ret_all)
{
	struct lic_world__subject subject = {0};
	struct lic_decision decision = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;
	bool is_this = false;
	bool is_all = true;

	LIC_TRY(lic_world__read_subject(world, probe->user_id, &subject));
	LIC_TRY(apply_probe(world, probe, &subject));
	LIC_TRY(lic_world__settle_subject(world, &subject, &decision));
	LIC_TRY(lic_decision_paths(world->scratch, &subject.facts, &decision, &paths, &count));
	for (size_t i = 0; i < count; i++) {
		if (paths[i].source == world->groups[probe->group].id) {
			is_all = is_all && paths[i].state == LIC_PATH_ACTIVE;
			is_this = is_this ||
				(paths[i].sku == sku && paths[i].state == LIC_PATH_ACTIVE);
		}
	}
	*ret_this = is_this;
	*ret_all = is_this && is_all;
	return LIC_OK_RC;
}
