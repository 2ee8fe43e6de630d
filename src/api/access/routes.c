/*
 * The table of access evaluation. docs/authzen.md describes each row.
 */
#include "api/access/access_int.h"

const struct lic_route lic_access_routes[] = {
	{
		.method = "POST",
		.pattern = "access/v1/evaluation",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_access__evaluation_decode,
		.run = lic_access__evaluation_run,
		.encode = lic_access__evaluation_encode,
		.fail = lic_access__fail,
		.release = lic_access__release_evaluation,
	},
	{
		.method = "POST",
		.pattern = "access/v1/evaluations",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_access__evaluations_decode,
		.run = lic_access__evaluation_run,
		.encode = lic_access__evaluation_encode,
		.fail = lic_access__fail,
		.release = lic_access__release_evaluation,
	},
	{
		.method = "POST",
		.pattern = "access/v1/search/subject",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_access__subjects_decode,
		.run = lic_access__subjects_run,
		.encode = lic_access__search_encode,
		.fail = lic_access__fail,
		.release = lic_access__release_search,
	},
	{
		.method = "POST",
		.pattern = "access/v1/search/resource",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_access__resources_decode,
		.run = lic_access__resources_run,
		.encode = lic_access__search_encode,
		.fail = lic_access__fail,
		.release = lic_access__release_search,
	},
	{
		.method = "POST",
		.pattern = "access/v1/search/action",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_access__actions_decode,
		.run = lic_access__actions_run,
		.encode = lic_access__search_encode,
		.fail = lic_access__fail,
		.release = lic_access__release_search,
	},
	{
		.method = "GET",
		.pattern = ".well-known/authzen-configuration",
		.action = LIC_ACTION_MAX_,
		.flags = LIC_ROUTE_OPEN,
		.options = "*",
		.run = lic_access__configuration_run,
		.encode = lic_access__configuration_encode,
		.fail = lic_access__fail,
	},
};

const size_t lic_access_route_count = LIC_COUNT(lic_access_routes);
