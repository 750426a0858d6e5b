import { type NotSent, outcomeOf } from './outcome.ts'

/** A call's answer, or what its failure means. The outcome is unknown when the deadline passes during the call. */
export async function called<Answer>(
  call: () => Promise<Answer>,
  deadline: AbortSignal,
): Promise<{ readonly answer: Answer } | NotSent> {
  if (deadline.aborted) return { state: 'later', seconds: null }
  let passed = () => {}
  const unclear = new Promise<NotSent>((resolve) => {
    passed = () => resolve({ state: 'unknown' })
  })
  deadline.addEventListener('abort', passed, { once: true })
  try {
    return await Promise.race([call().then((answer) => ({ answer }), outcomeOf), unclear])
  } finally {
    deadline.removeEventListener('abort', passed)
  }
}
