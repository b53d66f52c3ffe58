/*
title: 企业的线索
question: 这家企业有哪些补助、土地和经营上的线索，依据是什么？
note: 线索不是结论；类别与把握的定义见 docs/support.md。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
columns:
  kind: 类别
  certainty: 把握
  period: 所属期
  amount: 金额（元）
  detail: 情况
  evidence: 依据
  document: 指标文号
  sources: 来源
*/
MATCH (:Enterprise {id: $enterprise})<-[:ABOUT]-(f:Flag)
RETURN f.kind AS kind, f.certainty AS certainty, f.period AS period, f.amount AS amount, f.detail AS detail, f.evidence AS evidence,
       f.document AS document, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, period DESC, f.key
