import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { graphql } from 'react-relay'
import type { NewCampaignPageMutation } from '../__generated__/NewCampaignPageMutation.graphql'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Breadcrumbs } from '../ui/Breadcrumbs'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues } from '../viewer/url'
import { CampaignForm } from './CampaignForm'

const mutation = graphql`
  mutation NewCampaignPageMutation($input: CreateCampaignInput!) {
    createCampaign(input: $input) {
      id
    }
  }
`

/** A new campaign: what is sent, to whom, and who of them may be contacted. */
export function NewCampaignPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { content = null } = useSearchValues()
  const [run] = useChange<NewCampaignPageMutation>(mutation)
  return (
    <Page title={t`New campaign`} padded>
      <Breadcrumbs crumbs={[{ title: t`Campaigns`, to: paths.campaigns() }, { title: t`New campaign` }]} />
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <CampaignForm
          begun={{ name: '', content, language: 'zh-CN', audience: { rule: { all: [] } }, cost: null }}
          save={async (plan) => {
            const outcome = await run({ input: { plan } })
            if (!outcome.ok) return outcome.failure
            const made = outcome.data.createCampaign
            if (made) await navigate({ to: paths.campaign(made.id) })
            return null
          }}
        />
      </Boundary>
    </Page>
  )
}
