-- Lists the owners of an allotment, those among the deleted items left out.
-- param tenant_id int
-- param allotment_id int
-- column id int
-- column guid guid
-- column upn text
-- column display_name text
-- rows many
SELECT u.id, u.guid, u.upn, u.display_name
FROM allotment_owner o
JOIN app_user u ON u.tenant_id = o.tenant_id AND u.id = o.user_id AND u.deleted_ms IS NULL
WHERE o.tenant_id = :tenant_id AND o.allotment_id = :allotment_id
ORDER BY u.id
