-- Adds a service plan. Plans are never removed: sets of disabled plans and the ledger point at them.
-- param tenant_id int
-- param id int
-- param guid guid
-- param name text
-- param display_name text
-- param service text
-- param vendor text
-- param prohibited text
-- param is_company int
-- param is_auto int
-- rows exec
INSERT INTO service_plan (tenant_id, id, guid, name, display_name, service, vendor, prohibited, is_company, is_auto)
VALUES (:tenant_id, :id, :guid, :name, :display_name, :service, :vendor, :prohibited, :is_company, :is_auto)
