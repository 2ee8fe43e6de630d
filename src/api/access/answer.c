/*
 * Decisions and failures in the shape of AuthZEN: see access_int.h. All but one of the decisions
 * are constant texts.
 */
#include "api/access/access_int.h"

#include "api/answer_int.h"

#include <string.h>

#define NO(code_, reason_)                                                                         \
	"{\"decision\":false,\"context\":{\"code\":\"" code_ "\",\"reason\":\"" reason_ "\"}}"

static const char *const answers[LIC_ACCESS_REASON_MAX_] = {
	[LIC_ACCESS_GRANTED] = "{\"decision\":true}",
	[LIC_ACCESS_SUBJECT_TYPE] =
		NO("unknownSubjectType", "There is no subject of this type: the only one is user."),
	[LIC_ACCESS_ACTION] =
		NO("unknownAction", "There is no action of this name: the only one is use."),
	[LIC_ACCESS_RESOURCE_TYPE] = NO("unknownResourceType",
		"There is no resource of this type: they are servicePlan, sku and product."),
	[LIC_ACCESS_SUBJECT] = NO("unknownSubject",
		"The organisation has no user with this id or user principal name, or he is deleted."),
	[LIC_ACCESS_RESOURCE] = NO("unknownResource",
		"The organisation's catalogue has nothing of this type with this id or name."),
	[LIC_ACCESS_AMBIGUOUS] = NO("ambiguousResource",
		"Several of the organisation's catalogue bear this name: ask with the GUID."),
	[LIC_ACCESS_BLOCKED] =
		NO("userBlocked", "The user's account is blocked: accountEnabled is false."),
	[LIC_ACCESS_NO_PLAN] = NO("notLicensed",
		"The user has no license for a product that contains the service plan."),
	[LIC_ACCESS_NO_PRODUCT] = NO("notLicensed", "The user has no license for the product."),
	[LIC_ACCESS_OFF] =
		NO("planOff", "The user has a license, but the service plan is turned off in it."),
	[LIC_ACCESS_SUSPENDED] = NO("subscriptionSuspended",
		"The user has a license, but every subscription of the product is suspended or locked out."),
};

#define FAILED(error_, reason_)                                                                    \
	NO("licenseError",                                                                         \
		"The license is wanted for the user, but not given: " reason_ " (" error_ ").")

static const char *const failures[LIC_PATH_ERROR_MAX_] = {
	[LIC_PATH_NONE] = FAILED("Other", "its group has not been processed"),
	[LIC_PATH_COUNT] = FAILED("CountViolation", "no seat is free for it"),
	[LIC_PATH_MUTUALLY_EXCLUSIVE] =
		FAILED("MutuallyExclusiveViolation", "another plan of his excludes it"),
	[LIC_PATH_DEPENDENCY] = FAILED("DependencyViolation", "a plan that it needs is missing"),
	[LIC_PATH_LOCATION] = FAILED("ProhibitedInUsageLocationViolation",
		"it may not be used in his usage location, or he has none"),
	[LIC_PATH_UNIQUENESS] =
		FAILED("UniquenessViolation", "his mail address is somebody else's too"),
	[LIC_PATH_OTHER] = FAILED("Other", "another product of the same group could not be given"),
};

/* What is wrong with a question of a list, in the form of the standard's example (7.2.1). */
static void write_incomplete(struct lic_json *json, const char *flaw)
{
	lic_json_object(json);
	lic_json_kbool(json, "decision", false);
	lic_json_key(json, "context");
	lic_json_object(json);
	lic_json_kstring(json, "code", "invalidRequest");
	lic_json_kstring(json, "reason", flaw);
	lic_json_key(json, "error");
	lic_json_object(json);
	lic_json_kint(json, "status", 400);
	lic_json_kstring(json, "message", flaw);
	lic_json_end(json);
	lic_json_end(json);
	lic_json_end(json);
}

void lic_access__write_decision(struct lic_json *json, const struct lic_access_decision *decision)
{
	const char *text = decision->reason == LIC_ACCESS_FAILED ? failures[decision->error]
								 : answers[decision->reason];

	if (text == NULL) {
		write_incomplete(json, decision->flaw);
	} else {
		lic_json_raw(json, text, strlen(text));
	}
}

void lic_access__fail(struct lic_api_request *req, unsigned status)
{
	req->ex->status = status;
	lic_buf_clear(&req->ex->reply);
	lic_http_add_header(req->ex, "Content-Type", "text/plain;charset=utf-8");
	lic_buf_puts(&req->ex->reply, lic_api__message(req));
	if (!lic_ok(lic_buf_status(&req->ex->reply))) {
		lic_buf_clear(&req->ex->reply); /* the status has to do */
	}
}
