import { useLingui } from '@lingui/react/macro'
import { CalendarOff, Ellipsis, Handshake, KeyRound, Pencil, ShieldOff, UserX } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { UserRow_user$key } from '../__generated__/UserRow_user.graphql'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { IconButton } from '../ui/Button'
import { endCell } from '../ui/DataTable'
import { Menu, MenuItem } from '../ui/Menu'
import { Moment } from '../ui/Moment'
import { useGo } from '../viewer/url'
import { useRoleName } from '../viewer/useFields'
import { useRight, useViewer } from '../viewer/Viewer'
import { AbsenceDialog } from './AbsenceDialog'
import { EditUserDialog } from './EditUserDialog'
import css from './Systemize.module.css'
import { UserQuestion, type UserQuestionKind } from './UserQuestion'

const fragment = graphql`
  fragment UserRow_user on User {
    id
    version
    name
    email
    title
    phone
    roles
    active
    absentFrom
    absentUntil
    totpEnabled
    lastSeenAt
    team {
      id
      name
    }
    deputy {
      id
      name
    }
  }
`

type Opened = UserQuestionKind | 'edit' | 'absence' | null

/** One person, and what an administrator does for him. */
export function UserRow({ user }: { user: UserRow_user$key }) {
  const { t } = useLingui()
  const data = useFragment(fragment, user)
  const viewer = useViewer()
  const roleName = useRoleName()
  const mayEdit = useRight('Mutation.updateUser')
  const mayReset = useRight('Mutation.resetPassword')
  const mayTotp = useRight('Mutation.resetTotp')
  const mayAbsence = useRight('Mutation.setAbsence')
  const mayDeactivate = useRight('Mutation.deactivateUser')
  const mayHandOver = useRight('Mutation.planHandover')
  const go = useGo()
  const [opened, setOpened] = useState<Opened>(null)
  const close = () => setOpened(null)
  const me = viewer.user?.id === data.id
  const today = dayOf(new Date())
  const away = data.absentFrom && data.absentFrom <= today && (!data.absentUntil || data.absentUntil >= today)
  return (
    <tr className={data.active ? undefined : css.off}>
      <td>
        <span className={css.who}>
          <Avatar name={data.name} />
          <span>
            {data.name}
            <small>{[data.email, data.title].filter(Boolean).join(' · ')}</small>
          </span>
        </span>
      </td>
      <td>{(data.roles ?? []).map(roleName).join(t`, `) || '—'}</td>
      <td>{data.team?.name ?? '—'}</td>
      <td>
        {!data.active ? (
          <Badge shape="cross">{t`Deactivated`}</Badge>
        ) : away ? (
          <Badge hue="amber" shape="half">
            {data.deputy ? t`Away, deputy ${data.deputy.name}` : t`Away`}
          </Badge>
        ) : (
          <Badge hue="green" shape="dot">
            {t`Active`}
          </Badge>
        )}
      </td>
      <td>{data.totpEnabled == null ? '—' : data.totpEnabled ? t`On` : t`Off`}</td>
      <td>
        <Moment at={data.lastSeenAt} />
      </td>
      <td className={endCell}>
        {(mayEdit || mayReset || mayTotp || mayAbsence || mayDeactivate || mayHandOver) && data.active && (
          <Menu
            target={
              <IconButton small label={t`Actions for ${data.name}`}>
                <Ellipsis size={16} />
              </IconButton>
            }
          >
            {mayEdit && (
              <MenuItem icon={<Pencil size={14} />} onClick={() => setOpened('edit')}>
                {t`Edit, roles, team…`}
              </MenuItem>
            )}
            {mayAbsence && (
              <MenuItem icon={<CalendarOff size={14} />} onClick={() => setOpened('absence')}>
                {t`Absence and deputy…`}
              </MenuItem>
            )}
            {mayReset && !me && (
              <MenuItem icon={<KeyRound size={14} />} onClick={() => setOpened('password')}>
                {t`Reset the password…`}
              </MenuItem>
            )}
            {mayTotp && data.totpEnabled && !me && (
              <MenuItem icon={<ShieldOff size={14} />} onClick={() => setOpened('totp')}>
                {t`Reset the second factor…`}
              </MenuItem>
            )}
            {mayHandOver && (
              <MenuItem icon={<Handshake size={14} />} onClick={() => go(paths.newHandover({ from: data.id }))}>
                {t`Hand over clients…`}
              </MenuItem>
            )}
            {mayDeactivate && !me && (
              <MenuItem icon={<UserX size={14} />} danger onClick={() => setOpened('deactivate')}>
                {t`Deactivate…`}
              </MenuItem>
            )}
          </Menu>
        )}
        {opened === 'edit' && <EditUserDialog user={data} onClose={close} />}
        {opened === 'absence' && <AbsenceDialog user={data} onClose={close} />}
        {(opened === 'password' || opened === 'totp' || opened === 'deactivate') && (
          <UserQuestion kind={opened} user={data} onClose={close} />
        )}
      </td>
    </tr>
  )
}
