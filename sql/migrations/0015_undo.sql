-- An operation that takes another one back.

-- undoes_guid: the public id of the operation that this one has undone, also when the ledger does not have it any more. undoes_kind: the
-- kind of the first of them, where one undoes an undo: who may do that is who may do the first.
ALTER TABLE operation ADD COLUMN undoes_guid {blob};

ALTER TABLE operation ADD COLUMN undoes_kind {int};

CREATE INDEX operation_undoes ON operation (tenant_id, undoes_guid, id) WHERE undoes_guid IS NOT NULL;

-- group_id: the group, where a change is about one; user_id is 0 then. undo_first to undo_last: the changes of the operation that is
-- undone among which there are those of this user or group.
ALTER TABLE bulk_item ADD COLUMN group_id {int} NOT NULL DEFAULT 0;

ALTER TABLE bulk_item ADD COLUMN undo_first {int} NOT NULL DEFAULT 0;

ALTER TABLE bulk_item ADD COLUMN undo_last {int} NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX bulk_item_group ON bulk_item (tenant_id, job_id, group_id) WHERE group_id <> 0;
