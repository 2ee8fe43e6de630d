/*
 * Passwords that the program makes up: for new users, resets and the first administrator.
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_PASSWORD_H
#define LIC_BASE_PASSWORD_H

#define LIC_PASSWORD_MADE_CHARS 16
#define LIC_PASSWORD_MADE_BYTES (LIC_PASSWORD_MADE_CHARS + 1)

/*
 * Makes a password of LIC_PASSWORD_MADE_CHARS characters into `ret_password`, NUL-terminated: small
 * and capital letters, digits and at least one sign, none that look alike, with more than 80 random
 * bits. The caller wipes it.
 */
void lic_password_make(char ret_password[LIC_PASSWORD_MADE_BYTES]);

#endif
