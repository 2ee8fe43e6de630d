/*
 * Whether an address to send somebody back to is the one that was registered.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_REDIRECT_MATCH_H
#define LIC_CORE_REDIRECT_MATCH_H

#include <stdbool.h>

/*
 * Tells whether `uri`, as a request has it, is `registered`: the same text, byte by byte. Only
 * where both are plain HTTP on localhost, 127.0.0.1 or [::1] does the port not count, since a
 * program listens on whatever port is free (RFC 8252, section 7.3), and an empty path is "/".
 */
bool lic_redirect_matches(const char *registered, const char *uri);

#endif
