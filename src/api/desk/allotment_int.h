/*
 * What the calls about allotments share. Private to api/desk.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_DESK_ALLOTMENT_INT_H
#define LIC_API_DESK_ALLOTMENT_INT_H

#include "api/desk/desk_int.h"
#include "service/allotments.h"

/* What the steps of calls about allotments hand on. */
struct lic_desk_allotments {
	struct lic_catalog_hold hold;       /* first, for lic_desk__release_catalog() */
	unsigned top;                       /* most items on a page */
	struct lic_allotment_place place;   /* where a page of allotments begins */
	struct lic_allotment_page page;     /* allotments that were found */
	struct lic_allotment one;           /* what to show when it is one */
	struct lic_allotment_patch change;  /* what the body says */
	int64_t after;                      /* key that a page of people begins behind */
	struct lic_allotment_people people; /* who was found */
	struct lic_allotment_person person; /* who was added */
	const char *user;                   /* whom to add */
	const char *group;                  /* to which group; NULL: the only one */
};

/*
 * Writes `person` as a value into `json`.
 */
void lic_desk__write_allotment_person(struct lic_json *json,
	const struct lic_allotment_person *person);

#endif
