/*
 * Calls about what applications were granted: their steps. Private to api/graph.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_GRANT_INT_H
#define LIC_API_GRAPH_GRANT_INT_H

#include "api/graph/graph_int.h"
#include "service/applications.h"

/* grants.c: what an application was granted itself, and in people's names. */
extern lic_graph_step lic_graph__role_grants_decode, lic_graph__scope_grants_decode,
	lic_graph__all_scope_grants_decode, lic_graph__scope_grant_decode,
	lic_graph__scope_grants_run, lic_graph__grants_of_principal_run,
	lic_graph__grants_of_resource_run, lic_graph__grants_of_user_run,
	lic_graph__scope_grant_run, lic_graph__grants_encode, lic_graph__scope_grant_encode;

#endif
