import { useLingui } from '@lingui/react/macro'

type Params = Record<string, unknown>

/** Why a run or a step failed, in words: receipts keep codes, since they are read in both languages. */
export function useRunFailure(): (error: string, params: unknown) => string {
  const { t } = useLingui()
  const problems: Record<string, string> = {
    automation_archived: t`The automation is out of use.`,
    automation_unpublished: t`The automation that it starts was not published yet.`,
    automation_gone: t`What it names is out of use or gone.`,
    automation_field: t`The field cannot be said or written here.`,
    automation_nobody: t`There is nobody at work whom it could be given to.`,
    automation_client: t`There is no client that this is about.`,
    automation_journey: t`This approval needs an event of a journey.`,
    automation_url: t`The address cannot be called.`,
    unknown: t`What it names does not exist.`,
    state: t`It was no longer in a state that allows this.`,
    required: t`Something that is needed was missing.`,
  }
  return (error, given) => {
    const params = (given ?? {}) as Params
    const field = typeof params.field === 'string' ? ` (${params.field})` : ''
    switch (error) {
      case 'FORBIDDEN':
        return t`Whoever published it had no right to ${String(params.coordinate ?? '—')}.`
      case 'NOT_FOUND':
        return t`What the step is about was not there.`
      case 'EXIT_CRITERION_UNMET':
        return t`Something has to hold first before the stage is left.`
      case 'AUTOMATION_LOOP':
        return t`Automations started each other too often; the chain was cut.`
      case 'CONFLICT':
        return t`Somebody else changed it at the same time.`
      case 'BAD_USER_INPUT':
        return (problems[String(params.problem)] ?? t`What the step says was refused.`) + field
      case 'INTERNAL':
        return t`A fault of the product: ${String(params.fault ?? '—')}`
      default:
        return error
    }
  }
}
