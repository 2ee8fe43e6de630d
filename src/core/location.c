/*
 * Usage locations: see location.h. The table is ISO 3166-1 alpha-2 as published, officially
 * assigned codes only, plus XK for Kosovo, which Microsoft's usage location list has as well.
 */
#include "core/location.h"

#include <stddef.h>
#include <string.h>

static const char codes[] =
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
	"BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
	"DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
	"GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
	"KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
	"MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
	"PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
	"SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
	"VN VU WF WS XK YE YT ZA ZM ZW";

/* Both lists have entries of two letters and a separator of one character. */
static bool in_triples(const char *code, const char *list)
{
	size_t len = strlen(list);

	for (size_t i = 0; i + 1 < len; i += 3) {
		if (list[i] == code[0] && list[i + 1] == code[1]) {
			return true;
		}
	}
	return false;
}

bool lic_location_is_valid(const char *code)
{
	return code != NULL && strlen(code) == 2 && in_triples(code, codes);
}

bool lic_location_in_list(const char *code, const char *list)
{
	return strlen(code) == 2 && in_triples(code, list);
}
