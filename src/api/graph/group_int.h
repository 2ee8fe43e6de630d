/*
 * Calls about groups and directory objects: their steps, and what they share. Private to api/graph.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_GROUP_INT_H
#define LIC_API_GRAPH_GROUP_INT_H

#include "api/graph/graph_int.h"
#include "service/directory.h"
#include "service/groups.h"

#define LIC_GRAPH_GROUP_TYPE "#microsoft.graph.group"
#define LIC_GRAPH_USER_TYPE "#microsoft.graph.user"

/* The selection of a group's properties before $select is read. */
#define LIC_GRAPH_GROUP_SELECTION                                                                  \
	{                                                                                          \
		lic_group_field_names, LIC_GROUP_FIELD_MAX_, LIC_GROUP_FIELDS_DEFAULT, false       \
	}

/* groups.c: groups, all or one, and deleted ones. */
extern lic_graph_step lic_graph__groups_decode, lic_graph__groups_run, lic_graph__groups_encode,
	lic_graph__groups_count_decode, lic_graph__groups_count_run, lic_graph__groups_count_encode,
	lic_graph__group_decode, lic_graph__group_run, lic_graph__group_encode,
	lic_graph__deleted_groups_decode, lic_graph__deleted_groups_run,
	lic_graph__deleted_groups_encode;

/* group_changes.c: making, changing and deleting groups, and who belongs to them. */
extern lic_graph_step lic_graph__group_create_decode, lic_graph__group_create_run,
	lic_graph__group_create_encode, lic_graph__group_update_decode, lic_graph__group_update_run,
	lic_graph__group_delete_run, lic_graph__group_renew_run, lic_graph__member_add_decode,
	lic_graph__member_add_run, lic_graph__member_remove_run, lic_graph__owner_add_run,
	lic_graph__owner_remove_run;

/* delta.c: what changed of users and groups. */
extern lic_graph_step lic_graph__users_delta_decode, lic_graph__groups_delta_decode,
	lic_graph__delta_run, lic_graph__delta_encode;

/*
 * Releases the catalogues that a page of a delta query (delta.c) holds for `req`.
 */
void lic_graph__release_delta(struct lic_api_request *req);

/* group_licenses.c: what groups give. */
extern lic_graph_step lic_graph__group_assign_decode, lic_graph__group_assign_run,
	lic_graph__group_assign_preview, lic_graph__group_reprocess_preview,
	lic_graph__group_assign_encode, lic_graph__group_reprocess_decode,
	lic_graph__group_reprocess_run;

/* directory.c: users and groups in one list. */
extern lic_graph_step lic_graph__members_decode, lic_graph__transitive_members_decode,
	lic_graph__owners_decode, lic_graph__direct_reports_decode,
	lic_graph__errored_members_decode, lic_graph__member_of_decode, lic_graph__owned_decode,
	lic_graph__transitive_member_of_decode, lic_graph__of_group_run, lic_graph__of_user_run,
	lic_graph__objects_encode, lic_graph__object_decode, lic_graph__object_run,
	lic_graph__object_encode, lic_graph__by_ids_decode, lic_graph__by_ids_run,
	lic_graph__members_count_decode, lic_graph__owners_count_decode,
	lic_graph__member_of_count_decode, lic_graph__owned_count_decode,
	lic_graph__transitive_members_count_decode, lic_graph__transitive_member_of_count_decode,
	lic_graph__direct_reports_count_decode, lic_graph__count_of_group_run,
	lic_graph__count_of_user_run, lic_graph__objects_count_encode;

/* member_groups.c: the groups that something is in, as ids. */
extern lic_graph_step lic_graph__get_member_groups_decode, lic_graph__check_member_groups_decode,
	lic_graph__check_member_objects_decode, lic_graph__groups_of_user_run,
	lic_graph__groups_of_group_run, lic_graph__groups_of_object_run,
	lic_graph__group_ids_encode;

/* Properties of objects that are users or groups, as bits. */
struct lic_graph_object_fields {
	uint64_t of_user;  /* by enum lic_user_field */
	uint64_t of_group; /* by enum lic_group_field */
};

#define LIC_GRAPH_OBJECT_NAMES_MAX (LIC_FIELD_MAX_ + LIC_GROUP_FIELD_MAX_)

/* Which properties of users and groups a request wants. Zeroed to begin with. */
struct lic_graph_object_selection {
	const char *names[LIC_GRAPH_OBJECT_NAMES_MAX]; /* properties of both, each once */
	struct lic_graph_selection chosen;             /* which of them, as bits of names */
	struct lic_graph_object_fields fields;         /* the same for each kind */
};

/*
 * Reads $select of `req` on users and groups into `selection`. Errors: as lic_api__select().
 */
LIC_MUST_USE lic_rc lic_graph__object_select(struct lic_api_request *req,
	struct lic_graph_object_selection *selection);

/*
 * Reads `select`, a $select of `req` on users and groups (NULL: none), into `*ret_fields`. Errors:
 * as lic_api__select().
 */
LIC_MUST_USE lic_rc lic_graph__object_fields(struct lic_api_request *req, const char *select,
	struct lic_graph_object_fields *ret_fields);

/*
 * Writes `object` into the object open in `json`: what it is, unless `req` wants no metadata, and
 * its properties in `fields`; of what the caller may not read, the id alone, as Graph does.
 */
void lic_graph__write_object(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_object *object, const struct lic_graph_object_fields *fields);

/*
 * Reads what the group with key `group_id` gives, and how far that has come, for `req` into
 * `*ret_extra`, whose indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_graph__group_extra(struct lic_api_request *req,
	const struct lic_catalog *catalog, int64_t group_id, struct lic_group_extra *ret_extra);

#endif
