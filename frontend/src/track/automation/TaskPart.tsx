import { useLingui } from '@lingui/react/macro'
import { useWords } from '../../book/words'
import { Choice } from '../../ui/Choice'
import { TextField } from '../../ui/TextField'
import { typed } from '../templateContent'
import { SayField } from './SayField'
import { type PartProps, usePeopleItems } from './StepForm'

/** A task: who gets it, and what it says or which kept task it follows. */
export function TaskPart({ step, trigger, words, named, change }: PartProps) {
  const { t } = useLingui()
  const { items } = useWords()
  const people = usePeopleItems(named)
  const text = (key: string) => String(step[key] ?? '')
  const byTemplate = step.template !== undefined
  return (
    <>
      <Choice
        label={t`Assignee`}
        required
        items={people}
        value={text('assignee') || null}
        onChange={(assignee) => change({ assignee: assignee ?? '' })}
      />
      <Choice
        label={t`What is to be done`}
        items={[
          { value: 'title', label: t`said here` },
          { value: 'template', label: t`as a task for reuse says` },
        ]}
        value={byTemplate ? 'template' : 'title'}
        onChange={(way) =>
          change(way === 'template' ? { template: '', title: null, body: null } : { template: null, title: '' })
        }
      />
      {byTemplate ? (
        <Choice
          label={t`Task for reuse`}
          required
          items={named.tasks}
          value={text('template') || null}
          onChange={(template) => change({ template: template ?? '' })}
        />
      ) : (
        <>
          <SayField
            label={t({ message: 'Title', context: 'task' })}
            max={120}
            value={text('title')}
            trigger={trigger}
            words={words}
            onChange={(title) => change({ title })}
          />
          <SayField
            label={t`How it is done`}
            long
            max={2000}
            value={text('body')}
            trigger={trigger}
            words={words}
            onChange={(body) => change({ body: body || null })}
          />
        </>
      )}
      <TextField
        label={t`Days`}
        inputMode="numeric"
        value={text('days')}
        onChange={(event) =>
          change({ days: event.currentTarget.value.trim() ? typed(event.currentTarget.value) : null })
        }
      />
      <Choice
        label={t`Priority`}
        clearable
        items={items('priorities')}
        value={text('priority') || null}
        onChange={(priority) => change({ priority })}
      />
    </>
  )
}
