/** The field catalogue and rights the mock serves; the real ones come from the server's catalogue and policies. */
const options = (list: string[][]) => list.map(([value, zh, en]) => ({ value, zh, en }))
type Extra = { section?: string; editable?: boolean; required?: boolean; sortable?: boolean; options?: unknown }
const field = (key: string, kind: string, zh: string, en: string, section: string, extra: Extra = {}) => ({
  key,
  coordinate: `Client.${key}`,
  kind,
  zh,
  en,
  classification: kind === 'sealed' ? 'sensitive' : 'internal',
  section,
  editable: true,
  required: false,
  filterable: true,
  sortable: false,
  searchable: false,
  revealable: kind === 'sealed',
  own: false,
  shownWhen: null,
  requiredWhen: null,
  clientKinds: [],
  initial: null,
  options: null,
  ...extra,
})

export const fields = [
  field('name', 'text', '姓名/名称', 'Name', 'identity', { required: true, sortable: true }),
  field('namePinyin', 'text', '拼音', 'Pinyin', 'identity', { editable: false }),
  field('kind', 'choice', '客户类型', 'Client type', 'identity', {
    required: true,
    options: options([
      ['individual', '个人', 'Individual'],
      ['institution', '机构', 'Institution'],
      ['product', '产品', 'Product'],
    ]),
  }),
  field('gender', 'choice', '性别', 'Gender', 'identity', {
    options: options([
      ['male', '男', 'Male'],
      ['female', '女', 'Female'],
    ]),
  }),
  field('birthDate', 'date', '出生日期', 'Date of birth', 'identity'),
  field('idType', 'choice', '证件类型', 'ID type', 'identity', {
    options: options([
      ['resident_id', '居民身份证', 'Resident ID card'],
      ['credit_code', '统一社会信用代码', 'Unified social credit code'],
    ]),
  }),
  field('idNumber', 'sealed', '证件号码', 'ID number', 'identity'),
  field('mobile', 'sealed', '手机', 'Mobile', 'contact'),
  field('phone', 'sealed', '电话', 'Telephone', 'contact'),
  field('email', 'sealed', '电子邮箱', 'E-mail', 'contact'),
  field('wechat', 'sealed', '微信号', 'WeChat', 'contact'),
  field('address', 'sealed', '地址', 'Address', 'contact'),
  field('company', 'text', '单位', 'Company', 'profile'),
  field('occupation', 'text', '职业', 'Occupation', 'profile'),
  field('industry', 'choice', '行业', 'Industry', 'profile', {
    options: options([
      ['technology', '信息技术', 'Technology'],
      ['finance', '金融', 'Finance'],
      ['manufacturing', '制造业', 'Manufacturing'],
    ]),
  }),
  field('province', 'choice', '省份', 'Province', 'profile', {
    options: options([
      ['31', '上海', 'Shanghai'],
      ['44', '广东', 'Guangdong'],
      ['33', '浙江', 'Zhejiang'],
      ['11', '北京', 'Beijing'],
      ['32', '江苏', 'Jiangsu'],
    ]),
  }),
  field('city', 'text', '城市', 'City', 'profile'),
  field('source', 'text', '来源', 'Source', 'profile'),
  field('bankAccount', 'sealed', '银行账号', 'Bank account', 'investing'),
  field('riskLevel', 'choice', '风险等级', 'Risk level', 'investing', {
    sortable: true,
    options: options([
      ['C1', 'C1 保守型', 'C1 Conservative'],
      ['C2', 'C2 谨慎型', 'C2 Cautious'],
      ['C3', 'C3 稳健型', 'C3 Balanced'],
      ['C4', 'C4 积极型', 'C4 Growth'],
      ['C5', 'C5 进取型', 'C5 Aggressive'],
    ]),
  }),
  field('riskValidUntil', 'date', '测评有效期至', 'Risk valid until', 'investing'),
  field('qualified', 'boolean', '合格投资者', 'Qualified investor', 'investing'),
  field('aum', 'money', '存续规模', 'AUM', 'investing', { editable: false, sortable: true }),
  field('onboardDate', 'date', '首次认购日', 'First subscription', 'investing', { sortable: true }),
  field('state', 'choice', '客户状态', 'State', 'service', {
    sortable: true,
    options: options([
      ['lead', '线索', 'Lead'],
      ['prospect', '潜在', 'Prospect'],
      ['qualified', '合格', 'Qualified'],
      ['subscribing', '认购中', 'Subscribing'],
      ['existing', '存续', 'Existing'],
      ['dormant', '沉默', 'Dormant'],
      ['former', '历史', 'Former'],
    ]),
  }),
  field('owner', 'user', '负责人', 'Owner', 'service', { editable: false }),
  field('team', 'team', '团队', 'Team', 'service', { editable: false }),
  field('household', 'household', '家族', 'Household', 'service', { editable: false }),
  field('tags', 'tags', '标签', 'Tags', 'service', { editable: false }),
  field('note', 'long_text', '备注', 'Note', 'service'),
  field('lastInteractionAt', 'instant', '最近互动', 'Last interaction', 'service', { editable: false, sortable: true }),
  field('createdAt', 'instant', '创建时间', 'Created', 'service', { editable: false, sortable: true }),
  field('updatedAt', 'instant', '更新时间', 'Updated', 'service', { editable: false, sortable: true }),
]
const masked = new Set(['idNumber', 'bankAccount'])
const others = ['history', 'lineage'].map((key) => ({ key, coordinate: `Client.${key}` }))
export const access = [...fields, ...others].flatMap(({ key, coordinate }) =>
  ['OWN', 'TEAM', 'FIRM'].map((relation) => {
    const level =
      masked.has(key) && relation !== 'OWN'
        ? 'MASKED'
        : key === 'note' && relation === 'FIRM'
          ? 'NONE'
          : relation === 'OWN'
            ? 'EDIT'
            : 'VIEW'
    return {
      coordinate,
      relation,
      level,
      export: false,
      rule: `p, client_manager, ${coordinate}, ${relation.toLowerCase()}, ${level.toLowerCase()}, allow`,
      grantedBy: level === 'MASKED' ? ['compliance', 'executive'] : [],
    }
  }),
)
export const roles = [
  ['client_manager', '客户经理', 'Client manager'],
  ['senior_client_manager', '高级客户经理', 'Senior client manager'],
  ['assistant', '助理', 'Assistant'],
  ['team_lead', '团队负责人', 'Team lead'],
  ['executive', '高管', 'Executive'],
  ['operations', '运营', 'Operations'],
  ['compliance', '合规', 'Compliance'],
  ['partner_api', '合作方接口', 'Partner API'],
].map(([name, zh, en]) => ({ name, zh, en }))
