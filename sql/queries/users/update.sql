-- Writes every property of a user; what did not change is written as it was.
-- param upn_key text
-- param mail_key text?
-- param name_key text
-- param given_key text
-- param surname_key text
-- param nickname_key text
-- param type_key text
-- param location_key text
-- param job_key text
-- param department_key text
-- param city_key text
-- param state_key text
-- param country_key text
-- param employee_key text
-- param words text
-- param upn text
-- param display_name text
-- param given_name text?
-- param surname text?
-- param mail text?
-- param mail_nickname text?
-- param account_enabled int
-- param user_type text
-- param usage_location text?
-- param job_title text?
-- param department text?
-- param office_location text?
-- param business_phone text?
-- param mobile_phone text?
-- param fax_number text?
-- param street_address text?
-- param city text?
-- param state text?
-- param postal_code text?
-- param country text?
-- param company_name text?
-- param employee_id text?
-- param preferred_language text?
-- param tenant_id int
-- param id int
-- rows exec
UPDATE app_user SET
	upn_key = :upn_key, mail_key = :mail_key, name_key = :name_key, given_key = :given_key,
	surname_key = :surname_key, nickname_key = :nickname_key, type_key = :type_key, location_key = :location_key,
	job_key = :job_key, department_key = :department_key, city_key = :city_key, state_key = :state_key,
	country_key = :country_key, employee_key = :employee_key, words = :words, upn = :upn, display_name = :display_name, given_name =
	:given_name, surname = :surname, mail = :mail, mail_nickname = :mail_nickname, account_enabled =
	:account_enabled, user_type = :user_type, usage_location = :usage_location, job_title = :job_title,
	department = :department, office_location = :office_location, business_phone = :business_phone,
	mobile_phone = :mobile_phone, fax_number = :fax_number, street_address = :street_address, city =
	:city, state = :state, postal_code = :postal_code, country = :country, company_name =
	:company_name, employee_id = :employee_id, preferred_language = :preferred_language
WHERE tenant_id = :tenant_id AND id = :id
