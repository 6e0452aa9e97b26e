import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalStyleEditorDraftQuery } from '../__generated__/ProposalStyleEditorDraftQuery.graphql'
import type { ProposalStyleEditorMutation } from '../__generated__/ProposalStyleEditorMutation.graphql'
import type { ProposalStyleEditorSaveMutation } from '../__generated__/ProposalStyleEditorSaveMutation.graphql'
import css from '../book/Proposals.module.css'
import { type Style, styleOf } from '../book/proposalStyle'
import { VARIABLES } from '../book/proposalWords'
import { contentDifferences } from '../book/suitabilityContent'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DiffList } from '../ui/DiffList'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { BothTexts } from './BothTexts'
import { LogoField } from './LogoField'
import type { Begun } from './ProposalStylePage'
import { SectionOrder } from './SectionOrder'
import { StylePages } from './StylePages'

const draftQuery = graphql`
  query ProposalStyleEditorDraftQuery {
    proposalStyleDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation ProposalStyleEditorSaveMutation($input: SaveProposalStyleDraftInput!) {
    saveProposalStyleDraft(input: $input) {
      version
    }
  }
`
const publish = graphql`
  mutation ProposalStyleEditorMutation($input: PublishProposalStyleInput!) {
    publishProposalStyle(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }

/** The next style: written as a draft, seen before it holds, and published. */
export function ProposalStyleEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { proposalStyleDraft: draft } = useLazyLoadQuery<ProposalStyleEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const kept = draft && draft.base === newest.number ? draft.content : from.content
  const [content, setContent] = useState<Style>(() => structuredClone(styleOf(kept)))
  const [version, setVersion] = useState(draft?.version ?? 0)
  const [shown, setShown] = useState<Style>(content)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [runSave, saving] = useChange<ProposalStyleEditorSaveMutation>(save)
  const [runPublish, publishing] = useChange<ProposalStyleEditorMutation>(publish)
  const edit = (change: Partial<Style>) => setContent({ ...content, ...change })
  const brand = (change: Partial<Style['brand']>) => edit({ brand: { ...content.brand, ...change } })
  const changes = contentDifferences(newest.content, content)
  const keep = async () => {
    const outcome = await runSave({ input: { content, base: newest.number, version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setFailure(null)
    setVersion(outcome.data.saveProposalStyleDraft?.version ?? version)
    toast(t`The draft is kept.`)
  }
  const go = async () => {
    const outcome = await runPublish({ input: { content, base: newest.number, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The style is in force.`)
    onPublished()
  }
  return (
    <div className={css.split}>
      <div className={css.side}>
        <Section title={t`Brand`}>
          <div className={css.form}>
            <BothTexts
              title={t`Name on the paper`}
              value={{ zh: content.brand.zh, en: content.brand.en }}
              onChange={({ zh, en }) => brand({ zh, en })}
            />
            <div className={css.pair}>
              <TextField
                label={t`Colour of headings`}
                value={content.brand.colour}
                onChange={(event) => brand({ colour: event.currentTarget.value })}
              />
              <TextField
                label={t`Colour of marks`}
                value={content.brand.accent}
                onChange={(event) => brand({ accent: event.currentTarget.value })}
              />
              <TextField
                label={t`Valid for days`}
                inputMode="numeric"
                value={String(content.days)}
                onChange={(event) =>
                  edit({ days: Number.parseInt(event.currentTarget.value.replace(/\D/g, '').slice(0, 3) || '0', 10) })
                }
              />
            </div>
            <LogoField value={content.brand.logo} onChange={(logo) => brand({ logo })} />
            <BothTexts
              title={t`Foot of each page`}
              value={content.brand.footer}
              onChange={(footer) => brand({ footer })}
            />
          </div>
        </Section>
        <Section title={t`Letters`}>
          <p className={css.meta}>{t`Variables: ${VARIABLES.map((name) => `{${name}}`).join(' ')}`}</p>
          {content.letters.map((letter, n) => (
            <div key={letter.key} className={css.form}>
              <BothTexts
                title={t`Name of the letter`}
                value={letter.name}
                onChange={(name) =>
                  edit({ letters: content.letters.map((each, at) => (at === n ? { ...each, name } : each)) })
                }
              />
              <BothTexts
                title={t`Text`}
                rows={8}
                value={letter.text}
                onChange={(text) =>
                  edit({ letters: content.letters.map((each, at) => (at === n ? { ...each, text } : each)) })
                }
              />
              {content.letters.length > 1 && (
                <Button small onClick={() => edit({ letters: content.letters.filter((_, at) => at !== n) })}>
                  {t`Remove the letter`}
                  <span className="sr-only"> {letter.name.zh}</span>
                </Button>
              )}
            </div>
          ))}
          <Button
            small
            onClick={() =>
              edit({
                letters: [
                  ...content.letters,
                  { key: `l${Date.now().toString(36)}`, name: { zh: '', en: '' }, text: { zh: '', en: '' } },
                ],
              })
            }
          >{t`Add a letter`}</Button>
        </Section>
        <Section title={t`Texts that are always printed`}>
          <div className={css.form}>
            <BothTexts
              title={t`Risk disclosure`}
              rows={8}
              value={content.disclosure}
              onChange={(disclosure) => edit({ disclosure })}
            />
            <BothTexts
              title={t`Disclaimer`}
              rows={6}
              value={content.disclaimer}
              onChange={(disclaimer) => edit({ disclaimer })}
            />
          </div>
        </Section>
        <SectionOrder value={content.sections} onChange={(sections) => edit({ sections: [...sections] })} />
        <Section title={t`What changes`}>
          {changes.length === 0 ? (
            <p>{t`Nothing yet.`}</p>
          ) : (
            <DiffList rows={changes.map(({ at, from: before, to: after }) => ({ label: at, before, after }))} />
          )}
          <TextField label={t`Note`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <FailureLine failure={failure} />
          <div className={css.acts}>
            <Button onClick={onClose}>{t`Close`}</Button>
            <Button busy={saving} onClick={() => void keep()}>{t`Keep the draft`}</Button>
            <Button onClick={() => setShown(content)}>{t`Preview`}</Button>
            <Button look="primary" busy={publishing} disabled={changes.length === 0} onClick={() => void go()}>
              {t`Publish`}
            </Button>
          </div>
        </Section>
      </div>
      <Boundary key={JSON.stringify(shown)} fallback={<SkeletonRows rows={12} />}>
        <StylePages content={shown} />
      </Boundary>
    </div>
  )
}
