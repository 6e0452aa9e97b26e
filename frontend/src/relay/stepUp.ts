type Asker = () => Promise<boolean>
let asker: Asker | null = null

/** Installs what asks the person for his password again; returns the removal. */
export function onStepUp(ask: Asker): () => void {
  asker = ask
  return () => {
    if (asker === ask) asker = null
  }
}

/** Asks the person to prove himself once more; true when he did and the refused act may be tried again. */
export const stepUp: Asker = () => asker?.() ?? Promise.resolve(false)

/** Runs `act`; when the server wants a fresh proof, asks for it and runs `act` a second time. */
export async function withStepUp<Answer>(
  act: () => Promise<Answer>,
  refused: (answer: Answer) => boolean,
): Promise<Answer> {
  const answer = await act()
  return refused(answer) && (await stepUp()) ? act() : answer
}
