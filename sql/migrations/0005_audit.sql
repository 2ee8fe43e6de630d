-- The ledger becomes the audit log: also what was refused and why, with ids that outlive what they name, and from where.
-- result: 0 it was done, 1 it was refused or failed. repeats: how often, for what is counted instead of written each time.

ALTER TABLE operation ADD COLUMN result {int} NOT NULL DEFAULT 0;

ALTER TABLE operation ADD COLUMN result_reason {text};

ALTER TABLE operation ADD COLUMN repeats {int} NOT NULL DEFAULT 1;

ALTER TABLE operation ADD COLUMN actor_guid {blob};

ALTER TABLE operation ADD COLUMN app_guid {blob};

ALTER TABLE operation ADD COLUMN app_name {text};

ALTER TABLE operation ADD COLUMN address {text};

ALTER TABLE operation ADD COLUMN target_guid {blob};

-- The audit log is read in order of time, and cleaned up in that order.
CREATE INDEX operation_time ON operation (tenant_id, created_ms, id);

CREATE INDEX operation_target ON operation (tenant_id, target_guid, created_ms, id) WHERE target_guid IS NOT NULL;

CREATE INDEX operation_failed ON operation (tenant_id, created_ms, id) WHERE result <> 0;

-- Who asked for bulk work, for the same columns of its operation.
ALTER TABLE bulk_job ADD COLUMN actor_guid {blob};

ALTER TABLE bulk_job ADD COLUMN app_guid {blob};

ALTER TABLE bulk_job ADD COLUMN app_name {text};

ALTER TABLE bulk_job ADD COLUMN address {text};

-- An organisation that is being deleted: nobody gets in any more, and what it has goes piece by piece.
ALTER TABLE tenant ADD COLUMN deleting_ms {int};

-- Numbers of organisations are never given out twice: what is known of one must not be taken for another's.
INSERT INTO counter (tenant_id, name, value)
SELECT 0, 'tenant', id FROM tenant WHERE id = (SELECT max(id) FROM tenant);
