/*
 * What migrations leave to the program, for rows that were there before: what SQL alone cannot make
 * alike on both engines. Private to store.
 *
 * Threading: none of its own; a connection belongs to one thread.
 */
#ifndef LIC_STORE_UPGRADE_H
#define LIC_STORE_UPGRADE_H

#include "store/db.h"

/*
 * Does what `migration`, the name of its file without ending, leaves to do on `db`, which has the
 * writing transaction open that the migration was run in. Errors: as the store's, told in the
 * transaction's err.
 */
LIC_MUST_USE lic_rc lic_upgrade_fill(struct lic_db *db, const char *migration);

#endif
