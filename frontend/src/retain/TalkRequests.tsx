import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { TalkRequests_interaction$key } from '../__generated__/TalkRequests_interaction.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Link } from '../ui/Link'
import { useRight } from '../viewer/Viewer'
import { RequestFromTalk } from './RequestFromTalk'
import css from './Requests.module.css'
import { requestHue, useRequestWords } from './requestWords'
import { TypeMark } from './TypeMark'

const fragment = graphql`
  fragment TalkRequests_interaction on Interaction {
    id
    client {
      id
      name
    }
    requests {
      id
      title
      zh
      en
      icon
      hue
      state
    }
  }
`

/** The requests that were made of a conversation, and the one click that makes one. */
export function TalkRequests({ interaction }: { interaction: TalkRequests_interaction$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  const { id, client, requests } = useFragment(fragment, interaction)
  const mayAsk = useRight('Mutation.createRequest')
  const mayGuess = useRight('Query.guessRequest')
  const made = requests ?? []
  const living = made.some(({ state }) => state !== 'cancelled')
  return (
    <>
      {made.length > 0 && (
        <ul className={css.made} aria-label={t`Requests made of it`}>
          {made.map((each) => (
            <li key={each.id}>
              <TypeMark icon={each.icon} hue={each.hue} name={both(each)} />
              <Link to={paths.requests({ request: each.id })}>{each.title}</Link>
              <Badge hue={requestHue(each.state ?? '')} shape="ring">
                {words.state(each.state ?? '')}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {mayAsk && mayGuess && client && !living && (
        <RequestFromTalk client={{ id: client.id, name: client.name ?? '—' }} source={async () => id} />
      )}
    </>
  )
}
