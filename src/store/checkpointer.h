/*
 * Moves what the writer has committed from SQLite's log into the database file, on a thread and a
 * connection of its own: done within a commit it would make some changes wait many times longer
 * than others. Private to store.
 *
 * Threading: the writer's thread notes commits; the rest is the checkpointer's own.
 */
#ifndef LIC_STORE_CHECKPOINTER_H
#define LIC_STORE_CHECKPOINTER_H

#include "base/err.h"
#include "base/rc.h"

struct lic_checkpointer;

/*
 * Starts a checkpointer on the database at `url`. `*ret_checkpointer` is new; end it with
 * lic_checkpointer__free(). Errors: as lic_db_open(); LIC_E_UNAVAILABLE when no thread can be had;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_checkpointer__new(const char *url, struct lic_err *err,
	struct lic_checkpointer **ret_checkpointer);

/*
 * Tells `checkpointer` that something was committed. Does not block. Accepts NULL.
 */
void lic_checkpointer__note(struct lic_checkpointer *checkpointer);

/*
 * Ends `checkpointer`, waiting for what it is doing. Accepts NULL.
 */
void lic_checkpointer__free(struct lic_checkpointer *checkpointer);

#endif
