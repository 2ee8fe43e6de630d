-- Changes of the licences of many users: beside its row in bulk_job each has one that tells what kind of change it is and how
-- far, and one for every user that it is about.

-- phase: 0 its users are being found, 1 it is rehearsed, 2 it is made, 3 it is taken back. place and place_group are where the
-- phase under way is: what they count depends on phase and users. listed: number of the last item; bad: items that nobody can
-- be found for.
CREATE TABLE bulk_change (
	tenant_id {int} NOT NULL,
	job_id {int} NOT NULL,
	action {int} NOT NULL,
	mode {int} NOT NULL,
	is_preview {int} NOT NULL CHECK (is_preview IN (0, 1)),
	preview_job_id {int} NOT NULL,
	undoes_id {int} NOT NULL,
	phase {int} NOT NULL,
	place {int} NOT NULL,
	place_group {int} NOT NULL,
	listed {int} NOT NULL,
	bad {int} NOT NULL,
	changed {int} NOT NULL,
	unchanged {int} NOT NULL,
	refused {int} NOT NULL,
	reverted {int} NOT NULL,
	problem {text},
	problem_message {text},
	summary {text},
	PRIMARY KEY (tenant_id, job_id),
	FOREIGN KEY (tenant_id, job_id) REFERENCES bulk_job (tenant_id, id)
) {table};

-- user_id: 0 for somebody who could not be found. request: what is asked for of this user alone, or NULL. effect: what it does
-- to him, or would do. digest: of what was decided about him; 0: nothing yet, -1: there is nothing to decide. first_change to
-- last_change: what was written about him in the ledger's operation, and what followed.
CREATE TABLE bulk_item (
	tenant_id {int} NOT NULL,
	job_id {int} NOT NULL,
	seq {int} NOT NULL,
	user_id {int} NOT NULL,
	line {int} NOT NULL,
	name {text} NOT NULL,
	request {text},
	state {int} NOT NULL,
	code {text},
	message {text},
	remedy {text},
	effect {text},
	digest {int} NOT NULL,
	first_change {int} NOT NULL,
	last_change {int} NOT NULL,
	PRIMARY KEY (tenant_id, job_id, seq),
	FOREIGN KEY (tenant_id, job_id) REFERENCES bulk_job (tenant_id, id)
) {table};

-- A user is in a change once.
CREATE UNIQUE INDEX bulk_item_user ON bulk_item (tenant_id, job_id, user_id) WHERE user_id <> 0;

-- The exceptions are found without the many.
CREATE INDEX bulk_item_state ON bulk_item (tenant_id, job_id, state, seq) WHERE state >= 2;

-- What somebody wants of a job that is under way: 0 that it goes on, 1 that it pauses, 2 that it ends.
ALTER TABLE bulk_job ADD COLUMN wanted {int} NOT NULL DEFAULT 0;
