/*
 * POST /users/{id}/revokeSignInSessions and /me/revokeSignInSessions.
 */
#include "api/graph/graph_int.h"

#include "service/sessions.h"

lic_rc lic_graph__revoke_sessions_run(struct lic_api_request *req)
{
	return lic_session_revoke_all(&req->ctx, req->keys[0]);
}

lic_rc lic_graph__revoke_own_sessions_run(struct lic_api_request *req)
{
	return lic_session_revoke_all(&req->ctx, NULL);
}

lic_rc lic_graph__revoke_sessions_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_api__context(req, &json, "Edm.Boolean");
	lic_json_kbool(&json, "value", true);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
