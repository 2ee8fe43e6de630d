/*
 * Reading requests of AuthZEN: see access_int.h.
 */
#include "api/access/access_int.h"

#include "api/body_int.h"
#include "base/json_reader.h"

#include <string.h>

#define QUESTIONS_FIRST 16

/* What is being read. */
struct reading {
	struct lic_api_request *req;        /* whose body */
	struct lic_json_reader reader;      /* the walk */
	struct lic_access_request *request; /* what comes of it */
	const char *flaw;                   /* what is wrong with the whole; the first */
	bool has_list;                      /* evaluations were there */
	bool is_out_of_memory;              /* not all could be kept */
};

/* Names of the three, in the order of the members of a question. */
enum which {
	SUBJECT,
	ACTION,
	RESOURCE,
	WHICH_MAX
};

static const char *const which_names[WHICH_MAX] = {"subject", "action", "resource"};

/* What is said without memory for better words. */
static const char *or_plain(const char *text)
{
	return text == NULL ? "The request is not valid." : text;
}

/* Where something stands: a member of the request, or of one of its members. */
struct place {
	const char *which; /* that member, or NULL */
	const char *name;  /* name of the member */
};

static const char *about(const struct reading *reading, const struct place *place,
	const char *problem)
{
	return or_plain(place->which == NULL
			? lic_arena_printf(reading->req->ctx.arena, "'%s' %s.", place->name,
				  problem)
			: lic_arena_printf(reading->req->ctx.arena, "'%s.%s' %s.", place->which,
				  place->name, problem));
}

static void note(const char **flaw, const char *text)
{
	if (*flaw == NULL) {
		*flaw = text;
	}
}

/* Reads a member that must be a string; notes what is wrong in `flaw`. */
static void read_string(struct reading *reading, struct place place, const char **value,
	const char **flaw)
{
	if (lic_json_reader_peek(&reading->reader) != LIC_JSON_STRING) {
		lic_json_reader_skip(&reading->reader);
		note(flaw, about(reading, &place, "must be a string"));
		return;
	}
	if (*value != NULL) {
		note(flaw, about(reading, &place, "is there twice"));
	}
	*value = lic_json_reader_string(&reading->reader);
}

/* Opens a member that must be an object; passes over any other. */
static bool enter_object(struct reading *reading, struct place place, const char **flaw)
{
	if (lic_json_reader_peek(&reading->reader) == LIC_JSON_OBJECT) {
		return lic_json_reader_enter(&reading->reader, LIC_JSON_OBJECT);
	}
	note(flaw, about(reading, &place, "must be an object"));
	lic_json_reader_skip(&reading->reader);
	return false;
}

/* Passes over a member that must be an object. */
static void skip_object(struct reading *reading, struct place place, const char **flaw)
{
	if (lic_json_reader_peek(&reading->reader) != LIC_JSON_OBJECT) {
		note(flaw, about(reading, &place, "must be an object"));
	}
	lic_json_reader_skip(&reading->reader);
}

/* Reads one member of an entity. */
static void read_entity_member(struct reading *reading, struct place place,
	struct lic_access_entity *entity)
{
	if (strcmp(place.name, "type") == 0) {
		read_string(reading, place, &entity->type, &entity->flaw);
	} else if (strcmp(place.name, "id") == 0) {
		read_string(reading, place, &entity->id, &entity->flaw);
	} else if (strcmp(place.name, "name") == 0) {
		read_string(reading, place, &entity->name, &entity->flaw);
	} else if (strcmp(place.name, "properties") == 0) {
		skip_object(reading, place, &entity->flaw);
	} else {
		lic_json_reader_skip(&reading->reader);
	}
}

static void read_entity(struct reading *reading, const char *which,
	struct lic_access_entity *entity)
{
	struct place place = {NULL, which};
	const char *name = NULL;

	if (entity->is_given) {
		note(&entity->flaw, about(reading, &place, "is there twice"));
	}
	entity->is_given = true;
	if (enter_object(reading, place, &entity->flaw)) {
		while (lic_json_reader_member(&reading->reader, &name)) {
			read_entity_member(reading, (struct place){which, name}, entity);
		}
	}
}

/* Reads a member of a question; false when it is none. */
static bool read_question_member(struct reading *reading, const char *name,
	struct lic_access_question *question)
{
	struct lic_access_entity *entities[WHICH_MAX] = {&question->subject, &question->action,
		&question->resource};

	for (size_t i = 0; i < WHICH_MAX; i++) {
		if (strcmp(name, which_names[i]) == 0) {
			read_entity(reading, which_names[i], entities[i]);
			return true;
		}
	}
	if (strcmp(name, "context") == 0) {
		skip_object(reading, (struct place){NULL, name}, &question->flaw);
		return true;
	}
	return false;
}

static struct lic_access_question *add_question(struct reading *reading)
{
	struct lic_access_request *request = reading->request;

	if (request->count == request->room) {
		size_t room = request->room == 0 ? QUESTIONS_FIRST : request->room * 2;
		struct lic_access_question *list =
			lic_arena_array(reading->req->ctx.arena, room, sizeof(*list));

		if (list == NULL) {
			return NULL;
		}
		if (request->count > 0) {
			memcpy(list, request->list, request->count * sizeof(*list));
		}
		request->list = list;
		request->room = room;
	}
	return &request->list[request->count++];
}

/* Reads one question of a list. */
static void read_question(struct reading *reading, struct lic_access_question *question)
{
	const char *name = NULL;

	if (lic_json_reader_peek(&reading->reader) != LIC_JSON_OBJECT) {
		question->flaw = "Each of 'evaluations' must be an object.";
		lic_json_reader_skip(&reading->reader);
		return;
	}
	(void)lic_json_reader_enter(&reading->reader, LIC_JSON_OBJECT);
	while (lic_json_reader_member(&reading->reader, &name)) {
		if (!read_question_member(reading, name, question)) {
			lic_json_reader_skip(&reading->reader);
		}
	}
}

/* Reads the next question of a list; passes over one too many. */
static void read_element(struct reading *reading)
{
	struct lic_access_question *question = NULL;

	if (reading->request->count == LIC_ACCESS_EVALUATIONS_MAX) {
		note(&reading->flaw,
			or_plain(lic_arena_printf(reading->req->ctx.arena,
				"At most %d evaluations can be asked for in one request.",
				LIC_ACCESS_EVALUATIONS_MAX)));
		lic_json_reader_skip(&reading->reader);
		return;
	}
	question = add_question(reading);
	if (question == NULL) {
		reading->is_out_of_memory = true;
		lic_json_reader_skip(&reading->reader);
		return;
	}
	read_question(reading, question);
}

static void read_list(struct reading *reading)
{
	struct place place = {NULL, "evaluations"};

	if (lic_json_reader_peek(&reading->reader) != LIC_JSON_ARRAY) {
		note(&reading->flaw, about(reading, &place, "must be an array"));
		lic_json_reader_skip(&reading->reader);
		return;
	}
	if (reading->has_list) {
		note(&reading->flaw, about(reading, &place, "is there twice"));
	}
	reading->has_list = true;
	(void)lic_json_reader_enter(&reading->reader, LIC_JSON_ARRAY);
	while (lic_json_reader_element(&reading->reader)) {
		read_element(reading);
	}
}

static void set_semantic(struct reading *reading, const char *text)
{
	static const char *const names[] = {
		[LIC_ACCESS_ALL] = "execute_all",
		[LIC_ACCESS_FIRST_DENIAL] = "deny_on_first_deny",
		[LIC_ACCESS_FIRST_PERMISSION] = "permit_on_first_permit",
	};

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			reading->request->semantic = (enum lic_access_semantic)i;
			return;
		}
	}
	note(&reading->flaw,
		"'options.evaluations_semantic' must be execute_all, deny_on_first_deny or permit_on_first_permit.");
}

static void read_options(struct reading *reading)
{
	static const char member[] = "evaluations_semantic";
	const char *name = NULL;
	const char *semantic = NULL;

	if (!enter_object(reading, (struct place){NULL, "options"}, &reading->flaw)) {
		return;
	}
	while (lic_json_reader_member(&reading->reader, &name)) {
		if (strcmp(name, member) == 0) {
			read_string(reading, (struct place){"options", member}, &semantic,
				&reading->flaw);
		} else {
			lic_json_reader_skip(&reading->reader);
		}
	}
	if (semantic != NULL) {
		set_semantic(reading, semantic);
	}
}

static void read_limit(struct reading *reading)
{
	if (lic_json_reader_peek(&reading->reader) != LIC_JSON_NUMBER) {
		lic_json_reader_skip(&reading->reader);
		reading->request->page_limit = -1;
	} else if (!lic_json_reader_whole(&reading->reader, INT64_MAX,
			   &reading->request->page_limit)) {
		reading->request->page_limit = -1;
	}
	if (reading->request->page_limit < 0) {
		note(&reading->flaw, "'page.limit' must be a whole number, 0 or greater.");
	}
}

static void read_page(struct reading *reading)
{
	const char *name = NULL;

	if (!enter_object(reading, (struct place){NULL, "page"}, &reading->flaw)) {
		return;
	}
	while (lic_json_reader_member(&reading->reader, &name)) {
		struct place place = {"page", name};

		if (strcmp(name, "token") == 0) {
			read_string(reading, place, &reading->request->page_token, &reading->flaw);
		} else if (strcmp(name, "limit") == 0) {
			read_limit(reading);
		} else if (strcmp(name, "properties") == 0) {
			skip_object(reading, place, &reading->flaw);
		} else {
			lic_json_reader_skip(&reading->reader);
		}
	}
}

/* Reads one member of the request. */
static void read_member(struct reading *reading, const char *name)
{
	if (read_question_member(reading, name, &reading->request->question)) {
		return;
	}
	if (strcmp(name, "evaluations") == 0) {
		read_list(reading);
	} else if (strcmp(name, "options") == 0) {
		read_options(reading);
	} else if (strcmp(name, "page") == 0) {
		read_page(reading);
	} else {
		lic_json_reader_skip(&reading->reader);
	}
}

/* Any other type is a bad request here, not an unsupported one: 10.1.2 has no 415. */
static lic_rc check_type(struct lic_api_request *req)
{
	lic_rc rc = lic_api__check_json(req);

	req->error_status = 0;
	return rc;
}

lic_rc lic_access__read(struct lic_api_request *req, struct lic_access_request *ret_request)
{
	struct reading reading = {.req = req, .request = ret_request};
	const char *name = NULL;

	*ret_request = (struct lic_access_request){.page_limit = -1};
	LIC_TRY(check_type(req));
	if (req->in->body_len == 0) {
		return lic_access__refuse(req,
			"The request has no body: this call needs a JSON object.");
	}
	lic_json_reader_init(&reading.reader, req->in->body, req->in->body_len, req->ctx.arena);
	if (lic_json_reader_enter(&reading.reader, LIC_JSON_OBJECT)) {
		while (lic_json_reader_member(&reading.reader, &name)) {
			read_member(&reading, name);
		}
	}
	LIC_TRY(lic_json_reader_finish(&reading.reader, &req->err));
	if (reading.is_out_of_memory) {
		return LIC_RC(LIC_E_NOMEM);
	}
	/* What is missing may be no default; what is of a wrong type is none. */
	const char *flaw = lic_access__flaw(&ret_request->question, 0);

	return lic_access__refuse(req, flaw == NULL ? reading.flaw : flaw);
}

lic_rc lic_access__refuse(struct lic_api_request *req, const char *flaw)
{
	return flaw == NULL
		? LIC_OK_RC
		: lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest", "%s", flaw);
}

/* Something that a question may need. */
struct need {
	enum lic_access_need bit; /* which */
	const char *value;        /* what is there of it */
	const char *missing;      /* what to say when nothing is */
};

const char *lic_access__flaw(const struct lic_access_question *question, unsigned needs)
{
	const struct need list[] = {
		{LIC_ACCESS_NEEDS_SUBJECT_TYPE, question->subject.type,
			"'subject.type' is missing: a string."},
		{LIC_ACCESS_NEEDS_SUBJECT_ID, question->subject.id,
			"'subject.id' is missing: a string."},
		{LIC_ACCESS_NEEDS_ACTION, question->action.name,
			"'action.name' is missing: a string."},
		{LIC_ACCESS_NEEDS_RESOURCE_TYPE, question->resource.type,
			"'resource.type' is missing: a string."},
		{LIC_ACCESS_NEEDS_RESOURCE_ID, question->resource.id,
			"'resource.id' is missing: a string."},
	};
	const char *flaws[] = {question->flaw, question->subject.flaw, question->action.flaw,
		question->resource.flaw};

	for (size_t i = 0; i < LIC_COUNT(flaws); i++) {
		if (flaws[i] != NULL) {
			return flaws[i];
		}
	}
	for (size_t i = 0; i < LIC_COUNT(list); i++) {
		if ((needs & (unsigned)list[i].bit) != 0 && list[i].value == NULL) {
			return list[i].missing;
		}
	}
	return NULL;
}
