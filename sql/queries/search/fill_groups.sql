-- Pages through the groups of all organisations, also deleted ones, for the search keys that an upgrade makes.
-- param after_tenant int
-- param after_id int
-- param limit int
-- column tenant_id int
-- column id int
-- column display_name text
-- column description text?
-- rows many
SELECT tenant_id, id, display_name, description
FROM user_group
WHERE (tenant_id, id) > (:after_tenant, :after_id)
ORDER BY tenant_id, id
LIMIT :limit
