/*
 * Who is in the groups of an allotment, and what each has of it: see allotments.h.
 */
#include "service/allotment_view_int.h"

#include "service/groups.h"
#include "store/lic_sql.h"

/* What somebody has by the groups of an allotment, as they are read. */
struct paths {
	bool has_path;             /* he has or lacks something by one: the next two count */
	enum lic_path_state state; /* the healthiest of them */
	enum lic_path_error error; /* its */
	bool is_given;             /* a group that he is in gives the product */
};

const char *lic_allotment_state_name(enum lic_allotment_state state)
{
	switch (state) {
	case LIC_ALLOTMENT_LICENSED:
		return "licensed";
	case LIC_ALLOTMENT_WAITING:
		return "waiting";
	case LIC_ALLOTMENT_ERROR:
		return "error";
	case LIC_ALLOTMENT_PENDING:
		return "pending";
	}
	return "unknown";
}

/* Takes what he has by one more group: what holds a seat counts before what waits for one, and that
 * before what is wrong. */
static void take_path(const struct lic_q_allotments_person_row *row, struct paths *paths)
{
	const enum lic_path_state state = (enum lic_path_state)row->state.value;
	const enum lic_path_error error = (enum lic_path_error)row->error.value;

	paths->is_given = paths->is_given || row->given > 0;
	if (!row->state.is_set) {
		return;
	}
	if (!paths->has_path || state < paths->state ||
		(state == paths->state && error < paths->error)) {
		paths->state = state;
		paths->error = error;
	}
	paths->has_path = true;
}

static lic_rc read_person(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	struct lic_allotment_person *person, struct paths *paths)
{
	struct lic_q_allotments_person_in in = {ctx->caller.tenant_id, person->who.id,
		allotment->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_person_row row;
	struct lic_allotment_group *list =
		lic_arena_array(ctx->arena, LIC_ALLOTMENT_GROUPS_MAX, sizeof(*list));
	bool more = true;

	person->groups = list;
	person->group_count = 0;
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_allotments_person_open(ctx->db, &in, &rows));
	for (;;) {
		struct lic_allotment_group *group = &list[person->group_count];

		LIC_TRY(lic_q_allotments_person_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (person->group_count == LIC_ALLOTMENT_GROUPS_MAX) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		*group = (struct lic_allotment_group){.id = row.id,
			.guid = row.guid,
			.display_name = lic_arena_strdup(ctx->arena, row.display_name)};
		if (group->display_name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		person->group_count++;
		take_path(&row, paths);
	}
}

static enum lic_allotment_state state_of(const struct paths *paths)
{
	if (!paths->has_path) {
		return LIC_ALLOTMENT_PENDING;
	}
	if (lic_path_holds_seat(paths->state)) {
		return LIC_ALLOTMENT_LICENSED;
	}
	return paths->error == LIC_PATH_COUNT ? LIC_ALLOTMENT_WAITING : LIC_ALLOTMENT_ERROR;
}

/* Says in words what is wrong. */
static void explain(const struct lic_allotment *allotment, const struct paths *paths,
	struct lic_allotment_person *person)
{
	const bool is_full =
		person->state == LIC_ALLOTMENT_WAITING && allotment->consumed >= allotment->limit;
	const struct lic_path_words *words = lic_path_error_words(person->error, is_full);

	person->message = words->cause;
	person->remedy = words->remedy;
	if (person->state == LIC_ALLOTMENT_PENDING && paths->is_given) {
		person->message = "What the group gives is about to be applied.";
	} else if (person->state == LIC_ALLOTMENT_PENDING) {
		person->message = "The group does not give the product.";
		person->remedy = "Have an administrator assign the product to the group.";
	}
}

lic_rc lic_allotment__person(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	struct lic_allotment_person *person)
{
	struct paths paths = {0};

	LIC_TRY(read_person(ctx, allotment, person, &paths));
	person->state = state_of(&paths);
	person->error = paths.error;
	explain(allotment, &paths, person);
	return LIC_OK_RC;
}

/* Reads who is on the page, without what each has. */
static lic_rc read_page(struct lic_ctx *ctx, const struct lic_allotment *allotment, int64_t after,
	unsigned limit, struct lic_allotment_people *people)
{
	struct lic_q_allotments_people_in in = {ctx->caller.tenant_id, allotment->id, after,
		(int64_t)limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_people_row row;
	bool more = true;

	people->list = lic_arena_array(ctx->arena, limit, sizeof(*people->list));
	if (people->list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_allotments_people_open(ctx->db, &in, &rows));
	for (;;) {
		struct lic_allotment_who *who = &people->list[people->count].who;

		LIC_TRY(lic_q_allotments_people_next(&rows, &row, &more));
		if (!more || people->count == limit) {
			people->has_more = more;
			return LIC_OK_RC;
		}
		*who = (struct lic_allotment_who){row.id, row.guid,
			lic_arena_strdup(ctx->arena, row.display_name),
			lic_arena_strdup(ctx->arena, row.upn)};
		if (who->display_name == NULL || who->upn == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		people->next_after = row.id;
		people->count++;
	}
}

lic_rc lic_allotment__people(struct lic_ctx *ctx, const struct lic_allotment *allotment,
	int64_t after, unsigned limit, struct lic_allotment_people *ret_people)
{
	struct lic_allotment_people people = {0};

	LIC_TRY(read_page(ctx, allotment, after, limit, &people));
	for (size_t i = 0; i < people.count; i++) {
		LIC_TRY(lic_allotment__person(ctx, allotment, &people.list[i]));
	}
	*ret_people = people;
	return LIC_OK_RC;
}

lic_rc lic_allotment_people(struct lic_ctx *ctx, const char *key, int64_t after, unsigned limit,
	struct lic_allotment_people *ret_people)
{
	struct lic_allotment allotment = {0};

	LIC_TRY(lic_allotment_find(ctx, key, &allotment));
	return lic_allotment__people(ctx, &allotment, after, limit, ret_people);
}
