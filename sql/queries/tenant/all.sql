-- Lists the organisations of the installation, also those that are being deleted, with their default domains.
-- column id int
-- column guid guid
-- column display_name text
-- column country text
-- column created_ms int
-- column deleting_ms int?
-- column domain text?
-- rows many
SELECT t.id, t.guid, t.display_name, t.country, t.created_ms, t.deleting_ms, d.name AS domain
FROM tenant t
LEFT JOIN tenant_domain d ON d.tenant_id = t.id AND d.is_default = 1
ORDER BY t.id
