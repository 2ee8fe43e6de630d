-- Takes all groups out of an allotment.
-- param tenant_id int
-- param allotment_id int
-- rows exec
DELETE FROM allotment_group
WHERE tenant_id = :tenant_id AND allotment_id = :allotment_id
