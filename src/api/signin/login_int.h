/*
 * The steps of the pages for people. Private to api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_LOGIN_INT_H
#define LIC_API_SIGNIN_LOGIN_INT_H

#include "api/signin/page_int.h"
#include "api/signin/signin_int.h"

/* login.c: signing in and changing a password. */
extern lic_signin_step lic_signin__login_decode, lic_signin__login_show_run,
	lic_signin__login_show_encode, lic_signin__login_send_decode, lic_signin__login_before,
	lic_signin__login_slow, lic_signin__login_run, lic_signin__login_encode,
	lic_signin__password_decode, lic_signin__password_show_encode,
	lic_signin__password_send_decode;

/* authorize.c: an application asks for somebody. */
extern lic_signin_step lic_signin__authorize_decode, lic_signin__authorize_before,
	lic_signin__authorize_run, lic_signin__authorize_encode;

/* consent.c: somebody answers. */
extern lic_signin_step lic_signin__consent_decode, lic_signin__consent_before,
	lic_signin__consent_run, lic_signin__consent_encode;

/* device.c: a device without a browser. */
extern lic_signin_step lic_signin__device_decode, lic_signin__device_show_run,
	lic_signin__device_show_encode, lic_signin__device_send_decode, lic_signin__device_before,
	lic_signin__device_run, lic_signin__device_encode;

/* logout.c: signing out. */
extern lic_signin_step lic_signin__logout_decode, lic_signin__logout_before, lic_signin__logout_run,
	lic_signin__logout_encode;

#endif
