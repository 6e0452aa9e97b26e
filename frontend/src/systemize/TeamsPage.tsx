import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TeamsPageQuery, TeamsPageQuery$data } from '../__generated__/TeamsPageQuery.graphql'
import { count } from '../format/money'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import css from './Systemize.module.css'
import { TeamDialog, type TeamEntry } from './TeamDialog'
import { Workloads } from './Workloads'

const query = graphql`
  query TeamsPageQuery {
    teams {
      id
      version
      name
      parent {
        id
      }
      lead {
        id
        name
      }
      members {
        id
        name
        active
      }
    }
  }
`

type Team = TeamsPageQuery$data['teams'][number]

/** Teams whose parent is `parent`; teams with an unseen parent stand at the top. */
export function childrenOf<T extends { id: string; parent: { id: string } | null | undefined }>(
  teams: readonly T[],
  parent: string | null,
): T[] {
  const known = new Set(teams.map((team) => team.id))
  return teams.filter((team) => (team.parent && known.has(team.parent.id) ? team.parent.id : null) === parent)
}

/** The tree of teams with leads and members. */
export function TeamsPage() {
  const { t, i18n } = useLingui()
  const [made, setMade] = useState(0)
  const { teams } = useLazyLoadQuery<TeamsPageQuery>(query, {}, { fetchPolicy: 'store-and-network', fetchKey: made })
  const mayCreate = useRight('Mutation.createTeam')
  const mayWorkloads = useRight('Query.workloads')
  const [edited, setEdited] = useState<TeamEntry | null>(null)
  return (
    <Page
      title={t`Teams`}
      count={count(teams.length, i18n.locale)}
      padded
      actions={
        mayCreate && (
          <Button
            look="primary"
            onClick={() => setEdited({ id: null, version: 0, name: '', parent: null, lead: null })}
          >
            <Plus size={14} aria-hidden="true" />
            {t`New team`}
          </Button>
        )
      }
    >
      {teams.length === 0 ? (
        <EmptyState scene="list" title={t`No teams yet.`}>
          {t`Teams decide who sees whose clients, and where figures are added up.`}
        </EmptyState>
      ) : (
        <div className={css.teams}>
          <Branch teams={teams} parent={null} onEdit={setEdited} />
        </div>
      )}
      {mayWorkloads && (
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <Workloads />
        </Boundary>
      )}
      {edited && (
        <TeamDialog
          team={edited}
          teams={teams.filter((team) => team.id !== edited.id)}
          onSaved={() => setMade(made + 1)}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  )
}

type BranchProps = { teams: readonly Team[]; parent: string | null; onEdit: (team: TeamEntry) => void }

function Branch({ teams, parent, onEdit }: BranchProps) {
  const { t } = useLingui()
  const mayEdit = useRight('Mutation.updateTeam')
  return childrenOf(teams, parent).map((team) => (
    <section key={team.id} className={css.team}>
      <div className={css.teamHead}>
        <h2>{team.name}</h2>
        {team.lead && <Badge hue="blue">{t`Lead: ${team.lead.name}`}</Badge>}
        {mayEdit && (
          <Button
            small
            look="quiet"
            onClick={() =>
              onEdit({
                id: team.id,
                version: team.version,
                name: team.name,
                parent: team.parent?.id ?? null,
                lead: team.lead?.id ?? null,
              })
            }
          >
            {t`Edit`}
          </Button>
        )}
      </div>
      <ul className={css.members}>
        {team.members
          .filter((member) => member.active)
          .map((member) => (
            <li key={member.id} className={css.member}>
              <Avatar name={member.name} />
              {member.name}
            </li>
          ))}
      </ul>
      <div className={css.below}>
        <Branch teams={teams} parent={team.id} onEdit={onEdit} />
      </div>
    </section>
  ))
}
