import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { OpsAttention_ops$key } from '../../__generated__/OpsAttention_ops.graphql'
import { useBoth } from '../../book/journeyWords'
import { paths } from '../../paths'
import { Badge } from '../../ui/Badge'
import { DataTable, endCell } from '../../ui/DataTable'
import { Link } from '../../ui/Link'
import css from './Ops.module.css'
import { useOpsWords } from './useOpsWords'

const fragment = graphql`
  fragment OpsAttention_ops on Ops {
    attention {
      failed
      quarantined
      automation {
        id
        zh
        en
      }
    }
  }
`

/** Failed runs by automation; the link leads to what can be done about them. */
export function OpsAttention({ ops }: { ops: OpsAttention_ops$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useOpsWords()
  const { attention } = useFragment(fragment, ops)
  if (attention.length === 0) return <p className={css.none}>{t`No run needs attention.`}</p>
  return (
    <DataTable
      label={t`Runs that need attention`}
      heads={[
        { id: 'automation', title: t`Automation` },
        { id: 'failed', title: t`Failed`, end: true },
        { id: 'quarantined', title: t`In quarantine`, end: true },
      ]}
    >
      {attention.map(({ automation, failed, quarantined }) => (
        <tr key={automation.id}>
          <td>
            <Link to={paths.automationRuns({ automation: automation.id, state: 'failed' })}>{both(automation)}</Link>
          </td>
          <td className={endCell}>{words.number(failed)}</td>
          <td className={endCell}>
            {quarantined > 0 ? <Badge hue="red">{words.number(quarantined)}</Badge> : words.number(0)}
          </td>
        </tr>
      ))}
    </DataTable>
  )
}
