/*
 * What the pages say: see words_int.h.
 */
#include "api/signin/words_int.h"

#include "base/rc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A text in every language. */
struct words {
	const char *in[LIC_LANGUAGE_MAX_]; /* by enum lic_language */
};

static const struct words words[LIC_WORD_MAX_] = {
	[LIC_WORD_SIGN_IN] = {{"Sign in", "Aanmelden"}},
	[LIC_WORD_CONTINUE_TO] = {{"to continue to", "om verder te gaan naar"}},
	[LIC_WORD_USER_NAME] = {{"User name", "Gebruikersnaam"}},
	[LIC_WORD_USER_NAME_HINT] = {{"name@example.com", "naam@voorbeeld.nl"}},
	[LIC_WORD_PASSWORD] = {{"Password", "Wachtwoord"}},
	[LIC_WORD_SIGN_IN_FAILED] = {{"The user name or password is not correct, or this account "
				      "cannot sign in now. After several attempts you have to wait "
				      "some minutes.",
		"De gebruikersnaam of het wachtwoord klopt niet, of dit account kan zich nu niet "
		"aanmelden. Na een aantal pogingen moet u enkele minuten wachten."}},
	[LIC_WORD_CHANGE_PASSWORD] = {{"Change password", "Wachtwoord wijzigen"}},
	[LIC_WORD_MUST_CHANGE] = {{"Choose a password of your own before you go on.",
		"Kies een eigen wachtwoord voordat u verdergaat."}},
	[LIC_WORD_EXPIRED] = {{"Your password is too old: choose a new one before you go on.",
		"Uw wachtwoord is te oud: kies een nieuw wachtwoord voordat u verdergaat."}},
	[LIC_WORD_OLD_PASSWORD] = {{"Current password", "Huidig wachtwoord"}},
	[LIC_WORD_NEW_PASSWORD] = {{"New password", "Nieuw wachtwoord"}},
	[LIC_WORD_REPEAT_PASSWORD] = {{"New password again", "Nieuw wachtwoord nogmaals"}},
	[LIC_WORD_PASSWORD_RULES] = {{"8 to 256 characters, with three of these: small letters, "
				      "capital letters, digits, other signs. Not your user name.",
		"8 tot 256 tekens, met drie van deze soorten: kleine letters, hoofdletters, "
		"cijfers, andere tekens. Niet uw gebruikersnaam."}},
	[LIC_WORD_PASSWORD_BAD] = {{"The new password does not meet the rules below the field.",
		"Het nieuwe wachtwoord voldoet niet aan de regels onder het veld."}},
	[LIC_WORD_PASSWORD_SAME] = {{"The new password must differ from the current one.",
		"Het nieuwe wachtwoord moet anders zijn dan het huidige."}},
	[LIC_WORD_PASSWORDS_DIFFER] = {{"The two new passwords are not the same.",
		"De twee nieuwe wachtwoorden zijn niet gelijk."}},
	[LIC_WORD_CHANGE_FAILED] = {{"The user name or current password is not correct, or this "
				     "account cannot sign in now. After several attempts you have "
				     "to wait some minutes.",
		"De gebruikersnaam of het huidige wachtwoord klopt niet, of dit account kan zich "
		"nu niet aanmelden. Na een aantal pogingen moet u enkele minuten wachten."}},
	[LIC_WORD_SIGNED_IN] = {{"You are signed in", "U bent aangemeld"}},
	[LIC_WORD_SIGNED_IN_AS] = {{"Signed in as", "Aangemeld als"}},
	[LIC_WORD_SIGN_OUT] = {{"Sign out", "Afmelden"}},
	[LIC_WORD_SIGNED_OUT] = {{"You are signed out", "U bent afgemeld"}},
	[LIC_WORD_SIGNED_OUT_TEXT] = {{"On a shared computer, close all windows of the browser.",
		"Sluit op een gedeelde computer alle vensters van de browser."}},
	[LIC_WORD_SIGN_IN_AGAIN] = {{"Sign in again", "Opnieuw aanmelden"}},
	[LIC_WORD_OTHER_ACCOUNT] = {{"Use another account", "Een ander account gebruiken"}},
	[LIC_WORD_CONSENT] = {{"Permissions requested", "Machtigingen gevraagd"}},
	[LIC_WORD_CONSENT_ASKS] = {{"would like to do this in your name:",
		"wil namens u het volgende doen:"}},
	[LIC_WORD_CONSENT_TRUST] = {{"Accept only if you trust this application. It can never do "
				     "more than you may do yourself.",
		"Accepteer alleen als u deze toepassing vertrouwt. Ze kan nooit meer dan u zelf "
		"mag."}},
	[LIC_WORD_CONSENT_EVERYBODY] = {{"Consent for everybody in the organisation",
		"Toestemming geven voor iedereen in de organisatie"}},
	[LIC_WORD_CONSENT_ADMIN] = {{"Only an administrator can allow this. Ask one to approve "
				     "the application.",
		"Alleen een beheerder kan dit toestaan. Vraag een beheerder om de toepassing goed "
		"te keuren."}},
	[LIC_WORD_ACCEPT] = {{"Accept", "Accepteren"}},
	[LIC_WORD_REFUSE] = {{"Refuse", "Weigeren"}},
	[LIC_WORD_BACK] = {{"Back to the application", "Terug naar de toepassing"}},
	[LIC_WORD_DEVICE] = {{"Sign in on another device", "Aanmelden op een ander apparaat"}},
	[LIC_WORD_DEVICE_ENTER] = {{"Enter the code that the application or device shows.",
		"Typ de code die de toepassing of het apparaat toont."}},
	[LIC_WORD_DEVICE_CODE] = {{"Code", "Code"}},
	[LIC_WORD_DEVICE_UNKNOWN] = {{"This code is not known or no longer good. Check it, or ask "
				      "the application for a new one. After several attempts you "
				      "have to wait some minutes.",
		"Deze code is onbekend of verlopen. Controleer de code, of vraag de toepassing om "
		"een nieuwe. Na een aantal pogingen moet u enkele minuten wachten."}},
	[LIC_WORD_DEVICE_ASKS] = {{"wants to sign in as you on another device.",
		"wil zich op een ander apparaat als u aanmelden."}},
	[LIC_WORD_DEVICE_FROM] = {{"The request came from the address",
		"Het verzoek kwam van het adres"}},
	[LIC_WORD_DEVICE_MAY] = {{"It asks to be allowed to:",
		"Er wordt gevraagd om dit te mogen:"}},
	[LIC_WORD_DEVICE_WARNING] = {{"Go on only if you have started this yourself. Did somebody "
				      "send you the code? Then refuse.",
		"Ga alleen verder als u hiermee zelf bent begonnen. Heeft iemand u de code "
		"gestuurd? Weiger dan."}},
	[LIC_WORD_DEVICE_ADMIN] = {{"It asks for permissions that only an administrator can allow.",
		"Er worden machtigingen gevraagd die alleen een beheerder kan toestaan."}},
	[LIC_WORD_DEVICE_APPROVED] = {{"Done. Go back to the device; you may close this page.",
		"Klaar. Ga terug naar het apparaat; u kunt deze pagina sluiten."}},
	[LIC_WORD_DEVICE_REFUSED] = {{"Refused. The device is not signed in.",
		"Geweigerd. Het apparaat is niet aangemeld."}},
	[LIC_WORD_CONTINUE] = {{"Continue", "Doorgaan"}},
	[LIC_WORD_NEXT] = {{"Next", "Volgende"}},
	[LIC_WORD_ERROR] = {{"This did not work", "Dit is niet gelukt"}},
	[LIC_WORD_ERROR_REQUEST] = {{"The application that sent you here has made a request that "
				     "cannot be handled. Tell its administrator.",
		"De toepassing die u hierheen stuurde, deed een verzoek dat niet kan worden "
		"behandeld. Meld het aan de beheerder ervan."}},
	[LIC_WORD_ERROR_FORM] = {{"The page was open too long, or the form was sent from another "
				  "site. Go back, reload the page and try again.",
		"De pagina stond te lang open, of het formulier kwam van een andere site. Ga "
		"terug, laad de pagina opnieuw en probeer het nog eens."}},
	[LIC_WORD_ERROR_SERVER] = {{"The server could not handle this. Try again later, and tell "
				    "your administrator the number below.",
		"De server kon dit niet verwerken. Probeer het later opnieuw en geef uw beheerder "
		"het nummer hieronder."}},
	[LIC_WORD_ERROR_BUSY] = {{"The server is busy. Try again in a moment.",
		"De server is druk bezet. Probeer het over een ogenblik opnieuw."}},
	[LIC_WORD_REQUEST_ID] = {{"Request", "Verzoek"}},
	[LIC_WORD_DETAILS] = {{"Details", "Details"}},
	[LIC_WORD_LANGUAGE] = {{"Language", "Taal"}},
};

static const struct words permissions[LIC_PERMISSION_MAX_] = {
	[LIC_PERMISSION_OPENID] = {{"know who you are", "weten wie u bent"}},
	[LIC_PERMISSION_PROFILE] = {{"see your name", "uw naam zien"}},
	[LIC_PERMISSION_EMAIL] = {{"see your e-mail address", "uw e-mailadres zien"}},
	[LIC_PERMISSION_OFFLINE_ACCESS] = {{"go on while you are away", "doorgaan als u weg bent"}},
	[LIC_PERMISSION_USER_READ] = {{"read your profile", "uw profiel lezen"}},
	[LIC_PERMISSION_USER_READ_ALL] = {{"read all users", "alle gebruikers lezen"}},
	[LIC_PERMISSION_USER_READ_BASIC_ALL] = {{"read the names of all users",
		"de namen van alle gebruikers lezen"}},
	[LIC_PERMISSION_USER_READ_WRITE_ALL] = {{"change all users", "alle gebruikers wijzigen"}},
	[LIC_PERMISSION_DIRECTORY_READ_ALL] = {{"read the directory", "de adreslijst lezen"}},
	[LIC_PERMISSION_DIRECTORY_READ_WRITE_ALL] = {{"change the directory",
		"de adreslijst wijzigen"}},
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_ALL] = {{"read licence assignments",
		"licentietoewijzingen lezen"}},
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_WRITE_ALL] = {{"give and take licences",
		"licenties toewijzen en intrekken"}},
	[LIC_PERMISSION_ORGANIZATION_READ_ALL] = {{"read about the organisation and its licences",
		"gegevens en licenties van de organisatie lezen"}},
	[LIC_PERMISSION_ORGANIZATION_READ_WRITE_ALL] = {{"change the organisation",
		"de organisatie wijzigen"}},
	[LIC_PERMISSION_GROUP_READ_ALL] = {{"read all groups", "alle groepen lezen"}},
	[LIC_PERMISSION_GROUP_READ_WRITE_ALL] = {{"change all groups", "alle groepen wijzigen"}},
	[LIC_PERMISSION_GROUP_MEMBER_READ_ALL] = {{"read members of groups",
		"leden van groepen lezen"}},
	[LIC_PERMISSION_GROUP_MEMBER_READ_WRITE_ALL] = {{"change members of groups",
		"leden van groepen wijzigen"}},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_DIRECTORY] = {{"read who has which role",
		"lezen wie welke rol heeft"}},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_WRITE_DIRECTORY] = {{"give and take roles",
		"rollen toewijzen en intrekken"}},
	[LIC_PERMISSION_AUDIT_LOG_READ_ALL] = {{"read the audit log", "het auditlogboek lezen"}},
	[LIC_PERMISSION_APPLICATION_READ_ALL] = {{"read applications", "toepassingen lezen"}},
	[LIC_PERMISSION_APPLICATION_READ_WRITE_ALL] = {{"change applications",
		"toepassingen wijzigen"}},
	[LIC_PERMISSION_USER_DELETE_RESTORE_ALL] = {{"delete and restore users",
		"gebruikers verwijderen en herstellen"}},
	[LIC_PERMISSION_SUBSCRIPTION_READ_WRITE_ALL] = {{"buy and reduce licences",
		"licenties kopen en verminderen"}},
	[LIC_PERMISSION_CATALOG_READ_WRITE_ALL] = {{"change the product catalogue",
		"de productcatalogus wijzigen"}},
};

/* A language by its tag. */
struct language {
	const char *tag;  /* BCP 47 */
	const char *name; /* in itself */
};

static const struct language languages[LIC_LANGUAGE_MAX_] = {
	[LIC_LANGUAGE_EN] = {"en", "English"},
	[LIC_LANGUAGE_NL] = {"nl", "Nederlands"},
};

const char *lic_word(enum lic_language language, enum lic_word word)
{
	return words[word].in[language];
}

const char *lic_word_permission(enum lic_language language, enum lic_permission permission)
{
	return permissions[permission].in[language];
}

const char *lic_language_tag(enum lic_language language, const char **ret_name)
{
	*ret_name = languages[language].name;
	return languages[language].tag;
}

/* The language of the tag at `tag`, of which regions ("nl-BE") do not count; or
 * LIC_LANGUAGE_MAX_. */
static enum lic_language find(const char *tag, size_t len)
{
	size_t primary = strcspn(tag, "-_ ,;\t");

	primary = primary < len ? primary : len;
	for (int i = 0; i < LIC_LANGUAGE_MAX_; i++) {
		if (strlen(languages[i].tag) == primary &&
			strncasecmp(tag, languages[i].tag, primary) == 0) {
			return (enum lic_language)i;
		}
	}
	return LIC_LANGUAGE_MAX_;
}

bool lic_language_parse(const char *tag, enum lic_language *ret_language)
{
	enum lic_language language = find(tag, strlen(tag));

	if (language == LIC_LANGUAGE_MAX_) {
		return false;
	}
	*ret_language = language;
	return true;
}

/* How much the item at `item` is wanted, in thousandths ("nl;q=0.7"): 1000 unless it says so. */
static long weight(const char *item, size_t len)
{
	const char *q = memchr(item, ';', len);
	long value = 0;
	long unit = 1000;

	q = q == NULL ? NULL : strpbrk(q, "qQ");
	if (q == NULL || q >= item + len || q[1] != '=') {
		return 1000;
	}
	for (q += 2; q < item + len && unit > 0; q++) {
		if (*q >= '0' && *q <= '9') {
			value += (*q - '0') * unit;
			unit /= 10;
		} else if (*q != '.') {
			break;
		}
	}
	return value;
}

enum lic_language lic_language_choose(const char *wish, const char *accept)
{
	enum lic_language best = LIC_LANGUAGE_EN;
	long best_weight = 0;

	while (wish != NULL && *wish != '\0') {
		size_t len = strcspn(wish, " ");
		enum lic_language language = find(wish, len);

		if (language != LIC_LANGUAGE_MAX_) {
			return language;
		}
		wish += len + strspn(wish + len, " ");
	}
	while (accept != NULL && *accept != '\0') {
		size_t len = strcspn(accept, ",");
		enum lic_language language = find(accept, len);

		if (language != LIC_LANGUAGE_MAX_ && weight(accept, len) > best_weight) {
			best = language;
			best_weight = weight(accept, len);
		}
		accept += len + strspn(accept + len, ", \t");
	}
	return best;
}
