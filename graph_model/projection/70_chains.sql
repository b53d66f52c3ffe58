-- table listed: the official chain list: enterprise, chain, stage and years
SELECT a.entity_id, s.chain, trim(r.stage) AS stage, min(try_cast(left(r.year, 4) AS BIGINT)) AS first_year,
       max(try_cast(left(r.year, 4) AS BIGINT)) AS last_year, list(DISTINCT r.source_key ORDER BY r.source_key) AS sources
FROM lake_chain_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'chain_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
JOIN chain_spelling s ON s.written = trim(r.chain)
GROUP BY ALL

-- table listed_in_review: the same where the match still waits for a steward
SELECT DISTINCT m.entity_id, s.chain, trim(r.stage) AS stage
FROM lake_chain_firm r
JOIN mention_source o ON o.dataset = 'chain_firm' AND o.delivery = r.src_delivery AND o.sheet = r.src_sheet
 AND o."row" = r.src_row
JOIN mention n ON n.mention_id = o.mention_id AND n.kind = 'ent'
JOIN match m ON m.mention_id = o.mention_id AND m.decision = 'review' AND m.entity_id IS NOT NULL AND m.known_to IS NULL
JOIN chain_spelling s ON s.written = trim(r.chain)

-- table firm_text: what an enterprise says it makes: 经营范围, 主要产品, 主营业务
SELECT entity_id, kind, text, source FROM (
    SELECT e.entity_id, '经营范围' AS kind, e.scope AS text, f.sources[1] AS source
    FROM entity e LEFT JOIN firm_seat f USING (entity_id) WHERE e.kind = 'ent'
    UNION ALL SELECT entity_id, '主要产品', products, source_key FROM honour_row
    UNION ALL SELECT entity_id, '主营业务', main_business, source_key FROM park_row
) WHERE text IS NOT NULL AND text <> ''
ORDER BY entity_id, kind, text, source

-- call placement: graded places of enterprises in the chains, see placement.py

-- node Chain: the templates, and chains of the list that no template knows
SELECT c.name, c.title, (SELECT count(DISTINCT l.entity_id) FROM listed l WHERE l.chain = c.name) AS listed FROM chain c

-- relation LISTED_IN Enterprise Chain: the official list gives chain and stage, no node
SELECT entity_id AS "start", chain AS "end", stage, first_year, last_year, sources FROM listed

-- node ChainNode: the nodes of the templates
SELECT key, name, chain, stage, position, importance, must_be_local FROM chain_node

-- relation NODE_OF ChainNode Chain: a node and its chain
SELECT key AS "start", chain AS "end" FROM chain_node

-- relation SUPPLIES_TO ChainNode ChainNode: of the template
SELECT supplier AS "start", customer AS "end" FROM chain_supply

-- relation PLACED_AT Enterprise ChainNode: graded by evidence
SELECT entity_id AS "start", node AS "end", grade, evidence, words, sources, in_review FROM placement
