/*
 * Who may do what: the one table of roles and actions (specification section 3), used by every
 * interface.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_ROLES_H
#define LIC_AUTH_ROLES_H

#include <stdbool.h>
#include <stdint.h>

/* Directory roles, as Graph knows them. Stored as these numbers: new ones are added at the end. */
enum lic_role {
	LIC_ROLE_GLOBAL_ADMIN = 0,
	LIC_ROLE_BILLING_ADMIN = 1,
	LIC_ROLE_LICENSE_ADMIN = 2,
	LIC_ROLE_USER_ADMIN = 3,
	LIC_ROLE_GLOBAL_READER = 4,
	LIC_ROLE_GROUPS_ADMIN = 5,
	LIC_ROLE_HELPDESK_ADMIN = 6,
	LIC_ROLE_SERVICE_SUPPORT_ADMIN = 7,
	LIC_ROLE_PASSWORD_ADMIN = 8,
	LIC_ROLE_REPORTS_READER = 9,
	LIC_ROLE_MESSAGE_CENTER_READER = 10,
	LIC_ROLE_DIRECTORY_READER = 11,
	LIC_ROLE_GUEST_INVITER = 12,
	LIC_ROLE_MAX_
};

/* What can be permitted. Sets of them are stored with bulk work: new ones are added at the end. */
enum lic_action {
	LIC_ACTION_READ_DIRECTORY = 0,        /* users, settings */
	LIC_ACTION_READ_LICENSES = 1,         /* products, subscriptions, holders, catalogue */
	LIC_ACTION_ASSIGN_LICENSE = 2,        /* give, change, take licences of users; reprocess */
	LIC_ACTION_SET_USAGE_LOCATION = 3,    /* change a user's usageLocation */
	LIC_ACTION_CREATE_USER = 4,           /* create users, also from a file */
	LIC_ACTION_UPDATE_USER = 5,           /* change other properties of users, passwords */
	LIC_ACTION_DELETE_USER = 6,           /* delete, restore and purge users */
	LIC_ACTION_MANAGE_SUBSCRIPTIONS = 7,  /* buy and reduce licences */
	LIC_ACTION_MANAGE_CATALOG = 8,        /* import product catalogues */
	LIC_ACTION_READ_OPERATIONS = 9,       /* the ledger and the audit log */
	LIC_ACTION_MANAGE_TOKENS = 10,        /* create, list and revoke access tokens */
	LIC_ACTION_READ_ROLES = 11,           /* directory roles and who has them */
	LIC_ACTION_MANAGE_ROLES = 12,         /* give and take directory roles */
	LIC_ACTION_READ_APPLICATIONS = 13,    /* application registrations */
	LIC_ACTION_MANAGE_APPLICATIONS = 14,  /* register applications, their secrets and grants */
	LIC_ACTION_MANAGE_SETTINGS = 15,      /* the organisation's settings and name */
	LIC_ACTION_READ_SELF = 16,            /* who is calling: /me and its own licences */
	LIC_ACTION_UPDATE_ADMIN = 17,         /* change, delete and reset administrators (RO-5) */
	LIC_ACTION_ASSIGN_GROUP_LICENSE = 18, /* give, change and take licences of groups (D-02) */
	LIC_ACTION_READ_GROUPS = 19,          /* groups and their members */
	LIC_ACTION_MANAGE_GROUPS = 20,        /* create, change and delete groups, their members */
	LIC_ACTION_READ_SESSIONS = 21,        /* who is signed in; sign-ins of others */
	LIC_ACTION_READ_ORGANIZATION = 22,    /* the organisation itself */
	LIC_ACTION_MANAGE_USER_VIEWS = 23,    /* make, change and delete custom views of users */
	LIC_ACTION_REQUEST_LICENSE = 24,      /* ask an administrator for a licence */
	LIC_ACTION_DECIDE_REQUESTS = 25,      /* see and decide what people ask for */
	LIC_ACTION_MANAGE_ALLOTMENTS = 26,    /* make, change and delete allotments */
	LIC_ACTION_RUN_ALLOTMENTS = 27,       /* see and change who is in those that one owns */
	LIC_ACTION_MAX_
};

/* A set of actions: bit n is action n. */
typedef uint64_t lic_rights;

#define LIC_RIGHT(action_) ((lic_rights)1 << (action_))
#define LIC_RIGHTS_ALL (LIC_RIGHT(LIC_ACTION_MAX_) - 1)

/*
 * Tells what somebody in `role` may do; nothing for a number that is no role. A billing
 * administrator may assign licences (D-01); whoever knows the organisation's setting
 * billingAdminMayAssign takes LIC_RIGHT(LIC_ACTION_ASSIGN_LICENSE) out again.
 */
lic_rights lic_role_rights(enum lic_role role);

/*
 * Tells what everybody may do who can sign in at all, without any role: see himself (specification
 * section 3, last row and column), ask for a licence, and run the allotments that he owns
 * (R-103).
 */
lic_rights lic_role_rights_of_everybody(void);

/*
 * Tells whether somebody in `role` may do `action`.
 */
bool lic_role_may(enum lic_role role, enum lic_action action);

/*
 * RO-5: tells whether `role` makes its holder an administrator whom a User Administrator may
 * neither change nor delete: every role but the five light ones.
 */
bool lic_role_is_protected(enum lic_role role);

/*
 * Tells the well-known id of `role`: Microsoft's roleTemplateId, which is also the id of its
 * roleDefinition, as GUID text. Returns static text.
 */
const char *lic_role_template_id(enum lic_role role);

/*
 * Describes `role` for people, in a sentence. Returns static text.
 */
const char *lic_role_description(enum lic_role role);

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
