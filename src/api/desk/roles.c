/*
 * Directory roles for people: what each allows, how many have it, and what speaks against how they
 * are given (RO-1). Giving and taking them is Graph's.
 */
#include "api/desk/desk_int.h"

#include "base/text.h"
#include "service/roles.h"

#include <ctype.h>

#define SLUG_BYTES 64

/* What the steps hand on. */
struct state {
	struct lic_role_counts counts; /* who has which */
	enum lic_role role;            /* the one asked for */
};

lic_rc lic_desk__roles_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_role_count(&req->ctx, &state->counts);
}

bool lic_desk__find_role(const char *key, enum lic_role *ret_role)
{
	for (int i = 0; i < LIC_ROLE_MAX_; i++) {
		if (lic_text_equal_nocase(lic_role_template_id((enum lic_role)i), key)) {
			*ret_role = (enum lic_role)i;
			return true;
		}
	}
	return lic_role_parse(key, ret_role);
}

lic_rc lic_desk__role_run(struct lic_api_request *req)
{
	struct state *state = NULL;
	enum lic_role role = LIC_ROLE_MAX_;

	LIC_TRY(lic_desk__roles_run(req));
	state = req->state;
	if (!lic_desk__find_role(req->keys[0], &role)) {
		return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is no role '%.100s'. 'licentia role list' and GET /api/v1/roles show all.",
			req->keys[0]);
	}
	state->role = role;
	return LIC_OK_RC;
}

/* The name as people type it: "license-administrator". */
static void write_slug(struct lic_json *json, const char *name)
{
	char slug[SLUG_BYTES];
	size_t len = 0;

	for (; name[len] != '\0' && len + 1 < sizeof(slug); len++) {
		slug[len] = name[len] == ' ' ? '-' : (char)tolower((unsigned char)name[len]);
	}
	slug[len] = '\0';
	lic_json_kstring(json, "name", slug);
}

static void write_role_members(struct lic_json *json, const struct state *state, enum lic_role role)
{
	lic_json_kstring(json, "id", lic_role_template_id(role));
	write_slug(json, lic_role_name(role));
	lic_json_kstring(json, "displayName", lic_role_name(role));
	lic_json_kstring(json, "description", lic_role_description(role));
	lic_json_kbool(json, "isProtected", lic_role_is_protected(role));
	lic_json_kint(json, "memberCount", state->counts.count[role]);
	lic_json_key(json, "actions");
	lic_json_array(json);
	for (int i = 0; i < LIC_ACTION_MAX_; i++) {
		if (lic_role_may(role, (enum lic_action)i)) {
			lic_json_string(json, lic_desk__action_name((enum lic_action)i));
		}
	}
	lic_json_end(json);
}

/* What speaks against how roles are given: a list of {code, message}. */
static void write_warnings(struct lic_json *json, struct lic_arena *arena, int64_t admins)
{
	const char *text = lic_role_warning(arena, admins);

	lic_json_key(json, "warnings");
	lic_json_array(json);
	if (text != NULL) {
		lic_json_object(json);
		lic_json_kstring(json, "code",
			admins < LIC_ROLE_ADMINS_MIN ? "TooFewGlobalAdministrators"
						     : "TooManyGlobalAdministrators");
		lic_json_kstring(json, "message", text);
		lic_json_end(json);
	}
	lic_json_end(json);
}

lic_rc lic_desk__roles_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (int i = 0; i < LIC_ROLE_MAX_; i++) {
		lic_json_object(&json);
		write_role_members(&json, state, (enum lic_role)i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	write_warnings(&json, req->ctx.arena, state->counts.admins);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__role_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_role_members(&json, state, state->role);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
