-- Bulk work: a job is cut into short transactions, survives the process that runs it, and belongs to one process at a time
-- by a lease. Its input goes when it is done; the job and what it found stay for a while.

CREATE TABLE bulk_job (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	id {int} NOT NULL,
	guid {blob} NOT NULL,
	kind {int} NOT NULL,
	state {int} NOT NULL,
	is_kept {int} NOT NULL CHECK (is_kept IN (0, 1)),
	owner {blob} NOT NULL,
	lease_until_ms {int} NOT NULL,
	input_bytes {int} NOT NULL,
	position {int} NOT NULL,
	line {int} NOT NULL,
	done {int} NOT NULL,
	total {int} NOT NULL,
	created {int} NOT NULL,
	licensed {int} NOT NULL,
	finding_count {int} NOT NULL,
	change_count {int} NOT NULL,
	operation_id {int},
	error_code {int} NOT NULL,
	error_message {text},
	options {text} NOT NULL,
	actor_kind {int} NOT NULL,
	actor_id {int} NOT NULL,
	actor_name {text} NOT NULL,
	role {int} NOT NULL,
	reason {text},
	correlation {text} NOT NULL,
	client_request_id {text} NOT NULL,
	created_ms {int} NOT NULL,
	finished_ms {int},
	PRIMARY KEY (tenant_id, id)
) {table};

CREATE UNIQUE INDEX bulk_job_guid ON bulk_job (tenant_id, guid);

CREATE INDEX bulk_job_client ON bulk_job (tenant_id, client_request_id, id);

CREATE INDEX bulk_job_open ON bulk_job (tenant_id, id) WHERE state < 4;

CREATE TABLE bulk_input (
	tenant_id {int} NOT NULL,
	job_id {int} NOT NULL,
	seq {int} NOT NULL,
	bytes {blob} NOT NULL,
	PRIMARY KEY (tenant_id, job_id, seq),
	FOREIGN KEY (tenant_id, job_id) REFERENCES bulk_job (tenant_id, id)
) {table};

CREATE TABLE bulk_finding (
	tenant_id {int} NOT NULL,
	job_id {int} NOT NULL,
	seq {int} NOT NULL,
	kind {int} NOT NULL,
	line {int} NOT NULL,
	position {int} NOT NULL,
	name {text},
	field {text},
	value {text},
	reason {text} NOT NULL,
	remedy {text},
	PRIMARY KEY (tenant_id, job_id, seq),
	FOREIGN KEY (tenant_id, job_id) REFERENCES bulk_job (tenant_id, id)
) {table};
