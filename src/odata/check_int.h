/*
 * What the checker's files share. Private to odata.
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_CHECK_INT_H
#define LIC_ODATA_CHECK_INT_H

#include "odata/odata_int.h"

/*
 * Reads the value `node` for `property` into `*ret_value`. Errors, told by `reader`: LIC_E_INVALID
 * for something that is no value, or of another type; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata__value(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, const struct lic_odata_node *node,
	struct lic_odata_value *ret_value);

/*
 * Reads the text in quotes that `token` is into `*ret_text`, in the arena of `reader`: two quotes
 * stand for one (O-10). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata__unquote(struct lic_odata_reader *reader,
	const struct lic_odata_token *token, const char **ret_text);

#endif
