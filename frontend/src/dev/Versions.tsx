import { useState } from 'react'
import { ArchiveButton } from '../ui/ArchiveButton'
import { Button } from '../ui/Button'
import { CopyDialog, CopyForm } from '../ui/CopyDialog'
import { InForce } from '../ui/InForce'
import { NextVersion } from '../ui/NextVersion'
import { TextField } from '../ui/TextField'
import { VersionList } from '../ui/VersionList'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const saved = { ok: true, data: 1 } as const

/** What every configuration with versions is read and edited in. */
export function Versions() {
  const say = useSay()
  const [bound, setBound] = useState<string | null>(null)
  const [copying, setCopying] = useState(false)
  const [archivedAt, setArchivedAt] = useState<string | null>(null)
  const label = say('门槛（元）', 'Bound (CNY)')
  return (
    <Samples title={say('版本', 'Versions')}>
      <Sample wide title={say('现行与下一版', 'In force, and the next one')}>
        <InForce
          present={{ number: 2 }}
          edit={say('修改', 'Edit')}
          onEdit={bound === null ? () => setBound('5000000') : null}
          more={
            <>
              <Button small onClick={() => setCopying(true)}>
                {say('复制', 'Copy')}
              </Button>
              <ArchiveButton
                archivedAt={archivedAt}
                busy={false}
                gone={say('已停用。', 'Out of use.')}
                run={async (archived) => {
                  setArchivedAt(archived ? '2026-11-02T02:00:00Z' : null)
                  return saved
                }}
                onDone={() => undefined}
              />
            </>
          }
        >
          <p>{say('存续规模满 500 万元。', 'AUM of 5 million or more.')}</p>
        </InForce>
        {bound !== null && (
          <NextVersion
            newest={{ number: 2 }}
            draft={null}
            goesOn={false}
            ready={bound !== '5000000'}
            framed
            differences={() => [{ label, before: '5000000', after: bound }]}
            effect={say('3 位客户将移动。', '3 clients would move.')}
            save={async () => saved}
            discard={async () => saved}
            onDiscarded={() => setBound(null)}
            publish={async () => saved}
            done={say('第 3 版已生效。', 'Version 3 is in force.')}
            onPublished={() => setBound(null)}
            onClose={() => setBound(null)}
          >
            <TextField label={label} value={bound} onChange={(event) => setBound(event.currentTarget.value)} />
          </NextVersion>
        )}
        {copying && (
          <CopyDialog title={say('复制', 'Copy')} onClose={() => setCopying(false)}>
            <CopyForm
              of={{ zh: '高净值', en: 'High net worth' }}
              keyLabel={say('键', 'Key')}
              beside={null}
              busy={false}
              copy={async () => null}
              onClose={() => setCopying(false)}
            />
          </CopyDialog>
        )}
      </Sample>
      <Sample title={say('历次版本', 'All versions')}>
        <VersionList
          versions={[
            {
              number: 2,
              note: say('上调门槛', 'A higher bound'),
              publishedAt: '2026-11-02T02:00:00Z',
              publishedBy: { name: '沈知远' },
            },
            { number: 1, note: null, publishedAt: '2026-01-05T02:00:00Z', publishedBy: null },
          ]}
          changesOf={() => [{ label: say('门槛', 'Bound'), before: '3000000', after: '5000000' }]}
          onBegin={() => undefined}
        />
      </Sample>
    </Samples>
  )
}
