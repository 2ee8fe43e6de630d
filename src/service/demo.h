/*
 * The demo organisation: a municipality with departments, products, subscriptions, people who hold
 * licences and an allotment, made the same way every time. For looking around and for rehearsing.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DEMO_H
#define LIC_SERVICE_DEMO_H

#include "service/context.h"

#include <stdint.h>

/* How people are called, by number and domain. */
#define LIC_DEMO_UPN "p%05u@%s"

/* A demo organisation in the making. Zero-initialise it, with `users` set. */
struct lic_demo {
	unsigned users;    /* people to make up in all, 1 to 1,000,000 */
	unsigned made;     /* people made so far */
	uint64_t sequence; /* state of what looks like chance */
};

/*
 * Buys for the organisation that `ctx` has just made what `demo` will need: some subscriptions, of
 * which one is in grace. Everything goes through the use cases. Errors: as theirs.
 */
LIC_MUST_USE lic_rc lic_demo_begin(struct lic_ctx *ctx, struct lic_demo *demo);

/*
 * Makes up to `count` more people of `demo` in the transaction of `ctx`, with Dutch and English
 * names and licences for most, leaving something to see: one product almost full, users without a
 * usage location. `demo` counts on when it succeeds. Errors: as the use cases'.
 */
LIC_MUST_USE lic_rc lic_demo_people(struct lic_ctx *ctx, struct lic_demo *demo, unsigned count);

/*
 * Sets aside, in the transaction of `ctx`, some seats for a group of the first people of `demo`,
 * who are all made: an allotment that is almost full, owned by the first of them. Errors:
 * as the use cases'.
 */
LIC_MUST_USE lic_rc lic_demo_allotment(struct lic_ctx *ctx, const struct lic_demo *demo);

#endif
