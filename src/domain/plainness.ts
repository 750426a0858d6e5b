/**
 * How plainly a message is shown. A platform that refuses how a message is built gets it as the next of these: as it was
 * composed, without native tables and pictures, as text, and at last its one sentence.
 */
export const PLAINNESS = ['composed', 'simple', 'text', 'sentence'] as const

export type Plainness = (typeof PLAINNESS)[number]

/** The next that is plainer; undefined after the last. */
export function plainer(plainness: Plainness): Plainness | undefined {
  return PLAINNESS[PLAINNESS.indexOf(plainness) + 1]
}

/** As the database counts them. */
export function plainnessAt(index: number): Plainness {
  return PLAINNESS[index] ?? 'composed'
}
