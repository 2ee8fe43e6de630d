/*
 * GET /common/userrealm/{upn}: MSAL asks before it sends a password where that is checked. It is
 * always here ("Managed"), for names that exist and for others alike, so that nobody learns who is
 * there.
 */
#include "api/signin/signin_int.h"

#include <string.h>

lic_rc lic_signin__realm_run(struct lic_api_request *req)
{
	if (strchr(req->keys[0], '@') == NULL) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"'%.200s' is not a user principal name: write name@domain.", req->keys[0]);
	}
	return LIC_OK_RC;
}

lic_rc lic_signin__realm_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "ver", "1.0");
	lic_json_kstring(&json, "account_type", "Managed");
	lic_json_kstring(&json, "domain_name", strrchr(req->keys[0], '@') + 1);
	lic_json_kstring(&json, "cloud_instance_name", "microsoftonline.com");
	lic_json_kstring(&json, "cloud_audience_urn", "urn:federation:MicrosoftOnline");
	lic_json_end(&json);
	return lic_json_finish(&json);
}
