/*
 * Certificate and key: read from PEM files, checked, put in use for new connections, and renewed
 * while older connections go on with the ones that they began with. The only place that names the
 * TLS library (GnuTLS, which the HTTP library stands on) beside the start of a worker.
 *
 * Threading: a connection takes an identity on its worker's thread, the main thread renews: a mutex
 * guards which one is in use, holders are counted atomically. An identity itself never changes.
 */
#ifndef LIC_HTTP_TLS_INT_H
#define LIC_HTTP_TLS_INT_H

#include "base/err.h"
#include "base/rc.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* TLS 1.2 and 1.3, and of 1.2 only what has forward secrecy and authenticated encryption (RFC 9325
 * 4.2). */
#define LIC_HTTP_TLS_PRIORITIES                                                                    \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-AES-128-CBC:-AES-256-CBC:"               \
	"%SERVER_PRECEDENCE"

/* A certificate and its key, ready for use; counted. */
struct lic_http_identity;

/* What a file looked like. Times are not enough: a file may be replaced within one tick of them. */
struct lic_http_file_mark {
	struct timespec changed; /* when its content or its inode changed */
	dev_t device;            /* where it is */
	ino_t inode;             /* which one it is; 0: it could not be looked at */
	off_t bytes;             /* its length */
};

/* Both files. */
struct lic_http_tls_mark {
	struct lic_http_file_mark certificate; /* of the certificate */
	struct lic_http_file_mark key;         /* of the key */
};

/* The TLS part of a server. */
struct lic_http_tls {
	const char *certificate_path;       /* PEM file; borrowed; NULL: no TLS */
	const char *key_path;               /* PEM file; borrowed */
	pthread_mutex_t mutex;              /* guards identity */
	struct lic_http_identity *identity; /* in use for new connections; held */
	struct lic_http_tls_mark read;      /* the files when they were read last */
	struct lic_http_tls_mark seen;      /* the files when they were looked at last */
};

/*
 * Prepares `tls`, without files.
 */
void lic_http__tls_init(struct lic_http_tls *tls);

/*
 * Releases `tls`; connections that hold an identity keep it.
 */
void lic_http__tls_done(struct lic_http_tls *tls);

/*
 * Reads the files of `tls` and puts them in use for connections to come. A certificate that is not
 * valid now, or a key that everybody may read, is put in use and told in the log. Errors, with a
 * message in `err` that says what to mend, and what was in use stays: LIC_E_INVALID for files that
 * cannot be read or used, or do not belong together; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http__tls_load(struct lic_http_tls *tls, struct lic_err *err);

/*
 * Looks at the files of `tls`. Returns whether they differ from those that were read last and are
 * at rest: the same as when they were looked at before. Who replaces two files needs a moment.
 */
bool lic_http__tls_is_stale(struct lic_http_tls *tls);

/*
 * Gives `session`, the TLS library's object of a connection that has not begun its handshake, the
 * identity in use in `tls`, which must have been loaded.
 * Returns it, borrowed but counted: to be given back with lic_http__identity_drop() when the
 * connection is over. NULL when the library does not take it: the handshake will fail.
 */
struct lic_http_identity *lic_http__tls_equip(struct lic_http_tls *tls, void *session);

/*
 * Gives back `identity`. Accepts NULL.
 */
void lic_http__identity_drop(struct lic_http_identity *identity);

#endif
