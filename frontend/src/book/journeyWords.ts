import { useLingui } from '@lingui/react/macro'

type Both = { readonly zh: string; readonly en: string }

/** What is said in both languages, in the reader's one; the other where his is empty. */
export function useBoth(): (words: Both) => string {
  const { i18n } = useLingui()
  const zh = i18n.locale === 'zh-CN'
  return (words) => (zh ? words.zh || words.en : words.en || words.zh)
}

/** Words for what the server names by a code. */
export function useJourneyWords() {
  const { t } = useLingui()
  const states: Record<string, string> = { open: t`Running`, held: t`Resting`, done: t`Finished`, lost: t`Lost` }
  const ways: Record<string, string> = {
    start: t`Started`,
    forward: t`Moved on`,
    back: t`Moved back`,
    resume: t`Resumed`,
    migrate: t`Brought to a new version`,
  }
  const exits: Record<string, string> = {
    forward: t`moved on`,
    back: t`moved back`,
    hold: t`put to rest`,
    lost: t`lost`,
    done: t`finished`,
    migrate: t`brought to a new version`,
  }
  const kinds: Record<string, string> = {
    sales: t`Sales`,
    post_investment: t`Post-investment`,
    generic: t`General`,
  }
  const evidence: Record<string, string> = { none: t`Nothing`, note: t`A note`, document: t`A document` }
  return {
    state: (code: string) => states[code] ?? code,
    way: (code: string) => ways[code] ?? code,
    exit: (code: string) => exits[code] ?? code,
    kind: (code: string) => kinds[code] ?? code,
    kinds: Object.entries(kinds).map(([value, label]) => ({ value, label })),
    evidence: (code: string) => evidence[code] ?? code,
    evidences: Object.entries(evidence).map(([value, label]) => ({ value, label })),
  }
}
