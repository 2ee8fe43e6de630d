/*
 * A small catalogue with names, and cases written as words, for the tests of the one decision.
 *
 *   SKU    name                   plans
 *   E1     Office 365 E1          MAIL1 SITE1 TEAMS SWAY WEB BASE
 *   E3     Office 365 E3          MAIL2 SITE2 TEAMS SWAY WEB BASE
 *   E5     Office 365 E5          MAIL2 SITE2 TEAMS SWAY WEB INSIGHT CALLS MAPS BASE
 *   F3     Office 365 F3          SITE0 TEAMS
 *   MBOX   Exchange Online        MAIL1 BASE
 *   VIVA   Viva Insights          INSIGHT
 *   CONF   Teams Conferencing     AUDIO
 *   PHONE  Teams Calling          CALLS
 *   SAFE   Message Vault          VAULT
 *   ORG    Tenant Shield          TRUST          for the organisation, not for users
 *   GONE   Classic Suite          TEAMS          known, never bought
 *
 *   SITE0 SITE1 SITE2    exclude each other; so would BASE TRUST CALLS, but two are company-level
 *   WEB                  needs SITE0, SITE1 or SITE2
 *   INSIGHT              needs MAIL1 or MAIL2
 *   AUDIO                needs TEAMS
 *   VAULT                needs BASE
 *   BASE TRUST           company-level; BASE is prohibited in CN
 *   SWAY                 comes by itself
 *   CALLS                prohibited in CN and RU
 *   MAPS                 prohibited in RU
 *   MAIL1 MAIL2          mailboxes
 *
 * Seventy more plans, in no SKU, lie between them, so that a set has more than one word and an
 * index is no key.
 */
#ifndef LIC_TESTS_CORE_FIXTURE_H
#define LIC_TESTS_CORE_FIXTURE_H

#include "core/license.h"

#include <stddef.h>

#define CORE_ARENA_BYTES ((size_t)16 * 1024 * 1024)

/*
 * One case: a user, a request, and what comes of it. NULL stands for the empty text, unless a
 * member says otherwise. Lists are words between spaces.
 */
struct core_case {
	const char *name;     /* what the case shows */
	const char *location; /* usage location; NULL: "NL"; "": none */
	const char *holder;   /* another user with the same mail address; NULL: none */
	const char *pools;    /* pools that differ from 7 of 10 seats taken: "E1=full E3=suspended",
				 see pools in core_fixture.c */
	const char *has;      /* paths of the user: "E1", "E1-WEB-SITE1" (these plans off), "E1@7"
				 (from group 7), "E1!" (wanted, not given), "E1~" (given, last change
				 failed) */
	const char *add;     /* addLicenses: "E1", "E1-WEB"; "?" is an id that is nowhere, as SKU or
				as plan */
	const char *remove;  /* removeLicenses: "E1" */
	const char *outcome; /* kinds of the violations, in order: "COUNT EXCLUSION"; or else what
				changes: "+E1-WEB" a new path, "~E1" one with other plans or state,
				"-E1" one that goes; "+E1!" one that waits for a seat */
	bool waits;          /* the request may wait for seats */
	bool is_old;         /* with waits: it has waited before */
	const char *seats;   /* seats taken and given back: "+E1 -E3" */
	const char *plans;   /* effective plans afterwards, in the order of core_fixture.c; NULL:
				not looked at */
};

/* A case, laid out for lic_license_decide(). */
struct core_setup {
	struct lic_facts facts;             /* what is known */
	struct lic_license_request request; /* what is asked */
};

/*
 * Makes the catalogue in `arena`, or fails the test.
 * Returns it; it lives in `arena`.
 */
const struct lic_catalog *core_catalog(struct lic_arena *arena);

/*
 * Finds the SKU with the short `name` in `catalog`, or fails the test.
 * Returns its index.
 */
uint32_t core_sku(const struct lic_catalog *catalog, const char *name);

/*
 * Finds the plan with the short `name` in `catalog`, or fails the test.
 * Returns its index.
 */
uint32_t core_plan(const struct lic_catalog *catalog, const char *name);

/*
 * Writes the id of the SKU with the short `name`, as messages show it.
 * Returns the text by value.
 */
struct lic_guid_text core_sku_text(const char *name);

/*
 * Writes the id of the plan with the short `name`, as messages show it.
 * Returns the text by value.
 */
struct lic_guid_text core_plan_text(const char *name);

/*
 * Lays `c` out for a decision on `catalog`, with everything in `arena`; fails the test on a word
 * that it does not know.
 * Returns the facts and the request by value.
 */
struct core_setup core_prepare(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct core_case *c);

/*
 * Decides `c` on `catalog` and fails the test when the decision fails; a broken rule is none.
 * Returns the outcome, which lives in `arena`.
 */
struct lic_decision core_decide(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct core_case *c);

#endif
