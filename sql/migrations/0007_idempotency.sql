-- Answers to requests that count once, by the header Idempotency-Key: kept for a day, and given again to whoever sends the same
-- request with the same key. key_hash is made of the caller and the key, content_hash of what was asked, keyed by the key itself:
-- without the key, which is not stored, nobody can try out what was in the request. status is 0 while the request is under way
-- and, for work that goes on as a job, for ever: job_id is what to look at then.

CREATE TABLE idempotency (
	tenant_id {int} NOT NULL REFERENCES tenant (id),
	key_hash {blob} NOT NULL,
	content_hash {blob} NOT NULL,
	created_ms {int} NOT NULL,
	status {int} NOT NULL,
	headers {text},
	body {blob},
	job_id {int},
	PRIMARY KEY (tenant_id, key_hash),
	FOREIGN KEY (tenant_id, job_id) REFERENCES bulk_job (tenant_id, id) ON DELETE CASCADE
) {table};

CREATE INDEX idempotency_job ON idempotency (tenant_id, job_id) WHERE job_id IS NOT NULL;

CREATE INDEX idempotency_age ON idempotency (tenant_id, created_ms);
