/*
 * Result codes, and the few macros that every file relies on.
 *
 * A function that can fail returns a struct by value (lic_rc). It is a struct and not an int so
 * that using it as a condition does not compile and ignoring it warns. The codes are few: each says
 * what the *caller* can do. Detail for people goes into the caller's struct lic_err (base/err.h),
 * never into a global.
 *
 * Threading: nothing here has state.
 */
#ifndef LIC_BASE_RC_H
#define LIC_BASE_RC_H

/* What the caller can do about a failure. */
enum lic_code {
	LIC_OK = 0,
	LIC_E_NOMEM,       /* out of memory: give up on this request */
	LIC_E_LIMIT,       /* a documented limit was passed: send less */
	LIC_E_INVALID,     /* the input is wrong: mend it */
	LIC_E_NOTFOUND,    /* the thing named does not exist */
	LIC_E_CONFLICT,    /* a rule or the present state forbids it */
	LIC_E_DENIED,      /* not signed in, or not allowed */
	LIC_E_BUSY,        /* overloaded or locked: try again later */
	LIC_E_UNAVAILABLE, /* a resource is away: disk full, file missing, server gone */
	LIC_E_CORRUPT,     /* stored data contradicts itself */
	LIC_E_BUG          /* a state that cannot be: ours to mend */
};

/* The result of a fallible function. */
typedef struct lic_rc_ {
	enum lic_code code; /* LIC_OK, or the reason */
} lic_rc;

#define LIC_OK_RC ((lic_rc){LIC_OK})
#define LIC_RC(code_) ((lic_rc){(code_)})

#define LIC_MUST_USE __attribute__((warn_unused_result))
#define LIC_PRINTF(fmt_, args_) __attribute__((format(printf, fmt_, args_)))

/* Returns from the enclosing function when `call` fails. One of the two macros that may contain a
 * return. */
#define LIC_TRY(call)                                                                              \
	do {                                                                                       \
		lic_rc lic_try_rc_ = (call);                                                       \
		if (lic_try_rc_.code != LIC_OK) {                                                  \
			return lic_try_rc_;                                                        \
		}                                                                                  \
	} while (0)

/* Returns LIC_E_BUG when a condition that callers must guarantee does not hold. */
#define LIC_REQUIRE(cond)                                                                          \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			return LIC_RC(LIC_E_BUG);                                                  \
		}                                                                                  \
	} while (0)

/* Releases a local when its scope ends; `fn_` takes a pointer to the variable and accepts one that
 * holds NULL. */
#define LIC_AUTO(fn_) __attribute__((cleanup(fn_)))

/* Hands over what an LIC_AUTO variable owns: yields the value and leaves NULL behind. */
#define LIC_TAKE(ptr_)                                                                             \
	__extension__({                                                                            \
		__typeof__(ptr_) lic_take_ = (ptr_);                                               \
		(ptr_) = NULL;                                                                     \
		lic_take_;                                                                         \
	})

#define LIC_COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

/*
 * Ignores a result on purpose. Call it with a comment that gives the reason (gcc warns on a cast to
 * void). `rc` is any result.
 */
static inline void lic_rc_ignore(lic_rc rc)
{
	(void)rc;
}

/*
 * Tells whether `rc` is success. For callers that branch instead of returning.
 */
static inline _Bool lic_ok(lic_rc rc)
{
	return rc.code == LIC_OK;
}

#endif
