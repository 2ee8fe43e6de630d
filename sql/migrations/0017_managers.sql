-- Who manages whom. A deleted manager keeps his people and is not shown; both rows go with the users.
CREATE TABLE user_manager (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	manager_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, manager_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX user_manager_reports ON user_manager (tenant_id, manager_id, user_id);
