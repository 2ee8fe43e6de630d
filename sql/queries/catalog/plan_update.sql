-- Writes what a newer file says about a service plan. Key, GUID and vendor never change.
-- param name text
-- param display_name text
-- param service text
-- param prohibited text
-- param is_company int
-- param is_auto int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE service_plan
SET name = :name, display_name = :display_name, service = :service, prohibited = :prohibited,
	is_company = :is_company, is_auto = :is_auto
WHERE tenant_id = :tenant_id AND id = :id
