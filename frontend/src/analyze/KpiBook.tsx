import { useLingui } from '@lingui/react/macro'
import { BookOpenText } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { KpiBookQuery } from '../__generated__/KpiBookQuery.graphql'
import { Boundary } from '../ui/Boundary'
import { IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'
import css from './Cockpit.module.css'

const query = graphql`
  query KpiBookQuery {
    kpis {
      zh
      en
      definition {
        id
        version
        zh
        en
      }
    }
  }
`

/** How each figure is defined, behind a button. */
export function KpiBook() {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton small label={t`How the figures are defined`} onClick={() => setOpen(true)}>
        <BookOpenText size={14} />
      </IconButton>
      <Dialog title={t`How the figures are defined`} open={open} onClose={() => setOpen(false)} size={720}>
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <Entries />
        </Boundary>
      </Dialog>
    </>
  )
}

function Entries() {
  const { t, i18n } = useLingui()
  const { kpis } = useLazyLoadQuery<KpiBookQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const chinese = i18n.locale === 'zh-CN'
  return (
    <dl className={css.book}>
      {kpis.map(({ zh, en, definition }) => (
        <div key={definition.id}>
          <dt>
            {chinese ? zh : en} <span className={css.note}>{t`${definition.id}, version ${definition.version}`}</span>
          </dt>
          <dd>{chinese ? definition.zh : definition.en}</dd>
        </div>
      ))}
    </dl>
  )
}
