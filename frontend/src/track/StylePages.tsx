import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { StylePagesQuery } from '../__generated__/StylePagesQuery.graphql'
import { useProposalWords } from '../book/proposalWords'
import { Choice } from '../ui/Choice'
import { Section } from '../ui/Page'
import { PageImages } from './PageImages'

const query = graphql`
  query StylePagesQuery($content: JSON!, $language: String!) {
    previewProposalStyle(content: $content, language: $language)
  }
`

/** A made-up proposal in a style. */
export function StylePages({ content }: { content: unknown }) {
  const { t } = useLingui()
  const words = useProposalWords()
  const [language, setLanguage] = useState('zh-CN')
  const { previewProposalStyle } = useLazyLoadQuery<StylePagesQuery>(
    query,
    { content, language },
    { fetchPolicy: 'store-or-network' },
  )
  return (
    <Section
      title={t`Preview with made-up figures`}
      actions={
        <Choice
          label={t`Language of the PDF`}
          items={words.languages}
          value={language}
          onChange={(next) => setLanguage(next ?? 'zh-CN')}
        />
      }
    >
      <PageImages pages={previewProposalStyle} />
    </Section>
  )
}
