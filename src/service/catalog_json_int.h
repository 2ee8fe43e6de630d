/*
 * Taking a JSON document apart with a list of mistakes instead of a first one: places, members,
 * texts, GUIDs. Private to the readers of catalogues.
 *
 * Threading: none of its own.
 */
#ifndef LIC_SERVICE_CATALOG_JSON_INT_H
#define LIC_SERVICE_CATALOG_JSON_INT_H

#include "base/json.h"
#include "service/catalog_int.h"

/* Where in the document: a member or an element, below another. Lives on the stack; NULL is the
 * document itself. */
struct lic_place {
	const struct lic_place *up; /* what it is part of */
	const char *member;         /* name of a member; NULL for an element */
	size_t index;               /* position of an element, from 0 */
};

/* A place as text: "skus/3/servicePlans/0". */
struct lic_place_text {
	char text[128]; /* NUL-terminated; what places there are is shorter */
};

/* What a member may hold. */
enum lic_member_kind {
	LIC_MEMBER_TEXT,
	LIC_MEMBER_BOOLEAN,
	LIC_MEMBER_LIST
};

/* A member that an object may have. */
struct lic_member {
	const char *name;          /* its name */
	enum lic_member_kind kind; /* what it holds */
	bool is_required;          /* whether it must be there */
};

/*
 * Writes `place` as text.
 * Returns it by value; empty for NULL.
 */
struct lic_place_text lic_place__text(const struct lic_place *place);

/*
 * Adds a mistake at `place` to `mistakes`: the offending `value` (or NULL) and the `reason`, as
 * lic_catalog__mistake().
 */
void lic_place__wrong(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const char *value, const char *reason);

/*
 * Takes `object` at `place` apart: `ret_values` gets the `count` `members` in the table's order,
 * borrowed from the object, NULL for one that is missing or of another kind. Unknown, missing and
 * wrong members are added to `mistakes`. Returns true; false, with a mistake told, when it is no
 * object.
 */
bool lic_place__members(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	json_t *object, const struct lic_member *members, size_t count, json_t **ret_values);

/*
 * Reads the name in `value` at `place`. A value of NULL has been told as a mistake already; one
 * that cannot be a name is added to `mistakes`. Returns a copy in `arena`, or NULL.
 */
const char *lic_place__name(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const json_t *value, struct lic_arena *arena);

/*
 * Reads the GUID in `value` at `place` into `*ret_guid`; one that is none is added to `mistakes`.
 * Returns true when there is one.
 */
bool lic_place__guid(struct lic_catalog_mistakes *mistakes, const struct lic_place *place,
	const json_t *value, struct lic_guid *ret_guid);

#endif
