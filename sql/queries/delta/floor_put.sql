-- Notes up to which stamp changes are forgotten: no delta token from before it is good any more.
-- param tenant_id int
-- param value int
-- rows exec
INSERT INTO counter (tenant_id, name, value)
VALUES (:tenant_id, 'deltaFloor', :value)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value
