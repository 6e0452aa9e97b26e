import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { CampaignReachQuery } from '../__generated__/CampaignReachQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { useAnswer } from '../relay/useAnswer'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import type { Audience } from './audience'
import css from './Outreach.module.css'
import shared from './Retain.module.css'

const query = graphql`
  query CampaignReachQuery($content: ID!, $audience: JSON!, $language: String!) {
    previewCampaign(content: $content, audience: $audience, language: $language) {
      total
      allowed
      reasons {
        code
        text
        count
      }
      chosen {
        client {
          id
          name
        }
        why
      }
      held {
        client {
          id
          name
        }
        reasons {
          code
          text
        }
      }
    }
  }
`
type Props = { content: string; audience: Audience; language: string }

/** Who of an audience may be contacted now, why each is in it, and what holds the others: by reason, client by client. */
export function CampaignReach({ content, audience, language }: Props) {
  const { t, i18n } = useLingui()
  const [code, setCode] = useState<string | null>(null)
  const answer = useAnswer<CampaignReachQuery>(query, { content, audience, language })
  if (!answer) return <SkeletonRows rows={5} />
  if ('failure' in answer) return <FailureLine failure={answer.failure} />
  const { total, allowed, reasons, chosen, held } = answer.data.previewCampaign
  const n = (value: number) => count(value, i18n.locale)
  const shown = code ? held.filter((each) => each.reasons.some((reason) => reason.code === code)) : []
  return (
    <div className={shared.panel}>
      <p role="status">
        <strong>{t`${plural(allowed, { one: '# client', other: '# clients' })} of ${n(total)} can be contacted.`}</strong>
      </p>
      {reasons.length > 0 && (
        <ul className={css.bars} aria-label={t`Why the others not`}>
          {reasons.map((each) => (
            <li key={each.code}>
              <button
                type="button"
                className={css.bar}
                aria-pressed={code === each.code}
                onClick={() => setCode(code === each.code ? null : each.code)}
              >
                <span>{each.text}</span>
                <span className={css.track}>
                  <span className={css.fill} style={{ inlineSize: `${(100 * each.count) / Math.max(1, total)}%` }} />
                </span>
                <span className="figure">{n(each.count)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {code && (
        <ul className={shared.list} aria-label={t`Clients who are left out`}>
          {shown.map(
            (each) =>
              each.client && (
                <li key={each.client.id} className={shared.item}>
                  <Link to={paths.client(each.client.id)}>{each.client.name}</Link>
                  <span className={shared.meta}>{each.reasons.map((reason) => reason.text).join(' · ')}</span>
                </li>
              ),
          )}
        </ul>
      )}
      {chosen.length > 0 && (
        <details>
          <summary>{t`The first of them, and why`}</summary>
          <ul className={shared.list} aria-label={t`Clients who would get it`}>
            {chosen.map(
              (each) =>
                each.client && (
                  <li key={each.client.id} className={shared.item}>
                    <Link to={paths.client(each.client.id)}>{each.client.name}</Link>
                    <span className={shared.meta}>{each.why.join(' · ')}</span>
                  </li>
                ),
            )}
          </ul>
        </details>
      )}
    </div>
  )
}
