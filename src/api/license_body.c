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

/* both lists must be there, either may be empty. */
lic_rc lic_api__license_request(struct lic_api_request *req,
	struct lic_license_request *ret_request)
{
	static const struct lic_member list[] = {
		{"addLicenses", LIC_MEMBER_ARRAY, true},
		{"removeLicenses", LIC_MEMBER_ARRAY, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct lic_license_request request = {0};
	json_t *values[LIC_COUNT(list)];
	json_t *object = NULL;

	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &members, values));
	LIC_TRY(lic_api__adds(req, values[0], "addLicenses", &request.adds, &request.add_count));
	LIC_TRY(read_removes(req, values[1], &request));
	*ret_request = request;
	return LIC_OK_RC;
}
