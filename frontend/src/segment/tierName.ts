type Named = { key: string; zh: string; en: string }

/** The name of a tier; of one that the model no longer has, its key. */
export function tierName(tiers: readonly Named[], key: string, locale: string): string {
  const tier = tiers.find((each) => each.key === key)
  return tier ? (locale === 'zh-CN' ? tier.zh : tier.en) : key
}
