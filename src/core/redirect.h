/*
 * Redirect URIs: where sign-in may send a person's browser with a code in its address. Whoever can
 * make that place his own gets the code, so only what is plain and exact is taken (RFC 6749 3.1.2,
 * RFC 8252, RFC 9700 2.1).
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_REDIRECT_H
#define LIC_CORE_REDIRECT_H

#include <stdbool.h>

#define LIC_REDIRECT_BYTES_MAX 2048

/* What waits at the address. Stored as these numbers: new ones are added at the end. */
enum lic_redirect_kind {
	LIC_REDIRECT_WEB = 0,           /* a server, which keeps a secret */
	LIC_REDIRECT_SPA = 1,           /* a page that signs in by itself */
	LIC_REDIRECT_PUBLIC_CLIENT = 2, /* a program on a desktop or telephone */
	LIC_REDIRECT_KIND_MAX_
};

/* An address. */
struct lic_redirect {
	const char *uri;             /* as registered */
	enum lic_redirect_kind kind; /* what waits there */
};

/*
 * Looks for what is wrong with `uri` (NUL-terminated, any bytes) as an address of `kind`: https, or
 * http on a loopback name; for programs also a scheme of their own: with a period in it
 * (com.example.app), msal and the client id, msauth, ms-appx-web, and urn:ietf:wg:oauth:2.0:oob.
 * No fragment, wildcard, user name, dot segment, or character that browsers read differently.
 * Returns NULL when it is good, else the rest of a sentence that starts with the address, static.
 */
const char *lic_redirect_problem(const char *uri, enum lic_redirect_kind kind);

/*
 * Names `kind` as Graph does: "web", "spa", "publicClient". Returns static text.
 */
const char *lic_redirect_kind_name(enum lic_redirect_kind kind);

/*
 * Finds the kind called `name`, in any case. Returns true and sets `*ret_kind`; false, leaving it
 * alone, when there is none.
 */
bool lic_redirect_kind_parse(const char *name, enum lic_redirect_kind *ret_kind);

#endif
