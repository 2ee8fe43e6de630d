-- Loads a set of disabled plans.
-- param tenant_id int
-- param id int
-- column plans blob
-- rows maybe
SELECT plans
FROM plan_set
WHERE tenant_id = :tenant_id AND id = :id
