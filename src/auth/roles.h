/*
 * Who may do what: the one table of roles and actions (specification section 3), used by every
 * interface.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_ROLES_H
#define LIC_AUTH_ROLES_H

#include <stdbool.h>

/* Directory roles, as Graph knows them. Stored as these numbers: new ones are added at the end. */
enum lic_role {
	LIC_ROLE_GLOBAL_ADMIN = 0,
	LIC_ROLE_BILLING_ADMIN = 1,
	LIC_ROLE_LICENSE_ADMIN = 2,
	LIC_ROLE_USER_ADMIN = 3,
	LIC_ROLE_GLOBAL_READER = 4,
	LIC_ROLE_GROUPS_ADMIN = 5,
	LIC_ROLE_HELPDESK_ADMIN = 6,
	LIC_ROLE_MAX_
};

/* What can be permitted. */
enum lic_action {
	LIC_ACTION_READ_DIRECTORY,       /* users, organisation */
	LIC_ACTION_READ_LICENSES,        /* products, subscriptions, holders, catalogue */
	LIC_ACTION_ASSIGN_LICENSE,       /* give, change and take licences of users; reprocess */
	LIC_ACTION_SET_USAGE_LOCATION,   /* change a user's usageLocation */
	LIC_ACTION_CREATE_USER,          /* create users, also from a file */
	LIC_ACTION_UPDATE_USER,          /* change other properties of users */
	LIC_ACTION_DELETE_USER,          /* delete, restore and purge users */
	LIC_ACTION_MANAGE_SUBSCRIPTIONS, /* buy and reduce licences */
	LIC_ACTION_MANAGE_CATALOG,       /* import product catalogues */
	LIC_ACTION_READ_OPERATIONS,      /* the ledger */
	LIC_ACTION_MANAGE_TOKENS,        /* create, list and revoke access tokens */
	LIC_ACTION_MAX_
};

/*
 * Tells whether somebody in `role` may do `action`.
 */
bool lic_role_may(enum lic_role role, enum lic_action action);

/*
 * Names `role` as Graph's roleDefinition.displayName does, for example "License Administrator".
 * Returns static text.
 */
const char *lic_role_name(enum lic_role role);

/*
 * Finds the role called `name`: Graph's display name in any case, with spaces or dashes
 * ("license-administrator"). Returns true and sets `*ret_role`; false, leaving it alone, when there
 * is none.
 */
bool lic_role_parse(const char *name, enum lic_role *ret_role);

#endif
