/*
 * licentia key rotate.
 */
#include "base/clock.h"
#include "base/json.h"
#include "main/local.h"
#include "service/signing_keys.h"

#define OUTPUT_BYTES_MAX ((size_t)64 * 1024)

/* What is told and found out. */
struct rotate {
	bool at_once;                     /* do not wait a day */
	struct lic_key_rotation rotation; /* result */
};

static lic_rc do_rotate(struct lic_ctx *ctx, void *data)
{
	struct rotate *rotate = data;

	return lic_signing_keys_rotate(ctx, rotate->at_once, &rotate->rotation);
}

static lic_rc print_rotation(struct lic_cli *cli, const struct rotate *rotate)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	char from[LIC_TIME_TEXT_BYTES];

	lic_time_format(rotate->rotation.signs_from_ms - rotate->rotation.signs_from_ms % 1000,
		from);
	if (!lic_cli_is_json(cli)) {
		lic_cli_print(cli, "Made key %s. It signs from %s.\n", rotate->rotation.kid, from);
		if (rotate->at_once) {
			lic_cli_note(cli,
				"All other keys have retired: applications and people need new tokens. Servers that run follow within a minute.");
		}
		return LIC_OK_RC;
	}
	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "kid", rotate->rotation.kid);
	lic_json_kstring(&json, "signsFrom", from);
	lic_json_kbool(&json, "atOnce", rotate->at_once);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

lic_rc lic_verb_key_rotate(struct lic_cli *cli)
{
	struct rotate rotate = {.at_once = lic_cli_has(cli, "at-once")};
	struct lic_local local = {.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.work = do_rotate,
		.data = &rotate};

	LIC_TRY(lic_local_need_url(cli, &local.url));
	LIC_TRY(lic_local_run(cli, &local));
	return print_rotation(cli, &rotate);
}
