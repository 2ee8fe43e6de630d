/*
 * $expand of users and groups: see expand_int.h.
 */
#include "api/graph/expand_int.h"

#include "odata/expand.h"

/* What can be shown with an object. */
struct relation {
	const char *name;           /* as Graph calls it */
	enum lic_relation relation; /* what it is */
};

static const struct relation of_user[] = {
	{"memberOf", LIC_RELATION_MEMBER_OF},
	{"transitiveMemberOf", LIC_RELATION_TRANSITIVE_MEMBER_OF},
	{"manager", LIC_RELATION_MANAGER},
	{"directReports", LIC_RELATION_REPORTS},
};

static const struct relation of_group[] = {
	{"members", LIC_RELATION_MEMBERS},
	{"owners", LIC_RELATION_OWNERS},
	{"memberOf", LIC_RELATION_MEMBER_OF},
	{"transitiveMembers", LIC_RELATION_TRANSITIVE_MEMBERS},
	{"transitiveMemberOf", LIC_RELATION_TRANSITIVE_MEMBER_OF},
};

#define RELATIONS_MAX LIC_COUNT(of_group)

lic_rc lic_graph__expand_decode(struct lic_api_request *req, enum lic_member_kind kind,
	struct lic_graph_expand *ret_expand)
{
	const struct relation *relations = kind == LIC_MEMBER_USER ? of_user : of_group;
	size_t count = kind == LIC_MEMBER_USER ? LIC_COUNT(of_user) : LIC_COUNT(of_group);
	const char *text = lic_api__option(req, "$expand");
	const char *names[RELATIONS_MAX];
	struct lic_odata_expand read = {0};
	struct lic_graph_expand expand = {0};

	if (text == NULL) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < count; i++) {
		names[i] = relations[i].name;
	}
	LIC_TRY(lic_odata_expand_read(text, names, count, req->ctx.arena, &req->err, &read));
	LIC_TRY(lic_graph__object_fields(req, read.select, &expand.fields));
	expand.name = relations[read.relation].name;
	expand.query = (struct lic_object_query){
		.relation = relations[read.relation].relation,
		.from = {.kind = kind},
		.kind_min = LIC_MEMBER_USER,
		.kind_max = LIC_MEMBER_GROUP,
		.limit = read.top,
	};
	*ret_expand = expand;
	return LIC_OK_RC;
}

lic_rc lic_graph__expand_begin(struct lic_api_request *req, struct lic_graph_expand *expand,
	size_t count)
{
	if (expand->name == NULL) {
		return LIC_OK_RC;
	}
	expand->pages = lic_arena_array(req->ctx.arena, count, sizeof(*expand->pages));
	return expand->pages == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_graph__expand_run(struct lic_api_request *req, struct lic_graph_expand *expand,
	size_t index, int64_t id)
{
	if (expand->name == NULL) {
		return LIC_OK_RC;
	}
	expand->query.from.id = id;
	return lic_object_list(&req->ctx, &expand->query, &expand->pages[index]);
}

static void write_object(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_expand *expand, const struct lic_object *object)
{
	lic_json_object(json);
	lic_graph__write_object(req, json, object, &expand->fields);
	lic_json_end(json);
}

void lic_graph__expand_write(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_expand *expand, size_t index)
{
	const struct lic_object_page *page = NULL;

	if (expand->name == NULL) {
		return;
	}
	page = &expand->pages[index];
	if (expand->query.relation == LIC_RELATION_MANAGER) {
		if (page->count > 0) {
			lic_json_key(json, expand->name);
			write_object(req, json, expand, &page->objects[0]);
		}
		return;
	}
	lic_json_key(json, expand->name);
	lic_json_array(json);
	for (size_t i = 0; i < page->count; i++) {
		write_object(req, json, expand, &page->objects[i]);
	}
	lic_json_end(json);
}
