import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../ui/Button'
import { TextField } from '../ui/TextField'
import { useFields } from '../viewer/useFields'
import css from './Tiers.module.css'
import { type Step, type TierContent, type Typed, typed } from './tierContent'
import { useTierWords } from './tierWords'

type Points = TierContent['points']
type Props = { points: Points; onChange: (points: Points) => void }

/** The points of each answer, 0-100, by input; closed until somebody wants them. */
export function TierPoints({ points, onChange }: Props) {
  const { t } = useLingui()
  const { input } = useTierWords()
  const { items } = useFields()
  const put = (more: Partial<Points>) => onChange({ ...points, ...more })
  const { occupation, company, frequency } = points
  const words = occupation.words.map((row) => ({ from: row.contains, points: row.points }))
  return (
    <details>
      <summary>{t`Points of each answer`}</summary>
      <Steps title={input('aum')} from={t`From CNY`} rows={points.aum} onChange={(aum) => put({ aum })} />
      <Steps title={input('age')} from={t`From age`} rows={points.age} onChange={(age) => put({ age })} />
      <Steps
        title={input('occupation')}
        from={t`Contains`}
        rows={words}
        onChange={(rows) =>
          put({
            occupation: { ...occupation, words: rows.map((row) => ({ contains: row.from, points: row.points })) },
          })
        }
      />
      <Each
        title={t`Other occupations, and companies of other industries`}
        names={[
          { value: 'occupation', label: input('occupation') },
          { value: 'company', label: input('company') },
        ]}
        points={{ occupation: occupation.other, company: company.other }}
        onChange={(name, value) =>
          put(
            name === 'company'
              ? { company: { ...company, other: value } }
              : { occupation: { ...occupation, other: value } },
          )
        }
      />
      <Each
        title={input('company')}
        names={items('industry').filter(({ value }) => value in company.industries)}
        points={company.industries}
        onChange={(name, value) =>
          put({ company: { ...company, industries: { ...company.industries, [name]: value } } })
        }
      />
      <Each
        title={input('family')}
        names={[
          { value: 'head', label: t`Head of a family` },
          { value: 'member', label: t`Member of a family` },
        ]}
        points={points.family}
        onChange={(name, value) => put({ family: { ...points.family, [name]: value } })}
      />
      <Each
        title={input('relationship')}
        names={items('relationship')}
        points={points.relationship}
        onChange={(name, value) => put({ relationship: { ...points.relationship, [name]: value } })}
      />
      <Steps
        title={input('frequency')}
        from={t`From so many`}
        rows={frequency.steps}
        onChange={(steps) => put({ frequency: { ...frequency, steps } })}
      />
      <Each
        title={t`Window`}
        names={[{ value: 'months', label: t`Months` }]}
        points={{ months: frequency.months }}
        onChange={(_, months) => put({ frequency: { ...frequency, months } })}
      />
      <Each
        title={input('risk')}
        names={Object.keys(points.risk).map((value) => ({ value, label: value }))}
        points={points.risk}
        onChange={(name, value) => put({ risk: { ...points.risk, [name]: value } })}
      />
    </details>
  )
}

type EachProps = {
  title: string
  names: readonly { value: string; label: string }[]
  points: Record<string, Typed>
  onChange: (name: string, value: Typed) => void
}

function Each({ title, names, points, onChange }: EachProps) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className={css.points}>
        {names.map(({ value, label }) => (
          <TextField
            key={value}
            label={label}
            inputMode="numeric"
            value={points[value] ?? ''}
            onChange={(event) => onChange(value, typed(event.currentTarget.value))}
          />
        ))}
      </div>
    </fieldset>
  )
}

type StepsProps = { title: string; from: string; rows: readonly Step[]; onChange: (rows: Step[]) => void }

function Steps({ title, from, rows, onChange }: StepsProps) {
  const { t } = useLingui()
  const put = (n: number, more: Partial<Step>) => onChange(rows.map((row, m) => (m === n ? { ...row, ...more } : row)))
  return (
    <fieldset>
      <legend>{title}</legend>
      {rows.map((row, n) => (
        <div key={n} className={css.row}>
          <TextField label={from} value={row.from} onChange={(event) => put(n, { from: event.currentTarget.value })} />
          <TextField
            label={t`Points`}
            inputMode="numeric"
            value={row.points}
            onChange={(event) => put(n, { points: typed(event.currentTarget.value) })}
          />
          {n > 0 && (
            <IconButton small label={t`Remove the step`} onClick={() => onChange(rows.filter((_, m) => m !== n))}>
              <X size={13} aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
      <div>
        <Button small look="quiet" onClick={() => onChange([...rows, { from: '', points: 0 }])}>
          <Plus size={13} aria-hidden="true" />
          {t`Add a step`}
        </Button>
      </div>
    </fieldset>
  )
}
