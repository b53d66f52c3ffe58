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

-- table tenure: when an enterprise came to a parcel, when it was last confirmed, and when it gave the whole, or most of its own part, away
SELECT entity_id, parcel_id, min(dated_on) FILTER (WHERE gains) AS from_on, max(dated_on) FILTER (WHERE gains) AS last_on,
       min(dated_on) FILTER (WHERE gives AND leaves) AS given_on, coalesce(bool_or(whole) FILTER (WHERE gains), true) AS whole,
       list(DISTINCT kind ORDER BY kind) AS basis, list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources,
       max(area) FILTER (WHERE gains AND kind <> '不动产转让') AS area
FROM (
    SELECT *, whole OR coalesce(area >= 0.5 * sum(area) FILTER (WHERE gains) OVER (PARTITION BY entity_id, parcel_id), false) AS leaves
    FROM whole_right
)
WHERE gains OR leaves GROUP BY entity_id, parcel_id

-- table held: who holds a parcel over time: until it gives the parcel away, or another alone gains the whole of it later
SELECT t.entity_id, t.parcel_id, t.from_on,
       CASE WHEN t.given_on >= coalesce(t.last_on, t.given_on) THEN least(t.given_on, n.next_on) ELSE n.next_on END AS to_on,
       t.whole, t.basis, t.sources, t.area
FROM tenure t
LEFT JOIN (
    SELECT t.entity_id, t.parcel_id, min(o.dated_on) AS next_on
    FROM tenure t
    JOIN whole_right o ON o.parcel_id = t.parcel_id AND o.entity_id <> t.entity_id AND o.gains AND o.whole AND o.dated_on > t.last_on
    WHERE t.whole
      AND NOT EXISTS (SELECT 1 FROM whole_right s WHERE s.source_key = o.source_key AND s.entity_id = t.entity_id AND s.gains)
    GROUP BY ALL
) n USING (entity_id, parcel_id)

-- relation HOLDS Enterprise Parcel: the owner over time
SELECT entity_id AS "start", parcel_id AS "end", from_on, to_on, whole, basis, sources FROM held
