-- table party: payees and beneficiaries of payments as resolution took them
SELECT s.delivery, s.sheet, s."row", s.role, coalesce(n.name_norm, n.name) AS norm, m.decision, m.reason, m.tier, m.entity_id AS candidate,
       regexp_replace(regexp_replace(coalesce(n.name_norm, n.name), '^(中国|福建省|福建|泉州市|泉州|晋江市|晋江)+', ''),
                      '(有限责任公司|股份有限公司|集团有限公司|有限公司|公司|商行|经营部|厂|店)$', '') AS core
FROM mention_source s
JOIN mention n USING (mention_id)
JOIN match m USING (mention_id)
WHERE s.dataset = 'subsidy_payment' AND s.part_no = 0 AND n.kind = 'ent' AND m.known_to IS NULL

-- table payment: support rows with both parties; a number of the account tells two payees apart, the account itself stays in the lake
SELECT s.*, left(s.period, 4)::BIGINT * 12 + right(s.period, 2)::BIGINT AS month_no,
       CASE WHEN l.payee_account IS NOT NULL THEN dense_rank() OVER (ORDER BY l.payee_account) END AS account,
       b.core AS b_core, p.core AS p_core, b.norm AS b_norm, p.norm AS p_norm, b.decision AS b_decision, p.decision AS p_decision,
       p.reason AS p_reason, p.tier AS p_tier, b.tier AS b_tier, b.candidate AS b_candidate
FROM subsidy_row s
JOIN lake_subsidy_payment l USING (source_key)
LEFT JOIN party b ON b.role = '受补企业' AND b.delivery = l.src_delivery AND b.sheet = l.src_sheet AND b."row" = l.src_row
LEFT JOIN party p ON p.role = '收款人' AND p.delivery = l.src_delivery AND p.sheet = l.src_sheet AND p."row" = l.src_row
WHERE length(s.period) = 7

-- table alike: how much of the shorter of two names stands in the other, by character
SELECT source_key, coalesce(len(list_intersect(string_split(b_core, ''), string_split(p_core, '')))
       / nullif(least(len(list_distinct(string_split(b_core, ''))), len(list_distinct(string_split(p_core, '')))), 0), 0) AS share
FROM payment

-- table closing: firms that the tax office shows as 注销 or 非正常: the month in which 注销 was first shown, and the last sign of life
SELECT e.id AS entity_id, e.status, CASE WHEN e.status = '注销' THEN coalesce(strftime(e.valid_to, '%Y-%m'), r.shown) END AS shown, l.last_active,
       left(l.last_active, 4)::BIGINT * 12 + right(l.last_active, 2)::BIGINT AS last_no
FROM "node_Enterprise" e
LEFT JOIN life l ON l.entity_id = e.id
LEFT JOIN (
    SELECT a.entity_id, min(r.src_period) AS shown
    FROM lake_tax_registration r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_registration' AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.status = '注销' GROUP BY a.entity_id
) r ON r.entity_id = e.id
WHERE e.status IN ('注销', '非正常')

-- table flag_after_closing: paid after the first delivery that shows 注销, or long after the last sign of life of such a firm or one that is 非正常; a lead where the firm waits for review, or is known by a like name alone and is paid in several months that all lie after its life
SELECT source_key AS subject, entity_id, period, amount, document_no AS document, [source_key] AS payments,
       CASE WHEN entity_id IS NULL OR perhaps_other OR NOT (shown_before OR silent) THEN '线索' WHEN shown_before THEN '确定' ELSE '很可能' END AS certainty,
       CASE WHEN shown_before THEN '税务首次显示注销之后拨付' ELSE CASE status WHEN '注销' THEN '已注销' ELSE '税务显示非正常' END
              || CASE WHEN last_no IS NULL THEN '，且从无经营迹象' ELSE '，末次经营迹象之后' || gap || '个月拨付' END END AS detail,
       CASE WHEN entity_id IS NULL THEN '受补企业尚待核对，以首选候选企业论；' WHEN perhaps_other THEN '只是名称近似，各次拨付又都在其末次经营迹象之后，可能另是一家企业；' ELSE '' END
         || '末次经营迹象：' || coalesce(last_active, '无') || '；首次显示注销：' || coalesce(shown, '不详') AS evidence
FROM (
    SELECT p.*, c.status, c.shown, c.last_active, c.last_no, p.month_no - c.last_no AS gap, coalesce(p.period > c.shown, false) AS shown_before,
           coalesce(p.month_no - c.last_no >= CASE c.status WHEN '注销' THEN getvariable('closing_gap')::BIGINT
                                                   ELSE getvariable('abnormal_gap')::BIGINT END, false) AS silent,
           coalesce(p.b_tier = 'model' AND min(p.period) OVER firm > c.last_active AND min(p.period) OVER firm < max(p.period) OVER firm, false) AS perhaps_other
    FROM payment p
    JOIN closing c ON c.entity_id = coalesce(p.entity_id, CASE WHEN p.b_decision IN ('review', 'ambiguous') THEN p.b_candidate END)
    WHERE p.amount > 0
    WINDOW firm AS (PARTITION BY c.entity_id)
)
WHERE shown_before OR silent OR (last_no IS NULL AND entity_id IS NOT NULL)

-- table same_line: payments of one document, project, summary and amount, in one month (duplicate) or any (instalment), by each way to be one firm's
SELECT kind, source_key, min(source_key) OVER same AS first
FROM (
    SELECT k.kind, p.source_key, p.entity_id,
           [p.document_no, p.project_name, p.summary, p.amount::VARCHAR, CASE k.kind WHEN 'duplicate' THEN p.period END] AS line,
           unnest([CASE WHEN p.document_no IS NOT NULL THEN 'firm|' || p.entity_id END, 'firm, payee|' || p.entity_id || '|' || p.payee_id,
                   'firm, account|' || p.entity_id || '|' || p.account, 'firm, written payee|' || p.entity_id || '|' || p.p_norm,
                   CASE WHEN p.payee_id = p.entity_id OR a.share >= getvariable('alike')::DOUBLE THEN 'own account|' || p.account END,
                   'name, payee|' || nullif(p.b_core, '') || '|' || p.payee_id, 'name, written payee|' || nullif(p.b_core, '') || '|' || p.p_norm,
                   'name, account|' || nullif(p.b_core, '') || '|' || p.account]) AS way
    FROM (SELECT * FROM payment WHERE amount > 0 QUALIFY count(*) OVER (PARTITION BY document_no, project_name, summary, amount) > 1) p
    JOIN alike a USING (source_key) CROSS JOIN (VALUES ('duplicate'), ('instalment')) k(kind)
)
WHERE way IS NOT NULL
WINDOW same AS (PARTITION BY kind, line, way)
QUALIFY count(*) OVER same > 1 AND min(entity_id) OVER same IS NOT DISTINCT FROM max(entity_id) OVER same

-- table same_group: connected payments of a kind, named by the first; only firsts are walked, so that a long list of equal lines costs its length
WITH RECURSIVE hub AS (
    SELECT kind, source_key, first, min(first) OVER (PARTITION BY kind, source_key) AS least FROM same_line
), way(kind, one, other) AS (
    SELECT DISTINCT kind, first, least FROM hub UNION SELECT DISTINCT kind, least, first FROM hub
), reached(kind, one, other) AS (
    SELECT kind, one, one FROM way UNION SELECT r.kind, r.one, w.other FROM reached r JOIN way w ON w.kind = r.kind AND w.one = r.other
)
SELECT h.kind, h.source_key, min(r.other) AS subject
FROM hub h JOIN reached r ON r.kind = h.kind AND r.one = h.least
GROUP BY ALL

-- table flag_repeated: a document's payment twice in one month is a duplicate; in another month usually an instalment
SELECT g.kind, g.subject, coalesce(list(DISTINCT p.entity_id ORDER BY p.entity_id) FILTER (WHERE p.entity_id IS NOT NULL), []) AS entities,
       max(p.period) AS period, min(p.amount) AS amount, min(p.document_no) AS document, list(p.source_key ORDER BY p.source_key) AS payments,
       CASE WHEN g.kind = 'duplicate' AND count(DISTINCT p.entity_id) < 2 THEN '很可能' ELSE '线索' END AS certainty,
       CASE WHEN min(p.document_no) IS NULL THEN '均无文号，' ELSE '同一文号' END
         || CASE g.kind WHEN 'duplicate' THEN '同月同额' ELSE '不同月份同额，通常为分期' END
         || CASE WHEN g.kind = 'duplicate' AND count(DISTINCT p.account) > 1 THEN '，收款账户不同' ELSE '' END AS detail,
       CASE WHEN count(DISTINCT p.account) > 1 THEN '企业' ELSE '收款人' END || '、项目、摘要、金额相同，共' || count(*) || '笔'
         || CASE WHEN count(p.entity_id) < count(*) THEN '，其中' || (count(*) - count(p.entity_id)) || '笔的受补企业尚未认定' ELSE '' END AS evidence
FROM same_group g JOIN payment p USING (source_key)
GROUP BY g.kind, g.subject
HAVING g.kind = 'duplicate' OR count(DISTINCT p.period) > 1

-- table flag_refund: money paid back, with the payment it takes back where one fits
SELECT p.source_key AS subject, p.entity_id, p.period, p.amount, p.document_no AS document, '确定' AS certainty, '退款或冲回' AS detail,
       coalesce('原拨付：' || max(o.period) || '，' || count(o.source_key) || '笔', '未找到原拨付') AS evidence,
       list_concat([p.source_key], coalesce(list(o.source_key ORDER BY o.source_key) FILTER (WHERE o.source_key IS NOT NULL), [])) AS payments
FROM payment p
LEFT JOIN payment o ON o.entity_id = p.entity_id AND o.document_no = p.document_no AND o.amount > 0 AND o.period <= p.period
 AND o.amount >= -p.amount AND o.project_name IS NOT DISTINCT FROM p.project_name
WHERE p.amount < 0
GROUP BY p.source_key, p.entity_id, p.period, p.amount, p.document_no

-- table own_account: accounts by which a firm, or who is written as such, is paid under its own name
SELECT DISTINCT coalesce(p.entity_id, p.b_norm) AS firm, p.account
FROM payment p JOIN alike a USING (source_key)
WHERE p.account IS NOT NULL AND (p.payee_id = p.entity_id OR p.p_norm = p.b_norm OR a.share >= getvariable('alike')::DOUBLE)

-- table town_office: payees whose names are those of a town's government or a street's office, or one character or one swap away
SELECT p_norm, min(office) AS office
FROM (
    SELECT p.p_norm, p.name, t.office, greatest(length(p.name), length(t.office)) AS longer, least(length(p.name), length(t.office)) AS shorter,
           list_max(list_filter(range(0, least(length(p.name), length(t.office)) + 1), lambda n: left(p.name, n) = left(t.office, n))) AS head,
           list_max(list_filter(range(0, least(length(p.name), length(t.office)) + 1), lambda n: right(p.name, n) = right(t.office, n))) AS tail
    FROM (SELECT p_norm, regexp_replace(p_norm, '^(福建省|福建|泉州市|泉州|晋江市|晋江|人民政府)+', '') AS name FROM payment WHERE p_norm IS NOT NULL GROUP BY p_norm) p
    JOIN (SELECT name || CASE WHEN name LIKE '%街道' THEN '办事处' ELSE '人民政府' END AS office FROM "node_Town") t
      ON length(p.name) BETWEEN length(t.office) - 1 AND length(t.office) + 1
)
WHERE least(head + tail, shorter) >= longer - 1
   OR (longer = shorter AND head + tail = longer - 2 AND substr(name, head + 1, 2) = reverse(substr(office, head + 1, 2)))
GROUP BY p_norm

-- table payee_kind: who the payee is, where it is not the beneficiary; `paid_into` tells whether the account is one of the beneficiary's own, as far as those are known
SELECT p.*, k.share, t.office,
       CASE WHEN regexp_matches(p.payee_name, '银行|信用社|信用合作|农商') THEN '银行'
            WHEN regexp_matches(p.payee_name, '(镇|街道|乡|村|社区)[^司厂店行社]*(府|办事处|财政所|委员会|居委会|村委会|服务中心)') THEN '镇街或村社'
            WHEN p.p_reason = 'public_body' AND regexp_matches(p.payee_name, '镇|街道|乡|村|社区') THEN '镇街或村社'
            WHEN p.p_reason = 'public_body' THEN '部门或事业单位'
            WHEN t.office IS NOT NULL THEN '镇街或村社'
            WHEN p.p_norm = e.legal_representative THEN '与企业负责人同名的个人'
            WHEN p.p_reason = 'person' THEN '自然人'
            WHEN o.id = e.parent OR e.id = o.parent OR o.parent = e.parent THEN '分支机构或总部'
            WHEN o.legal_representative = e.legal_representative THEN '负责人同名的企业'
            ELSE '其他企业' END AS payee_kind,
       CASE WHEN w.account IS NOT NULL THEN 'own' WHEN p.account IS NOT NULL AND f.firm IS NOT NULL THEN 'other' ELSE 'unknown' END AS paid_into
FROM payment p
JOIN alike k USING (source_key)
LEFT JOIN (SELECT n.*, t.parent_id AS parent FROM "node_Enterprise" n JOIN entity t ON t.entity_id = n.id AND t.known_to IS NULL) e
       ON e.id = coalesce(p.entity_id, CASE WHEN p.b_decision IN ('review', 'ambiguous') THEN p.b_candidate END)
LEFT JOIN (SELECT n.*, t.parent_id AS parent FROM "node_Enterprise" n JOIN entity t ON t.entity_id = n.id AND t.known_to IS NULL) o ON o.id = p.payee_id
LEFT JOIN town_office t ON t.p_norm = p.p_norm
LEFT JOIN own_account w ON w.firm = coalesce(p.entity_id, p.b_norm) AND w.account = p.account
LEFT JOIN (SELECT DISTINCT firm FROM own_account) f ON f.firm = coalesce(p.entity_id, p.b_norm)
WHERE p.payee_name IS NOT NULL AND p.p_norm IS NOT NULL AND p.p_norm IS DISTINCT FROM p.b_norm
  AND (p.payee_id IS DISTINCT FROM p.entity_id OR p.entity_id IS NULL)

-- table flag_payee: towns, banks and persons are known by their names; another firm where both names were decided, or the account is none of the beneficiary's, and the names are unlike
SELECT source_key AS subject, entity_id, period, amount, document_no AS document, [source_key] AS payments, payee_kind AS detail,
       CASE WHEN office IS NOT NULL AND share < getvariable('alike')::DOUBLE AND p_reason IS DISTINCT FROM 'public_body' THEN '很可能'
            WHEN public THEN CASE WHEN share < getvariable('alike')::DOUBLE THEN '确定' ELSE '线索' END
            WHEN person THEN '很可能'
            WHEN share >= getvariable('alike')::DOUBLE OR paid_into = 'own' THEN '线索'
            WHEN paid_into = 'other' OR (both_decided AND p_tier IS DISTINCT FROM 'model') THEN '很可能' ELSE '线索' END AS certainty,
       CASE WHEN share >= getvariable('alike')::DOUBLE AND NOT person THEN '两个名称相近，可能只是写法不同'
            WHEN office IS NOT NULL AND p_reason IS DISTINCT FROM 'public_body' THEN '收款人与“' || office || '”相同或只差一字'
            WHEN public THEN '收款人按名称是' || payee_kind
            WHEN person THEN '收款人按名称不是企业'
            WHEN paid_into = 'own' THEN '名称不同，但收款账户也以本企业名义收过款，可能只是写法不同'
            ELSE CASE WHEN both_decided THEN '两个名称认定为不同的企业'
                      WHEN p_decision = 'none' AND b_decision = 'match' THEN '收款人不在登记名录中，可能是旧名' ELSE '企业或收款人尚待核对' END
              || CASE WHEN paid_into = 'other' THEN '；本企业以自己名义收款用的是别的账户'
                      WHEN both_decided AND p_tier = 'model' THEN '，但收款人只是按近似名称认定，本企业又从未以自己名义收款' ELSE '' END END AS evidence
FROM (
    SELECT *, payee_kind IN ('银行', '镇街或村社', '部门或事业单位') AS public, payee_kind IN ('与企业负责人同名的个人', '自然人') AS person,
           coalesce(p_decision = 'match' AND b_decision = 'match', false) AS both_decided
    FROM payee_kind
)
WHERE public OR person OR both_decided OR share < getvariable('alike')::DOUBLE

-- table name_share: how many firms of the city a person's name represents, and how often two firms taken at random bear one name
SELECT person, firms, sum(firms * (firms - 1)) OVER () / nullif(sum(firms) OVER () * (sum(firms) OVER () - 1), 0) AS two_alike
FROM (SELECT legal_representative AS person, count(*)::DOUBLE AS firms FROM "node_Enterprise" WHERE legal_representative IS NOT NULL GROUP BY 1)

-- table paid_firm: firms of one document with who represents them and where they are; the 字号 stands first behind the place
SELECT p.document_no AS document, p.entity_id, e.legal_representative AS person, nullif(e.phone, '') AS phone,
       CASE WHEN length(e.address) >= 8 THEN e.address END AS address, e.town, e.industry,
       left(regexp_replace(e.name, '^(中国|福建省|福建|泉州市|泉州|晋江市|晋江|\p{Han}{2,3}(镇|街道))+', ''), 2) AS brand,
       sum(p.amount) AS amount, max(p.period) AS period, list(p.source_key ORDER BY p.source_key) AS payments,
       count(e.legal_representative) OVER (PARTITION BY p.document_no) AS firms_of_document
FROM payment p JOIN "node_Enterprise" e ON e.id = p.entity_id
WHERE p.document_no IS NOT NULL AND p.amount > 0
GROUP BY p.document_no, p.entity_id, e.name, e.legal_representative, e.phone, e.address, e.town, e.industry

-- table one_person: firms of one name under one document, and what they share beside the name
SELECT document, person, list(DISTINCT entity_id ORDER BY entity_id) AS entities, max(period) AS period, count(*) AS firms,
       sum(amount) AS amount, flatten(list(payments ORDER BY entity_id)) AS payments, any_value(firms_of_document) AS firms_of_document,
       CASE WHEN count(DISTINCT phone) < count(phone) THEN '电话' WHEN count(DISTINCT address) < count(address) THEN '地址'
            WHEN count(DISTINCT brand) < count(brand) THEN '字号' END AS bond,
       concat_ws('、', CASE WHEN count(DISTINCT town) < count(town) THEN '镇街' END,
                 CASE WHEN count(DISTINCT industry) < count(industry) THEN '行业' END) AS nearness,
       CASE WHEN count(DISTINCT phone) < count(phone) THEN count(DISTINCT phone) = 1 AND count(phone) = count(*)
            WHEN count(DISTINCT address) < count(address) THEN count(DISTINCT address) = 1 AND count(address) = count(*)
            ELSE count(DISTINCT brand) = 1 END AS all_share
FROM paid_firm
GROUP BY document, person HAVING count(DISTINCT entity_id) > 1

-- table flag_one_person: likely with one telephone, address or 字号, a lead with one town or industry, or a rare name; who has nothing but a common name in common is a namesake
SELECT document || '|' || entities[1] AS subject, document, person, entities, period, amount, payments,
       CASE WHEN bond IS NULL THEN '线索' ELSE '很可能' END AS certainty, firms || '家企业负责人同名' AS detail,
       CASE WHEN bond IS NOT NULL THEN CASE WHEN all_share THEN '' ELSE '其中部分企业' END || bond || '相同'
            ELSE CASE WHEN nearness = '' THEN '姓名之外并无相同，但姓名少见' ELSE '姓名之外只有' || nearness || '相同' END || '；全市该姓名任职' || s.firms_of_name || '家企业；同一文号共' || firms_of_document || '家，按全市同名率，偶然同名预期约'
                 || round(firms_of_document * (firms_of_document - 1) / 2 * s.two_alike, 2) || '对' END AS evidence
FROM one_person JOIN (SELECT person, firms::BIGINT AS firms_of_name, two_alike FROM name_share) s USING (person)
WHERE bond IS NOT NULL OR nearness <> '' OR firms_of_name <= getvariable('rare_name')::BIGINT

-- table flag_one_address: several firms of one address and different persons under one document
SELECT document || '|' || min(entity_id) AS subject, document, list(DISTINCT entity_id ORDER BY entity_id) AS entities, max(period) AS period,
       sum(amount) AS amount, flatten(list(payments ORDER BY entity_id)) AS payments, '线索' AS certainty,
       count(*) || '家企业同一登记地址' AS detail, '地址相同，负责人不同：可能是同一园区或写字楼' AS evidence
FROM paid_firm WHERE address IS NOT NULL
GROUP BY document, address HAVING count(DISTINCT entity_id) > 1 AND count(DISTINCT person) = count(person)

-- table term_fact: staff of each month, and revenue of each quarter whose months were all declared, by the month or at once: terms of one length
SELECT 'staff' AS fact, entity_id, month AS term, heads::DOUBLE AS value FROM staff_month
UNION ALL
SELECT 'revenue', entity_id, strftime(date_trunc('quarter', period_end), '%Y-%m'), sum(taxable_income)::DOUBLE
FROM revenue_line
WHERE date_trunc('quarter', period_start) = date_trunc('quarter', period_end) AND period_start <= period_end
GROUP BY entity_id, date_trunc('quarter', period_end)
HAVING bit_or((2 << ((month(period_end) - 1) % 3)) - (1 << ((month(period_start) - 1) % 3))) = 7

-- table year_on_year: each month or quarter against the same a year before, and against how the city's firms changed
SELECT b.fact, b.entity_id, b.term, a.value AS before, ln(b.value / a.value) AS change,
       ln(b.value / a.value) - median(ln(b.value / a.value)) OVER (PARTITION BY b.fact, b.term) AS beside_city
FROM term_fact a
JOIN term_fact b ON b.fact = a.fact AND b.entity_id = a.entity_id
 AND b.term = (left(a.term, 4)::BIGINT + 1)::VARCHAR || substr(a.term, 5)
WHERE a.value > 0 AND b.value > 0

-- table yearly_change: the mean change of revenue and of staff of supported firms: heads are whole numbers, whose middle would hang on one of them; quarters share parts of their years, so the error is a yardstick
SELECT entity_id, avg(change) FILTER (WHERE fact = 'revenue') AS revenue, avg(beside_city) FILTER (WHERE fact = 'revenue') AS revenue_beside,
       stddev_samp(beside_city) FILTER (WHERE fact = 'revenue') / sqrt(count(*) FILTER (WHERE fact = 'revenue')) AS revenue_error,
       count(*) FILTER (WHERE fact = 'revenue') AS revenue_quarters, avg(change) FILTER (WHERE fact = 'staff') AS staff,
       count(*) FILTER (WHERE fact = 'staff') AS staff_months,
       count(*) FILTER (WHERE fact = 'staff') >= getvariable('shrink_months')::BIGINT
         AND avg(before) FILTER (WHERE fact = 'staff') >= getvariable('shrink_heads')::DOUBLE AS staff_tells
FROM year_on_year WHERE entity_id IN (SELECT entity_id FROM subsidy_row)
GROUP BY entity_id

-- table falling: revenue falls by more than its spread and than the city's firms while staff does not hold, or staff falls while revenue does not grow
SELECT * FROM (
    SELECT *, coalesce(revenue <= ln(1 - getvariable('shrink_least')::DOUBLE) AND revenue_beside <= ln(1 - getvariable('shrink_yearly')::DOUBLE)
                       AND revenue_beside + getvariable('shrink_errors')::DOUBLE * revenue_error < 0
                       AND revenue_quarters >= getvariable('shrink_quarters')::BIGINT, false) AS revenue_falls,
           coalesce(staff_tells AND staff <= ln(1 - getvariable('shrink_staff')::DOUBLE), false) AS staff_falls
    FROM yearly_change
)
WHERE (revenue_falls AND NOT coalesce(staff_tells AND staff > ln(1 - getvariable('staff_holds')::DOUBLE), false))
   OR (staff_falls AND coalesce(revenue < 0, true))

-- table flag_shrinking: supported while revenue, or where none is known staff, falls year by year; inferred, so never certain
SELECT s.entity_id AS subject, s.entity_id, max(s.period) AS period, sum(s.amount) AS amount, list(s.source_key ORDER BY s.source_key) AS payments,
       CASE WHEN any_value(c.staff_falls) OR any_value(c.revenue_error) <= getvariable('shrink_error')::DOUBLE
              OR any_value(c.revenue_beside + getvariable('shrink_errors')::DOUBLE * c.revenue_error) <= ln(1 - getvariable('shrink_surely')::DOUBLE)
            THEN '很可能' ELSE '线索' END AS certainty,
       CASE WHEN any_value(c.revenue_falls) THEN '应税收入年均下降' || round(100 * (1 - exp(any_value(c.revenue))), 1) || '%'
            ELSE '参保人数年均下降' || round(100 * (1 - exp(any_value(c.staff))), 1) || '%' END AS detail,
       concat_ws('；', '应税收入年均' || round(100 * (exp(any_value(c.revenue)) - 1), 1) || '%（可比' || any_value(c.revenue_quarters) || '个季度，标准误约'
                 || round(100 * any_value(c.revenue_error), 1) || '个百分点；比全市同期中位数多降' || round(-100 * any_value(c.revenue_beside), 1) || '个对数百分点）',
                 '参保人数年均' || round(100 * (exp(any_value(c.staff)) - 1), 1) || '%（可比' || any_value(c.staff_months) || '个月）') AS evidence
FROM subsidy_row s JOIN falling c USING (entity_id)
GROUP BY s.entity_id
HAVING sum(s.amount) > 0

-- table data_end: the last day of the data
SELECT last_day((max(month) || '-01')::DATE) AS day FROM life_month

-- table built: the first step of building at a project; works are works whoever's they are: a row that waits for review counts where it would stand alone
SELECT project_id, min(dated_on) AS built_on
FROM (
    SELECT project_id, dated_on FROM project_row WHERE step IN (5, 6, 8, 9, 10)
    UNION ALL
    SELECT m.own_entity_id, r.dated_on
    FROM project_step r
    JOIN mention_source s ON s.dataset = r.dataset AND s.delivery = r.delivery AND s.sheet = r.sheet AND s."row" = r."row"
    JOIN match m USING (mention_id)
    WHERE r.step IN (5, 6, 8, 9, 10) AND m.decision IN ('review', 'ambiguous') AND m.known_to IS NULL AND starts_with(m.own_entity_id, 'prj_')
)
GROUP BY project_id

-- table owner: for whom a project is built
SELECT DISTINCT p.entity_id AS project_id, a.entity_id
FROM together p
JOIN together a ON a.kind = 'ent' AND a.role IN ('建设单位', '业主单位', '用地单位', '项目单位') AND a.dataset = p.dataset AND a.delivery = p.delivery
 AND a.sheet = p.sheet AND a."row" = p."row"
WHERE p.kind = 'prj'

-- table project_there: projects at the 坐落 of a grant; where the grantee has one there, the others are his neighbours'
SELECT g.source_key, j.entity_id AS project_id, b.built_on,
       bool_or(o.entity_id IS NOT NULL) AS own
FROM parcel_row g
JOIN place_of c ON c.entity_id = g.parcel_id
JOIN place_of j ON j.kind = 'prj' AND j.place = c.place
LEFT JOIN built b ON b.project_id = j.entity_id
LEFT JOIN right_row h ON h.source_key = g.source_key
LEFT JOIN owner o ON o.project_id = j.entity_id AND o.entity_id = h.entity_id
WHERE g.kind = '出让'
GROUP BY g.source_key, j.entity_id, b.built_on
QUALIFY own OR NOT bool_or(own) OVER (PARTITION BY g.source_key)

-- table granted: grants of land, with projects there and when building began there
SELECT g.parcel_id, g.dated_on AS granted_on, g.source_key, g.amount,
       coalesce((SELECT list(DISTINCT h.entity_id ORDER BY h.entity_id) FROM right_row h WHERE h.source_key = g.source_key), []) AS entities,
       count(t.project_id) AS projects, max(t.built_on) AS built_on
FROM parcel_row g LEFT JOIN project_there t USING (source_key)
WHERE g.kind = '出让' AND g.dated_on IS NOT NULL
GROUP BY g.parcel_id, g.dated_on, g.source_key, g.amount

-- table grantee: life and building of those who were granted land
SELECT g.source_key, bool_or(coalesce(l.alive, false)) AS alive, max(b.built_on) AS built_on
FROM granted g, unnest(g.entities) AS u(entity_id)
LEFT JOIN life l ON l.entity_id = u.entity_id
LEFT JOIN owner o ON o.entity_id = u.entity_id
LEFT JOIN built b ON b.project_id = o.project_id
GROUP BY g.source_key

-- table flag_idle_land: granted long ago, no step of building there since; likely where a project stands there, never certain
SELECT g.source_key AS subject, g.parcel_id, g.entities, strftime(g.granted_on, '%Y-%m') AS period, g.amount, [g.source_key] AS sources,
       CASE WHEN g.projects = 0 THEN '线索' ELSE '很可能' END AS certainty,
       '出让后' || datediff('month', g.granted_on, (SELECT day FROM data_end)) || '个月无招投标、施工许可、竣工' AS detail,
       CASE WHEN g.projects = 0 THEN '该坐落未见项目，工程可能以别的地址登记' ELSE '该坐落的项目停在立项、用地或规划阶段' END
         || CASE WHEN e.alive IS NULL THEN '；受让人未认定为企业' WHEN e.alive THEN '；受让企业近12个月有经营' ELSE '；受让企业近12个月无经营迹象' END AS evidence
FROM granted g LEFT JOIN grantee e USING (source_key)
WHERE coalesce(g.built_on < g.granted_on, true)
  AND datediff('month', g.granted_on, (SELECT day FROM data_end)) >= getvariable('idle_months')::BIGINT
  AND (g.projects > 0 OR coalesce(e.built_on < g.granted_on, true))
