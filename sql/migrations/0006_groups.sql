-- Groups, who is in them, what they give, and who waits for a seat.

CREATE TABLE user_group (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	display_name {text} NOT NULL,
	name_key {text} NOT NULL,
	description {text},
	mail_nickname {text} NOT NULL,
	mail {text},
	visibility {text},
	mail_enabled {int} NOT NULL CHECK (mail_enabled IN (0, 1)),
	security_enabled {int} NOT NULL CHECK (security_enabled IN (0, 1)),
	is_unified {int} NOT NULL CHECK (is_unified IN (0, 1)),
	is_best_effort {int} NOT NULL CHECK (is_best_effort IN (0, 1)),
	includes_nested {int} NOT NULL CHECK (includes_nested IN (0, 1)),
	created_ms {int} NOT NULL,
	renewed_ms {int} NOT NULL,
	deleted_ms {int},
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX user_group_guid ON user_group (tenant_id, guid);

CREATE INDEX user_group_name ON user_group (tenant_id, name_key, id);

-- member_kind: 0 a user, 1 a group. Members that are deleted stay, so that a restored one is back where it was.
CREATE TABLE group_member (
	tenant_id {int} NOT NULL,
	group_id {int} NOT NULL,
	member_kind {int} NOT NULL CHECK (member_kind IN (0, 1)),
	member_id {int} NOT NULL,
	added_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, group_id, member_kind, member_id),
	FOREIGN KEY (tenant_id, group_id) REFERENCES user_group (tenant_id, id) ON DELETE CASCADE
) {table};

-- D-08: the order in which members are given seats.
CREATE INDEX group_member_order ON group_member (tenant_id, group_id, member_kind, added_ms, member_id);

CREATE INDEX group_member_of ON group_member (tenant_id, member_kind, member_id, group_id, added_ms);

CREATE TABLE group_owner (
	tenant_id {int} NOT NULL,
	group_id {int} NOT NULL,
	user_id {int} NOT NULL,
	added_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, group_id, user_id),
	FOREIGN KEY (tenant_id, group_id) REFERENCES user_group (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX group_owner_user ON group_owner (tenant_id, user_id, group_id);

-- What a group gives each of its members: its template.
CREATE TABLE group_license (
	tenant_id {int} NOT NULL,
	group_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	plan_set_id {int} NOT NULL,
	since_ms {int} NOT NULL,
	operation_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, group_id, sku_id),
	FOREIGN KEY (tenant_id, group_id) REFERENCES user_group (tenant_id, id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE INDEX group_license_sku ON group_license (tenant_id, sku_id, group_id);

-- Paths by the group that gives them: all of them, and those that are not healthy (G-23).
CREATE INDEX license_path_source ON license_path (tenant_id, source_id, user_id) WHERE source_id <> 0;

CREATE INDEX license_path_error ON license_path (tenant_id, source_id, user_id, state) WHERE state <> 0;

-- The line for a seat of a SKU: one row for each path that has none for want of seats. rank: smaller comes first, 0 is usual;
-- since_ms: for a member since when he is in the group (D-08), for a direct wish when it was made.
CREATE TABLE seat_wish (
	tenant_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	user_id {int} NOT NULL,
	source_id {int} NOT NULL,
	rank {int} NOT NULL,
	since_ms {int} NOT NULL,
	reason {text},
	PRIMARY KEY (tenant_id, sku_id, user_id, source_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE INDEX seat_wish_order ON seat_wish (tenant_id, sku_id, rank, since_ms, user_id, source_id);

CREATE INDEX seat_wish_user ON seat_wish (tenant_id, user_id);

-- What a bulk job is about, beside its input: the group whose members it goes through, the SKU whose line it serves.
ALTER TABLE bulk_job ADD COLUMN target_id {int} NOT NULL DEFAULT 0;

CREATE INDEX bulk_job_target ON bulk_job (tenant_id, kind, target_id, id) WHERE state < 4;
