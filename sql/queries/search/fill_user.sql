-- Writes the search keys of a user who was there before they were.
-- param tenant_id int
-- param id int
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
-- rows exec
UPDATE app_user SET
	name_key = :name_key, given_key = :given_key, surname_key = :surname_key, nickname_key = :nickname_key,
	type_key = :type_key, location_key = :location_key, job_key = :job_key, department_key = :department_key,
	city_key = :city_key, state_key = :state_key, country_key = :country_key, employee_key = :employee_key,
	words = :words
WHERE tenant_id = :tenant_id AND id = :id
