-- A closed firm that still pays or insures, for a time behind the first delivery that shows 注销.
SELECT n.dataset, n.supplier, said(c.name, e.code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.name_field AS field, n.name AS value, NULL::VARCHAR AS expected,
       '税务登记自 ' || c.shown_in || ' 起显示' || c.status || '（注销日期不在数据中，介于'
         || coalesce(strftime(c.open_until - INTERVAL 1 DAY, '%Y-%m-%d'), '首次采集以前') || '与 '
         || strftime(c.closed_by - INTERVAL 1 DAY, '%Y-%m-%d') || ' 之间），这一行却属于 ' || strftime(n.since, '%Y-%m') AS why
FROM active n JOIN known k USING (mention_id) JOIN closed c ON c.entity_id = k.entity_id JOIN entity e ON e.entity_id = c.entity_id
WHERE k.decision = 'match' AND n.since >= c.closed_by
