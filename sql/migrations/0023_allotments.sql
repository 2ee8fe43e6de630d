-- Allotments (R-103): how many seats of a product the members of some groups may take together, run by owners. consumed counts the users who
-- hold a seat of the product by any of the groups: each once. It may be above seat_limit: nobody loses a seat because a limit is set.
CREATE TABLE allotment (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	sku_id {int} NOT NULL,
	display_name {text} NOT NULL,
	seat_limit {int} NOT NULL CHECK (seat_limit >= 0),
	consumed {int} NOT NULL CHECK (consumed >= 0),
	created_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE UNIQUE INDEX allotment_guid ON allotment (tenant_id, guid);

CREATE INDEX allotment_sku ON allotment (tenant_id, sku_id, id);

-- A group stands in at most one allotment of a product.
CREATE TABLE allotment_group (
	tenant_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	group_id {int} NOT NULL,
	allotment_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, sku_id, group_id),
	FOREIGN KEY (tenant_id, allotment_id) REFERENCES allotment (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, group_id) REFERENCES user_group (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX allotment_group_of ON allotment_group (tenant_id, allotment_id, group_id);

CREATE INDEX allotment_group_group ON allotment_group (tenant_id, group_id);

CREATE TABLE allotment_owner (
	tenant_id {int} NOT NULL,
	allotment_id {int} NOT NULL,
	user_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, allotment_id, user_id),
	FOREIGN KEY (tenant_id, allotment_id) REFERENCES allotment (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX allotment_owner_user ON allotment_owner (tenant_id, user_id, allotment_id);

-- The line of one group, or of the direct wishes, of a SKU: whoever waits for room in an allotment that has none is passed over.
CREATE INDEX seat_wish_source ON seat_wish (tenant_id, sku_id, source_id, rank, since_ms, user_id);
