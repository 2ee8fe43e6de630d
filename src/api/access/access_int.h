/*
 * Access evaluation by the OpenID AuthZEN Authorization API 1.0
 * (https://openid.net/specs/authorization-api-1_0.html): may this user use this service plan or
 * product? docs/authzen.md says what is asked and answered. Private to api/access.
 *
 * Words of the standard: a subject wants to do an action with a resource. Ours: a subject is of
 * type "user", the action is "use", a resource of type "servicePlan", "sku" or "product" (which is
 * another word for sku).
 *
 * Errors of a whole request are an HTTP status and a message as text (10.1.2); what cannot be
 * decided is a decision too: false, with the reason.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_ACCESS_INT_H
#define LIC_API_ACCESS_INT_H

#include "api/api_int.h"
#include "base/json.h"
#include "service/entitlement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ACCESS_EVALUATIONS_MAX 1000
#define LIC_ACCESS_PAGE_DEFAULT 100

/* A subject, resource or action. Texts are in the arena. */
struct lic_access_entity {
	bool is_given;    /* it is there */
	const char *flaw; /* what is wrong with it, for people; or NULL */
	const char *type; /* its type, or NULL */
	const char *id;   /* its id, or NULL */
	const char *name; /* its name, or NULL */
};

/* One question. */
struct lic_access_question {
	struct lic_access_entity subject;  /* who */
	struct lic_access_entity action;   /* wants to do what */
	struct lic_access_entity resource; /* with what */
	const char *flaw;                  /* what else is wrong with it; or NULL */
};

/* When a list of questions is over before its end (7.1.2.1). */
enum lic_access_semantic {
	LIC_ACCESS_ALL,             /* execute_all */
	LIC_ACCESS_FIRST_DENIAL,    /* deny_on_first_deny */
	LIC_ACCESS_FIRST_PERMISSION /* permit_on_first_permit */
};

/* A request. */
struct lic_access_request {
	struct lic_access_question question; /* the question, or what the others take defaults from
					      */
	struct lic_access_question *list;    /* the questions of a list */
	size_t count;                        /* number of them; 0: there is but one */
	size_t room;                         /* allocated */
	enum lic_access_semantic semantic;   /* when the list is over */
	const char *page_token;              /* where a page begins; NULL: the first one */
	int64_t page_limit;                  /* most results; -1: not given */
};

/* The answer to one question, and why. */
enum lic_access_reason {
	LIC_ACCESS_GRANTED,
	LIC_ACCESS_INCOMPLETE, /* of a list: something is missing or of a wrong type */
	LIC_ACCESS_SUBJECT_TYPE,
	LIC_ACCESS_ACTION,
	LIC_ACCESS_RESOURCE_TYPE,
	LIC_ACCESS_SUBJECT,
	LIC_ACCESS_RESOURCE,
	LIC_ACCESS_AMBIGUOUS,
	LIC_ACCESS_BLOCKED,
	LIC_ACCESS_NO_PLAN,    /* no product with the plan */
	LIC_ACCESS_NO_PRODUCT, /* not the product */
	LIC_ACCESS_FAILED,     /* the path is in error */
	LIC_ACCESS_OFF,        /* the plan is turned off */
	LIC_ACCESS_SUSPENDED,  /* no subscription in use */
	LIC_ACCESS_REASON_MAX_
};

/* One decision. */
struct lic_access_decision {
	enum lic_access_reason reason; /* why */
	enum lic_path_error error;     /* for LIC_ACCESS_FAILED: which */
	const char *flaw;              /* for LIC_ACCESS_INCOMPLETE: what is wrong */
};

/*
 * Reads the body of `req` into `*ret_request`, whatever endpoint it is for. Members that are not
 * known are passed over (10.1.1). Errors, in req->err: LIC_E_INVALID for another Content-Type, no
 * body, no JSON object, a member of a wrong type, more than LIC_ACCESS_EVALUATIONS_MAX questions;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_access__read(struct lic_api_request *req,
	struct lic_access_request *ret_request);

/* What a question must have, as bits. */
enum lic_access_need {
	LIC_ACCESS_NEEDS_SUBJECT_TYPE = 1,
	LIC_ACCESS_NEEDS_SUBJECT_ID = 2,
	LIC_ACCESS_NEEDS_ACTION = 4,
	LIC_ACCESS_NEEDS_RESOURCE_TYPE = 8,
	LIC_ACCESS_NEEDS_RESOURCE_ID = 16
};

/*
 * Tells the first thing that is wrong with `question`: of a wrong type, twice, or missing although
 * `needs` (enum lic_access_need) has it. Returns it for people, borrowed from `question` or static,
 * or NULL when all is well.
 */
const char *lic_access__flaw(const struct lic_access_question *question, unsigned needs);

/*
 * Refuses the whole of `req` for `flaw`, unless that is NULL. Returns LIC_E_INVALID with `flaw` in
 * req->err, or LIC_OK.
 */
LIC_MUST_USE lic_rc lic_access__refuse(struct lic_api_request *req, const char *flaw);

/*
 * Tells whether `type` is a type of resources that there is; `*ret_is_plan` then is true for
 * service plans and false for products.
 */
bool lic_access__resource_type(const char *type, bool *ret_is_plan);

/*
 * Writes `decision` as a decision of the standard into `json`.
 */
void lic_access__write_decision(struct lic_json *json, const struct lic_access_decision *decision);

/* A step of a route. */
typedef lic_rc lic_access_step(struct lic_api_request *req);

/* evaluation.c: one question, or a list of them. */
extern lic_access_step lic_access__evaluation_decode, lic_access__evaluations_decode,
	lic_access__evaluation_run, lic_access__evaluation_encode;

/* search.c: what there is that may. */
extern lic_access_step lic_access__subjects_decode, lic_access__subjects_run,
	lic_access__resources_decode, lic_access__resources_run, lic_access__actions_decode,
	lic_access__actions_run, lic_access__search_encode;

/* configuration.c: where everything is. */
extern lic_access_step lic_access__configuration_run, lic_access__configuration_encode;

/*
 * Gives back the catalogue that an evaluation `req` holds.
 */
void lic_access__release_evaluation(struct lic_api_request *req);

/*
 * Gives back the catalogue that a search `req` holds.
 */
void lic_access__release_search(struct lic_api_request *req);

/*
 * Writes the failed answer of `req`, with `status`, in the shape of the standard: a message as
 * text.
 */
void lic_access__fail(struct lic_api_request *req, unsigned status);

#endif
