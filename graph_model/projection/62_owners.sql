-- table land_event: grants, allocations and sales of land, and of the rest what an enterprise owns, buys or pledges; homes of persons stay out
SELECT s.*
FROM land_step s
WHERE s.kind IN ('出让', '划拨', '转让')
   OR EXISTS (SELECT 1 FROM land_party a WHERE a.role IN ('权利人', '义务人') AND a.source_key = s.source_key)

-- node LandEvent: one record on land, keyed by its source
SELECT source_key AS key, kind, dated_on, period, area, amount, number, unit, "use" AS purpose, location FROM land_event

-- relation CONCERNS LandEvent Parcel: the parcel that a record speaks of
SELECT e.source_key AS "start", p.parcel_id AS "end" FROM land_event e JOIN parcel_row p USING (source_key)

-- relation PARTY_TO Enterprise LandEvent: who buys, sells, owns, owes or lends
SELECT a.entity_id AS "start", e.source_key AS "end", a.role
FROM land_event e JOIN land_party a USING (source_key)

-- table whole_right: dated rights of an enterprise in a parcel; one in a unit of less than half of the parcel is a part
SELECT r.entity_id, r.parcel_id, r.kind, r.role, r.dated_on, r.area, r.source_key,
       r.role IN ('受让方', '权利人') AS gains, r.role IN ('转让方', '原权利人') AS gives,
       CASE WHEN r.kind IN ('出让', '转让') THEN true ELSE coalesce(r.area >= 0.5 * f.area, false) END AS whole
FROM right_row r LEFT JOIN parcel_fact f USING (parcel_id)
WHERE r.role IN ('受让方', '权利人', '转让方', '原权利人') AND r.dated_on IS NOT NULL

-- table own_act: what an enterprise gains in a parcel, and when it gives the whole, or most of its own part, away
SELECT *
FROM (
    SELECT *, gives AND (whole OR coalesce(area >= 0.5 * sum(area) FILTER (WHERE gains) OVER (PARTITION BY entity_id, parcel_id), false)) AS leaves
    FROM whole_right
)
WHERE gains OR leaves

-- table other_gain: who else gains the whole of a parcel that an enterprise has gained; together with it is no end
SELECT t.entity_id, t.parcel_id, o.dated_on, o.source_key
FROM (SELECT DISTINCT entity_id, parcel_id FROM own_act WHERE gains) t
JOIN whole_right o ON o.parcel_id = t.parcel_id AND o.entity_id <> t.entity_id AND o.gains AND o.whole
WHERE NOT EXISTS (SELECT 1 FROM whole_right s WHERE s.source_key = o.source_key AND s.entity_id = t.entity_id AND s.gains)

-- table gain_spell: gains numbered by spell: a new one where it had left before, or where it buys again what another had gained; a certificate may be a renewal
SELECT *, sum(CASE WHEN before IS NULL OR left_since OR lost_since THEN 1 ELSE 0 END) OVER (
           PARTITION BY entity_id, parcel_id ORDER BY dated_on, source_key ROWS UNBOUNDED PRECEDING) AS spell
FROM (
    SELECT g.*,
           EXISTS (SELECT 1 FROM own_act l WHERE l.entity_id = g.entity_id AND l.parcel_id = g.parcel_id AND l.leaves
                   AND l.dated_on >= g.before AND l.dated_on < g.dated_on) AS left_since,
           g.kind <> '登记' AND EXISTS (SELECT 1 FROM other_gain o WHERE o.entity_id = g.entity_id AND o.parcel_id = g.parcel_id
                   AND o.dated_on > g.before AND o.dated_on < g.dated_on) AS lost_since
    FROM (
        SELECT *, lag(dated_on) OVER (PARTITION BY entity_id, parcel_id ORDER BY dated_on, source_key) AS before
        FROM own_act WHERE gains
    ) g
)

-- table act_spell: gains and leaves by spell; who leaves without a gain sold what it held before the data begin: spell 0
SELECT entity_id, parcel_id, spell, dated_on, kind, area, whole, source_key, true AS gains FROM gain_spell
UNION ALL
SELECT l.entity_id, l.parcel_id, coalesce(max(g.spell) FILTER (WHERE g.dated_on <= l.dated_on), 0), l.dated_on, l.kind, l.area, l.whole, l.source_key, false
FROM own_act l LEFT JOIN gain_spell g USING (entity_id, parcel_id)
WHERE l.leaves
GROUP BY ALL

-- table tenure: each time that an enterprise came to a parcel: since when, when last confirmed, when given away
SELECT entity_id, parcel_id, spell, min(dated_on) FILTER (WHERE gains) AS from_on, max(dated_on) FILTER (WHERE gains) AS last_on,
       min(dated_on) FILTER (WHERE NOT gains) AS given_on, coalesce(bool_or(whole) FILTER (WHERE gains), true) AS whole,
       list(DISTINCT kind ORDER BY kind) AS basis, list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources,
       max(area) FILTER (WHERE gains AND kind <> '不动产转让') AS area,
       lead(min(dated_on) FILTER (WHERE gains)) OVER (PARTITION BY entity_id, parcel_id ORDER BY spell) AS again_on
FROM act_spell GROUP BY entity_id, parcel_id, spell

-- table held: who holds a parcel over time: until it gives the parcel away, or another alone gains the whole of it later; the row that ends it is told
SELECT t.entity_id, t.parcel_id, t.from_on, least(t.given_on, n.next_on) AS to_on, t.whole, t.basis, t.area,
       list_sort(list_distinct(list_append(t.sources, CASE WHEN t.given_on IS NULL OR n.next_on < t.given_on THEN n.source_key END))) AS sources
FROM tenure t
LEFT JOIN (
    SELECT t.entity_id, t.parcel_id, t.spell, min(o.dated_on) AS next_on, arg_min(o.source_key, (o.dated_on, o.source_key)) AS source_key
    FROM tenure t
    JOIN other_gain o ON o.entity_id = t.entity_id AND o.parcel_id = t.parcel_id AND o.dated_on > t.last_on
     AND o.dated_on < coalesce(t.again_on, DATE '9999-12-31')
    WHERE t.whole
    GROUP BY ALL
) n USING (entity_id, parcel_id, spell)

-- relation HOLDS Enterprise Parcel: the owner over time
SELECT entity_id AS "start", parcel_id AS "end", from_on, to_on, whole, basis, sources FROM held
