-- table signal_month: the last months of each kind of fact, the newest first
SELECT f.fact, strftime((f.last || '-01')::DATE - to_months(n.nth::INTEGER - 1), '%Y-%m') AS month, n.nth
FROM (SELECT 'power' AS fact, max(month) AS last FROM power_month UNION ALL SELECT 'staff', max(month) FROM staff_month
      UNION ALL SELECT 'tax', max(month) FROM tax_month WHERE length(month) = 7) f,
     range(1, getvariable('fall_months')::BIGINT + 1) n(nth)
WHERE f.last IS NOT NULL

-- table meter_month: power of the last months and of the same months a year before; a line that stands twice in one file counts once
SELECT entity_id, month, sum(consumption)::DOUBLE AS power
FROM (
    SELECT DISTINCT a.entity_id, r.month, r.src_delivery, r.name, r.kind, r.consumption
    FROM lake_power_consumption r
    JOIN (SELECT month FROM signal_month WHERE fact = 'power'
          UNION ALL SELECT (left(month, 4)::BIGINT - 1)::VARCHAR || substr(month, 5) FROM signal_month WHERE fact = 'power') s ON s.month = r.month
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'power_consumption' AND a.role = '用电户' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
)
GROUP BY entity_id, month

-- table fall: power and staff in the last months against the same months a year before
SELECT a.fact, a.entity_id, count(*) AS months, bool_and(a.value <= (1 - getvariable('fall')::DOUBLE) * b.value) AS falls, min(a.month) AS first,
       max(a.month) AS last, sum(a.value) AS now, sum(b.value) AS before
FROM (SELECT 'power' AS fact, entity_id, month, power AS value FROM meter_month UNION ALL SELECT 'staff', entity_id, month, heads::DOUBLE FROM staff_month) a
JOIN (SELECT 'power' AS fact, entity_id, month, power AS value FROM meter_month UNION ALL SELECT 'staff', entity_id, month, heads::DOUBLE FROM staff_month) b
  ON b.fact = a.fact AND b.entity_id = a.entity_id AND a.month = (left(b.month, 4)::BIGINT + 1)::VARCHAR || substr(b.month, 5) AND b.value > 0
JOIN signal_month s ON s.fact = a.fact AND s.month = a.month
GROUP BY a.fact, a.entity_id
HAVING count(*) = getvariable('fall_months')::BIGINT AND falls

-- table tax_window: contribution in the last months, in the same months a year before, and months with tax in the year before them
SELECT t.entity_id, coalesce(sum(t.tax) FILTER (WHERE s.month IS NOT NULL), 0) AS now, coalesce(sum(t.tax) FILTER (WHERE b.month IS NOT NULL), 0) AS before,
       count(*) FILTER (WHERE t.tax > 0 AND s.month IS NULL AND t.month < w.first AND t.month >= w.year_before) AS lively
FROM tax_month t
CROSS JOIN (SELECT min(month) AS first, strftime((min(month) || '-01')::DATE - INTERVAL 12 MONTH, '%Y-%m') AS year_before FROM signal_month WHERE fact = 'tax') w
LEFT JOIN signal_month s ON s.fact = 'tax' AND s.month = t.month
LEFT JOIN signal_month b ON b.fact = 'tax' AND (left(t.month, 4)::BIGINT + 1)::VARCHAR || substr(t.month, 5) = b.month
GROUP BY t.entity_id

-- table signal: what falls at a living firm before its tax does; a firm that is 注销 is past help
SELECT 'signal_power' AS kind, f.entity_id, f.last AS period, '很可能' AS certainty,
       '用电连续' || f.months || '个月同比下降，近期合计降' || round(100 * (1 - f.now / f.before), 1) || '%' AS detail,
       f.first || '至' || f.last || '用电' || round(f.now) || '千瓦时，上年同期' || round(f.before) || '；同期税收' || round(t.now) || '元，上年同期' || round(t.before) || '元' AS evidence,
       f.first
FROM fall f JOIN tax_window t USING (entity_id)
WHERE f.fact = 'power' AND t.now > 0 AND t.now >= getvariable('tax_holds')::DOUBLE * t.before
UNION ALL
SELECT 'signal_staff', f.entity_id, f.last, '很可能', '参保人数连续' || f.months || '个月同比下降，近期月均降' || round(100 * (1 - f.now / f.before), 1) || '%',
       f.first || '至' || f.last || '月均' || round(f.now / f.months, 1) || '人，上年同期' || round(f.before / f.months, 1) || '人', f.first
FROM fall f WHERE f.fact = 'staff' AND f.before / f.months >= getvariable('staff_least')::DOUBLE
UNION ALL
SELECT 'signal_tax', h.entity_id, h.last, '线索', '近' || getvariable('fall_months') || '个月无税款入库，仍有' || h.heads || '人参保',
       '此前12个月中' || t.lively || '个月有税款入库；近月入库合计' || round(t.now) || '元', h.first
FROM (
    SELECT s.entity_id, arg_max(s.heads, s.month) AS heads, min(s.month) AS first, max(s.month) AS last
    FROM staff_month s JOIN signal_month m ON m.fact = 'staff' AND m.month = s.month
    GROUP BY s.entity_id HAVING bool_or(m.nth = 1)
) h JOIN tax_window t USING (entity_id)
WHERE h.heads >= getvariable('still_insured')::BIGINT AND t.now <= 0 AND t.lively >= getvariable('lost_months')::BIGINT
UNION ALL
SELECT 'signal_silent', l.entity_id, l.last_active, '线索', '末次经营迹象在' || l.last_active || '，此后申报收入、入库、参保、用电全无',
       '此前12个月中' || (SELECT count(*) FROM life_month m WHERE m.entity_id = l.entity_id AND m.month <= l.last_active
                        AND m.month > strftime((l.last_active || '-01')::DATE - INTERVAL 12 MONTH, '%Y-%m')) || '个月有经营迹象；税务未显示注销', l.last_active
FROM life l
WHERE l.last_active < (SELECT min(month) FROM signal_month) AND l.last_active >= strftime((SELECT day FROM data_end) - INTERVAL 12 MONTH, '%Y-%m')
  AND (SELECT count(*) FROM life_month m WHERE m.entity_id = l.entity_id AND m.month <= l.last_active
       AND m.month > strftime((l.last_active || '-01')::DATE - INTERVAL 12 MONTH, '%Y-%m')) >= getvariable('lost_months')::BIGINT

-- table silent_row: rows that tell of firms gone silent
SELECT a.entity_id, a.dataset, a.period, a.delivery, a.sheet, a."row"
FROM signal g JOIN assigned a ON a.entity_id = g.entity_id AND a.dataset = 'tax_net_revenue' AND g.kind = 'signal_silent'
UNION ALL
SELECT a.entity_id, a.dataset, a.period, a.delivery, a.sheet, a."row"
FROM signal g JOIN assigned a ON a.entity_id = g.entity_id AND a.dataset = 'tax_declaration' AND g.kind = 'signal_silent'
UNION ALL
SELECT a.entity_id, a.dataset, a.period, a.delivery, a.sheet, a."row"
FROM signal g JOIN assigned a ON a.entity_id = g.entity_id AND a.dataset = 'social_insurance' AND g.kind = 'signal_silent'
UNION ALL
SELECT a.entity_id, a.dataset, a.period, a.delivery, a.sheet, a."row"
FROM signal g JOIN assigned a ON a.entity_id = g.entity_id AND a.dataset = 'power_consumption' AND g.kind = 'signal_silent'

-- table signal_source: rows of the last months behind a signal; of a firm gone silent, the last rows that tell of it
SELECT g.kind, g.entity_id, list(r.source_key ORDER BY r.src_period DESC, r.source_key)[1:12] AS sources
FROM signal g
JOIN assigned a ON a.kind = 'ent' AND a.entity_id = g.entity_id AND a.dataset = 'power_consumption'
JOIN lake_power_consumption r ON a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row AND r.month BETWEEN g.first AND g.period
WHERE g.kind = 'signal_power' GROUP BY ALL
UNION ALL
SELECT g.kind, g.entity_id, list(r.source_key ORDER BY r.src_period DESC, r.source_key)[1:12]
FROM signal g
JOIN assigned a ON a.kind = 'ent' AND a.entity_id = g.entity_id AND a.dataset = 'social_insurance'
JOIN lake_social_insurance r ON a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row AND r.month BETWEEN g.first AND g.period
WHERE g.kind IN ('signal_staff', 'signal_tax') GROUP BY ALL
UNION ALL
SELECT 'signal_silent', entity_id, list(source_key ORDER BY period DESC, source_key)[1:12]
FROM (
    SELECT DISTINCT entity_id, period, dataset || '/' || period || '/' || delivery || '#' || sheet || '!' || "row" AS source_key FROM silent_row
)
GROUP BY entity_id

-- table flag_row: every flag with the firms, payments and parcel it is about
SELECT 'after_closing' AS kind, subject, [entity_id] AS entities, certainty, detail, period, amount, evidence, NULL AS person, document, payments,
       NULL AS parcel_id, payments AS sources FROM flag_after_closing
UNION ALL BY NAME
SELECT 'duplicate' AS kind, subject, entities, certainty, detail, period, amount, evidence, document, payments, payments AS sources
FROM flag_repeated WHERE kind = 'duplicate'
UNION ALL BY NAME
SELECT 'instalment' AS kind, subject, entities, certainty, detail, period, amount, evidence, document, payments, payments AS sources
FROM flag_repeated WHERE kind = 'instalment'
UNION ALL BY NAME
SELECT 'refund' AS kind, subject, [entity_id] AS entities, certainty, detail, period, amount, evidence, document, payments, payments AS sources FROM flag_refund
UNION ALL BY NAME
SELECT 'other_payee' AS kind, subject, [entity_id] AS entities, certainty, detail, period, amount, evidence, document, payments, payments AS sources
FROM flag_payee
UNION ALL BY NAME
SELECT 'one_person' AS kind, subject, entities, certainty, detail, period, amount, evidence, person, document, payments, payments AS sources
FROM flag_one_person
UNION ALL BY NAME
SELECT 'one_address' AS kind, subject, entities, certainty, detail, period, amount, evidence, document, payments, payments AS sources
FROM flag_one_address
UNION ALL BY NAME
SELECT 'shrinking' AS kind, subject, [entity_id] AS entities, certainty, detail, period, amount, evidence, payments, payments[1:20] AS sources FROM flag_shrinking
UNION ALL BY NAME
SELECT 'idle_land' AS kind, subject, entities, certainty, detail, period, amount, evidence, parcel_id, sources FROM flag_idle_land
UNION ALL BY NAME
SELECT s.kind, s.entity_id AS subject, [s.entity_id] AS entities, s.certainty, s.detail, s.period, s.evidence, o.sources
FROM signal s JOIN "node_Enterprise" e ON e.id = s.entity_id AND e.registered AND e.status IS DISTINCT FROM '注销'
LEFT JOIN signal_source o ON o.kind = s.kind AND o.entity_id = s.entity_id

-- table flag_keyed: a key that everybody may see says nothing of whom it is about; letters alone, for a digit run may pass for a telephone
SELECT *, kind || '/' || left(translate(md5(subject), '0123456789', 'ghjkmnpqrs'), 20) AS key FROM flag_row

-- node Flag: what somebody should look at; never a finding by itself
SELECT key, kind, certainty, period, left(period, 4)::BIGINT AS year, amount, detail, evidence, person, document,
       len(list_filter(entities, lambda x: x IS NOT NULL)) AS firms, len(payments) AS payments, sources
FROM flag_keyed

-- relation ABOUT Flag Enterprise: the firm or firms of a flag
SELECT DISTINCT key AS "start", unnest(entities) AS "end" FROM flag_keyed WHERE len(entities) > 0 AND entities[1] IS NOT NULL

-- relation ABOUT Flag Subsidy: the payments of a flag
SELECT DISTINCT key AS "start", unnest(payments) AS "end" FROM flag_keyed WHERE payments IS NOT NULL

-- relation ABOUT Flag Parcel: the land of a flag
SELECT DISTINCT key AS "start", parcel_id AS "end" FROM flag_keyed WHERE parcel_id IS NOT NULL
