/*
 * New passwords for administrators, made at the machine itself. They are shown once.
 *
 * Threading: one thread.
 */
#ifndef LIC_MAIN_ADMIN_H
#define LIC_MAIN_ADMIN_H

#include "base/password.h"
#include "cli/command.h"
#include "service/admins.h"

/* An administrator and his new password. */
struct lic_admin_new {
	const char *upn;                    /* who, once it is known */
	char text[LIC_PASSWORD_MADE_BYTES]; /* the password itself */
	struct lic_admin_password password; /* its hash */
};

/*
 * Makes up a password, to be changed at the next sign-in when `must_change`, and hashes it, which
 * takes some 100 ms. `*ret_admin` gets it; wipe it with lic_admin_forget_password(). The hash lives
 * in the arena of `cli`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_admin_make_password(struct lic_cli *cli, bool must_change,
	struct lic_admin_new *ret_admin);

/*
 * Overwrites the password in `admin`. Usable with LIC_AUTO.
 */
void lic_admin_forget_password(struct lic_admin_new *admin);

#endif
