-- Finds a live user by folded user principal name, and loads it.
-- param tenant_id int
-- param upn_key text
-- column id int
-- column guid guid
-- column created_ms int
-- column deleted_ms int?
-- column upn text
-- column display_name text
-- column given_name text?
-- column surname text?
-- column mail text?
-- column mail_nickname text?
-- column account_enabled int
-- column user_type text
-- column usage_location text?
-- column job_title text?
-- column department text?
-- column office_location text?
-- column business_phone text?
-- column mobile_phone text?
-- column fax_number text?
-- column street_address text?
-- column city text?
-- column state text?
-- column postal_code text?
-- column country text?
-- column company_name text?
-- column employee_id text?
-- column preferred_language text?
-- rows maybe
SELECT
	id, guid, created_ms, deleted_ms, upn, display_name, given_name, surname, mail, mail_nickname,
	account_enabled, user_type, usage_location, job_title, department, office_location, business_phone,
	mobile_phone, fax_number, street_address, city, state, postal_code, country, company_name,
	employee_id, preferred_language
FROM app_user
WHERE tenant_id = :tenant_id AND upn_key = :upn_key AND deleted_ms IS NULL
