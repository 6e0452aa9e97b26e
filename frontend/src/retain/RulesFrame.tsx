import { useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useState } from 'react'
import { Button } from '../ui/Button'
import { contentDifferences } from '../ui/contentDifferences'
import { Section } from '../ui/Page'
import { VersionList } from '../ui/VersionList'

type Version = {
  readonly number: number
  readonly content: unknown
  readonly note: string | null | undefined
  readonly publishedAt: string
  readonly publishedBy: { readonly name: string } | null | undefined
}
type Props<Content> = {
  /** Of the version in force; 0: as shipped. */
  number: number
  content: Content
  versions: readonly Version[]
  mayPublish: boolean
  /** The editor of the next version, begun from a content. */
  editor: (from: Content, onClose: () => void) => ReactNode
  children: ReactNode
}

/** Rules in force in words, their versions with what each changed, and the editor of the next one. */
export function RulesFrame<Content>({ number, content, versions, mayPublish, editor, children }: Props<Content>) {
  const { t } = useLingui()
  const [from, setFrom] = useState<Content | null>(null)
  if (from) return <Suspense fallback={null}>{editor(from, () => setFrom(null))}</Suspense>
  return (
    <>
      <Section
        title={number === 0 ? t`In force: as shipped` : t`In force: version ${number}`}
        actions={
          mayPublish && (
            <Button small onClick={() => setFrom(content)}>
              {t`Change the rules…`}
            </Button>
          )
        }
      >
        {children}
      </Section>
      {versions.length > 0 && (
        <VersionList
          versions={versions}
          isInForce={(version) => version.number === number}
          changesOf={(version, before) => contentDifferences(before.content, version.content)}
          onBegin={mayPublish ? (version) => setFrom(version.content as Content) : null}
        />
      )}
    </>
  )
}
