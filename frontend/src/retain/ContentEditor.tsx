import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ContentEditorDiscardMutation } from '../__generated__/ContentEditorDiscardMutation.graphql'
import type { ContentEditorMutation } from '../__generated__/ContentEditorMutation.graphql'
import type { ContentEditorSaveMutation } from '../__generated__/ContentEditorSaveMutation.graphql'
import { useChange } from '../relay/useChange'
import { contentDifferences } from '../ui/contentDifferences'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { TextArea, TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { ContentTrial } from './ContentTrial'
import { ForbiddenMarks } from './ForbiddenMarks'
import { contentOf, isWholeContent, LINK, type OutreachContent, type Said } from './outreachContent'
import css from './Retain.module.css'
import { VARIABLES } from './retainWords'

const save = graphql`
  mutation ContentEditorSaveMutation($input: SaveContentDraftInput!) {
    saveContentDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation ContentEditorDiscardMutation($input: DiscardContentDraftInput!) {
    discardContentDraft(input: $input) {
      id
    }
  }
`
const handIn = graphql`
  mutation ContentEditorMutation($input: HandInContentInput!) {
    handInContent(input: $input) {
      id
    }
  }
`
type Props = {
  item: {
    readonly id: string
    readonly purpose: string
    readonly product: { readonly id: string } | null | undefined
  }
  newest: { number: number; content: unknown }
  draft: { readonly version: number; readonly base: number; readonly content: unknown } | null
  onPublished: () => void
  onClose: () => void
}

/** The next version of a content: written, looked at for forbidden words, seen with a client, handed to compliance. */
export function ContentEditor({ item, newest, draft, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const [content, setContent] = useState<OutreachContent>(() =>
    structuredClone(contentOf(draft ? draft.content : newest.content)),
  )
  const [forbidden, setForbidden] = useState<Record<string, boolean>>({})
  const [runSave] = useChange<ContentEditorSaveMutation>(save)
  const [runDiscard] = useChange<ContentEditorDiscardMutation>(discard)
  const [runHandIn] = useChange<ContentEditorMutation>(handIn)
  const { id } = item
  const changes = contentDifferences(newest.content ?? {}, content)
  const variables = [...VARIABLES.filter((each) => item.product || !each.startsWith('product.')), LINK.slice(1, -1)]
  const held = Object.values(forbidden).some(Boolean)
  const fields = (key: 'zh' | 'en', said: Said, language: string) => {
    const put = (change: Partial<Said>) => setContent({ ...content, [key]: { ...said, ...change } })
    return (
      <Section title={language}>
        <TextField
          label={t`Subject (${language})`}
          required
          maxLength={200}
          value={said.subject}
          onChange={(event) => put({ subject: event.currentTarget.value })}
        />
        <TextArea
          label={t`Text (${language})`}
          required
          rows={10}
          maxLength={10000}
          hint={t`Variables: ${variables.map((each) => `{${each}}`).join(' ')}`}
          value={said.body}
          onChange={(event) => put({ body: event.currentTarget.value })}
        />
        <ForbiddenMarks
          text={`${said.subject}\n${said.body}`}
          onFound={(found) => setForbidden((known) => (known[key] === found ? known : { ...known, [key]: found }))}
        />
      </Section>
    )
  }
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={Boolean(draft)}
      ready={isWholeContent(content) && !held && changes.length > 0}
      differences={() => changes}
      effect={t`Compliance is asked to approve it; until then the approved version stays what is sent.`}
      save={async (version) => {
        const outcome = await runSave({ input: { id, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveContentDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { id, draft: version } })}
      onDiscarded={() => setContent(structuredClone(contentOf(newest.content)))}
      publish={(note) => runHandIn({ input: { id, content, base: newest.number, note } })}
      done={t`Compliance is asked to approve it.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      {fields('zh', content.zh, t`Chinese`)}
      <Toggle
        label={t`Also in English`}
        checked={content.en !== null}
        onChange={(on) => {
          setContent({ ...content, en: on ? { subject: '', body: '' } : null })
          if (!on) setForbidden((known) => ({ ...known, en: false }))
        }}
      />
      {content.en && fields('en', content.en, t`English`)}
      <TextField
        label={t`Where the link leads`}
        type="url"
        maxLength={500}
        hint={t`An address that begins with https://. In the text it stands as ${LINK}; each client gets a way of his own, which counts.`}
        value={content.link ?? ''}
        onChange={(event) => setContent({ ...content, link: event.currentTarget.value.trim() || null })}
      />
      <div className={css.panel}>
        <ContentTrial content={content} purpose={item.purpose} product={item.product?.id ?? null} />
      </div>
    </NextVersion>
  )
}
