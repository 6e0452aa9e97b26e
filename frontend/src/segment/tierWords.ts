import { useLingui } from '@lingui/react/macro'

/** Words of what tiers are made of: causes, dimensions, inputs. */
export function useTierWords() {
  const { t } = useLingui()
  const causes: Record<string, string> = {
    flow: t`by money in or out`,
    market: t`by the market (NAVs)`,
    model: t`by another model`,
    profile: t`by profile or family`,
  }
  const dimensions: Record<string, string> = {
    aum: t`Assets`,
    potential: t`Potential`,
    relationship: t({ message: 'Relationship', context: 'tier' }),
    behaviour: t`Behaviour`,
  }
  const inputs: Record<string, string> = {
    aum: t`Assets`,
    occupation: t`Occupation`,
    age: t`Age`,
    family: t`Family structure`,
    company: t`Company background`,
    relationship: t({ message: 'Relationship', context: 'tier' }),
    frequency: t`Investments in the window`,
    risk: t`Risk held`,
  }
  return {
    cause: (key: string) => causes[key] ?? key,
    dimension: (key: string) => dimensions[key] ?? key,
    input: (key: string) => inputs[key] ?? key,
  }
}
