/*
 * What there is under /v1.0: the service document (OData 4.01 JSON 5), and what it is made of, in
 * CSDL ($metadata), which tests hold against what is served.
 */
#include "api/graph/graph_int.h"
#include "api/metadata.h"

lic_rc lic_graph__root_run(struct lic_api_request *req)
{
	(void)req; /* there is nothing to read */
	return LIC_OK_RC;
}

lic_rc lic_graph__root_encode(struct lic_api_request *req)
{
	static const char *const sets[][2] = {
		{"users", "EntitySet"},
		{"groups", "EntitySet"},
		{"directoryObjects", "EntitySet"},
		{"subscribedSkus", "EntitySet"},
		{"organization", "EntitySet"},
		{"domains", "EntitySet"},
		{"applications", "EntitySet"},
		{"servicePrincipals", "EntitySet"},
		{"oauth2PermissionGrants", "EntitySet"},
		{"directoryRoles", "EntitySet"},
		{"directoryRoleTemplates", "EntitySet"},
		{"directory", "Singleton"},
		{"me", "Singleton"},
		{"roleManagement", "Singleton"},
		{"auditLogs", "Singleton"},
	};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_api__context(req, &json, "%s", "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < LIC_COUNT(sets); i++) {
		lic_json_object(&json);
		lic_json_kstring(&json, "name", sets[i][0]);
		lic_json_kstring(&json, "kind", sets[i][1]);
		lic_json_kstring(&json, "url", sets[i][0]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__metadata_encode(struct lic_api_request *req)
{
	req->ex->status = 200;
	lic_buf_clear(&req->ex->reply);
	lic_http_add_header(req->ex, "Content-Type", "application/xml;charset=utf-8");
	lic_http_add_header(req->ex, "OData-Version", "4.0");
	lic_buf_add(&req->ex->reply, (const char *)lic_metadata, lic_metadata_len);
	return lic_buf_status(&req->ex->reply);
}
