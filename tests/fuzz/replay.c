/*
 * Runs a fuzz target over the files of its corpus, in TAP, without libFuzzer: a finding that was
 * mended once stays mended. What is wrong with an input shows as a crash or a sanitizer's report.
 *
 * Threading: one thread.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PATH_BYTES 4096
#define INPUT_BYTES_MAX ((size_t)16 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds one file to the target; returns 0, or -1 when it cannot be read. */
static int replay_file(const char *path, uint8_t *buffer)
{
	FILE *file = fopen(path, "rb");
	size_t size = 0;
	int failed = 0;

	if (file == NULL) {
		return -1;
	}
	size = fread(buffer, 1, INPUT_BYTES_MAX, file);
	failed = ferror(file);
	(void)fclose(file);
	if (failed != 0) {
		return -1;
	}

	/* A copy of the exact size, so that AddressSanitizer sees one byte too far. */
	uint8_t *exact = malloc(size > 0 ? size : 1);

	if (exact == NULL) {
		return -1;
	}
	for (size_t i = 0; i < size; i++) {
		exact[i] = buffer[i];
	}
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

/* Replays the files of a folder that is open; returns how many could not be read. */
static int replay_folder(DIR *folder, const char *name, uint8_t *buffer)
{
	int count = 0;
	int failed = 0;

	for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		char path[PATH_BYTES];

		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(path, sizeof(path), "%s/%s", name, entry->d_name);
		count++;
		if (replay_file(path, buffer) == 0) {
			printf("ok %d - %s\n", count, entry->d_name);
		} else {
			printf("not ok %d - %s cannot be read\n", count, entry->d_name);
			failed++;
		}
		(void)fflush(stdout);
	}
	printf("1..%d\n", count);
	return failed;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	uint8_t *buffer = malloc(INPUT_BYTES_MAX);
	int failed = 1;

	if (folder != NULL && buffer != NULL) {
		failed = replay_folder(folder, argv[1], buffer);
	} else {
		(void)fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
	}
	if (folder != NULL) {
		(void)closedir(folder);
	}
	free(buffer);
	return failed == 0 ? 0 : 1;
}
