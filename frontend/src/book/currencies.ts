/** Currencies of funds and classes beside the yuan. */
export const FOREIGN = ['USD', 'HKD', 'EUR', 'GBP', 'JPY', 'SGD'] as const
export const CURRENCIES = ['CNY', ...FOREIGN] as const
