import css from './Avatar.module.css'

/** The letters that stand for a name: the last two Han characters of a person, or Latin initials. */
export function initials(name: string): string {
  const han = name.match(/\p{Script=Han}/gu)
  if (han) return han.length > 2 ? han.slice(-2).join('') : han.join('')
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

type Props = { name: string; large?: boolean; square?: boolean }

/** Decoration beside a name that is also written out. */
export function Avatar({ name, large, square }: Props) {
  const classes = [css.avatar, large && css.large, square && css.square].filter(Boolean).join(' ')
  return (
    <span className={classes} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
