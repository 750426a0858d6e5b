import { done, ended, type Step } from '../../platform.ts'
import { outcomeOf } from './outcome.ts'

/** A call's answer, or what its failure means. The outcome is unknown when the deadline passes during the call. */
export async function called<Answer>(
  call: () => Promise<Answer>,
  deadline: AbortSignal,
): Promise<Step<Answer>> {
  if (deadline.aborted) return ended({ state: 'later', seconds: null })
  let passed = () => {}
  const unclear = new Promise<Step<never>>((resolve) => {
    passed = () => resolve(ended({ state: 'unknown' }))
  })
  deadline.addEventListener('abort', passed, { once: true })
  try {
    return await Promise.race([call().then(done, (error) => ended(outcomeOf(error))), unclear])
  } finally {
    deadline.removeEventListener('abort', passed)
  }
}
