import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { WhatUsesQuery, WhatUsesQuery$data } from '../__generated__/WhatUsesQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { asFailure, type Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import css from './WhatUses.module.css'

const query = graphql`
  query WhatUsesQuery($fact: String!) {
    usesOf(fact: $fact) {
      uses {
        kind
        id
        zh
        en
        breaks
      }
      hiddenViews
    }
  }
`
type Use = WhatUsesQuery$data['usesOf']['uses'][number]

type Props = {
  /** A coordinate such as `Client.riskLevel`, the id of a tag or fund, `tier:hnw` or `service:standard`. */
  fact: string
  name: string
  onClose: () => void
  /** Archives what is in use although rules in force name it. */
  onArchive?: (() => Promise<Failure | null>) | undefined
}

/** What names a field, a tag, a tier or a service level: rules, cells, forms, views; and archiving it all the same. */
export function WhatUses({ fact, name, onClose, onArchive }: Props) {
  const { t } = useLingui()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async () => {
    setBusy(true)
    const refused = await onArchive?.().catch(asFailure)
    setBusy(false)
    if (refused) setFailure(refused)
    else onClose()
  }
  return (
    <Dialog title={t`What uses ${name}`} open onClose={onClose} size={560}>
      <Stack>
        {onArchive && (
          <p
            className={css.warning}
          >{t`Rules in force or saved views name it. Once it is archived they rest or miss it.`}</p>
        )}
        <Boundary fallback={<SkeletonRows rows={3} />}>
          <Suspense fallback={<SkeletonRows rows={3} />}>
            <Uses fact={fact} name={name} />
          </Suspense>
        </Boundary>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{onArchive ? t`Keep it` : t`Close`}</Button>
        {onArchive && (
          <Button look="danger" busy={busy} onClick={run}>
            {t`Archive all the same`}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  )
}

function Uses({ fact, name }: { fact: string; name: string }) {
  const { t, i18n } = useLingui()
  const { usesOf } = useLazyLoadQuery<WhatUsesQuery>(query, { fact }, { fetchPolicy: 'store-and-network' })
  const { uses, hiddenViews } = usesOf
  if (uses.length === 0 && hiddenViews === 0) return <p>{t`Nothing uses it.`}</p>
  return (
    <>
      <ul className={css.uses} aria-label={t`What uses ${name}`}>
        {uses.map((use) => (
          <li key={`${use.kind}${use.id}`}>
            <Kind kind={use.kind} />
            <Named use={use} name={i18n.locale === 'zh-CN' ? use.zh : use.en} />
            {use.breaks && <Badge hue="amber">{t`in force`}</Badge>}
          </li>
        ))}
      </ul>
      {hiddenViews > 0 && <p className={css.more}>{t`and ${count(hiddenViews, i18n.locale)} saved views of others`}</p>}
    </>
  )
}

function Kind({ kind }: { kind: string }) {
  const { t } = useLingui()
  const words: Record<string, string> = {
    tag: t`Rule of a tag`,
    service: t`Service level`,
    tiers: t`Tiers`,
    field: t`Condition of a field`,
    view: t`Saved view`,
  }
  return <span className={css.kind}>{words[kind] ?? kind}</span>
}

const PLACES: Readonly<Record<string, () => string>> = {
  tag: paths.tags,
  service: paths.service,
  tiers: () => paths.tiers(),
  field: paths.fields,
}

/** Leads to where it is kept; a view is opened in its list. */
function Named({ use, name }: { use: Use; name: string }) {
  const place = PLACES[use.kind]
  return place ? <Link to={place()}>{name}</Link> : <span>{name}</span>
}
