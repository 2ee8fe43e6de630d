/*
 * What can be asked about each kind of object: one row a property (specification section 6). The
 * rows are in entities.c and entities_other.c; store/ knows which columns and indexes stand behind
 * their numbers.
 *
 * Threading: constant data.
 */
#ifndef LIC_ODATA_ENTITY_H
#define LIC_ODATA_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

/* Types of properties. */
enum lic_odata_type {
	LIC_ODATA_TEXT,      /* Edm.String; compares in any case */
	LIC_ODATA_FLAG,      /* Edm.Boolean */
	LIC_ODATA_GUID,      /* Edm.Guid, or Edm.String that holds one; with quotes or without */
	LIC_ODATA_TIME,      /* Edm.DateTimeOffset */
	LIC_ODATA_COLLECTION /* Collection(…): its elements are asked about */
};

/* What is asked of a property, as bits. */
enum lic_odata_ask {
	LIC_ASK_EQ = 1,       /* eq */
	LIC_ASK_NE = 2,       /* ne */
	LIC_ASK_NOT = 4,      /* within not() */
	LIC_ASK_RANGE = 8,    /* gt, ge, lt, le */
	LIC_ASK_IN = 16,      /* in */
	LIC_ASK_STARTS = 32,  /* startsWith */
	LIC_ASK_ENDS = 64,    /* endsWith */
	LIC_ASK_NULL = 128,   /* eq null, ne null */
	LIC_ASK_ANY = 256,    /* any() */
	LIC_ASK_COUNT = 512,  /* /$count eq 0, ne 0 */
	LIC_ASK_SEARCH = 1024 /* $search */
};

/* A property. */
struct lic_odata_property {
	const char *name;         /* as Graph writes it; names of others' properties joined by a
				     slash: "initiatedBy/user/id" */
	enum lic_odata_type type; /* what its values are */
	unsigned plain;           /* bits of enum lic_odata_ask that are answered always */
	unsigned advanced;        /* those that Graph answers only with ConsistencyLevel: eventual
				     and $count=true */
	unsigned number;          /* what the store knows it by */
	bool is_sortable;         /* may stand in $orderby */
	bool has_words;           /* $search looks for its words, not for how it begins (O-08) */
	const struct lic_odata_property *members; /* of the elements of a collection; one with the
						     name "" is the element itself */
	size_t member_count;                      /* number of members */
	const char *why_not; /* why what is not answered is not, a sentence; NULL: nothing to say */
};

/* A kind of objects. */
struct lic_odata_entity {
	const char *name;                            /* "microsoft.graph.user" */
	const struct lic_odata_property *properties; /* what can be asked about */
	size_t count;                                /* number of properties */
};

/*
 * Finds the property `name`, `len` bytes in any case, of `entity`.
 * Returns it, static or borrowed from `entity`, or NULL.
 */
const struct lic_odata_property *lic_odata_property_find(const struct lic_odata_entity *entity,
	const char *name, size_t len);

#endif
