-- What $filter, $orderby and $search look through. Names ending in _key are folded for comparing and empty when there is no
-- value; words has each word of the name with a space before it. The program fills them for users and groups that are there
-- already, in the same transaction (store/search_keys.c).

ALTER TABLE app_user ADD COLUMN name_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN given_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN surname_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN nickname_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN type_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN location_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN job_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN department_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN city_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN state_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN country_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN employee_key {text} NOT NULL DEFAULT '';

ALTER TABLE app_user ADD COLUMN words {text} NOT NULL DEFAULT '';

-- deleted_ms is always NULL there; with it SQLite need not look at the row.
CREATE INDEX app_user_name ON app_user (tenant_id, name_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_given ON app_user (tenant_id, given_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_surname ON app_user (tenant_id, surname_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_job ON app_user (tenant_id, job_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_department ON app_user (tenant_id, department_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_location ON app_user (tenant_id, location_key, id, deleted_ms) WHERE deleted_ms IS NULL;

CREATE INDEX app_user_employee ON app_user (tenant_id, employee_key, id, deleted_ms) WHERE deleted_ms IS NULL AND employee_key <> '';

-- The few whose account is blocked, and the few who are no members.
CREATE INDEX app_user_disabled ON app_user (tenant_id, account_enabled, id, deleted_ms) WHERE deleted_ms IS NULL AND account_enabled = 0;

CREATE INDEX app_user_guest ON app_user (tenant_id, type_key, id, deleted_ms) WHERE deleted_ms IS NULL AND type_key <> 'member';

-- The words of names, for finding people by how one begins. Those of a deleted user stay until he is removed for good.
CREATE TABLE user_token (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	token {text} NOT NULL,
	user_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, token, user_id)
) {table};

ALTER TABLE user_group ADD COLUMN words {text} NOT NULL DEFAULT '';

ALTER TABLE user_group ADD COLUMN description_key {text} NOT NULL DEFAULT '';

ALTER TABLE user_group ADD COLUMN description_words {text} NOT NULL DEFAULT '';

-- property: 0 the name, 1 the description.
CREATE TABLE group_token (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	property {int} NOT NULL CHECK (property IN (0, 1)),
	token {text} NOT NULL,
	group_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, property, token, group_id)
) {table};

-- Signs the places in lists that clients carry from page to page ($skiptoken).
ALTER TABLE tenant ADD COLUMN page_key {blob};
