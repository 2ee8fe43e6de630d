/*
 * Rate limits of the interface: by address before the caller is known, by caller afterwards. See
 * dispatch_int.h.
 */
#include "api/dispatch_int.h"

#include "auth/rate.h"
#include "base/clock.h"

#define KIND_SHIFT 56 /* keys of actors are far smaller */

static lic_rc take(struct lic_api_request *req, struct lic_rate *rate,
	const struct lic_rate_key *key)
{
	req->retry_after_s = lic_rate_take(rate, key, lic_clock_monotonic_ms());
	if (req->retry_after_s == 0) {
		return LIC_OK_RC;
	}
	return lic_err_set(&req->err, LIC_E_BUSY, "TooManyRequests", "Please retry again later.");
}

lic_rc lic_api__limit_address(struct lic_api_request *req)
{
	struct lic_rate_key key;

	if (req->api->addresses == NULL) {
		return LIC_OK_RC;
	}
	key = lic_rate_key_of_address(req->in->client_address);
	return take(req, req->api->addresses, &key);
}

lic_rc lic_api__limit_caller(struct lic_api_request *req)
{
	const struct lic_caller *caller = &req->ctx.caller;
	const struct lic_rate_key key = {{(uint64_t)caller->tenant_id,
		(uint64_t)caller->kind << KIND_SHIFT | (uint64_t)caller->actor_id}};

	if (caller->tenant_id == 0) { /* an open route: nobody in particular */
		return LIC_OK_RC;
	}
	return take(req, req->api->callers, &key);
}
