import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CampaignFormQuery } from '../__generated__/CampaignFormQuery.graphql'
import type { CampaignPlanInput } from '../__generated__/NewCampaignPageMutation.graphql'
import { useClientFacts } from '../book/useClientFacts'
import { parseMoney } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { type Condition, edited, isWhole } from '../ui/condition/tree'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { type Audience, isAudience } from './audience'
import { CampaignReach } from './CampaignReach'
import css from './Outreach.module.css'
import { PickedClients } from './PickedClients'
import shared from './Retain.module.css'

const query = graphql`
  query CampaignFormQuery {
    contentItems {
      id
      name
      inForce {
        number
      }
    }
  }
`
type Plan = { name: string; content: string | null; language: string; audience: Audience; cost: string | null }
type Props = {
  begun: Plan
  save: (plan: CampaignPlanInput) => Promise<Failure | null>
  onCancel?: () => void
}

/** What is sent, and to whom: by a rule or picked by hand; all the while it says who may be contacted. */
export function CampaignForm({ begun, save, onCancel }: Props) {
  const { t } = useLingui()
  const { contentItems } = useLazyLoadQuery<CampaignFormQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const { facts, relations } = useClientFacts({ words: true })
  const [name, setName] = useState(begun.name)
  const [content, setContent] = useState(begun.content)
  const [language, setLanguage] = useState<string | null>(begun.language)
  const [rule, setRule] = useState<Condition>('rule' in begun.audience ? begun.audience.rule : { all: [] })
  const [clients, setClients] = useState<readonly string[]>('clients' in begun.audience ? begun.audience.clients : [])
  const [way, setWay] = useState<string | null>('clients' in begun.audience ? 'clients' : 'rule')
  const [cost, setCost] = useState(begun.cost ?? '')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const released = contentItems.filter((each) => each.inForce)
  const audience: Audience = way === 'clients' ? { clients } : { rule }
  const asked = isAudience(audience) && (way === 'clients' || (isWhole(rule) && edited(rule).parts.length > 0))
  const money = cost.trim() === '' ? null : parseMoney(cost)
  const wrong = cost.trim() !== '' && money === null
  const submit = async () => {
    if (!content) return
    setBusy(true)
    setFailure(await save({ name, content, language: language ?? 'zh-CN', audience, cost: money }))
    setBusy(false)
  }
  return (
    <div className={css.two}>
      <div className={shared.panel}>
        {released.length === 0 && (
          <Note>
            {t`No content is approved yet.`} <Link to={paths.contents()}>{t`Content`}</Link>
          </Note>
        )}
        <TextField
          label={t`Name`}
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Choice
          label={t`Content`}
          required
          items={released.map((each) => ({ value: each.id, label: each.name }))}
          value={content}
          onChange={setContent}
        />
        <div className={shared.two}>
          <Choice
            label={t`Language`}
            items={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            value={language}
            onChange={setLanguage}
          />
          <TextField
            label={t`Cost (CNY)`}
            inputMode="decimal"
            error={wrong ? t`An amount, like 1200.50.` : undefined}
            value={cost}
            onChange={(event) => setCost(event.currentTarget.value)}
          />
        </div>
        <Choice
          label={t`Audience`}
          items={[
            { value: 'rule', label: t`By a rule` },
            { value: 'clients', label: t`Picked by hand` },
          ]}
          value={way}
          onChange={setWay}
        />
        {way === 'clients' ? (
          <PickedClients ids={clients} onChange={setClients} />
        ) : (
          <ConditionBuilder
            label={t`Which clients`}
            condition={rule}
            facts={facts}
            relations={relations}
            onChange={setRule}
          />
        )}
        <FailureLine failure={failure} />
        <div className={shared.acts}>
          <Button
            look="primary"
            busy={busy}
            disabled={!asked || !content || name.trim() === '' || wrong}
            onClick={() => void submit()}
          >
            {t`Save`}
          </Button>
          {onCancel && <Button onClick={onCancel}>{t`Cancel`}</Button>}
        </div>
      </div>
      <Section title={t`Who would get it`}>
        {asked && content ? (
          <CampaignReach content={content} language={language ?? 'zh-CN'} audience={audience} />
        ) : (
          <p className={shared.meta}>{t`Choose a content and an audience.`}</p>
        )}
      </Section>
    </div>
  )
}
