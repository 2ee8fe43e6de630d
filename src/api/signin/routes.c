/*
 * The table of sign-in. docs/api.md describes each row.
 */
#include "api/signin/signin_int.h"

const struct lic_route lic_signin_routes[] = {
	{
		.method = "GET",
		.pattern = "common/userrealm/{upn}",
		.action = LIC_ACTION_MAX_,
		.flags = LIC_ROUTE_OPEN,
		.options = "*",
		.run = lic_signin__realm_run,
		.encode = lic_signin__realm_encode,
	},
};

const size_t lic_signin_route_count = LIC_COUNT(lic_signin_routes);
