import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CampaignPageMutation } from '../__generated__/CampaignPageMutation.graphql'
import type { CampaignPageQuery } from '../__generated__/CampaignPageQuery.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Breadcrumbs } from '../ui/Breadcrumbs'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { audienceOf } from './audience'
import { CampaignActs } from './CampaignActs'
import { CampaignClients } from './CampaignClients'
import { CampaignForm } from './CampaignForm'
import { CampaignFunnel } from './CampaignFunnel'
import { CampaignReach } from './CampaignReach'
import { CampaignResult } from './CampaignResult'
import css from './Retain.module.css'
import { outreachHue, useOutreachWords } from './useOutreachWords'

const query = graphql`
  query CampaignPageQuery($id: ID!) {
    campaign(id: $id) {
      id
      version
      name
      state
      number
      language
      dueAt
      beganAt
      audience
      audienceWords
      cost
      content {
        id
        name
        kind
      }
      createdBy {
        id
        name
      }
      startedBy {
        id
        name
      }
      funnel {
        waiting
        ...CampaignFunnel_funnel
      }
      ...CampaignActs_campaign
      ...CampaignResult_campaign
    }
  }
`
const change = graphql`
  mutation CampaignPageMutation($input: UpdateCampaignInput!) {
    updateCampaign(input: $input) {
      id
    }
  }
`
/** Milliseconds after which a campaign that is being sent is looked at again. */
const AGAIN = 4000

/** One campaign: what is sent to whom, its acts, how far it came with each, and what followed. */
export function CampaignPage() {
  const { t } = useLingui()
  return (
    <Boundary
      fallback={
        <Page title={t`Campaign`} padded>
          <SkeletonRows rows={8} />
        </Page>
      }
    >
      <One />
    </Boundary>
  )
}

function One() {
  const { t } = useLingui()
  const words = useOutreachWords()
  const { campaignId: id = '' } = useParams({ strict: false })
  const [turn, setTurn] = useState(0)
  const [editing, setEditing] = useState(false)
  const [state, setState] = useState<string | null>(null)
  const [run] = useChange<CampaignPageMutation>(change)
  const { campaign } = useLazyLoadQuery<CampaignPageQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const moving = campaign?.state === 'sending' || campaign?.state === 'scheduled'
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(() => setTurn((n) => n + 1), AGAIN)
    return () => clearInterval(timer)
  }, [moving])
  if (!campaign)
    return (
      <Page title={t`Campaign`} padded>
        <ErrorState failure={new Failure('NOT_FOUND', '')} page />
      </Page>
    )
  const again = () => setTurn((n) => n + 1)
  const { content, funnel } = campaign
  return (
    <Page
      title={campaign.name}
      padded
      actions={
        <CampaignActs
          campaign={campaign}
          onChanged={again}
          onEdit={campaign.state === 'draft' && !editing ? () => setEditing(true) : undefined}
        />
      }
    >
      <Breadcrumbs crumbs={[{ title: t`Campaigns`, to: paths.campaigns() }, { title: campaign.name }]} />
      {editing && campaign.state === 'draft' ? (
        <CampaignForm
          begun={{
            name: campaign.name,
            content: content?.id ?? null,
            language: campaign.language,
            audience: audienceOf(campaign.audience),
            cost: campaign.cost ?? null,
          }}
          save={async (plan) => {
            const outcome = await run({ input: { id, version: campaign.version, plan } })
            if (!outcome.ok) return outcome.failure
            setEditing(false)
            again()
            return null
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <div className={css.panel}>
          <div className={css.head}>
            <Badge hue={outreachHue(campaign.state)}>{words.campaigns[campaign.state]}</Badge>
            <span className={css.meta}>
              {[
                campaign.startedBy?.name ?? campaign.createdBy?.name,
                campaign.beganAt
                  ? t`begun ${dateTime(campaign.beganAt)}`
                  : campaign.dueAt && t`begins ${dateTime(campaign.dueAt)}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
          <dl className={css.facts}>
            <div>
              <dt>{t`Content`}</dt>
              <dd>
                {content && <Link to={paths.contents({ open: content.id })}>{content.name}</Link>}
                {campaign.number && ` · ${t`Version ${campaign.number}`}`}
              </dd>
            </div>
            <div>
              <dt>{t`Audience`}</dt>
              <dd>{campaign.audienceWords}</dd>
            </div>
          </dl>
          {funnel ? (
            <>
              <Section title={t`How far it came`}>
                <CampaignFunnel funnel={funnel} chosen={state} onChoose={setState} />
              </Section>
              <CampaignResult campaign={campaign} />
              <Boundary key={`${state}`} fallback={<SkeletonRows rows={5} />}>
                <CampaignClients id={id} state={state} turn={turn} />
              </Boundary>
            </>
          ) : (
            content &&
            campaign.state !== 'cancelled' && (
              <Section title={t`Who would get it`}>
                <CampaignReach
                  content={content.id}
                  audience={audienceOf(campaign.audience)}
                  language={campaign.language}
                />
              </Section>
            )
          )}
        </div>
      )}
    </Page>
  )
}
