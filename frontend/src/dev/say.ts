import { useLingui } from '@lingui/react/macro'

/** Sample words in the reader's language; samples come with both, as a server's catalogue does. */
export function useSay(): (zh: string, en: string) => string {
  const { i18n } = useLingui()
  return (zh, en) => (i18n.locale === 'zh-CN' ? zh : en)
}
