-- Pages through the users of all organisations, also deleted ones, for the search keys that an upgrade makes.
-- param after_tenant int
-- param after_id int
-- param limit int
-- column tenant_id int
-- column id int
-- column display_name text
-- column given_name text?
-- column surname text?
-- column mail_nickname text?
-- column user_type text
-- column usage_location text?
-- column job_title text?
-- column department text?
-- column city text?
-- column state text?
-- column country text?
-- column employee_id text?
-- rows many
SELECT
	tenant_id, id, display_name, given_name, surname, mail_nickname, user_type, usage_location, job_title,
	department, city, state, country, employee_id
FROM app_user
WHERE (tenant_id, id) > (:after_tenant, :after_id)
ORDER BY tenant_id, id
LIMIT :limit
