import { useLingui } from '@lingui/react/macro'
import { type Level, RELATIONS, type RelationWord } from './policyCells'

/** Words for cells, classes and relations of policies. `call`: of actions and kinds of rows, which are allowed or not. */
export function usePolicyWords() {
  const { t } = useLingui()
  const relation: Record<RelationWord, string> = {
    own: t({ message: 'Own', context: 'policy' }),
    team: t({ message: 'Team', context: 'policy' }),
    scope: t({ message: 'In range', context: 'policy' }),
    firm: t({ message: 'Firm', context: 'policy' }),
  }
  const level: Record<Level, string> = {
    none: t({ message: 'closed', context: 'policy' }),
    masked: t({ message: 'masked', context: 'policy' }),
    view: t({ message: 'read', context: 'policy' }),
    edit: t({ message: 'edit', context: 'policy' }),
  }
  const allowed = t({ message: 'allowed', context: 'policy' })
  const word = (text: string, call: boolean) => {
    const [place = '', what = ''] = text.split(':')
    const where = relation[place as RelationWord] ?? place
    if (what === 'export') return t`${where} export`
    if (what === 'keep') return t`${where} no export`
    return t`${where} ${call && what === 'view' ? allowed : (level[what as Level] ?? what)}`
  }
  const classes: Record<string, string> = {
    public: t`Public`,
    internal: t`Internal`,
    personal: t`Personal`,
    sensitive: t`Sensitive`,
  }
  return {
    relation,
    level,
    classes,
    allowed,
    cell: (cell: string, call = false) =>
      cell === ''
        ? '—'
        : cell
            .split(' ')
            .map((text) => word(text, call))
            .join(' · '),
    classOf: (name: string) => classes[name] ?? name,
    /** What a cell can be made in the grid itself. */
    choices: (call: boolean) => [
      { value: '', label: '—' },
      ...RELATIONS.filter((each) => each !== 'scope').flatMap((place) =>
        (call ? (['view'] as const) : (['masked', 'view', 'edit'] as const)).map((each) => ({
          value: `${place}:${each}`,
          label: word(`${place}:${each}`, call),
        })),
      ),
    ],
  }
}
