import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { ServiceTable_cells$key } from '../__generated__/ServiceTable_cells.graphql'
import { useTiers } from '../book/useTiers'
import { WhatUsesButton } from '../book/WhatUsesButton'
import { paths } from '../paths'
import { DataTable, wideCell } from '../ui/DataTable'
import { Link } from '../ui/Link'
import css from './Service.module.css'
import { useServiceWords } from './serviceWords'

const fragment = graphql`
  fragment ServiceTable_cells on ServiceCell @relay(plural: true) {
    key
    zh
    en
    tiers
    sentence
    priority
    owner
    cadence {
      every
      unit
      kinds
    }
    calendar
    responses {
      kind
      minutes
    }
    entitlements {
      zh
      en
    }
    escalation
  }
`

/** The cells of a matrix, the one that goes first first; each leads to its clients. */
export function ServiceTable({ cells }: { cells: ServiceTable_cells$key }) {
  const { t, i18n } = useLingui()
  const data = useFragment(fragment, cells)
  const { word, role, minutes, cadence } = useServiceWords()
  const tiers = useTiers()
  const zh = i18n.locale === 'zh-CN'
  return (
    <DataTable
      label={t`Service matrix`}
      heads={[
        { id: 'cell', title: t`Service level` },
        { id: 'for', title: t({ message: 'For', context: 'service' }) },
        { id: 'owner', title: t`Served by` },
        { id: 'cadence', title: t({ message: 'Contact', context: 'service' }) },
        { id: 'responses', title: t`Answers within`, wide: true },
        { id: 'entitlements', title: t`Gets`, wide: true },
        { id: 'escalation', title: t`Escalation`, wide: true },
      ]}
    >
      {data.map((cell) => {
        const times = [...new Set(cell.responses.map((each) => each.minutes))]
        const fastest = Math.min(...times)
        return (
          <tr key={cell.key} className={css.cell}>
            <td>
              <Link to={paths.clients({ service: cell.key })}>{zh ? cell.zh : cell.en}</Link>{' '}
              <WhatUsesButton fact={`service:${cell.key}`} name={zh ? cell.zh : cell.en} />
            </td>
            <td>
              {cell.tiers.length > 0 && <span>{cell.tiers.map(tiers.word).join(t`, `)}</span>}
              {cell.sentence && <span>{cell.sentence}</span>}
              {cell.tiers.length === 0 && !cell.sentence && <span>{t`everybody`}</span>}
            </td>
            <td>{cell.owner.length > 0 ? cell.owner.map(role).join(t`, `) : t`anybody`}</td>
            <td>{cadence(cell.cadence)}</td>
            <td className={wideCell}>
              {times.length > 0 ? (
                <span
                  title={cell.responses
                    .map((each) => `${word('requests', each.kind)}: ${minutes(each.minutes)}`)
                    .join('\n')}
                >
                  {times.length === 1 ? minutes(fastest) : t`from ${minutes(fastest)}`} ·{' '}
                  {word('calendars', cell.calendar)}
                </span>
              ) : (
                '—'
              )}
            </td>
            <td className={wideCell}>{cell.entitlements.map((each) => (zh ? each.zh : each.en)).join(t`, `) || '—'}</td>
            <td className={wideCell}>{cell.escalation.map(role).join(' → ') || '—'}</td>
          </tr>
        )
      })}
    </DataTable>
  )
}
