/*
 * The ledger: every accepted request is an operation with one change per thing that it touched,
 * before and after, written in the same transaction as the change itself.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_LEDGER_H
#define LIC_SERVICE_LEDGER_H

#include "service/context.h"

#include <stdint.h>

/* Kinds of operations. Stored as these numbers: new ones are added at the end. */
enum lic_operation_kind {
	LIC_OP_INIT = 0,
	LIC_OP_CATALOG_IMPORT = 1,
	LIC_OP_SUBSCRIPTION_ADD = 2,
	LIC_OP_SUBSCRIPTION_UPDATE = 3,
	LIC_OP_USER_CREATE = 4,
	LIC_OP_USER_UPDATE = 5,
	LIC_OP_USER_DELETE = 6,
	LIC_OP_USER_RESTORE = 7,
	LIC_OP_USER_PURGE = 8,
	LIC_OP_USER_IMPORT = 9,
	LIC_OP_LICENSE_CHANGE = 10,
	LIC_OP_TOKEN_CREATE = 11,
	LIC_OP_TOKEN_REVOKE = 12,
	LIC_OP_APPLICATION_CREATE = 13,
	LIC_OP_APPLICATION_UPDATE = 14,
	LIC_OP_APPLICATION_DELETE = 15,
	LIC_OP_CREDENTIAL_ADD = 16,
	LIC_OP_CREDENTIAL_REMOVE = 17,
	LIC_OP_APPLICATION_GRANT = 18,
	LIC_OP_APPLICATION_REVOKE = 19,
	LIC_OP_PASSWORD_CHANGE = 20, /* by the user himself */
	LIC_OP_SESSION_REVOKE = 21,
	LIC_OP_CONSENT = 22,        /* an application may act for somebody */
	LIC_OP_DEVICE_APPROVE = 23, /* a device may sign in as somebody */
	LIC_OP_ROLE_GIVE = 27,
	LIC_OP_ROLE_TAKE = 28,
	LIC_OP_SETTING_UPDATE = 29,
	/* Attempts that only ever fail, in the audit log alone. */
	LIC_OP_REQUEST = 32,       /* a request that is none of the others */
	LIC_OP_AUTHENTICATE = 33,  /* the caller of a request was not known */
	LIC_OP_SIGN_IN = 34,       /* a sign-in or a request for a token */
	LIC_OP_AUDIT_DROPPED = 35, /* attempts that could not be recorded one by one */
	LIC_OP_KEY_ROTATE = 40,    /* a new key for signing tokens */
	LIC_OP_GROUP_CREATE = 50,
	LIC_OP_GROUP_UPDATE = 51,
	LIC_OP_GROUP_DELETE = 52,
	LIC_OP_GROUP_RESTORE = 53,
	LIC_OP_GROUP_PURGE = 54,
	LIC_OP_GROUP_MEMBERS = 55,
	LIC_OP_GROUP_LICENSE = 56,
	LIC_OP_GROUP_REPROCESS = 57,
	LIC_OP_GROUP_APPLIED = 58, /* what a group gives has reached its members */
	LIC_OP_SUBSCRIPTION_RENEW = 60,
	LIC_OP_SUBSCRIPTION_CANCEL = 61,
	LIC_OP_SUBSCRIPTION_DELETE = 62,
	LIC_OP_SUBSCRIPTION_TURN = 63, /* by itself, because its date has come */
	LIC_OP_LICENSES_LAPSE = 64,    /* licences of a product of which nothing is left */
	LIC_OP_BULK_CHANGE = 70,       /* licences of many users */
	LIC_OP_WAITING_UPDATE = 71,    /* places in the line for a seat */
	LIC_OP_UNDO = 72,              /* what another operation did, taken back */
	LIC_OP_USER_VIEW_CREATE = 90,  /* custom views of the users */
	LIC_OP_USER_VIEW_UPDATE = 91,
	LIC_OP_USER_VIEW_DELETE = 92,
	LIC_OP_USER_TEMPLATE_CREATE = 93,
	LIC_OP_USER_TEMPLATE_DELETE = 94,
	LIC_OP_PETITION = 95,           /* somebody asks for a licence */
	LIC_OP_PETITION_WITHDRAW = 96,  /* and does not want it any more */
	LIC_OP_PETITION_DECIDE = 97,    /* what becomes of it */
	LIC_OP_PETITION_POLICY = 98,    /* who asks here, and for what */
	LIC_OP_AUTO_CLAIM = 99,         /* somebody gets a licence as he signs in */
	LIC_OP_AUTO_CLAIM_POLICY = 100, /* who does, and which */
	LIC_OP_AUTO_CLAIM_DELETE = 101, /* nobody does any more */
	LIC_OP_ALLOTMENT_CREATE = 102,  /* how many seats some groups may take */
	LIC_OP_ALLOTMENT_UPDATE = 103,
	LIC_OP_ALLOTMENT_DELETE = 104,
	LIC_OP_KIND_MAX_
};

/* Kinds of changes. Stored as these numbers. */
enum lic_change_kind {
	LIC_CHANGE_USER = 0, /* object_id is a user; detail has the properties */
	LIC_CHANGE_PATH = 1, /* object_id is a user; sku, source, plan sets and states count */
	LIC_CHANGE_SUBSCRIPTION = 2, /* object_id is a subscription; detail has the properties */
	LIC_CHANGE_CATALOG = 3,      /* detail says what */
	LIC_CHANGE_TOKEN = 4,        /* object_id is a token */
	LIC_CHANGE_TENANT = 5,       /* object_id is the organisation */
	LIC_CHANGE_APPLICATION = 6,  /* object_id is an application; detail has the properties */
	LIC_CHANGE_SESSION = 7,      /* object_id is a user; detail says which of his sessions */
	LIC_CHANGE_ROLE = 8,         /* object_id is an assignment of a role; detail has it */
	LIC_CHANGE_SIGNING_KEY = 12, /* the installation's; detail says whether at once */
	LIC_CHANGE_GROUP = 13,       /* object_id is a group; detail has the properties */
	LIC_CHANGE_MEMBER = 14, /* object_id is a user; source is the group that he joins or leaves,
				   or comes to own */
	LIC_CHANGE_GROUP_LICENSE = 15, /* object_id is a group; sku and plan sets count */
	LIC_CHANGE_MEMBER_GROUP = 16, /* object_id is a group; source is the group that it becomes a
					 member of, or no longer is */
	LIC_CHANGE_WISH = 20, /* object_id is a user; sku and source say which place in the line for
				 a seat, detail has its priority and reason */
	LIC_CHANGE_USER_VIEW = 30,     /* object_id is a custom view; detail has its conditions */
	LIC_CHANGE_USER_TEMPLATE = 31, /* object_id is a user template; detail has its contents */
	LIC_CHANGE_PETITION = 32, /* object_id is a user; sku says what was asked for him, detail
				     what became of it */
	LIC_CHANGE_ALLOTMENT = 33 /* object_id is an allotment; sku is its product, detail has the
				     properties */
};

/* Kinds of what operations are about. Stored as these numbers. */
enum lic_target_kind {
	LIC_TARGET_OTHER = 0,
	LIC_TARGET_USER = 1,
	LIC_TARGET_GROUP = 2,
	LIC_TARGET_APPLICATION = 3,
	LIC_TARGET_PRINCIPAL = 4, /* an application as somebody who acts: its service principal */
	LIC_TARGET_DIRECTORY = 5, /* the organisation */
	LIC_TARGET_KIND_MAX_
};

/* What an operation is about. */
struct lic_target {
	enum lic_target_kind kind; /* what it is */
	struct lic_guid guid;      /* its public id, by which the audit log finds it; all zero: it
				      has none */
	const char *name;          /* its name, for people: a user name, a product; or NULL */
};

/* What an operation takes back. */
struct lic_undone {
	bool is_set;                  /* it takes something back; otherwise nothing else counts */
	struct lic_guid guid;         /* public id of that operation */
	enum lic_operation_kind kind; /* its kind; of an undo that of what it has taken back, and so
					 on: never LIC_OP_UNDO */
};

/* An operation being written. */
struct lic_operation {
	int64_t id;                     /* its number in the organisation's ledger */
	struct lic_guid guid;           /* its public id */
	int64_t change_count;           /* changes written so far */
	enum lic_operation_kind kind;   /* what it is */
	struct lic_target target;       /* what it is about */
	struct lic_undone undoes;       /* what it takes back, to be set before lic_ledger_end() */
	enum lic_target_kind last_kind; /* what the change numbered last_seq is about; private */
	int64_t last_id;                /* its key; private */
	int64_t last_seq;               /* its number; 0: none is known; private */
	int64_t stamp;                  /* what delta queries know its changes by; 0: one is still
					   to be taken, in this transaction; private */
	int64_t noted_id;               /* the user whose licences were noted for them; private */
};

/* One change, before and after. */
struct lic_ledger_change {
	enum lic_change_kind kind;          /* what was changed */
	int64_t object_id;                  /* key of the object */
	struct lic_opt_int sku_id;          /* for paths */
	struct lic_opt_int source_id;       /* for paths */
	struct lic_opt_int plan_set_before; /* for paths: disabled plans before; not set when there
					       was no path */
	struct lic_opt_int plan_set_after;  /* for paths: disabled plans after; not set when it went
					     */
	struct lic_opt_int state_before;    /* for paths */
	struct lic_opt_int state_after;     /* for paths */
	const char *detail; /* JSON object {"property": {"old": …, "new": …}}; or NULL */
	bool is_whole;      /* for users and groups: it came, went or came back */
};

/*
 * Starts an operation of `kind` about `target`, whose name is copied nowhere: it must live as long
 * as `*ret_operation`. Takes its number. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_target *target, struct lic_operation *ret_operation);

/*
 * Takes a number from the counter that gives operations theirs, into `*ret_number`: numbers become
 * visible in their order, whoever writes. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_take_number(struct lic_ctx *ctx, int64_t *ret_number);

/*
 * Asks for the number of an operation in `*ret_rows` (to be closed with lic_rows_close()): what is
 * sent before lic_ledger_begin_asked() reads it shares a journey with it on PostgreSQL. Errors: as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_ask(struct lic_ctx *ctx, struct lic_rows *ret_rows);

/*
 * Starts `*ret_operation` of `kind` about `target` as lic_ledger_begin() does, with the number that
 * lic_ledger_ask() has asked for in `rows`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_begin_asked(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_target *target, struct lic_rows *rows,
	struct lic_operation *ret_operation);

/*
 * Makes the operation numbered `id`, a number that lic_ledger_begin() has taken for an operation of
 * which nothing was written, of `kind` about `target`, as lic_ledger_begin() does.
 */
struct lic_operation lic_ledger_operation(const struct lic_ctx *ctx, int64_t id,
	enum lic_operation_kind kind, const struct lic_target *target);

/*
 * Writes one `change` of `operation`; the audit log finds the operation also by the user, group or
 * application that it is about. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_change(struct lic_ctx *ctx, struct lic_operation *operation,
	const struct lic_ledger_change *change);

/*
 * Writes `operation` itself, with the number of its changes, and notes it in `ctx`. Call it last.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_end(struct lic_ctx *ctx, const struct lic_operation *operation);

/*
 * Goes on with the operation numbered `id`, which an earlier transaction has written: changes can
 * be added to `*ret_operation`, and lic_ledger_more() ends it. Errors: LIC_E_CORRUPT when there is
 * none; as the store's. Kind and name of its target are not read.
 */
LIC_MUST_USE lic_rc lic_ledger_resume(struct lic_ctx *ctx, int64_t id,
	struct lic_operation *ret_operation);

/*
 * Raises the number of changes of `operation`, which an earlier transaction has written, to what it
 * is now. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ledger_more(struct lic_ctx *ctx, const struct lic_operation *operation);

/*
 * Tells what the object of changes of `kind` is: a user, a group, an application, or
 * LIC_TARGET_OTHER for what the audit log does not find by an id of its own.
 */
enum lic_target_kind lic_change_object(enum lic_change_kind kind);

/*
 * Names `kind` in the API's words, for example "licenseChange"; "unknown" for a number that is
 * none. Returns static text.
 */
const char *lic_operation_kind_name(enum lic_operation_kind kind);

#endif
