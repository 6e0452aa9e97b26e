import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalPagesQuery } from '../__generated__/ProposalPagesQuery.graphql'
import css from '../book/Proposals.module.css'
import { Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { PageImages } from './PageImages'

const query = graphql`
  query ProposalPagesQuery($id: ID!) {
    proposalPreview(id: $id) {
      pages
      words {
        field
        word
        severity
        at
        excerpt
        reason
      }
      missing {
        at
        key
        sentence
      }
    }
  }
`

/** How a proposal looks now, what keeps it from being handed in, and words that must not be used. turn: of what is seen. */
export function ProposalPages({ id, turn }: { id: string; turn: string }) {
  const { t } = useLingui()
  const { proposalPreview } = useLazyLoadQuery<ProposalPagesQuery>(
    query,
    { id },
    { fetchPolicy: 'network-only', fetchKey: turn },
  )
  if (!proposalPreview) return null
  return (
    <Section title={t`Preview`}>
      {proposalPreview.missing.map(({ at, sentence }) => (
        <Note key={at} tone="warn">
          {sentence}
        </Note>
      ))}
      {proposalPreview.words.length > 0 && (
        <ul className={css.rows} aria-label={t`Words found`}>
          {proposalPreview.words.map((found) => (
            <li key={`${found.field}.${found.at}`} className={css.row}>
              <span className={css.grow}>
                <strong>{found.word}</strong>{' '}
                {found.severity === 'refuse' ? t`must not be used` : t`should be looked at`} · {found.reason}
                <span className={css.meta}>{t` letter ${found.at}: …${found.excerpt}…`}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <PageImages pages={proposalPreview.pages} />
    </Section>
  )
}
