-- Templates for new users (R-84): each belongs to whoever made it. owner_kind and owner_id: as an actor in the ledger.
-- contents is JSON: the members that docs/api.md names.

CREATE TABLE user_template (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	owner_kind {int} NOT NULL,
	owner_id {int} NOT NULL,
	display_name {text} NOT NULL,
	name_key {text} NOT NULL,
	contents {text} NOT NULL,
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX user_template_name ON user_template (tenant_id, owner_kind, owner_id, name_key);
