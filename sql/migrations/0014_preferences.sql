-- What somebody chose for himself in the admin centre: a row for each choice, none where he left it as it is.

CREATE TABLE preference (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	name {text} NOT NULL,
	value {text} NOT NULL,
	PRIMARY KEY (tenant_id, user_id, name),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};
