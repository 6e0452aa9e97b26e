/** Invented people for the gallery: made from a seed, the same each time, any number of them. */
export type Person = {
  id: string
  name: string
  state: string
  aum: string
  risk: string
  city: string
  owner: string
  since: string
  note: string
  qualified: string
  mobile: string
}

const FAMILY = '王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗高'
const GIVEN = ['明远', '若溪', '浩然', '思涵', '建国', '雨桐', '静', '伟', '婉清', '知远', '一鸣', '小棠']
const FIRMS = ['远山科技', '启明制造', '海纳贸易', '致和实业', '华岭能源']
const CITIES = ['上海', '北京', '深圳', '杭州', '苏州', '成都', '武汉']
export const OWNERS = ['陆一鸣', '何婉清', '许知远', '梁文博']
export const STATES = ['lead', 'prospect', 'existing', 'dormant', 'former'] as const
export const RISKS = ['C1', 'C2', 'C3', 'C4', 'C5'] as const

const of = <Each>(list: ArrayLike<Each>, n: number): Each => list[n % list.length] as Each
/** A number that looks random and is not. */
const mixed = (n: number, salt: number): number => Math.abs(Math.imul(n + 1, 2_654_435_761 ^ (salt * 40_503))) >>> 4

/** The person at a place. */
export function person(n: number): Person {
  const firm = n % 17 === 5
  const given = of(GIVEN, mixed(n, 2))
  return {
    id: `person_${n}`,
    name: firm ? `${of(FIRMS, mixed(n, 1))}（集团）有限公司` : of(FAMILY, mixed(n, 1)) + given,
    state: of(STATES, mixed(n, 3)),
    aum: n % 11 === 0 ? '0' : `${(mixed(n, 4) % 9_000) * 10_000}.${String(mixed(n, 5) % 100).padStart(2, '0')}`,
    risk: of(RISKS, mixed(n, 6)),
    city: of(CITIES, mixed(n, 7)),
    owner: of(OWNERS, mixed(n, 8)),
    since: `202${mixed(n, 9) % 7}-${String((mixed(n, 10) % 12) + 1).padStart(2, '0')}-${String((mixed(n, 11) % 28) + 1).padStart(2, '0')}`,
    note: n % 5 === 0 ? '偏好上午联系，关注回撤控制。' : '',
    qualified: n % 3 === 0 ? 'yes' : n % 3 === 1 ? 'no' : '',
    mobile: `169****${String(mixed(n, 12) % 10_000).padStart(4, '0')}`,
  }
}
export const people = (count: number): Person[] => Array.from({ length: count }, (_, n) => person(n))
