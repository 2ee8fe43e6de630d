/*
 * Changes of licences in JSON bodies: see body_int.h.
 */
#include "api/body_int.h"

static lic_rc read_removes(struct lic_api_request *req, json_t *array,
	struct lic_license_request *request)
{
	size_t count = json_array_size(array);
	struct lic_guid *removes = NULL;

	if (count > LIC_REQUEST_SKUS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "removeLicenses",
			"At most %d licenses can be named in one request.", LIC_REQUEST_SKUS_MAX);
	}
	removes = lic_arena_array(req->ctx.arena, count, sizeof(*removes));
	if (removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const char *target = lic_arena_printf(req->ctx.arena, "removeLicenses/%zu", i);

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_api__guid(req, json_array_get(array, i), target, &removes[i]));
	}
	request->removes = removes;
	request->remove_count = count;
	return LIC_OK_RC;
}

enum {
	MEMBER_ADDS,
	MEMBER_REMOVES,
	MEMBER_WAIT,
	MEMBER_PRIORITY,
	MEMBER_WAIT_REASON,
	MEMBER_MAX
};

static const struct lic_member members_known[MEMBER_MAX] = {
	[MEMBER_ADDS] = {"addLicenses", LIC_MEMBER_ARRAY, true},
	[MEMBER_REMOVES] = {"removeLicenses", LIC_MEMBER_ARRAY, true},
	[MEMBER_WAIT] = {"wait", LIC_MEMBER_BOOL, false},
	[MEMBER_PRIORITY] = {"priority", LIC_MEMBER_INT, false},
	[MEMBER_WAIT_REASON] = {"waitReason", LIC_MEMBER_STRING_OR_NULL, false},
};

/* both lists must be there, either may be empty. Takes the first `count` members that are
 * known; `values` has room for all. */
static lic_rc read_request(struct lic_api_request *req, size_t count, json_t **values,
	struct lic_license_request *ret_request)
{
	const struct lic_members members = {members_known, count};
	struct lic_license_request request = {0};

	LIC_TRY(lic_api__body_members(req, &members, values));
	LIC_TRY(lic_api__adds(req, values[MEMBER_ADDS], "addLicenses", &request.adds,
		&request.add_count));
	LIC_TRY(read_removes(req, values[MEMBER_REMOVES], &request));
	*ret_request = request;
	return LIC_OK_RC;
}

lic_rc lic_api__license_request(struct lic_api_request *req,
	struct lic_license_request *ret_request)
{
	json_t *values[MEMBER_MAX] = {NULL};

	return read_request(req, MEMBER_WAIT, values, ret_request);
}

lic_rc lic_api__license_wait_request(struct lic_api_request *req, struct lic_wait *ret_wait,
	struct lic_license_request *ret_request)
{
	json_t *values[MEMBER_MAX] = {NULL};

	LIC_TRY(read_request(req, MEMBER_MAX, values, ret_request));
	*ret_wait = (struct lic_wait){
		.has_rank = values[MEMBER_PRIORITY] != NULL,
		.rank = json_integer_value(values[MEMBER_PRIORITY]),
		.has_reason = values[MEMBER_WAIT_REASON] != NULL,
		.reason = json_string_value(values[MEMBER_WAIT_REASON]),
	};
	if (json_is_true(values[MEMBER_WAIT])) {
		ret_request->wait = ret_wait;
	} else if (ret_wait->has_rank || ret_wait->has_reason) {
		return lic_err_field(&req->err, req->ctx.arena,
			ret_wait->has_rank ? "priority" : "waitReason",
			"'%s' is for who waits: write \"wait\": true, too.",
			ret_wait->has_rank ? "priority" : "waitReason");
	}
	return LIC_OK_RC;
}
