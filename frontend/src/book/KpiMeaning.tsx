import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { KpiMeaning_definition$key } from '../__generated__/KpiMeaning_definition.graphql'
import css from './KpiMeaning.module.css'

const fragment = graphql`
  fragment KpiMeaning_definition on KpiDefinition {
    id
    version
    zh
    en
  }
`

/** How a figure is defined, with the version of the definition. */
export function KpiMeaning({ definition }: { definition: KpiMeaning_definition$key }) {
  const { t, i18n } = useLingui()
  const { id, version, zh, en } = useFragment(fragment, definition)
  return (
    <details className={css.meaning}>
      <summary>{t`How it is defined`}</summary>
      <p>{i18n.locale === 'zh-CN' ? zh : en}</p>
      <p>{t`${id}, version ${version}`}</p>
    </details>
  )
}
