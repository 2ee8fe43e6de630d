-- Pages through those users of a change who are in a state that few are in: the last condition is the index's.
-- param tenant_id int
-- param job_id int
-- param state int
-- param after int
-- param limit int
-- column seq int
-- column line int
-- column user_guid blob?
-- column name text
-- column state int
-- column code text?
-- column message text?
-- column remedy text?
-- column effect text?
-- column group_guid blob?
-- rows many
SELECT i.seq, i.line, u.guid AS user_guid, i.name, i.state, i.code, i.message, i.remedy, i.effect, g.guid AS group_guid
FROM bulk_item i
LEFT JOIN app_user u ON u.tenant_id = i.tenant_id AND u.id = i.user_id
LEFT JOIN user_group g ON g.tenant_id = i.tenant_id AND g.id = i.group_id
WHERE i.tenant_id = :tenant_id AND i.job_id = :job_id AND i.state = :state AND i.seq > :after AND i.state >= 2
ORDER BY i.seq
LIMIT :limit
