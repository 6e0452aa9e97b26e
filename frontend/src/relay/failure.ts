/** Codes of the server's contract (`ErrorCode` in the SDL) and two of our own: nothing answered, or nonsense did. */
export type FailureCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'DUPLICATE'
  | 'EXIT_CRITERION_UNMET'
  | 'IDEMPOTENCY_MISMATCH'
  | 'STEP_UP_REQUIRED'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL'
  | 'TOTP_REQUIRED'
  | 'CHOOSE_FIRM'
  | 'LOCKED'
  | 'OFFLINE'

export type ServerError = {
  message: string
  path?: readonly (string | number)[]
  extensions?: { code?: string; params?: Record<string, unknown>; traceId?: string; coordinate?: string }
}

/** One refusal, ready to be shown: the message is already in the reader's language. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly params: Record<string, unknown>
  readonly traceId: string | null
  readonly retryAfter: number | null

  constructor(
    code: FailureCode,
    message: string,
    detail: { params?: Record<string, unknown>; traceId?: string | null; retryAfter?: number | null } = {},
  ) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.params = detail.params ?? {}
    this.traceId = detail.traceId ?? null
    this.retryAfter = detail.retryAfter ?? null
  }

  /** The input field a BAD_USER_INPUT names, else null. */
  get field(): string | null {
    const field = this.params.field
    return typeof field === 'string' ? field : null
  }
}

/** The failure a server error list tells of; the first entry decides. */
export function failureOf(
  errors: readonly ServerError[] | null | undefined,
  retryAfter: number | null = null,
): Failure {
  const first = errors?.[0]
  if (!first) return new Failure('INTERNAL', '')
  const { code, params, traceId } = first.extensions ?? {}
  return new Failure((code as FailureCode | undefined) ?? 'INTERNAL', first.message, { params, traceId, retryAfter })
}

/** Any thrown value as a Failure: network trouble becomes OFFLINE, everything unknown INTERNAL. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof TypeError) return new Failure('OFFLINE', '')
  return new Failure('INTERNAL', error instanceof Error ? error.message : '')
}
