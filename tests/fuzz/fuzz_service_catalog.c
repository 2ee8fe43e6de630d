/*
 * Any bytes as a catalogue file: read without a database, as JSON or as a table. What is accepted
 * must hold together: every reference leads to a plan, no text is missing; what is refused says
 * why.
 */
#include "service/catalog_int.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void check_text(const char *text)
{
	require(text != NULL && lic_catalog__text_fault(text) == NULL);
}

static void check_groups(const struct lic_catalog_group *groups, size_t count, size_t fewest)
{
	for (size_t i = 0; i < count; i++) {
		check_text(groups[i].name);
		require(groups[i].plan_count >= fewest);
		for (size_t k = 0; k < groups[i].plan_count; k++) {
			check_text(groups[i].plans[k].name);
		}
	}
}

static void check_file(const struct lic_catalog_file *file)
{
	check_text(file->vendor);
	require(file->format != NULL);
	for (size_t i = 0; i < file->plan_count; i++) {
		check_text(file->plans[i].name);
		check_text(file->plans[i].display_name);
		check_text(file->plans[i].service);
		require(file->plans[i].prohibited != NULL);
	}
	for (size_t i = 0; i < file->sku_count; i++) {
		check_text(file->skus[i].part_number);
		check_text(file->skus[i].display_name);
		require(file->skus[i].plan_count > 0);
		for (size_t k = 0; k < file->skus[i].plan_count; k++) {
			require(file->skus[i].plans[k] < file->plan_count);
		}
	}
	check_groups(file->exclusions, file->exclusion_count, 2);
	check_groups(file->dependencies, file->dependency_count, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lic_err err = {0};
	struct lic_ctx ctx = {.err = &err, .arena = lic_arena_new(ARENA_BYTES)};
	struct lic_arena *scratch = lic_arena_new(ARENA_BYTES);
	struct lic_catalog_file file;

	if (ctx.arena != NULL && scratch != NULL) {
		lic_rc rc = lic_catalog__parse(&ctx, scratch, (struct lic_bytes){data, size}, NULL,
			&file);

		if (lic_ok(rc)) {
			check_file(&file);
		} else {
			require(rc.code == LIC_E_INVALID || rc.code == LIC_E_NOMEM);
			require(rc.code == LIC_E_NOMEM || *err.message != '\0');
		}
	}
	lic_arena_free(scratch);
	lic_arena_free(ctx.arena);
	return 0;
}
