import { dayOf } from '../format/date'

/** Today in the business calendar, as conditions ask about days. */
export const businessDay = (): string => dayOf(new Date())
