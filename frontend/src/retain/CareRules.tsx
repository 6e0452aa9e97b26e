import { useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CareRulesQuery } from '../__generated__/CareRulesQuery.graphql'
import { useCareWords } from '../book/careWords'
import { useBoth } from '../book/journeyWords'
import { Badge } from '../ui/Badge'
import { useRight } from '../viewer/Viewer'
import css from './Care.module.css'
import type { CareContent, CareRule } from './careRulesContent'
import { RulesFrame } from './RulesFrame'
import { useTierName } from './useTierName'

const CareRulesEditor = lazy(() => import('./CareRulesEditor').then((loaded) => ({ default: loaded.CareRulesEditor })))

const query = graphql`
  query CareRulesQuery {
    careRules {
      number
      content
      versions {
        number
        content
        note
        publishedAt
        publishedBy {
          name
        }
      }
    }
  }
`

/** The rules of care in words, their versions, and the editor of the next one. */
export function CareRules() {
  const { t } = useLingui()
  const may = useRight('Mutation.publishCareRules')
  const [turn, setTurn] = useState(0)
  const { careRules: rules } = useLazyLoadQuery<CareRulesQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const content = rules.content as CareContent
  return (
    <RulesFrame
      number={rules.number}
      content={content}
      versions={rules.versions}
      mayPublish={may}
      editor={(from, onClose) => (
        <CareRulesEditor
          number={rules.number}
          newest={content}
          from={from}
          onClose={onClose}
          onPublished={() => {
            onClose()
            setTurn((n) => n + 1)
          }}
        />
      )}
    >
      <p className={css.meta}>{t`Of several rules about an occasion the first that fits counts.`}</p>
      <ol className={css.list}>
        {content.rules.map((rule) => (
          <Rule key={rule.key} rule={rule} />
        ))}
      </ol>
      {content.fields.length > 0 && (
        <p className={css.meta}>{t`Own date fields that are occasions: ${content.fields.join(', ')}`}</p>
      )}
    </RulesFrame>
  )
}

function Rule({ rule }: { rule: CareRule }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useCareWords()
  const tierName = useTierName()
  const whom = rule.for === 'lead' ? t`for the team lead` : t`for the owner`
  return (
    <li>
      <span className={css.line}>
        <strong>{words.occasion(rule.occasion)}</strong>
        {rule.round && <Badge hue="violet">{t`Full decades`}</Badge>}
        {rule.tiers.map((tier) => (
          <Badge key={tier} hue="blue">
            {tierName(tier)}
          </Badge>
        ))}
        <span>
          {rule.ahead === null ? t`No task` : `${t`Task ${rule.ahead} workdays ahead`}, ${whom}`}
          {rule.greeting &&
            ` · ${rule.greeting.how === 'planned' ? t`the greeting goes by itself on the day` : t`greeted by hand`}`}
        </span>
      </span>
      {rule.advice && <p className={css.meta}>{both(rule.advice)}</p>}
    </li>
  )
}
