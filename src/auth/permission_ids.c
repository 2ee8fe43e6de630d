/*
 * Ids of permissions: see permission_ids.h.
 */
#include "auth/permission_ids.h"

#include "base/rc.h"

#include <stddef.h>

/* The two ids of a permission. */
struct ids {
	const char *role;  /* as an app role; NULL: it is none */
	const char *scope; /* in a person's name */
};

static const struct ids table[LIC_PERMISSION_MAX_] = {
	[LIC_PERMISSION_OPENID] = {NULL, "37f7f235-527c-4136-accd-4a02d197296e"},
	[LIC_PERMISSION_PROFILE] = {NULL, "14dad69e-099b-42c9-810b-d002981feec1"},
	[LIC_PERMISSION_EMAIL] = {NULL, "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"},
	[LIC_PERMISSION_OFFLINE_ACCESS] = {NULL, "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"},
	[LIC_PERMISSION_USER_READ] = {NULL, "e1fe6dd8-ba31-4d61-89e7-88639da4683d"},
	[LIC_PERMISSION_USER_READ_ALL] = {"df021288-bdef-4463-88db-98f22de89214",
		"a154be20-db9c-4678-8ab7-66f6cc099a59"},
	[LIC_PERMISSION_USER_READ_BASIC_ALL] = {"97235f07-e226-4f63-ace3-39588e11d3a1",
		"b340eb25-3456-403f-be2f-af7a0d370277"},
	[LIC_PERMISSION_USER_READ_WRITE_ALL] = {"741f803b-c850-494e-b5df-cde7c675a1ca",
		"204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"},
	[LIC_PERMISSION_DIRECTORY_READ_ALL] = {"7ab1d382-f21e-4acd-a863-ba3e13f7da61",
		"06da0dbc-49e2-44d2-8312-53f166ab848a"},
	[LIC_PERMISSION_DIRECTORY_READ_WRITE_ALL] = {"19dbc75e-c2e2-444c-a770-ec69d8559fc7",
		"c5366453-9fb0-48a5-a156-24f0c49a4b84"},
	/* As a scope ours: "scope/LicenseAssignment.Read.All". */
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_ALL] = {"e2f98668-2877-4f38-a2f4-8202e0717aa1",
		"94ea5d97-5c98-5d88-ad9f-34c679903dd8"},
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_WRITE_ALL] =
		{"5facf0c1-8979-4e95-abcf-ff3d079771c0", "f55016cc-149c-447e-8f21-7cf3ec1d6350"},
	[LIC_PERMISSION_ORGANIZATION_READ_ALL] = {"498476ce-e0fe-48b0-b801-37ba7e2685c6",
		"4908d5b9-3fb2-4b1e-9336-1888b7937185"},
	[LIC_PERMISSION_ORGANIZATION_READ_WRITE_ALL] = {"292d869f-3427-49a8-9dab-8c70152b74e9",
		"46ca0847-7e6b-426e-9775-ea810a948356"},
	[LIC_PERMISSION_GROUP_READ_ALL] = {"5b567255-7703-4780-807c-7be8301ae99b",
		"5f8c59db-677d-491f-a6b8-5f174b11ec1d"},
	[LIC_PERMISSION_GROUP_READ_WRITE_ALL] = {"62a82d76-70ea-41e2-9197-370581804d09",
		"4e46008b-f24c-477d-8fff-7bb4ec7aafe0"},
	[LIC_PERMISSION_GROUP_MEMBER_READ_ALL] = {"98830695-27a2-44f7-8c18-0c3ebc9698f6",
		"bc024368-1153-4739-b217-4326f2e966d0"},
	[LIC_PERMISSION_GROUP_MEMBER_READ_WRITE_ALL] = {"dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
		"f81125ac-d3b7-4573-a3b2-7099cc39df9e"},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_DIRECTORY] = {"483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
		"741c54c3-0c1e-44a1-818b-3f97ab4e8c83"},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_WRITE_DIRECTORY] =
		{"9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "d01b97e9-cbc0-49fe-810a-750afd5527a3"},
	[LIC_PERMISSION_AUDIT_LOG_READ_ALL] = {"b0afded3-3588-46d8-8b3d-9842eff778da",
		"e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20"},
	[LIC_PERMISSION_APPLICATION_READ_ALL] = {"9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
		"c79f8feb-a9db-4090-85f9-90d820caa0eb"},
	[LIC_PERMISSION_APPLICATION_READ_WRITE_ALL] = {"1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
		"bdfbf15f-ee85-4955-8675-146e8e5296b5"},
	[LIC_PERMISSION_USER_DELETE_RESTORE_ALL] = {"eccc023d-eccf-4e7b-9683-8813ab36cecc",
		"4bb440cd-2cf2-4f90-8004-aa2acd2537c5"},
	/* The last two are ours as a whole. */
	[LIC_PERMISSION_SUBSCRIPTION_READ_WRITE_ALL] = {"6c50efc6-c907-5664-aaff-722d61cac3c4",
		"3d426dee-1fee-5029-94bd-fe59dc5e751b"},
	[LIC_PERMISSION_CATALOG_READ_WRITE_ALL] = {"4e4da02b-d67a-5e0f-ab09-477d63763e98",
		"31d7dbab-c73e-5337-b42b-095cbdbb9b37"},
};

const char *lic_permission_id(enum lic_permission permission, bool is_delegated)
{
	if ((size_t)permission >= LIC_COUNT(table)) {
		return NULL;
	}
	return is_delegated ? table[permission].scope : table[permission].role;
}
