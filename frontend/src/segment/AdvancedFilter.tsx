import { useLingui } from '@lingui/react/macro'
import { ListFilterPlus, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../ui/Button'
import { useSetSearch } from '../viewer/url'
import type { ClientList } from './clientList'
import css from './FilterChips.module.css'

const ConditionDialog = lazy(() => import('./ConditionDialog').then((loaded) => ({ default: loaded.ConditionDialog })))
const ConditionWords = lazy(() => import('./ConditionForm').then((loaded) => ({ default: loaded.ConditionWords })))

/** The condition of the list as a chip that says it, or the way to make one. */
export function AdvancedFilter({ view }: { view: ClientList }) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const [open, setOpen] = useState(false)
  return (
    <>
      {view.when ? (
        <span className={css.chip}>
          <button type="button" className={css.text} aria-haspopup="dialog" onClick={() => setOpen(true)}>
            <Suspense fallback={t`Condition`}>
              <ConditionWords condition={view.when} />
            </Suspense>
          </button>
          <button
            type="button"
            className={css.drop}
            aria-label={t`Remove the condition`}
            onClick={() => setSearch({ when: null, peek: null })}
          >
            <X size={12} aria-hidden="true" />
          </button>
        </span>
      ) : (
        <Button small look="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <ListFilterPlus size={13} aria-hidden="true" />
          {t`Advanced`}
        </Button>
      )}
      {open && (
        <Suspense fallback={null}>
          <ConditionDialog
            condition={view.when}
            onApply={(when) => {
              setSearch({ when, peek: null })
              setOpen(false)
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
