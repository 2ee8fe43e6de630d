/*
 * Certificates made with openssl req -x509, as it wrote them. Nobody has their keys any more.
 */
#ifndef LIC_TESTS_AUTH_CERTIFICATES_H
#define LIC_TESTS_AUTH_CERTIFICATES_H

#define CERTIFICATE_RSA_2048                                                                       \
	"-----BEGIN CERTIFICATE-----\n"                                                            \
	"MIIDOjCCAiKgAwIBAgIBATANBgkqhkiG9w0BAQsFADA2MQswCQYDVQQGEwJOTDEW\n"                       \
	"MBQGA1UECgwNQ29udG9zbywgTHRkLjEPMA0GA1UEAwwGQsO8ciJvMB4XDTI2MTEy\n"                       \
	"NjA0MDE1M1oXDTI3MTEyNjA0MDE1M1owNjELMAkGA1UEBhMCTkwxFjAUBgNVBAoM\n"                       \
	"DUNvbnRvc28sIEx0ZC4xDzANBgNVBAMMBkLDvHIibzCCASIwDQYJKoZIhvcNAQEB\n"                       \
	"BQADggEPADCCAQoCggEBAL5W/Wft13CuRVMi5kFhXDj2VhIJZYz/a3brP1E2L1iC\n"                       \
	"JP4O0H0DDO6ouw5SrJrlvaElXwSsOVX3myz1V1AgrPh2KBcf+zImJWu+AFaWQ2ML\n"                       \
	"qvA3iatJeoiZvfs0nRjWr2zimd9hgmGgWggudd+jw2cgVi4s4VK8q/jS1lubvxs2\n"                       \
	"auKD7BAmLs5E7HubJ96qXWzbjREOKqthJtuG6osvdSkrGG3LtvZaSb7b8I9TSkxu\n"                       \
	"Nu/HjyIrWc6MgeKcd1xbPnZxE9kb11sJSz/M5skMxDl3pCyke+GLYGM/nBychmdF\n"                       \
	"1sDFpmcu/eJyZ1BrhoHiqSjHi2J4WjZpLiJb6ef7IDsCAwEAAaNTMFEwHQYDVR0O\n"                       \
	"BBYEFAcFSRZv7bgDbHWyKoIKTQtrpbXvMB8GA1UdIwQYMBaAFAcFSRZv7bgDbHWy\n"                       \
	"KoIKTQtrpbXvMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAAdv\n"                       \
	"uVYI1aZ6iOAZbIxxJ2ss2YWkuVkL83CiH7VrRED409Y6LHSmp3yzC9RCkjun9VZQ\n"                       \
	"xFT8GK5QgpH3naqz5ow2ONA6tsbiAHqeLHsOv6GpxR+tBDY1gF6BCrXrAZxX859n\n"                       \
	"2c26NamEAW9WVSwZxQatKcpjgg8FAimtju4ObIuZmQoQxDpzXiK18qev4dat4t9d\n"                       \
	"Xa+qDyFd1I9a/qvxpSA7EOijEMKRRcR0ANWMK6o95r1Vx+3Qp93B4M/ybKMA8uIi\n"                       \
	"4ENxRFbbHPXHyigRQLvYKtcmteDmZfZZsE6VVd8PAZZvtoFxdGPa+n7k89kfIENl\n"                       \
	"ptb/t0K7U81K6PzwX7o=\n"                                                                   \
	"-----END CERTIFICATE-----\n"

#define CERTIFICATE_RSA_1024                                                                       \
	"-----BEGIN CERTIFICATE-----\n"                                                            \
	"MIIB+jCCAWOgAwIBAgIUYbIxK8l1870rVOdlEEGtgKSvoA0wDQYJKoZIhvcNAQEL\n"                       \
	"BQAwDzENMAsGA1UEAwwEd2VhazAeFw0yNjExMjYwNDAxNTNaFw0zNjExMjMwNDAx\n"                       \
	"NTNaMA8xDTALBgNVBAMMBHdlYWswgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB\n"                       \
	"AKd57wdd+0v0Ls8j8S6+VmDfA0pEOKQCXkt+1SodSAQqt3THu8gwbYsYL3hdPlAo\n"                       \
	"Z9O6gT3o2h3uaKw6Ts9LUhd9It97pxoMKsAGEFVYgMUavfqUEc6KyuHpmQrYw4pw\n"                       \
	"ZAjqeM5kbltEoLDcvsqAHuvQOmjsmmVQyJnWtm/gEKIVAgMBAAGjUzBRMB0GA1Ud\n"                       \
	"DgQWBBR6ms9Hl18aivMcbP3QlvMoKkPk1zAfBgNVHSMEGDAWgBR6ms9Hl18aivMc\n"                       \
	"bP3QlvMoKkPk1zAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAEPH\n"                       \
	"bm/eisVZxXsnZekAeN5jBJh4SQU5EJEwoy4O/vM3tHqWkigymF+eMLuFLp8mvRcn\n"                       \
	"3b/7IR5u+sUUJsl4gPi8nSWZu0hVgU9kPYnm+r367ZMR/aB6rGRGqRdUWZClC3gt\n"                       \
	"Ny7CgnC/OhySyDqeLwiPKbnaaIj1+/M71n96UjoJ\n"                                               \
	"-----END CERTIFICATE-----\n"

#define CERTIFICATE_P_256                                                                          \
	"-----BEGIN CERTIFICATE-----\n"                                                            \
	"MIIBdTCCARugAwIBAgIUPoiXgZPCxQDKsc8iHzQbvl6kXlswCgYIKoZIzj0EAwIw\n"                       \
	"EDEOMAwGA1UEAwwFY3VydmUwHhcNMjYxMTI2MDQwMTUzWhcNMzYxMTIzMDQwMTUz\n"                       \
	"WjAQMQ4wDAYDVQQDDAVjdXJ2ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMsD\n"                       \
	"og/jJhOezeltHFYFMGgBSRz0JM+bZH+uXhudFQBSKe7MurUGylVi5NoEOesCsMEU\n"                       \
	"maa/iW+jY85qDlQ18/mjUzBRMB0GA1UdDgQWBBTewhuHfx/Mp/CE6nNm3fymHznB\n"                       \
	"rzAfBgNVHSMEGDAWgBTewhuHfx/Mp/CE6nNm3fymHznBrzAPBgNVHRMBAf8EBTAD\n"                       \
	"AQH/MAoGCCqGSM49BAMCA0gAMEUCIDuPtGLepU8rV9HU7RZ/OFw3U/5X5um5SvJo\n"                       \
	"ULV2EajdAiEAybmGtOwUr8BlTWCOWXv2EXiuJE97NM4X0b+FXsaUh2M=\n"                               \
	"-----END CERTIFICATE-----\n"

#define CERTIFICATE_ED_25519                                                                       \
	"-----BEGIN CERTIFICATE-----\n"                                                            \
	"MIIBLjCB4aADAgECAhRAkKusq4j2u47456ao5vicwio1KjAFBgMrZXAwDTELMAkG\n"                       \
	"A1UEAwwCZWQwHhcNMjYxMTI2MDQwMTUzWhcNMzYxMTIzMDQwMTUzWjANMQswCQYD\n"                       \
	"VQQDDAJlZDAqMAUGAytlcAMhABBTPfOSLTfI2TMRXRph9WbMP6aOExCODJrd6RNJ\n"                       \
	"S9W7o1MwUTAdBgNVHQ4EFgQUg50luooZOjv+UYbWslEMw5DTGq8wHwYDVR0jBBgw\n"                       \
	"FoAUg50luooZOjv+UYbWslEMw5DTGq8wDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n"                       \
	"QQCmaSUD6XOXO4wJ+PvV6ZE3+fbuMBorqOv6qMrDmpikXPKdEh1YFGrTevGzLPZL\n"                       \
	"neTFH7B6hwt+sL7dffKMXucB\n"                                                               \
	"-----END CERTIFICATE-----\n"

#endif
