-- Who is calling and what may they do: roles of people and applications, application registrations, sign-in, sessions, OAuth's
-- codes and refresh tokens. Secrets are never stored, only their hashes; what is known once and has 256 random bits needs no slow hash.

CREATE TABLE setting (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	name {text} NOT NULL,
	value {text} NOT NULL,
	PRIMARY KEY (tenant_id, name)
) {table};

-- A domain belongs to one organisation of the installation: sign-in finds the organisation by it.
CREATE UNIQUE INDEX tenant_domain_name ON tenant_domain (name_key);

-- Directory roles. principal_kind: 0 a user, 1 an application (its service principal).
CREATE TABLE role_assignment (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	principal_kind {int} NOT NULL CHECK (principal_kind IN (0, 1)),
	principal_id {int} NOT NULL,
	role {int} NOT NULL,
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX role_assignment_guid ON role_assignment (tenant_id, guid);

CREATE UNIQUE INDEX role_assignment_principal ON role_assignment (tenant_id, principal_kind, principal_id, role);

CREATE INDEX role_assignment_role ON role_assignment (tenant_id, role, principal_kind, principal_id);

-- An application and its service principal are one row: both are of this organisation.
CREATE TABLE application (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	app_guid {blob} NOT NULL,
	principal_guid {blob} NOT NULL,
	display_name {text} NOT NULL,
	is_public {int} NOT NULL CHECK (is_public IN (0, 1)),
	is_enabled {int} NOT NULL CHECK (is_enabled IN (0, 1)),
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX application_guid ON application (tenant_id, guid);

CREATE UNIQUE INDEX application_app ON application (tenant_id, app_guid);

CREATE UNIQUE INDEX application_principal ON application (tenant_id, principal_guid);

CREATE INDEX application_client ON application (app_guid);

CREATE TABLE application_redirect (
	tenant_id {int} NOT NULL,
	application_id {int} NOT NULL,
	uri {text} NOT NULL,
	kind {int} NOT NULL,
	PRIMARY KEY (tenant_id, application_id, uri),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE
) {table};

-- kind: 0 a secret (hash, and the first letters as hint), 1 a certificate (public key and thumbprints).
CREATE TABLE application_credential (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	application_id {int} NOT NULL,
	guid {blob} NOT NULL,
	kind {int} NOT NULL CHECK (kind IN (0, 1)),
	display_name {text} NOT NULL,
	hash {blob},
	hint {text},
	public_key {blob},
	thumbprint_sha1 {blob},
	thumbprint_sha256 {blob},
	starts_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE UNIQUE INDEX application_credential_guid ON application_credential (tenant_id, guid);

CREATE INDEX application_credential_application ON application_credential (tenant_id, application_id);

-- What an application was granted. kind: 0 an application permission (app role), 1 a delegated one (scope); user_id: who
-- consented for himself, 0 for everybody.
CREATE TABLE application_permission (
	tenant_id {int} NOT NULL,
	application_id {int} NOT NULL,
	kind {int} NOT NULL CHECK (kind IN (0, 1)),
	user_id {int} NOT NULL,
	permission {int} NOT NULL,
	granted_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, application_id, kind, user_id, permission),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE
) {table};

-- Failed sign-ins in a row. place: the address of an earlier successful sign-in of that user, or '' for all others, so that
-- strangers who guess cannot lock out somebody who signs in from where he always does.
CREATE TABLE sign_in_failure (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	place {text} NOT NULL,
	failures {int} NOT NULL,
	last_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id, place),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE session (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	hash {blob} NOT NULL UNIQUE,
	user_id {int} NOT NULL,
	address {text} NOT NULL,
	agent {text} NOT NULL,
	created_ms {int} NOT NULL,
	seen_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	revoked_ms {int},
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE UNIQUE INDEX session_guid ON session (tenant_id, guid);

CREATE INDEX session_of_user ON session (tenant_id, user_id);

-- Authorization codes (RFC 6749 4.1). used_ms: when it was redeemed; a second time revokes what it gave (family).
CREATE TABLE oauth_code (
	tenant_id {int} NOT NULL,
	hash {blob} NOT NULL,
	family {blob} NOT NULL,
	application_id {int} NOT NULL,
	user_id {int} NOT NULL,
	redirect_uri {text} NOT NULL,
	scope {text} NOT NULL,
	nonce {text},
	challenge {text},
	created_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	used_ms {int},
	PRIMARY KEY (tenant_id, hash),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX oauth_code_expires ON oauth_code (tenant_id, expires_ms);

-- Device codes (RFC 8628). state: 0 waiting, 1 approved, 2 refused, 3 redeemed.
CREATE TABLE oauth_device (
	tenant_id {int} NOT NULL,
	hash {blob} NOT NULL,
	user_code {text} NOT NULL,
	application_id {int} NOT NULL,
	scope {text} NOT NULL,
	state {int} NOT NULL,
	user_id {int},
	address {text} NOT NULL,
	created_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, hash),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE UNIQUE INDEX oauth_device_user_code ON oauth_device (tenant_id, user_code);

CREATE INDEX oauth_device_expires ON oauth_device (tenant_id, expires_ms);

-- Refresh tokens; those that came from one sign-in share a family, which is revoked as a whole.
CREATE TABLE oauth_refresh (
	tenant_id {int} NOT NULL,
	hash {blob} NOT NULL,
	family {blob} NOT NULL,
	application_id {int} NOT NULL,
	user_id {int} NOT NULL,
	scope {text} NOT NULL,
	created_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	used_ms {int},
	PRIMARY KEY (tenant_id, hash),
	FOREIGN KEY (tenant_id, application_id) REFERENCES application (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX oauth_refresh_family ON oauth_refresh (tenant_id, family);

CREATE INDEX oauth_refresh_user ON oauth_refresh (tenant_id, user_id);

CREATE INDEX oauth_refresh_expires ON oauth_refresh (tenant_id, expires_ms);

-- The installation's keys for signing tokens, shared by its organisations, as Microsoft's are: a token names its organisation.
-- A key is published before it signs, and stays published until what it signed has run out.
CREATE TABLE signing_key (
	id {int} NOT NULL PRIMARY KEY,
	kid {text} NOT NULL UNIQUE,
	private_key {blob} NOT NULL,
	created_ms {int} NOT NULL,
	signs_from_ms {int} NOT NULL,
	retires_ms {int} NOT NULL
) {table};

-- What bulk work may do is a set of rights from now on, not a role. All that is under way is an import, which only administrators
-- who may do all that it does could start.
ALTER TABLE bulk_job ADD COLUMN may {int} NOT NULL DEFAULT 127;

ALTER TABLE bulk_job DROP COLUMN role;
