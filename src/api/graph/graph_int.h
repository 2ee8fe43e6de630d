/*
 * Calls in the shape of Microsoft Graph, under /v1.0 and /beta: their steps, and what several of
 * them need. Private to api/graph. docs/graph-compatibility.md says call by call what is the same
 * and what differs.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_INT_H
#define LIC_API_GRAPH_INT_H

#include "api/api_int.h"
#include "api/encode.h"
#include "service/roles.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A step of a route, as a type of function: what api_int.h says of steps holds for all those below.
 */
typedef lic_rc lic_graph_step(struct lic_api_request *req);

/* managers.c: who manages a user. */
extern lic_graph_step lic_graph__manager_decode, lic_graph__manager_run, lic_graph__manager_encode,
	lic_graph__manager_set_decode, lic_graph__manager_set_run, lic_graph__manager_clear_run;

/* service.c: what there is under the root of a version. */
extern lic_graph_step lic_graph__root_run, lic_graph__root_encode, lic_graph__metadata_encode;

/* users.c: users, all or one. */
extern lic_graph_step lic_graph__users_decode, lic_graph__users_run, lic_graph__users_encode,
	lic_graph__users_count_decode, lic_graph__users_count_run, lic_graph__users_count_encode,
	lic_graph__user_decode, lic_graph__user_run, lic_graph__user_encode;

/* sessions.c: signing people out. */
extern lic_graph_step lic_graph__revoke_sessions_run, lic_graph__revoke_own_sessions_run,
	lic_graph__revoke_sessions_encode;

/* password.c: changing one's own password. */
extern lic_graph_step lic_graph__password_decode, lic_graph__password_before,
	lic_graph__password_slow, lic_graph__password_run, lic_graph__password_encode;

/* user_changes.c: creating, changing and deleting users. */
extern lic_graph_step lic_graph__user_create_decode, lic_graph__user_create_run,
	lic_graph__user_create_encode, lic_graph__user_update_decode, lic_graph__user_update_run,
	lic_graph__user_delete_run, lic_graph__user_hash;

/* deleted_items.c: deleted users. */
extern lic_graph_step lic_graph__deleted_list_decode, lic_graph__deleted_list_run,
	lic_graph__deleted_list_encode, lic_graph__deleted_decode, lic_graph__deleted_run,
	lic_graph__deleted_encode, lic_graph__restore_decode, lic_graph__restore_run,
	lic_graph__purge_run;

/* license_details.c: what a user holds, product by product. */
extern lic_graph_step lic_graph__details_decode, lic_graph__details_run, lic_graph__details_encode,
	lic_graph__detail_run, lic_graph__detail_encode;

/* assign.c: changing a user's licences. */
extern lic_graph_step lic_graph__assign_decode, lic_graph__assign_run, lic_graph__assign_encode,
	lic_graph__reprocess_decode, lic_graph__reprocess_run;

/* skus.c: what the organisation owns of each product. */
extern lic_graph_step lic_graph__skus_decode, lic_graph__skus_run, lic_graph__skus_encode,
	lic_graph__sku_run, lic_graph__sku_encode;

/* subscriptions.c: purchases. */
extern lic_graph_step lic_graph__subscriptions_decode, lic_graph__subscriptions_run,
	lic_graph__subscriptions_encode, lic_graph__subscription_run,
	lic_graph__subscription_encode;

/* audits.c: the audit log. */
extern lic_graph_step lic_graph__audits_decode, lic_graph__audits_run, lic_graph__audits_encode,
	lic_graph__audit_decode, lic_graph__audit_run, lic_graph__audit_encode;

/* organization.c: the organisation itself. */
extern lic_graph_step lic_graph__organizations_decode, lic_graph__organizations_run,
	lic_graph__organizations_encode, lic_graph__organization_run,
	lic_graph__organization_encode;

/* domains.c: its verified domains, all or one. */
extern lic_graph_step lic_graph__domains_decode, lic_graph__domains_run, lic_graph__domains_encode,
	lic_graph__domain_run, lic_graph__domain_encode;

/* applications.c: applications and service principals, all or one. */
extern lic_graph_step lic_graph__applications_decode, lic_graph__applications_run,
	lic_graph__applications_encode, lic_graph__applications_count_decode,
	lic_graph__applications_count_run, lic_graph__applications_count_encode,
	lic_graph__application_decode, lic_graph__application_run, lic_graph__application_encode;

/* roles.c: directory roles under the three names that Graph has for them, all or one. */
extern lic_graph_step lic_graph__directory_roles_decode, lic_graph__role_templates_decode,
	lic_graph__role_definitions_decode, lic_graph__roles_run, lic_graph__roles_encode,
	lic_graph__role_run, lic_graph__role_encode;

/* role_members.c: who has a directory role. */
extern lic_graph_step lic_graph__role_members_decode, lic_graph__role_members_run,
	lic_graph__role_members_encode, lic_graph__role_member_add_decode,
	lic_graph__role_member_add_run, lic_graph__role_member_remove_run;

/* role_assignments.c: the same as assignments. */
extern lic_graph_step lic_graph__assignments_decode, lic_graph__assignments_run,
	lic_graph__assignments_encode, lic_graph__assignment_decode, lic_graph__assignment_run,
	lic_graph__assignment_encode, lic_graph__assignment_add_decode,
	lic_graph__assignment_add_run, lic_graph__assignment_add_encode,
	lic_graph__assignment_remove_run;

/*
 * Releases the catalogue held by `req`: for routes whose state is a struct that begins with a
 * struct lic_catalog_hold.
 */
void lic_graph__release_hold(struct lic_api_request *req);

/*
 * Releases what a page of users (users.c) holds for `req`.
 */
void lic_graph__release_users(struct lic_api_request *req);

/*
 * Releases the catalogue that a user's licences (license_details.c) were read with for `req`.
 */
void lic_graph__release_details(struct lic_api_request *req);

/*
 * Releases the catalogue that a change of licences (assign.c) was decided with for `req`.
 */
void lic_graph__release_assign(struct lic_api_request *req);

/*
 * Makes the state of `req`: `size` zeroed bytes in the arena, also as req->state.
 * Returns them, or NULL when memory is out.
 */
void *lic_graph__new_state(struct lic_api_request *req, size_t size);

/* The properties of a kind of object, and which of them a request wants. */
struct lic_graph_selection {
	const char *const *names; /* every name, in the order of their bits */
	size_t count;             /* number of names */
	uint64_t fields;          /* a bit for each that is wanted */
	bool is_chosen;           /* by $select, not by default */
};

/*
 * Reads $select of `req` against the names in `selection`, whose fields are those without $select.
 * Errors: as lic_api__select(), which leave it as it was.
 */
LIC_MUST_USE lic_rc lic_graph__select(struct lic_api_request *req,
	struct lic_graph_selection *selection);

/*
 * Writes @odata.context for `req` into the object open in `json`: the entity `set`, the properties
 * in `selection` when they were chosen (OData 4.01 JSON 10.7), and `suffix` ("/$entity" or "").
 */
void lic_graph__context(const struct lic_api_request *req, struct lic_json *json, const char *set,
	const struct lic_graph_selection *selection, const char *suffix);

/*
 * Writes what tells a user from other kinds of objects, @odata.type, into the object open in
 * `json`, unless `req` wants no metadata; then the properties of `user` in `fields` (none of
 * LIC_FIELDS_OF_LICENSES).
 */
void lic_graph__typed_user_members(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_user *user, uint64_t fields);

#define LIC_GRAPH_FILTER_MAX 8

/* A condition of $filter: that properties have values. */
struct lic_graph_filter {
	const char *const *names;                 /* properties that may be asked for */
	size_t count;                             /* number of names, at most
						     LIC_GRAPH_FILTER_MAX */
	const char *values[LIC_GRAPH_FILTER_MAX]; /* by name: the value wanted, "true" and "false"
						     for flags; NULL: any */
};

/*
 * Reads $filter of `req`, "name eq 'value' and …" with each of the names in `filter` at most once
 * in any case, into its values, which stay NULL without it. Errors: LIC_E_INVALID with what is
 * possible in req->err (D-20); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__filter(struct lic_api_request *req, struct lic_graph_filter *filter);

/*
 * Finds the role with the id `key`, which stands in the path or body of `req`. `*ret_role` is set
 * on success. Errors: LIC_E_NOTFOUND with Graph's text in req->err.
 */
LIC_MUST_USE lic_rc lic_graph__role(struct lic_api_request *req, const char *key,
	enum lic_role *ret_role);

/*
 * Writes `role` as a unifiedRoleDefinition into `json`: an object.
 */
void lic_graph__write_role_definition(struct lic_json *json, enum lic_role role);

/* Somebody who has a role, as Graph shows him. */
struct lic_graph_member {
	const struct lic_principal *principal; /* who it is */
	struct lic_user user;                  /* when it is a user: his properties */
};

/*
 * Reads what is shown of `principal` into `ret_member`, in the arena of `req`. Errors: as
 * lic_role_user().
 */
LIC_MUST_USE lic_rc lic_graph__member(struct lic_api_request *req,
	const struct lic_principal *principal, struct lic_graph_member *ret_member);

/*
 * Writes `member` into `json` as an object with its kind, unless `req` wants no metadata, and those
 * of its properties whose bit is in `fields`.
 */
void lic_graph__write_member(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_member *member, uint64_t fields);

#endif
