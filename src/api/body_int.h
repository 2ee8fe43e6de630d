/*
 * Reading JSON bodies strictly: unknown members, wrong types and read-only members are refused by
 * name (never ignored), names count in any case, and @odata annotations are passed over
 * but for @odata.bind. Private to
 * api.
 *
 * Threading: none of its own; for the worker that has the request, before it is submitted.
 */
#ifndef LIC_API_BODY_INT_H
#define LIC_API_BODY_INT_H

#include "api/api_int.h"
#include "core/license.h"
#include "service/groups.h"
#include "service/users.h"

/* What a member may hold. */
enum lic_member_type {
	LIC_MEMBER_STRING,         /* a string */
	LIC_MEMBER_STRING_OR_NULL, /* a string or null */
	LIC_MEMBER_BOOL,           /* true or false */
	LIC_MEMBER_INT,            /* a whole number */
	LIC_MEMBER_INT_OR_NULL,    /* a whole number or null */
	LIC_MEMBER_OBJECT,         /* an object */
	LIC_MEMBER_ARRAY,          /* an array */
	LIC_MEMBER_ANY,            /* anything: the caller looks at it */
	LIC_MEMBER_READ_ONLY       /* known, but never accepted */
};

/* One member that an object may have. */
struct lic_member {
	const char *name;          /* as documented; compared in any case */
	enum lic_member_type type; /* what it may hold */
	bool is_required;          /* it must be there */
};

/* A description of an object: its members. */
struct lic_members {
	const struct lic_member *list; /* the members */
	size_t count;                  /* number of members */
};

/*
 * Checks that the body of `req` is JSON as far as its headers say, and not compressed. Errors:
 * LIC_E_INVALID, with status 415.
 */
LIC_MUST_USE lic_rc lic_api__check_json(struct lic_api_request *req);

/*
 * Parses the body of `req` as one JSON object. `*ret_object` is borrowed until the request ends.
 * Errors: LIC_E_INVALID when it is empty, no JSON or no object, or its Content-Type says something
 * else than JSON; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__body(struct lic_api_request *req, json_t **ret_object);

/*
 * Takes `object` apart as `members` describes it. `prefix` ("" or "addLicenses/0/") stands before
 * names in messages. `ret_values` has members->count elements: the value of each, borrowed from the
 * object; NULL when it is absent; JSON null only where the type says so. Errors:
 * LIC_E_INVALID with the member named in req->err; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__members(struct lic_api_request *req, json_t *object,
	const char *prefix, const struct lic_members *members, json_t **ret_values);

/*
 * Parses the body of `req` as one JSON object and takes it apart, as lic_api__body and
 * lic_api__members do. `ret_values` has members->count elements, borrowed until the request ends.
 * Errors: as theirs.
 */
LIC_MUST_USE lic_rc lic_api__body_members(struct lic_api_request *req,
	const struct lic_members *members, json_t **ret_values);

/*
 * Refuses the value at `target` of the body of `req`: something like "a string" was `expected`.
 * Returns LIC_E_INVALID, or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__wrong_type(struct lic_api_request *req, const char *target,
	const char *expected);

/*
 * Reads `value`, which stands at `target` of the body, as a GUID in any case. `*ret_guid` is set on
 * success. Errors, in req->err: LIC_E_INVALID with Graph's words for a malformed GUID
 * (specification 5.1); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__guid(struct lic_api_request *req, const json_t *value,
	const char *target, struct lic_guid *ret_guid);

/*
 * Reads `array`, which stands at `target` of the body of `req`: elements {skuId, disabledPlans?}
 * . `*ret_adds` with
 * `*ret_count` elements lives in the arena. Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__adds(struct lic_api_request *req, json_t *array, const char *target,
	const struct lic_license_add **ret_adds, size_t *ret_count);

/* What a body about a user says. */
struct lic_api_user_body {
	struct lic_user_patch patch;            /* properties; texts are borrowed from the body */
	const char *password;                   /* new password, to be hashed by the slow step, or
						   NULL; borrowed from the body */
	bool has_licenses;                      /* assignedLicenses was there */
	const struct lic_license_add *licenses; /* its elements, in the arena */
	size_t license_count;                   /* number of elements */
};

/* Which body it is. */
enum lic_user_body_kind {
	LIC_USER_BODY_CREATE,     /* POST /users: Graph's required members must be there */
	LIC_USER_BODY_UPDATE,     /* PATCH /users/{id}: what is absent stays */
	LIC_USER_BODY_DESK_CREATE /* POST /api/v1/users: no password needed, assignedLicenses
				     possible */
};

/*
 * Reads `object`, the body of `req`, as a user, of `kind`. One with a
 * password needs the route's slow step (req->is_slow), which calls lic_api__hash_password().
 * `*ret_body` is set on success. Errors: LIC_E_INVALID with the property named; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__user_body(struct lic_api_request *req, json_t *object,
	enum lic_user_body_kind kind, struct lic_api_user_body *ret_body);

/*
 * Reads addLicenses and removeLicenses, both of which must be there, from the body of `req`
 * into `*ret_request`, which lives in the arena. Errors: LIC_E_INVALID with the member named;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__license_request(struct lic_api_request *req,
	struct lic_license_request *ret_request);

/*
 * Reads from the body of `req` what lic_api__license_request() reads and how to wait for seats that
 * are missing: "wait", "priority", "waitReason". `*ret_wait` (borrowed from the body) is what
 * ret_request->wait points to when the request may wait. Errors: LIC_E_INVALID with the member
 * named; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__license_wait_request(struct lic_api_request *req,
	struct lic_wait *ret_wait, struct lic_license_request *ret_request);

/* What a body about a group says. */
struct lic_api_group_body {
	struct lic_group_patch patch;     /* properties; texts are borrowed from the body */
	struct lic_group_change *changes; /* members and owners that it binds, in the arena */
	size_t change_count;              /* number of them */
};

/*
 * Reads `object`, the body of `req`, as a group: to be made (`is_create`), or as what to change of
 * one, with members@odata.bind and owners@odata.bind. `*ret_body` is set on success. Errors:
 * LIC_E_INVALID with the property named; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__group_body(struct lic_api_request *req, json_t *object, bool is_create,
	struct lic_api_group_body *ret_body);

/*
 * Reads `value`, which stands at `target` of the body of `req`, as a reference to a directory
 * object: an address on whichever host that ends in a collection of users, groups or service
 * principals and a key as in the path of a call, percent-encoded or not. `*ret_key` is the key,
 * decoded, in the arena.
 * Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__reference(struct lic_api_request *req, const json_t *value,
	const char *target, const char **ret_key);

/*
 * Hashes the password of `body`, which lic_api__user_body() has read for `req`, into its patch.
 * Errors: LIC_E_INVALID with the rule that the password does not meet; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__hash_password(struct lic_api_request *req,
	struct lic_api_user_body *body);

#endif
