-- Custom views of the users (U-31), shared by all administrators. conditions is JSON: the members that docs/api.md names.

CREATE TABLE user_view (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	display_name {text} NOT NULL,
	name_key {text} NOT NULL,
	conditions {text} NOT NULL,
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX user_view_name ON user_view (tenant_id, name_key);
