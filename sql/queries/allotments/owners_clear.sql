-- Takes all owners from an allotment.
-- param tenant_id int
-- param allotment_id int
-- rows exec
DELETE FROM allotment_owner
WHERE tenant_id = :tenant_id AND allotment_id = :allotment_id
