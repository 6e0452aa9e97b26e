import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { LogoFieldMutation } from '../__generated__/LogoFieldMutation.graphql'
import css from '../book/Proposals.module.css'
import { sendFile } from '../book/sendFile'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { FileDrop, type Sent } from '../ui/FileDrop'

const mutation = graphql`
  mutation LogoFieldMutation($input: AddProposalLogoInput!) {
    addProposalLogo(input: $input) {
      id
    }
  }
`
const LARGEST = 512 * 1024
type Props = { value: string | null; onChange: (value: string | null) => void }

/** The firm's picture on each proposal: sent up, or taken away. */
export function LogoField({ value, onChange }: Props) {
  const { t, i18n } = useLingui()
  const [run] = useChange<LogoFieldMutation>(mutation)
  const [files, setFiles] = useState<readonly Sent[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const take = async (chosen: readonly File[]) => {
    const file = chosen[0]
    if (!file) return
    const told = { id: file.name, name: file.name, size: file.size }
    setFiles([{ ...told, state: 'sending', share: 0 }])
    setFailure(null)
    try {
      const { upload } = await sendFile(file, i18n.locale, (share) => setFiles([{ ...told, state: 'sending', share }]))
      const outcome = await run({ input: { upload } })
      if (!outcome.ok) throw outcome.failure
      setFiles([{ ...told, state: 'done' }])
      onChange(outcome.data.addProposalLogo?.id ?? null)
    } catch (error) {
      setFiles([])
      setFailure(asFailure(error))
    }
  }
  return (
    <div className={css.form}>
      <FileDrop
        label={t`Logo: PNG, JPEG or WebP of at most 512 KB`}
        endings={['.png', '.jpg', '.jpeg', '.webp', '.gif']}
        largest={LARGEST}
        files={files}
        onFiles={(chosen) => void take(chosen)}
        onRemove={() => setFiles([])}
      />
      <FailureLine failure={failure} />
      {value && <Button small onClick={() => onChange(null)}>{t`Print without a logo`}</Button>}
    </div>
  )
}
