/*
 * The demo organisation: a municipality with departments, products, subscriptions and people who
 * hold licences, made the same way every time. For looking around and for rehearsing.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DEMO_H
#define LIC_SERVICE_DEMO_H

#include "service/context.h"

/*
 * Fills the organisation that `ctx` has just made with `users` (1 to 1,000,000) people with Dutch
 * and English names, some subscriptions, and licences for most people, leaving something to see:
 * one product almost full, one in grace, users without a usage location. Everything goes through
 * the use cases. Errors: as theirs.
 */
LIC_MUST_USE lic_rc lic_demo_fill(struct lic_ctx *ctx, unsigned users);

#endif
