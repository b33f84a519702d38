-- The field's own vocabulary: names and national codes of categories and services.

INSERT INTO @extschema@.medaid_category_name (name, category, rank, treated_as, label, shipped) VALUES
	('tekun', 'tekun', 10, NULL, '特困人员', true),
	('orphan', 'orphan', 20, NULL, '孤儿', true),
	('unsupported_child', 'unsupported_child', 30, NULL, '事实无人抚养儿童', true),
	('institution_child', 'institution_child', 35, NULL, '儿童福利机构收留抚养儿童', true),
	('dibao', 'dibao', 40, NULL, '低保对象', true),
	('poverty_returned', 'poverty_returned', 50, NULL, '返贫致贫人口', true),
	('monitored', 'monitored', 60, NULL, '防止返贫监测对象', true),
	-- 纳入监测的农村易返贫致贫人口 covers its three kinds; 易返贫致贫人口 alone may be the first two
	('monitored_prone', 'monitored_prone', 65, 'monitored', '易返贫致贫人口', true),
	('monitored_unstable', 'monitored_unstable', 70, 'monitored', '脱贫不稳定户', true),
	('monitored_marginal', 'monitored_marginal', 80, 'monitored', '边缘易致贫户', true),
	('monitored_sudden', 'monitored_sudden', 90, 'monitored', '突发严重困难户', true),
	('dibao_margin', 'dibao_margin', 100, NULL, '低保边缘家庭成员', true),
	('medical_poverty', 'medical_poverty', 110, NULL, '因病致贫重病患者', true),
	('veteran', 'veteran', 120, NULL, '在乡重点优抚对象', true),
	('severe_disability', 'severe_disability', 130, NULL, '重度(一、二级)残疾人员', true),
	('lifted', 'lifted', 140, NULL, '脱贫人口', true);

INSERT INTO @extschema@.medaid_category_name (name, category, rank, treated_as, shipped)
SELECT n.name, c.category, c.rank, c.treated_as, true
FROM (VALUES
	('特困人员', 'tekun'), ('城乡特困人员', 'tekun'), ('特困供养人员', 'tekun'),
	('特困', 'tekun'), ('2304', 'tekun'), ('三无人员', 'tekun'), ('2301', 'tekun'),
	('五保', 'tekun'), ('五保供养对象', 'tekun'), ('2307', 'tekun'),
	('孤儿', 'orphan'), ('城乡孤儿', 'orphan'),
	('事实无人抚养儿童', 'unsupported_child'),
	('儿童福利机构收留抚养儿童', 'institution_child'),
	('低保对象', 'dibao'), ('低保', 'dibao'), ('最低生活保障对象', 'dibao'),
	('城乡低保对象', 'dibao'), ('2303', 'dibao'),
	('返贫致贫人口', 'poverty_returned'), ('返贫致贫', 'poverty_returned'),
	('防止返贫监测对象', 'monitored'), ('农村易返贫致贫人口', 'monitored'),
	('易返贫致贫人口', 'monitored_prone'), ('防止返贫监测帮扶对象', 'monitored'),
	('纳入监测范围的农村易返贫致贫人口', 'monitored'), ('纳入监测的易返贫致贫人口', 'monitored'),
	('纳入监测的农村易返贫致贫人口', 'monitored'), ('纳入防止返贫监测范围的农村易返贫致贫人口', 'monitored'),
	('脱贫不稳定户', 'monitored_unstable'), ('脱贫不稳定人口', 'monitored_unstable'),
	('边缘易致贫户', 'monitored_marginal'), ('边缘易致贫人口', 'monitored_marginal'),
	('突发严重困难户', 'monitored_sudden'), ('突发严重困难人口', 'monitored_sudden'),
	('低保边缘家庭成员', 'dibao_margin'), ('低保边缘', 'dibao_margin'), ('低保边缘家庭', 'dibao_margin'),
	('低保边缘人口', 'dibao_margin'), ('低收入', 'dibao_margin'), ('2305', 'dibao_margin'),
	('因病致贫重病患者', 'medical_poverty'), ('因病致贫', 'medical_poverty'),
	('支出型困难家庭重病患者', 'medical_poverty'), ('2306', 'medical_poverty'),
	('在乡重点优抚对象', 'veteran'), ('重点优抚对象', 'veteran'),
	('重度残疾人员', 'severe_disability'), ('重度残疾', 'severe_disability'),
	('重度(一、二级)残疾人员', 'severe_disability'), ('重度（一、二级）残疾人员', 'severe_disability'),
	('城乡重度（一、二级）残疾人员', 'severe_disability'),
	('脱贫人口', 'lifted'), ('建档立卡', 'lifted'), ('建档立卡脱贫人口', 'lifted'), ('2302', 'lifted')
) AS n (name, category)
JOIN @extschema@.medaid_category_name c ON c.name = n.category;

-- Known, and no category of assistance: 2308 does not tell the grade of the disability.
INSERT INTO @extschema@.medaid_category_name (name, category, rank, label, shipped) VALUES
	('残疾', NULL, 1000, '残疾人员', true), ('2308', NULL, 1000, '残疾人员', true);

-- med_type of the national platform; 99xx are local and not mapped here.
INSERT INTO @extschema@.medaid_service_name (name, service, shipped)
SELECT n.name, n.service, true
FROM (VALUES
	('outpatient', 'outpatient'), ('门诊', 'outpatient'),
	('普通门诊', 'outpatient'), ('11', 'outpatient'), ('门诊挂号', 'outpatient'), ('12', 'outpatient'),
	('急诊', 'outpatient'), ('13', 'outpatient'), ('其他门诊', 'outpatient'), ('91', 'outpatient'),
	('chronic', 'chronic'), ('门诊慢特病', 'chronic'), ('14', 'chronic'),
	('门诊慢性病', 'chronic'), ('门诊大病', 'chronic'), ('门诊重特大疾病', 'chronic'),
	('1401', 'chronic'), ('140104', 'chronic'), ('140201', 'chronic'),
	('inpatient', 'inpatient'), ('住院', 'inpatient'),
	('普通住院', 'inpatient'), ('21', 'inpatient'), ('2101', 'inpatient'), ('2102', 'inpatient'),
	('外伤住院', 'inpatient'), ('22', 'inpatient'), ('转外诊治住院', 'inpatient'), ('23', 'inpatient'),
	('急诊转住院', 'inpatient'), ('24', 'inpatient'), ('异地住院', 'inpatient'), ('25', 'inpatient'),
	('单病种住院', 'inpatient'), ('26', 'inpatient'), ('自主就医', 'inpatient'), ('27', 'inpatient'),
	('日间手术', 'inpatient'), ('28', 'inpatient'),
	('special_drug', 'special_drug'), ('门诊特药', 'special_drug'), ('特药', 'special_drug'), ('15', 'special_drug'),
	('none', 'none'), ('定点药店购药', 'none'), ('41', 'none'),
	('生育门诊', 'none'), ('51', 'none'), ('生育住院', 'none'), ('52', 'none'),
	('计划生育手术费', 'none'), ('53', 'none')
) AS n (name, service);
