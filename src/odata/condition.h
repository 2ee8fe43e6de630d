/*
 * What a query asks for, typed and checked: the conditions that $filter and $search become
 * (OData 4.01 URL conventions, 5.1.1 and 5.1.8; specification section 6).
 *
 * Threading: plain data. Everything lives in the arena that it was made in.
 */
#ifndef LIC_ODATA_CONDITION_H
#define LIC_ODATA_CONDITION_H

#include "base/guid.h"
#include "odata/entity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kinds of conditions. */
enum lic_odata_kind {
	LIC_ODATA_AND, /* all parts hold */
	LIC_ODATA_OR,  /* one part at least holds */
	LIC_ODATA_NOT, /* the one part does not hold */
	LIC_ODATA_TEST /* a property is compared */
};

/* How a property is compared. "ne" is LIC_ODATA_NOT of LIC_ODATA_EQUALS. */
enum lic_odata_test {
	LIC_ODATA_EQUALS,     /* with one of the values */
	LIC_ODATA_GREATER,    /* than the value */
	LIC_ODATA_AT_LEAST,   /* the value */
	LIC_ODATA_LESS,       /* than the value */
	LIC_ODATA_AT_MOST,    /* the value */
	LIC_ODATA_STARTS,     /* with the value */
	LIC_ODATA_ENDS,       /* with the value */
	LIC_ODATA_HAS_WORD,   /* that begins with the value, see base/words.h */
	LIC_ODATA_HAS_ELEMENT /* a collection: one element meets `element` */
};

/* One value. */
struct lic_odata_value {
	bool is_null;         /* nothing: the other members do not count */
	const char *text;     /* for LIC_ODATA_TEXT: as it came, quotes undone */
	int64_t number;       /* for LIC_ODATA_FLAG 0 or 1, for LIC_ODATA_TIME milliseconds UTC */
	struct lic_guid guid; /* for LIC_ODATA_GUID */
};

/* A condition. */
struct lic_odata_condition {
	enum lic_odata_kind kind; /* which members count */
	/* What it joins, for all kinds but LIC_ODATA_TEST: two at least, one for LIC_ODATA_NOT. */
	struct lic_odata_condition **parts;
	size_t part_count; /* number of parts */
	/* The rest is for LIC_ODATA_TEST. */
	const struct lic_odata_property *property; /* what is compared */
	enum lic_odata_test test;                  /* how */
	const struct lic_odata_value *values; /* with what: one, more only for LIC_ODATA_EQUALS,
						 none for LIC_ODATA_HAS_ELEMENT */
	size_t value_count;                   /* number of values */
	const struct lic_odata_condition *element; /* for LIC_ODATA_HAS_ELEMENT: what an element
						      meets, its properties being members of
						      `property`; NULL: that there is one */
};

#endif
