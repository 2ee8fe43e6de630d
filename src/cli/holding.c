/*
 * What a user holds, by Graph's own call, so that it works against Microsoft's Graph too.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/users_int.h"

void lic_cli__holding_done(struct lic_cli__holding *holding)
{
	json_decref(holding->user);
	json_decref(holding->direct);
	json_decref(holding->inherited);
	*holding = (struct lic_cli__holding){0};
}

json_t *lic_cli__state_of(const json_t *states, const char *sku_id)
{
	for (size_t i = 0; i < json_array_size(states); i++) {
		json_t *state = json_array_get(states, i);
		const char *id = lic_cli__text(state, "skuId");

		if (id != NULL && lic_text_equal_nocase(id, sku_id)) {
			return state;
		}
	}
	return NULL;
}

lic_rc lic_cli__holding_read(struct lic_cli *cli, const char *user,
	struct lic_cli__holding *ret_holding)
{
	LIC_AUTO(lic_cli__holding_done)
	struct lic_cli__holding holding = {.direct = json_array(), .inherited = json_array()};
	const char *key = lic_cli__escape(cli, user);
	const char *path = key == NULL
		? NULL
		: lic_arena_printf(cli->scratch,
			  "/v1.0/users/%s?$select=id,userPrincipalName,displayName,licenseAssignmentStates",
			  key);

	if (path == NULL || holding.direct == NULL || holding.inherited == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &holding.user));
	for (size_t i = 0;
		i < json_array_size(json_object_get(holding.user, "licenseAssignmentStates"));
		i++) {
		json_t *state =
			json_array_get(json_object_get(holding.user, "licenseAssignmentStates"), i);
		bool is_direct = lic_cli__text(state, "assignedByGroup") == NULL;

		if (json_array_append(is_direct ? holding.direct : holding.inherited, state) != 0) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	ret_holding->user = LIC_TAKE(holding.user);
	ret_holding->direct = LIC_TAKE(holding.direct);
	ret_holding->inherited = LIC_TAKE(holding.inherited);
	return LIC_OK_RC;
}
