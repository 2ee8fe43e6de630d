-- Licences that people get by themselves when they first sign in to an application (R-93): the one policy of an organisation and its products
-- in their order. The application may be gone since: then the policy gives nothing.
CREATE TABLE auto_claim_policy (
	tenant_id {int} NOT NULL PRIMARY KEY REFERENCES tenant (id),
	guid {blob} NOT NULL,
	display_name {text} NOT NULL,
	is_on {int} NOT NULL CHECK (is_on IN (0, 1)),
	application_id {int} NOT NULL,
	created_ms {int} NOT NULL
) {table};

-- Position 0 is the primary product, the others are backups.
CREATE TABLE auto_claim_product (
	tenant_id {int} NOT NULL,
	position {int} NOT NULL CHECK (position BETWEEN 0 AND 4),
	sku_id {int} NOT NULL,
	plan_set_id {int} NOT NULL,
	PRIMARY KEY (tenant_id, position),
	FOREIGN KEY (tenant_id) REFERENCES auto_claim_policy (tenant_id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id),
	FOREIGN KEY (tenant_id, plan_set_id) REFERENCES plan_set (tenant_id, id)
) {table};

-- What became of the first sign-in of each user to each application; a row stays when the policy changes or goes, so that nobody is given
-- twice what was taken from him. outcome: 0 nothing could be given (which is tried again), 1 a licence was, 2 he had one. reasons: what spoke
-- against products that were tried in vain, JSON. The number rises with each attempt.
CREATE TABLE auto_claim (
	tenant_id {int} NOT NULL,
	user_id {int} NOT NULL,
	application_id {int} NOT NULL,
	id {int} NOT NULL,
	outcome {int} NOT NULL,
	sku_id {int},
	reasons {text},
	at_ms {int} NOT NULL,
	PRIMARY KEY (tenant_id, user_id, application_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
	FOREIGN KEY (tenant_id, sku_id) REFERENCES sku (tenant_id, id)
) {table};

CREATE INDEX auto_claim_time ON auto_claim (tenant_id, at_ms, id) WHERE outcome < 2;
