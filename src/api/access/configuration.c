/*
 * GET /.well-known/authzen-configuration: where everything is (AuthZEN 9).
 */
#include "api/access/access_int.h"

/* One address. */
struct endpoint {
	const char *name; /* the member */
	const char *path; /* what it leads to */
};

static const struct endpoint endpoints[] = {
	{"policy_decision_point", ""},
	{"access_evaluation_endpoint", "/access/v1/evaluation"},
	{"access_evaluations_endpoint", "/access/v1/evaluations"},
	{"search_subject_endpoint", "/access/v1/search/subject"},
	{"search_resource_endpoint", "/access/v1/search/resource"},
	{"search_action_endpoint", "/access/v1/search/action"},
};

lic_rc lic_access__configuration_run(struct lic_api_request *req)
{
	(void)req; /* what is answered follows from the request alone */
	return LIC_OK_RC;
}

lic_rc lic_access__configuration_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	for (size_t i = 0; i < LIC_COUNT(endpoints); i++) {
		const char *url = lic_arena_printf(req->ctx.arena, "%s%s", req->in->origin,
			endpoints[i].path);

		if (url == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		lic_json_kstring(&json, endpoints[i].name, url);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
