-- Licences that people ask an administrator for (R-90 to R-92): a row each request, and one each person whom it names. They go with the
-- request or with the person. What was decided stands with the person: state is 0 pending, 1 approved, 2 rejected, 3 withdrawn.
CREATE TABLE license_request (
	tenant_id {int} NOT NULL,
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	requester_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	message {text},
	is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
	created_ms {int} NOT NULL,
	closed_ms {int},
	PRIMARY KEY (tenant_id, id),
	FOREIGN KEY (tenant_id, requester_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE UNIQUE INDEX license_request_guid ON license_request (tenant_id, guid);

CREATE INDEX license_request_open ON license_request (tenant_id, is_open, id);

CREATE INDEX license_request_requester ON license_request (tenant_id, requester_id, id);

CREATE INDEX license_request_closed ON license_request (tenant_id, closed_ms) WHERE closed_ms IS NOT NULL;

CREATE TABLE license_request_person (
	tenant_id {int} NOT NULL,
	request_id {int} NOT NULL,
	user_id {int} NOT NULL,
	state {int} NOT NULL,
	sku_id {int},
	group_id {int},
	message {text},
	decided_ms {int},
	decided_by {text},
	PRIMARY KEY (tenant_id, request_id, user_id),
	FOREIGN KEY (tenant_id, request_id) REFERENCES license_request (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX license_request_person_user ON license_request_person (tenant_id, user_id, request_id);

-- What an organisation has people do instead of asking here; no row: they may ask.
CREATE TABLE license_request_process (
	tenant_id {int} NOT NULL PRIMARY KEY REFERENCES tenant (id),
	is_own {int} NOT NULL CHECK (is_own IN (0, 1)),
	message {text},
	link {text}
) {table};

-- Products that employees may buy for themselves: nobody asks for them.
CREATE TABLE self_service_sku (
	tenant_id {int} NOT NULL,
	sku_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, sku_id),
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};
