import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Badge, type Hue } from '../../ui/Badge'
import type { Column } from '../../ui/grid/columns'
import { useNarrow } from '../../ui/useNarrow'
import css from './Policies.module.css'
import type { Role } from './PoliciesPage'
import type { Part, PolicyCells } from './PolicyGrid'
import { fits, partsOf } from './policyCells'
import { usePolicyWords } from './usePolicyWords'

export const HUES: Record<string, Hue> = { sensitive: 'red', personal: 'amber', internal: 'neutral', public: 'green' }

/** Columns of the grid: what it is, its class, and each role. */
export function usePolicyColumns(part: Part, roles: readonly Role[], mayEdit: boolean): readonly Column<PolicyCells>[] {
  const { t, i18n } = useLingui()
  const words = usePolicyWords()
  const call = part !== 'FIELDS'
  const narrow = useNarrow()
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const zh = i18n.locale === 'zh-CN'
    const items = words.choices(call)
    const name = ({ line }: PolicyCells) =>
      line.label === line.groupLabel ? line.label : `${line.groupLabel} · ${line.label}`
    const columns: Column<PolicyCells>[] = [
      {
        id: 'name',
        title: part === 'ACTIONS' ? t`Action` : part === 'ROWS' ? t`Records of` : t`Field`,
        width: narrow ? 168 : 250,
        cell: (of) => (
          <span className={css.name}>
            <span>{name(of)}</span>
            <code>{of.line.coordinate}</code>
          </span>
        ),
        text: (of) => `${name(of)} (${of.line.coordinate})`,
      },
      {
        id: 'class',
        title: t`Class`,
        width: 92,
        cell: ({ line }) => (
          <Badge hue={HUES[line.classification] ?? 'neutral'}>{words.classOf(line.classification)}</Badge>
        ),
        text: ({ line }) => words.classOf(line.classification),
      },
    ]
    const ofRoles = roles.map<Column<PolicyCells>>((role, n) => ({
      id: role.name,
      title: zh ? role.zh : role.en,
      width: 132,
      cell: ({ line, drafted }) => {
        const [before = '', after = ''] = [line.cells[n], drafted[n]]
        if (before === after) return <span className={tone(after)}>{words.cell(after, call)}</span>
        return (
          <span className={css.turned}>
            <s>{words.cell(before, call)}</s> <b>{words.cell(after, call)}</b>
          </span>
        )
      },
      text: ({ line, drafted }) => {
        const [before = '', after = ''] = [line.cells[n], drafted[n]]
        const said = words.cell(after, call)
        return before === after ? said : t`${said} (draft; in force: ${words.cell(before, call)})`
      },
      ...(mayEdit
        ? {
            edit: {
              kind: 'choice' as const,
              items,
              value: ({ drafted }: PolicyCells) => drafted[n] ?? '',
              refuse: ({ line }: PolicyCells) => {
                if (role.keeper && line.ofClient) return t`Who keeps the permissions sees no client.`
                const possible = items.some(({ value }) => value !== '' && fits(line, value))
                return possible ? null : t`Use “Set for roles”: this is granted in another way.`
              },
            },
          }
        : {}),
    }))
    return [...columns, ...ofRoles]
  }, [part, roles, mayEdit, narrow, i18n.locale])
}

/** How open a cell is, as a shade. */
function tone(cell: string): string | undefined {
  if (cell === '') return css.closed
  const levels = Object.values(partsOf(cell).levels)
  if (levels.includes('edit')) return css.edits
  return levels.includes('view') ? css.reads : css.masks
}
