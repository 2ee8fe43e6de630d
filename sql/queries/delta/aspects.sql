-- Tells what of an object changed behind a stamp.
-- param tenant_id int
-- param kind int
-- param object_id int
-- param from int
-- column aspect text
-- column stamp int
-- column guid blob?
-- rows many
SELECT aspect, stamp, guid
FROM object_change
WHERE tenant_id = :tenant_id AND kind = :kind AND object_id = :object_id AND stamp > :from
ORDER BY aspect
