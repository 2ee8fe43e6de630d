/*
 * The local verbs but serve: init, demo, doctor, token create.
 */
#include "main/local.h"

#include "base/clock.h"
#include "base/json.h"
#include "main/admin.h"
#include "service/demo.h"
#include "service/doctor.h"
#include "service/tenants.h"
#include "store/writer.h"

#include <string.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX ((size_t)1024 * 1024)
#define FIRST_TOKEN_NAME "first token"
#define DEMO_URL "sqlite:licentia-demo.db"
#define DEMO_DOMAIN "waterdam.example"
#define DEMO_LISTEN "127.0.0.1:8365"
#define DEMO_USERS 1000
#define DEMO_CHUNK 1000

/* What init is told and finds out. */
struct init {
	const char *name;            /* organisation */
	const char *domain;          /* verified domain */
	const char *country;         /* country code */
	bool is_added;               /* to an installation that is there */
	struct lic_demo *demo;       /* people to make up; NULL: none */
	const char *admin_name;      /* the first administrator; NULL: none */
	struct lic_admin_new admin;  /* his password */
	struct lic_guid tenant_guid; /* result */
	struct lic_token token;      /* result */
	const char *token_text;      /* result: shown once */
};

static lic_rc do_init(struct lic_ctx *ctx, void *data)
{
	struct init *init = data;

	LIC_TRY(lic_tenant_init(ctx, init->name, init->domain, init->country));
	if (init->demo != NULL) {
		return lic_demo_begin(ctx, init->demo);
	}
	if (init->admin_name != NULL) {
		LIC_TRY(lic_admin_create(ctx, init->admin_name, &init->admin.password,
			&init->admin.upn));
	}
	LIC_TRY(lic_token_create(ctx, FIRST_TOKEN_NAME, LIC_ROLE_GLOBAL_ADMIN,
		LIC_TOKEN_DAYS_DEFAULT, &init->token, &init->token_text));
	init->tenant_guid = ctx->caller.tenant_guid;
	return LIC_OK_RC;
}

static void print_admin(struct lic_cli *cli, const struct init *init)
{
	if (init->admin.upn != NULL) {
		lic_cli_print(cli,
			"Administrator %s, Global Administrator. Password, shown this once, to be changed at the first sign-in:\n%s\n\n",
			init->admin.upn, init->admin.text);
	}
}

static lic_rc print_init(struct lic_cli *cli, const char *url, const struct init *init)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	char expires[LIC_TIME_TEXT_BYTES];

	lic_time_format(init->token.expires_ms - init->token.expires_ms % 1000, expires);
	if (!lic_cli_is_json(cli)) {
		lic_cli_print(cli,
			"Made %s%sthe organisation %s (%s).\n\nToken, shown this once, good until %s, role %s:\n%s\n\n",
			init->is_added ? "" : lic_local_shown(cli, url),
			init->is_added ? "" : " with ", init->name,
			lic_guid_format(&init->tenant_guid).text, expires,
			lic_role_name(init->token.role), init->token_text);
		print_admin(cli, init);
		if (!init->is_added) {
			lic_cli_print(cli, "Next: licentia serve --db %s --listen 127.0.0.1:8365\n",
				lic_local_shown(cli, url));
		}
		return LIC_OK_RC;
	}
	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kguid(&json, "tenantId", &init->tenant_guid);
	lic_json_kstring(&json, "displayName", init->name);
	lic_json_kstring(&json, "domain", init->domain);
	lic_json_kstring(&json, "countryLetterCode", init->country);
	lic_json_kstring(&json, "token", init->token_text);
	lic_json_kstring(&json, "tokenRole", lic_role_name(init->token.role));
	lic_json_kstring(&json, "tokenExpires", expires);
	if (init->admin.upn != NULL) {
		lic_json_kstring(&json, "adminUserPrincipalName", init->admin.upn);
		lic_json_kstring(&json, "adminPassword", init->admin.text);
	}
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

/* Makes an organisation, in a new installation or in one that is there. */
static lic_rc make_tenant(struct lic_cli *cli, bool is_added)
{
	struct init init = {
		.name = lic_cli_get(cli, "name"),
		.domain = lic_cli_get(cli, "domain"),
		.country = lic_cli_get(cli, "country"),
		.is_added = is_added,
	};
	struct lic_local local = {.mode = is_added ? LIC_DB_WRITE : LIC_DB_CREATE,
		.is_installation = is_added,
		.tx = LIC_TX_WRITE,
		.work = do_init,
		.data = &init};
	lic_rc rc;

	LIC_TRY(lic_local_need_url(cli, &local.url));
	if (!lic_cli_has(cli, "no-admin")) {
		init.admin_name = lic_cli_get(cli, "admin");
		init.admin_name =
			init.admin_name == NULL ? LIC_ADMIN_NAME_DEFAULT : init.admin_name;
		LIC_TRY(lic_admin_make_password(cli, true, &init.admin));
	}
	rc = lic_cli_typed(cli, lic_local_run(cli, &local));
	if (lic_ok(rc)) {
		rc = print_init(cli, local.url, &init);
	}
	lic_admin_forget_password(&init.admin);
	return rc;
}

lic_rc lic_verb_init(struct lic_cli *cli)
{
	return make_tenant(cli, false);
}

lic_rc lic_verb_tenant_add(struct lic_cli *cli)
{
	return make_tenant(cli, true);
}

/* What token create is told and finds out. */
struct create_token {
	const char *name;       /* what it is for */
	enum lic_role role;     /* what it may do */
	long long days;         /* how long it is good */
	struct lic_token token; /* result */
	const char *text;       /* result: shown once */
};

static lic_rc do_create_token(struct lic_ctx *ctx, void *data)
{
	struct create_token *create = data;

	return lic_token_create(ctx, create->name, create->role, create->days, &create->token,
		&create->text);
}

static lic_rc print_token(struct lic_cli *cli, const struct create_token *create)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	char expires[LIC_TIME_TEXT_BYTES];

	lic_time_format(create->token.expires_ms - create->token.expires_ms % 1000, expires);
	if (!lic_cli_is_json(cli)) {
		lic_cli_note(cli,
			"Token '%s', shown this once, good until %s, role %s:", create->name,
			expires, lic_role_name(create->role));
		lic_cli_print(cli, "%s\n", create->text);
		return LIC_OK_RC;
	}
	lic_buf_init(&text, OUTPUT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kguid(&json, "id", &create->token.guid);
	lic_json_kstring(&json, "name", create->name);
	lic_json_kstring(&json, "role", lic_role_name(create->role));
	lic_json_kstring(&json, "expires", expires);
	lic_json_kstring(&json, "token", create->text);
	lic_json_end(&json);
	return lic_cli_print_json(cli, &json, &text);
}

lic_rc lic_verb_token_create(struct lic_cli *cli)
{
	struct create_token create = {.name = lic_cli_get(cli, "name"),
		.days = LIC_TOKEN_DAYS_DEFAULT};
	struct lic_local local = {.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.work = do_create_token,
		.data = &create};

	LIC_TRY(lic_local_need_url(cli, &local.url));
	LIC_TRY(lic_cli_get_int(cli, "days", 1, LIC_TOKEN_DAYS_MAX, &create.days));
	if (!lic_role_parse(lic_cli_get(cli, "role"), &create.role)) {
		return lic_cli_usage(cli, "'%s' is not a role: see 'licentia token create --help'",
			lic_cli_get(cli, "role"));
	}
	LIC_TRY(lic_local_run(cli, &local));
	return print_token(cli, &create);
}

/* What the doctor finds. */
struct diagnosis {
	struct lic_finding *findings; /* one a check */
	size_t count;                 /* number of them */
};

static lic_rc do_doctor(struct lic_ctx *ctx, void *data)
{
	struct diagnosis *diagnosis = data;

	return lic_doctor_run(ctx, &diagnosis->findings, &diagnosis->count);
}

static const char *finding_state(const struct lic_finding *finding)
{
	if (!finding->is_ok) {
		return "BROKEN";
	}
	return finding->is_notice ? "notice" : "ok";
}

static lic_rc print_diagnosis(struct lic_cli *cli, const struct diagnosis *diagnosis)
{
	static const struct lic_cli_column columns[] = {
		{"State", "state", false, false},
		{"Rule", "rule", false, false},
		{"What", "what", false, false},
		{"Found", "detail", false, false},
	};
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_cli_list_begin(cli, columns, LIC_COUNT(columns), &list));
	for (size_t i = 0; i < diagnosis->count; i++) {
		const struct lic_finding *finding = &diagnosis->findings[i];
		const char *cells[] = {finding_state(finding), finding->rule, finding->what,
			finding->detail};

		LIC_TRY(lic_cli_list_row(list, cells, NULL));
		if (!finding->is_ok) {
			lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
		}
	}
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

lic_rc lic_verb_doctor(struct lic_cli *cli)
{
	struct diagnosis diagnosis = {0};
	struct lic_local local = {.mode = LIC_DB_READ,
		.tx = LIC_TX_READ,
		.is_installation = true,
		.work = do_doctor,
		.data = &diagnosis};

	LIC_TRY(lic_local_need_url(cli, &local.url));
	LIC_TRY(lic_local_run(cli, &local));
	return print_diagnosis(cli, &diagnosis);
}

static lic_rc do_people(struct lic_ctx *ctx, void *data)
{
	return lic_demo_people(ctx, data, DEMO_CHUNK);
}

static lic_rc do_allotment(struct lic_ctx *ctx, void *data)
{
	return lic_demo_allotment(ctx, data);
}

/* In several transactions: in one of many thousand changes PostgreSQL slows down. */
static lic_rc make_demo(struct lic_cli *cli, const char *url, unsigned users)
{
	struct lic_demo demo = {.users = users};
	struct init init = {
		.name = "Gemeente Waterdam",
		.domain = DEMO_DOMAIN,
		.country = "NL",
		.demo = &demo,
	};
	struct lic_local making = {
		.url = url,
		.mode = LIC_DB_CREATE,
		.tx = LIC_TX_WRITE,
		.work = do_init,
		.data = &init,
	};
	struct lic_local adding = {
		.url = url,
		.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.work = do_people,
		.data = &demo,
	};

	lic_cli_note(cli, "Making the demo organisation %s with %u people in %s ...", init.name,
		users, lic_local_shown(cli, url));
	LIC_TRY(lic_local_run(cli, &making));
	while (demo.made < users) {
		LIC_TRY(lic_local_run(cli, &adding));
	}
	adding.work = do_allotment;
	return lic_local_run(cli, &adding);
}

/* What demo hands out. */
struct demo_access {
	struct create_token token;  /* for programs */
	struct lic_admin_new admin; /* for people */
};

static lic_rc do_demo_access(struct lic_ctx *ctx, void *data)
{
	struct demo_access *access = data;
	struct lic_tenant tenant = {0};

	LIC_TRY(lic_tenant_load(ctx, &tenant));
	if (tenant.domain_count == 0 || strcmp(tenant.domains[0].name, DEMO_DOMAIN) != 0) {
		return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"the database holds the organisation '%.200s', which is not the demo's: name another one with --db, or serve this one with 'licentia serve'",
			tenant.display_name);
	}
	LIC_TRY(do_create_token(ctx, &access->token));
	return lic_admin_reset(ctx, NULL, &access->admin.password, &access->admin.upn);
}

static lic_rc show_demo(struct lic_cli *cli, const struct lic_serve_settings *settings,
	const struct demo_access *access)
{
	const char *listen = settings->listen;
	const char *program = "build/licentia";

	lic_cli_note(cli,
		"\nLicentia serves a made-up organisation. In another terminal:\n\n"
		"  export LICENTIA_URL=http://%s LICENTIA_TOKEN=%s\n"
		"  %s sku list                                        # what has been bought, used and is free\n"
		"  %s user list --top 5                               # who is there\n"
		"  %s assign p00001@waterdam.example --sku POWER_BI_PRO --dry-run\n"
		"  %s --help                                          # everything else\n\n"
		"In a browser: http://%s/\n\n"
		"  user name  %s\n"
		"  password   %s\n\n"
		"The token is good for one day, the password until the next demo. Stop with Ctrl-C; remove %s to start afresh.\n",
		listen, access->token.text, program, program, program, program, listen,
		access->admin.upn, access->admin.text, lic_local_shown(cli, settings->url));
	return LIC_OK_RC;
}

/* Tells whether there is something at `url`; what is wrong with it is told by whoever uses it. */
static bool is_there(const char *url)
{
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;

	return lic_db_open(url, LIC_DB_READ, NULL, &db).code != LIC_E_NOTFOUND;
}

lic_rc lic_verb_demo(struct lic_cli *cli)
{
	const char *url = lic_local_url(cli);
	struct demo_access access = {
		.token = {.name = "demo", .role = LIC_ROLE_GLOBAL_ADMIN, .days = 1}};
	struct lic_local giving = {.mode = LIC_DB_WRITE,
		.tx = LIC_TX_WRITE,
		.work = do_demo_access,
		.data = &access};
	struct lic_serve_settings settings = {.listen = lic_cli_get(cli, "listen"),
		.workers = 2,
		.commit_batch = LIC_WRITER_BATCH_MAX,
		.rate_limit = LIC_SERVE_RATE_LIMIT,
		.rate_limit_address = LIC_SERVE_RATE_LIMIT_ADDRESS};
	long long users = DEMO_USERS;

	LIC_TRY(lic_cli_get_int(cli, "users", 1, 1000000, &users));
	settings.url = url == NULL ? DEMO_URL : url;
	giving.url = settings.url;
	if (settings.listen == NULL) {
		settings.listen = DEMO_LISTEN;
	}
	if (!is_there(settings.url)) {
		LIC_TRY(make_demo(cli, settings.url, (unsigned)users));
	}
	LIC_TRY(lic_admin_make_password(cli, false, &access.admin));

	lic_rc rc = lic_local_run(cli, &giving);

	if (lic_ok(rc)) {
		rc = show_demo(cli, &settings, &access);
	}
	lic_admin_forget_password(&access.admin);
	return lic_ok(rc) ? lic_serve(cli, &settings) : rc;
}
