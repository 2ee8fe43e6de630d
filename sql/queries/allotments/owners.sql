-- Lists the owners of an allotment, those among the deleted items left out.
-- param tenant_id int
-- param allotment_id int
-- column id int
-- column guid guid
-- column upn text
-- column display_name text
-- rows many
SELECT u.id, u.guid, u.upn, u.display_name
FROM allotment_owner one
CROSS JOIN app_user u
WHERE one.tenant_id = :tenant_id AND one.allotment_id = :allotment_id AND u.tenant_id = one.tenant_id AND u.id = one.user_id AND u.deleted_ms IS NULL
ORDER BY one.user_id
