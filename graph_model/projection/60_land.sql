-- table land_step: rows on land; allocations have neither day nor holder
SELECT source_key, 'land_grant' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '出让' AS kind, granted_on AS dated_on, area::DOUBLE AS area, amount::DOUBLE AS amount, NULL AS number, NULL AS unit, NULL AS "use",
       NULL::DOUBLE AS parcel_area, location, NULL AS holder_kind
FROM lake_land_grant
UNION ALL BY NAME
SELECT source_key, 'land_transfer' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '转让' AS kind, transferred_on AS dated_on, area::DOUBLE AS area, original_certificate_no AS number, coalesce(new_use, "use") AS "use", location
FROM lake_land_transfer
UNION ALL BY NAME
SELECT source_key, 'land_allocation' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '划拨' AS kind, area::DOUBLE AS area, certificate_no AS number, "use", location
FROM lake_land_allocation
UNION ALL BY NAME
SELECT source_key, 'property_registration' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '登记' AS kind, issued_on AS dated_on, use_right_area::DOUBLE AS area, certificate_no AS number, parcel_unit_no AS unit, "use",
       parcel_area::DOUBLE AS parcel_area, location, holder_kind
FROM lake_property_registration
UNION ALL BY NAME
SELECT source_key, 'property_transfer' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '不动产转让' AS kind, registered_on AS dated_on, floor_area::DOUBLE AS area, business_no AS number, "use", location
FROM lake_property_transfer
UNION ALL BY NAME
SELECT source_key, 'property_mortgage' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '抵押' AS kind, registered_on AS dated_on, floor_area::DOUBLE AS area, amount::DOUBLE AS amount, business_no AS number,
       parcel_unit_no AS unit, "use", location
FROM lake_property_mortgage

-- table parcel_row: rows whose parcel is decided
SELECT r.*, a.entity_id AS parcel_id
FROM land_step r
JOIN assigned a ON a.kind = 'pcl' AND a.dataset = r.dataset AND a.delivery = r.delivery AND a.sheet = r.sheet AND a."row" = r."row"
QUALIFY row_number() OVER (PARTITION BY r.source_key ORDER BY a.part_no, a.entity_id) = 1

-- table land_party: enterprises that a record on land names; what it says is a person's stays out, and so do homes of owners of a shop or of names no list holds
SELECT r.source_key, a.entity_id, a.role
FROM land_step r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = r.dataset AND a.delivery = r.delivery AND a.sheet = r.sheet AND a."row" = r."row"
JOIN entity e ON e.entity_id = a.entity_id AND e.known_to IS NULL
WHERE r.holder_kind IS DISTINCT FROM '个人'
  AND NOT (coalesce(r."use", '') LIKE '%住宅%' AND a.role IN ('权利人', '义务人', '原权利人')
           AND (e.form = '个体工商户' OR (a.role <> '原权利人' AND NOT e.registered)))
GROUP BY ALL

-- table right_row: what an enterprise did with a parcel; one loan over many units repeats its amount
SELECT a.entity_id, r.parcel_id, r.kind, a.role, r.dated_on, r.area, r.amount, r.number, r.unit, r.source_key
FROM parcel_row r JOIN land_party a USING (source_key)

-- table parcel_fact: 宗地面积 once per parcel, and the registrations that belong to no enterprise
SELECT p.parcel_id, max(p.parcel_area) AS area,
       count(*) FILTER (WHERE p.dataset = 'property_registration' AND r.source_key IS NULL) AS households
FROM parcel_row p LEFT JOIN (SELECT DISTINCT source_key FROM right_row) r USING (source_key)
GROUP BY p.parcel_id

-- node Parcel: land, by 宗地代码 or 坐落
SELECT e.entity_id AS id, coalesce(e.address, e.name) AS name, e.code, e.town, e.address, f.area, coalesce(f.households, 0) AS households, s.sources
FROM entity e
LEFT JOIN parcel_fact f ON f.parcel_id = e.entity_id
LEFT JOIN thing_seat s USING (entity_id)
WHERE e.kind = 'pcl' AND e.known_to IS NULL

-- relation HAS_RIGHT_IN Enterprise Parcel: one per record
SELECT entity_id AS "start", parcel_id AS "end", kind, role, dated_on, area, amount, number, unit, source_key AS source FROM right_row

-- table home_row: the last state of each home of an estate
SELECT r.house_no, r.sales_status, r.source_key, b.entity_id AS building_id, d.entity_id AS developer_id
FROM lake_housing_unit r
JOIN assigned b ON b.kind = 'bld' AND b.dataset = 'housing_unit' AND b.delivery = r.src_delivery
 AND b.sheet = r.src_sheet AND b."row" = r.src_row
LEFT JOIN assigned d ON d.kind = 'ent' AND d.part_no = 0 AND d.dataset = 'housing_unit' AND d.delivery = r.src_delivery
 AND d.sheet = r.src_sheet AND d."row" = r.src_row
QUALIFY row_number() OVER (PARTITION BY r.house_no, b.entity_id ORDER BY r.src_period DESC, r.source_key DESC) = 1

-- table home_count: homes of an estate and how many are sold
SELECT building_id, count(*) AS homes, count(*) FILTER (WHERE regexp_matches(sales_status, '已售|已签|已备案')) AS homes_sold
FROM home_row GROUP BY building_id

-- node Building: estates and commercial buildings
SELECT e.entity_id AS id, e.name, e.town, e.address, h.homes, h.homes_sold, s.sources,
       CASE WHEN h.building_id IS NOT NULL THEN '楼盘' WHEN regexp_matches(e.name, getvariable('market_names')) THEN '市场'
            WHEN regexp_matches(e.name, getvariable('factory_names')) THEN '标准厂房'
            WHEN regexp_matches(e.name, getvariable('shop_names')) THEN '商铺' ELSE '楼宇' END AS kind
FROM entity e
LEFT JOIN home_count h ON h.building_id = e.entity_id
LEFT JOIN thing_seat s USING (entity_id)
WHERE e.kind = 'bld' AND e.known_to IS NULL

-- relation DEVELOPED Enterprise Building: the developer of an estate
SELECT developer_id AS "start", building_id AS "end", count(*) AS homes,
       list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources
FROM home_row WHERE developer_id IS NOT NULL GROUP BY ALL

-- relation OCCUPIES Enterprise Building: owner or tenant, which the source leaves open
SELECT e.entity_id AS "start", b.entity_id AS "end", r.use_kind, r.used_area::DOUBLE AS used_area,
       r.business_area::DOUBLE AS business_area, r.src_period AS period, r.source_key AS source
FROM lake_building_occupancy r
JOIN assigned b ON b.kind = 'bld' AND b.dataset = 'building_occupancy' AND b.delivery = r.src_delivery
 AND b.sheet = r.src_sheet AND b."row" = r.src_row
JOIN assigned e ON e.kind = 'ent' AND e.dataset = 'building_occupancy' AND e.delivery = r.src_delivery
 AND e.sheet = r.src_sheet AND e."row" = r.src_row

-- table place_of: 坐落 of projects, parcels and buildings without province, prefecture and city
SELECT entity_id, kind, regexp_replace(address, '^(福建省)?(泉州市)?(晋江市)?', '') AS place
FROM entity WHERE kind IN ('prj', 'pcl', 'bld') AND length(address) >= 6 AND known_to IS NULL

-- table same_place: a project or building and the one parcel that has its 坐落, with the first rows that name either
SELECT s.entity_id, s.kind, s.parcel_id, list_concat(coalesce(o.sources, [])[1:10], coalesce(c.sources, [])[1:10]) AS sources
FROM (
    SELECT p.entity_id, p.kind, min(c.entity_id) AS parcel_id
    FROM place_of p JOIN place_of c ON c.kind = 'pcl' AND c.place = p.place
    WHERE p.kind <> 'pcl' GROUP BY p.entity_id, p.kind HAVING count(*) = 1
) s
LEFT JOIN thing_seat o ON o.entity_id = s.entity_id
LEFT JOIN thing_seat c ON c.entity_id = s.parcel_id

-- relation ON_PARCEL Project Parcel: the same 坐落, where one parcel alone has it
SELECT entity_id AS "start", parcel_id AS "end", sources FROM same_place WHERE kind = 'prj'

-- relation ON_PARCEL Building Parcel: the same 坐落, where one parcel alone has it
SELECT entity_id AS "start", parcel_id AS "end", sources FROM same_place WHERE kind = 'bld'
