-- Creates a user.
-- param tenant_id int
-- param id int
-- param guid guid
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
-- param created_ms int
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
-- rows exec
INSERT INTO app_user (
	tenant_id, id, guid, upn_key, mail_key, name_key, given_key, surname_key, nickname_key, type_key,
	location_key, job_key, department_key, city_key, state_key, country_key, employee_key, words, created_ms, upn, display_name, given_name, surname, mail,
	mail_nickname, account_enabled, user_type, usage_location, job_title, department, office_location,
	business_phone, mobile_phone, fax_number, street_address, city, state, postal_code, country,
	company_name, employee_id, preferred_language
) VALUES (
	:tenant_id, :id, :guid, :upn_key, :mail_key, :name_key, :given_key, :surname_key, :nickname_key, :type_key,
	:location_key, :job_key, :department_key, :city_key, :state_key, :country_key, :employee_key, :words, :created_ms, :upn, :display_name, :given_name,
	:surname, :mail, :mail_nickname, :account_enabled, :user_type, :usage_location, :job_title,
	:department, :office_location, :business_phone, :mobile_phone, :fax_number, :street_address, :city,
	:state, :postal_code, :country, :company_name, :employee_id, :preferred_language
)
