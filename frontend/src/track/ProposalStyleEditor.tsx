import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalStyleEditorDiscardMutation } from '../__generated__/ProposalStyleEditorDiscardMutation.graphql'
import type { ProposalStyleEditorDraftQuery } from '../__generated__/ProposalStyleEditorDraftQuery.graphql'
import type { ProposalStyleEditorMutation } from '../__generated__/ProposalStyleEditorMutation.graphql'
import type { ProposalStyleEditorSaveMutation } from '../__generated__/ProposalStyleEditorSaveMutation.graphql'
import css from '../book/Proposals.module.css'
import { type Style, styleOf } from '../book/proposalStyle'
import { VARIABLES } from '../book/proposalWords'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { contentDifferences } from '../ui/contentDifferences'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
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
const discard = graphql`
  mutation ProposalStyleEditorDiscardMutation($input: DiscardProposalStyleDraftInput!) {
    discardProposalStyleDraft(input: $input) {
      number
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

/** The next style: written as a draft, seen before it holds, and put in force. */
export function ProposalStyleEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { proposalStyleDraft: draft } = useLazyLoadQuery<ProposalStyleEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const goesOn = from.number === newest.number && Boolean(draft)
  const [content, setContent] = useState<Style>(() =>
    structuredClone(styleOf(goesOn && draft ? draft.content : from.content)),
  )
  const [shown, setShown] = useState<Style>(content)
  const [runSave] = useChange<ProposalStyleEditorSaveMutation>(save)
  const [runDiscard] = useChange<ProposalStyleEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ProposalStyleEditorMutation>(publish)
  const edit = (change: Partial<Style>) => setContent({ ...content, ...change })
  const brand = (change: Partial<Style['brand']>) => edit({ brand: { ...content.brand, ...change } })
  const changes = contentDifferences(newest.content, content)
  return (
    <div className={css.split}>
      <NextVersion
        newest={newest}
        draft={draft}
        goesOn={goesOn}
        ready={changes.length > 0}
        beside={<Button onClick={() => setShown(content)}>{t`Preview`}</Button>}
        differences={() => changes}
        effect={t`Proposals that are issued from now on look like this; what was issued stays.`}
        save={async (version) => {
          const outcome = await runSave({ input: { content, base: newest.number, version } })
          return outcome.ok ? { ok: true, data: outcome.data.saveProposalStyleDraft?.version } : outcome
        }}
        discard={(version) => runDiscard({ input: { draft: version } })}
        onDiscarded={() => setContent(structuredClone(styleOf(newest.content)))}
        publish={(note) => runPublish({ input: { content, base: newest.number, note } })}
        done={t`The style is in force.`}
        onPublished={onPublished}
        onClose={onClose}
      >
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
      </NextVersion>
      <Boundary key={JSON.stringify(shown)} fallback={<SkeletonRows rows={12} />}>
        <StylePages content={shown} />
      </Boundary>
    </div>
  )
}
