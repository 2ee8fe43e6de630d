/*
 * The background path of the audit log: see audit.h. An entry is a job of the write queue with
 * copies of everything. Two bounds keep a flood small: so many entries wait at most, and what can
 * be caused by anybody is written once a minute and place; beyond that only numbers grow.
 */
#include "service/audit.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/lic_sql.h"
#include "store/writer.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY_BYTES ((size_t)256 * 1024)
#define PLACES_MAX 64
#define PLACES_OF_ADDRESS 8 /* so that nobody takes them all */
#define TENANTS_MAX 16
#define MINUTE_MS 60000
#define TARGET_MAX 1280 /* 320 characters */
/* What is left at the end goes when so few are before it, after 5 seconds in any case. */
#define STOP_WAITING 8
#define STOP_PAUSES 500
#define STOP_PAUSE_MS 10
/* A lane of its own in the write queue, beside those of clients and jobs. */
#define LANE INT64_MIN

/* One entry on its way through the write queue. */
struct entry {
	struct lic_write_job job;             /* first, so that a job is its entry */
	struct lic_audit *audit;              /* whose it is */
	struct lic_arena *arena;              /* has the texts below; owned */
	struct lic_arena *scratch;            /* for the write; owned */
	struct lic_ctx ctx;                   /* who, when; no database */
	struct lic_attempt attempt;           /* what */
	const char *with[LIC_AUDIT_WITH_MAX]; /* for it */
	int64_t repeats;                      /* how often */
	struct lic_err err;                   /* what went wrong with writing it */
};

/* What is counted from one place for the rest of a minute. */
struct place {
	struct entry *entry; /* as it will be written, when it came once more; NULL: free */
	int64_t until_ms;    /* end of the minute, monotonic */
};

/* What was dropped of an organisation's. */
struct dropped {
	int64_t tenant_id; /* 0: none is known, or there are too many of them */
	int64_t count;     /* entries */
};

struct lic_audit {
	struct lic_writer *writer;           /* where entries go; borrowed */
	pthread_mutex_t lock;                /* guards the members below */
	struct place places[PLACES_MAX];     /* what is counted */
	struct dropped dropped[TENANTS_MAX]; /* in order of appearance; the first for tenant 0 */
	size_t dropped_count;                /* number of those in use */
	int64_t told_ms;                     /* when dropped ones were last written, monotonic */
	unsigned waiting;                    /* entries in the write queue */
};

static void free_entry(struct entry *entry)
{
	if (entry != NULL) {
		lic_arena_free(entry->arena);
		lic_arena_free(entry->scratch);
		free(entry);
	}
}

/* Copies the text at `text`, at most `max` bytes of it, if there is one. */
static bool keep(struct lic_arena *arena, const char **text, size_t max)
{
	size_t len = 0;

	if (*text == NULL) {
		return true;
	}
	len = strlen(*text);
	if (len > max) {
		len = max;
		while (len > 0 && ((unsigned char)(*text)[len] & 0xC0U) == 0x80U) {
			len--; /* not within a character */
		}
	}
	*text = lic_arena_copy(arena, *text, len);
	return *text != NULL;
}

static bool keep_texts(struct entry *entry)
{
	struct lic_ctx *ctx = &entry->ctx;
	const char **const texts[] = {&ctx->caller.actor_name, &ctx->caller.app_name,
		&ctx->caller.address, &ctx->correlation, &ctx->reason, &entry->attempt.reason};
	bool is_kept = keep(entry->arena, &entry->attempt.target, TARGET_MAX);

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		is_kept = is_kept && keep(entry->arena, texts[i], ENTRY_BYTES);
	}
	for (size_t i = 0; i < entry->attempt.with_count; i++) {
		entry->with[i] = entry->attempt.with[i];
		is_kept = is_kept && keep(entry->arena, &entry->with[i], TARGET_MAX);
	}
	entry->attempt.with = entry->with;
	return is_kept;
}

/* Makes an entry with copies; NULL when memory is out. */
static struct entry *new_entry(struct lic_audit *audit, const struct lic_ctx *ctx,
	const struct lic_attempt *attempt)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL) {
		return NULL;
	}
	entry->audit = audit;
	entry->arena = lic_arena_new(ENTRY_BYTES);
	entry->scratch = lic_arena_new(ENTRY_BYTES);
	entry->repeats = 1;
	entry->attempt = *attempt;
	if (entry->attempt.with_count > LIC_AUDIT_WITH_MAX) {
		entry->attempt.with_count = LIC_AUDIT_WITH_MAX;
	}
	entry->ctx = (struct lic_ctx){
		.now_ms = ctx->now_ms,
		.caller = ctx->caller,
		.correlation = ctx->correlation,
		.reason = ctx->reason,
	};
	entry->ctx.caller.means = NULL;
	if (entry->arena == NULL || entry->scratch == NULL || !keep_texts(entry)) {
		free_entry(entry);
		return NULL;
	}
	return entry;
}

/* Counts an entry of `tenant_id` that is not written. With the lock. */
static void drop(struct lic_audit *audit, int64_t tenant_id, int64_t count)
{
	size_t i = 0;

	while (i < audit->dropped_count && audit->dropped[i].tenant_id != tenant_id) {
		i++;
	}
	if (i == TENANTS_MAX) {
		i = 0;
	} else if (i == audit->dropped_count) {
		audit->dropped[i] = (struct dropped){.tenant_id = tenant_id};
		audit->dropped_count++;
	}
	audit->dropped[i].count += count;
}

/* On the writer's thread, inside a transaction. */
static lic_rc run(struct lic_db *db, struct lic_write_job *job)
{
	struct entry *entry = (struct entry *)(void *)job;
	struct lic_ctx ctx = entry->ctx;
	struct lic_q_audit_tenant_in in = {ctx.caller.tenant_id};
	struct lic_q_audit_tenant_row row;
	bool found = false;

	lic_arena_reset(entry->scratch);
	ctx.db = db;
	ctx.arena = entry->scratch;
	ctx.err = &entry->err;
	LIC_TRY(lic_q_audit_tenant(db, ctx.arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC; /* nobody is left to tell */
	}
	if (row.id != ctx.caller.tenant_id) {
		LIC_TRY(lic_db_lock(db, row.id));
		ctx.caller.tenant_id = row.id;
	}
	return lic_audit_write(&ctx, &entry->attempt, entry->repeats);
}

/* On the writer's thread, after the commit. */
static void done(struct lic_write_job *job, lic_rc rc)
{
	struct entry *entry = (struct entry *)(void *)job;
	struct lic_audit *audit = entry->audit;

	if (!lic_ok(rc)) {
		lic_log(LIC_LOG_WARNING, "audit", "lost=%" PRId64 " code=\"%s\" message=\"%s\"",
			entry->repeats, lic_code_name(rc.code), entry->err.message);
	}
	(void)pthread_mutex_lock(&audit->lock);
	audit->waiting--;
	(void)pthread_mutex_unlock(&audit->lock);
	free_entry(entry);
}

/* Hands `entry` to the writer, or counts it as dropped. With the lock. */
static void submit(struct lic_audit *audit, struct entry *entry)
{
	int64_t tenant_id = entry->ctx.caller.tenant_id;

	entry->job = (struct lic_write_job){
		.run = run,
		.done = done,
		.err = &entry->err,
		.tenant_id = tenant_id,
		.client = LANE,
	};
	if (audit->waiting < LIC_AUDIT_WAITING_MAX &&
		lic_ok(lic_writer_submit(audit->writer, &entry->job))) {
		audit->waiting++;
		return;
	}
	drop(audit, tenant_id, entry->repeats);
	free_entry(entry);
}

static bool equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_from(const struct entry *entry, const struct lic_caller *caller,
	const struct lic_attempt *attempt)
{
	const struct lic_caller *other = &entry->ctx.caller;

	return other->tenant_id == caller->tenant_id && other->kind == caller->kind &&
		other->actor_id == caller->actor_id && entry->attempt.kind == attempt->kind &&
		equal(other->address, caller->address) &&
		equal(entry->attempt.reason, attempt->reason) &&
		(attempt->kind != LIC_OP_SIGN_IN || equal(entry->attempt.target, attempt->target));
}

/* Writes what came more than once from `place`, and forgets it. With the lock. */
static void close_place(struct lic_audit *audit, struct place *place)
{
	struct entry *entry = LIC_TAKE(place->entry);

	if (entry != NULL && entry->repeats > 0) {
		submit(audit, entry);
	} else {
		free_entry(entry);
	}
}

/*
 * Counts the attempt at its place; tells whether that is all, or it is the first there and to be
 * written. With the lock.
 */
static bool count(struct lic_audit *audit, const struct lic_ctx *ctx,
	const struct lic_attempt *attempt)
{
	int64_t now_ms = lic_clock_monotonic_ms();
	struct place *unused = NULL;
	unsigned taken = 0; /* by this address */

	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct place *place = &audit->places[i];

		if (place->entry != NULL && place->until_ms <= now_ms) {
			close_place(audit, place);
		}
		if (place->entry != NULL && is_from(place->entry, &ctx->caller, attempt)) {
			place->entry->repeats++;
			place->entry->ctx.now_ms = ctx->now_ms;
			return true;
		}
		if (place->entry == NULL) {
			unused = place;
		} else if (equal(place->entry->ctx.caller.address, ctx->caller.address)) {
			taken++;
		}
	}
	if (unused == NULL || taken >= PLACES_OF_ADDRESS) {
		drop(audit, ctx->caller.tenant_id, 1);
		return true;
	}
	unused->entry = new_entry(audit, ctx, attempt);
	unused->until_ms = now_ms + MINUTE_MS;
	if (unused->entry != NULL) {
		unused->entry->repeats = 0;
	}
	return false;
}

void lic_audit_refused(struct lic_audit *audit, const struct lic_ctx *ctx,
	const struct lic_attempt *attempt)
{
	struct entry *entry = NULL;

	if (audit == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&audit->lock);
	if (!attempt->is_counted || !count(audit, ctx, attempt)) {
		entry = new_entry(audit, ctx, attempt);
		if (entry == NULL) {
			drop(audit, ctx->caller.tenant_id, 1);
		} else {
			submit(audit, entry);
		}
	}
	(void)pthread_mutex_unlock(&audit->lock);
}

/* Writes how many were dropped, an entry for each organisation. With the lock. */
static void tell_dropped(struct lic_audit *audit)
{
	static const struct lic_attempt attempt = {
		.kind = LIC_OP_AUDIT_DROPPED,
		.reason = "So many attempts were refused that these were only counted.",
	};
	size_t count_before = audit->dropped_count;
	struct dropped before[TENANTS_MAX];

	memcpy(before, audit->dropped, sizeof(before));
	audit->dropped_count = 1;
	audit->dropped[0] = (struct dropped){0};
	for (size_t i = 0; i < count_before; i++) {
		struct lic_ctx ctx = {.now_ms = lic_clock_now_ms(),
			.caller = {.tenant_id = before[i].tenant_id, .kind = LIC_ACTOR_NOBODY}};
		struct entry *entry =
			before[i].count == 0 ? NULL : new_entry(audit, &ctx, &attempt);

		if (entry != NULL) {
			entry->repeats = before[i].count;
			submit(audit, entry);
		} else if (before[i].count > 0) {
			drop(audit, before[i].tenant_id, before[i].count);
		}
	}
}

void lic_audit_tick(struct lic_audit *audit, int64_t now_ms)
{
	if (audit == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&audit->lock);
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (audit->places[i].entry != NULL && audit->places[i].until_ms <= now_ms) {
			close_place(audit, &audit->places[i]);
		}
	}
	if (now_ms - audit->told_ms >= MINUTE_MS) {
		audit->told_ms = now_ms;
		tell_dropped(audit);
	}
	(void)pthread_mutex_unlock(&audit->lock);
}

lic_rc lic_audit_new(struct lic_writer *writer, struct lic_audit **ret_audit)
{
	struct lic_audit *audit = calloc(1, sizeof(*audit));

	if (audit == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	audit->writer = writer;
	audit->dropped_count = 1; /* the one for tenant 0 */
	audit->told_ms = lic_clock_monotonic_ms();
	(void)pthread_mutex_init(&audit->lock, NULL);
	*ret_audit = audit;
	return LIC_OK_RC;
}

/* Waits until few entries are in the write queue; `pauses` are left for that, since its database
 * may be away. */
static void wait_for_room(struct lic_audit *audit, int *pauses)
{
	for (; *pauses > 0; (*pauses)--) {
		bool has_room = false;

		(void)pthread_mutex_lock(&audit->lock);
		has_room = audit->waiting <= STOP_WAITING;
		(void)pthread_mutex_unlock(&audit->lock);
		if (has_room) {
			return;
		}
		lic_clock_pause(STOP_PAUSE_MS);
	}
}

void lic_audit_stop(struct lic_audit *audit)
{
	int pauses = STOP_PAUSES;

	if (audit == NULL) {
		return;
	}
	for (size_t i = 0; i < PLACES_MAX; i++) {
		wait_for_room(audit, &pauses);
		(void)pthread_mutex_lock(&audit->lock);
		close_place(audit, &audit->places[i]);
		(void)pthread_mutex_unlock(&audit->lock);
	}
	wait_for_room(audit, &pauses);
	(void)pthread_mutex_lock(&audit->lock);
	tell_dropped(audit);
	(void)pthread_mutex_unlock(&audit->lock);
}

void lic_audit_free(struct lic_audit *audit)
{
	if (audit != NULL) {
		(void)pthread_mutex_destroy(&audit->lock);
		free(audit);
	}
}
