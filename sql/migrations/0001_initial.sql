-- The first schema. Every key starts with tenant_id, so that tenants never share a row or a lock. Rows are keyed by integers;
-- GUIDs are 16-byte columns with a unique index. Times are milliseconds UTC. Names ending in _key are folded for comparing.

CREATE TABLE schema_version (
	version {int} NOT NULL PRIMARY KEY
) {table};

CREATE TABLE tenant (
	id {int} NOT NULL PRIMARY KEY,
	guid {blob} NOT NULL UNIQUE,
	display_name {text} NOT NULL,
	country {text} NOT NULL,
	variant {text} NOT NULL,
	catalog_version {int} NOT NULL,
	created_ms {int} NOT NULL
) {table};

CREATE TABLE tenant_domain (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	name_key {text} NOT NULL,
	name {text} NOT NULL,
	is_default {int} NOT NULL CHECK (is_default IN (0, 1)),
	PRIMARY KEY (tenant_id, name_key)
) {table};

CREATE TABLE counter (
	tenant_id {int} NOT NULL,
	name {text} NOT NULL,
	value {int} NOT NULL,
	PRIMARY KEY (tenant_id, name)
) {table};

CREATE TABLE app_user (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	upn {text} NOT NULL,
	upn_key {text} NOT NULL,
	display_name {text} NOT NULL,
	given_name {text},
	surname {text},
	mail {text},
	mail_key {text},
	mail_nickname {text},
	account_enabled {int} NOT NULL CHECK (account_enabled IN (0, 1)),
	user_type {text} NOT NULL,
	usage_location {text},
	job_title {text},
	department {text},
	office_location {text},
	business_phone {text},
	mobile_phone {text},
	fax_number {text},
	street_address {text},
	city {text},
	state {text},
	postal_code {text},
	country {text},
	company_name {text},
	employee_id {text},
	preferred_language {text},
	created_ms {int} NOT NULL,
	deleted_ms {int},
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX app_user_guid ON app_user (tenant_id, guid);

CREATE UNIQUE INDEX app_user_upn ON app_user (tenant_id, upn_key) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_mail ON app_user (tenant_id, mail_key) WHERE mail_key IS NOT NULL AND deleted_ms IS NULL;

CREATE INDEX app_user_deleted ON app_user (tenant_id, deleted_ms) WHERE deleted_ms IS NOT NULL;

CREATE TABLE user_password (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	hash {text} NOT NULL,
	must_change {int} NOT NULL CHECK (must_change IN (0, 1)),
	set_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE service_plan (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	name {text} NOT NULL,
	display_name {text} NOT NULL,
	service {text} NOT NULL,
	vendor {text} NOT NULL,
	prohibited {text} NOT NULL,
	is_company {int} NOT NULL CHECK (is_company IN (0, 1)),
	is_auto {int} NOT NULL CHECK (is_auto IN (0, 1)),
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX service_plan_guid ON service_plan (tenant_id, guid);

CREATE TABLE sku (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	part_number {text} NOT NULL,
	display_name {text} NOT NULL,
	vendor {text} NOT NULL,
	is_company {int} NOT NULL CHECK (is_company IN (0, 1)),
	is_offered {int} NOT NULL CHECK (is_offered IN (0, 1)),
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX sku_guid ON sku (tenant_id, guid);

CREATE TABLE sku_plan (
	tenant_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	position {int} NOT NULL,
	plan_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, sku_id, position),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id),
	FOREIGN KEY (tenant_id, plan_id) REFERENCES service_plan (tenant_id, id)
) {table};

CREATE TABLE exclusion (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	vendor {text} NOT NULL,
	name {text} NOT NULL,
	service {text} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE TABLE exclusion_plan (
	tenant_id {int} NOT NULL,
	exclusion_id {int} NOT NULL,
	plan_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, exclusion_id, plan_id),
	FOREIGN KEY (tenant_id, exclusion_id) REFERENCES exclusion (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, plan_id) REFERENCES service_plan (tenant_id, id)
) {table};

CREATE TABLE prerequisite (
	tenant_id {int} NOT NULL,
	plan_id {int} NOT NULL,
	needs_plan_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, plan_id, needs_plan_id),
	FOREIGN KEY (tenant_id, plan_id) REFERENCES service_plan (tenant_id, id),
	FOREIGN KEY (tenant_id, needs_plan_id) REFERENCES service_plan (tenant_id, id)
) {table};

CREATE TABLE subscription (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	commerce_id {blob} NOT NULL,
	sku_id {int} NOT NULL,
	total_licenses {int} NOT NULL CHECK (total_licenses >= 0),
	status {int} NOT NULL,
	channel {int} NOT NULL,
	is_trial {int} NOT NULL CHECK (is_trial IN (0, 1)),
	is_recurring {int} NOT NULL CHECK (is_recurring IN (0, 1)),
	starts_ms {int} NOT NULL,
	ends_ms {int},
	next_lifecycle_ms {int},
	price_per_seat {text},
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE UNIQUE INDEX subscription_guid ON subscription (tenant_id, guid);

CREATE UNIQUE INDEX subscription_commerce ON subscription (tenant_id, commerce_id);

CREATE INDEX subscription_sku ON subscription (tenant_id, sku_id);

CREATE TABLE seat_pool (
	tenant_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	enabled {int} NOT NULL CHECK (enabled >= 0),
	warning {int} NOT NULL CHECK (warning >= 0),
	suspended {int} NOT NULL CHECK (suspended >= 0),
	locked_out {int} NOT NULL CHECK (locked_out >= 0),
	self_service {int} NOT NULL CHECK (self_service >= 0),
	consumed {int} NOT NULL CHECK (consumed >= 0),
	PRIMARY KEY (tenant_id, sku_id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE TABLE plan_set (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	plans {blob} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX plan_set_plans ON plan_set (tenant_id, plans);

CREATE TABLE license_path (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	source_id {int} NOT NULL,
	plan_set_id {int} NOT NULL,
	state {int} NOT NULL,
	error {int} NOT NULL,
	since_ms {int} NOT NULL,
	operation_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id, sku_id, source_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE INDEX license_path_sku ON license_path (tenant_id, sku_id, user_id, source_id);

CREATE TABLE deleted_license (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	plan_set_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id, sku_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE TABLE operation (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	kind {int} NOT NULL,
	actor_kind {int} NOT NULL,
	actor_id {int} NOT NULL,
	actor_name {text} NOT NULL,
	reason {text},
	correlation {text} NOT NULL,
	target {text} NOT NULL,
	change_count {int} NOT NULL,
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX operation_guid ON operation (tenant_id, guid);

CREATE TABLE operation_change (
	tenant_id {int} NOT NULL,
	operation_id {int} NOT NULL,
	seq {int} NOT NULL,
	kind {int} NOT NULL,
	object_id {int} NOT NULL,
	sku_id {int},
	source_id {int},
	plan_set_before {int},
	plan_set_after {int},
	state_before {int},
	state_after {int},
	detail {text},
	PRIMARY KEY (tenant_id, operation_id, seq)
) {table};

CREATE TABLE access_token (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	name {text} NOT NULL,
	role {int} NOT NULL,
	hash {blob} NOT NULL UNIQUE,
	created_ms {int} NOT NULL,
	expires_ms {int} NOT NULL,
	revoked_ms {int},
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX access_token_guid ON access_token (tenant_id, guid);
