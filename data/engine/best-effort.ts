import { failureOf } from './failure.ts'

/** Runs work that an answer can do without: when the database refuses, `refused` is called instead of failing the answer. */
export async function bestEffort<Result>(
  work: () => Promise<Result>,
  refused: () => void = () => {},
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!failureOf(error)) throw error
    refused()
    return undefined
  }
}
