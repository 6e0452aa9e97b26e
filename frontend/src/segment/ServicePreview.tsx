import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { ServicePreviewQuery, ServicePreviewQuery$data } from '../__generated__/ServicePreviewQuery.graphql'
import { useServiceCells } from '../book/useServiceCells'
import { count } from '../format/money'
import { paths } from '../paths'
import { useAnswer } from '../relay/useAnswer'
import { Link } from '../ui/Link'
import { useFailureText } from '../ui/useFailureText'
import type { ServiceContent } from './serviceContent'
import css from './Tiers.module.css'

const query = graphql`
  query ServicePreviewQuery($content: JSON!) {
    previewServiceMatrix(content: $content) {
      moves {
        fromCell
        toCell
        count
      }
      breaches
      overdue
      broken
      sample {
        id
        name
      }
    }
  }
`
type Shown = ServicePreviewQuery$data['previewServiceMatrix']
type Props = { content: ServiceContent; brief?: boolean }

/** What moves if this matrix is put in force, asked a moment after the last change. brief: without names. */
export function ServicePreview({ content, brief }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<ServicePreviewQuery>(query, { content })
  return (
    <div className={css.effect} role="status">
      {!answer ? (
        t`Counting…`
      ) : 'failure' in answer ? (
        <span className={css.wrong}>{words(answer.failure).title}</span>
      ) : (
        <Effect shown={answer.data.previewServiceMatrix} content={content} brief={brief ?? false} />
      )}
    </div>
  )
}

function Effect({ shown, content, brief }: { shown: Shown; content: ServiceContent; brief: boolean }) {
  const { t, i18n } = useLingui()
  const present = useServiceCells()
  const zh = i18n.locale === 'zh-CN'
  const said = (key: string | null | undefined) => {
    if (key == null) return t`no service level`
    const cell = content.cells.find((each) => each.key === key)
    return (cell && (zh ? cell.zh : cell.en)) || present.word(key)
  }
  const moved = shown.moves.reduce((sum, move) => sum + move.count, 0)
  const names = shown.broken.map(said).join(t`, `)
  return (
    <>
      <p>
        <strong>{t`${plural(moved, { one: '# client would move.', other: '# clients would move.' })}`}</strong>{' '}
        {shown.moves
          .map((move) => `${said(move.fromCell)} → ${said(move.toCell)} ${count(move.count, i18n.locale)}`)
          .join(t`, `)}
      </p>
      <p>
        {t`${plural(shown.breaches, {
          one: '# client has an owner of another level.',
          other: '# clients have an owner of another level.',
        })}`}{' '}
        {t`${plural(shown.overdue, { one: '# contact is overdue.', other: '# contacts are overdue.' })}`}
      </p>
      {names && <p className={css.wrong}>{t`Names what is no more: ${names}`}</p>}
      {!brief && shown.sample.length > 0 && (
        <p>
          {t`Among them:`}{' '}
          {shown.sample.map((client, at) => (
            <span key={client.id}>
              {at > 0 && t`, `}
              <Link to={paths.client(client.id)}>{client.name}</Link>
            </span>
          ))}
        </p>
      )}
    </>
  )
}
