/*
 * Passwords that the program makes up: see password.h.
 */
#include "base/password.h"

#include "base/rc.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

void lic_password_make(char ret_password[LIC_PASSWORD_MADE_BYTES])
{
	static const char *const classes[] = {"abcdefghijkmnpqrstuvwxyz",
		"ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.!%+="};

	for (size_t i = 0; i < LIC_PASSWORD_MADE_CHARS; i++) {
		/* The first four take one of each kind; signs are rare after that, for whoever
		 * types it. */
		size_t kind = i < LIC_COUNT(classes) ? i : randombytes_uniform(3);

		ret_password[i] =
			classes[kind][randombytes_uniform((uint32_t)strlen(classes[kind]))];
	}
	for (size_t i = LIC_PASSWORD_MADE_CHARS - 1; i > 0; i--) {
		size_t other = randombytes_uniform((uint32_t)i + 1);
		char kept = ret_password[i];

		ret_password[i] = ret_password[other];
		ret_password[other] = kept;
	}
	ret_password[LIC_PASSWORD_MADE_CHARS] = '\0';
}
