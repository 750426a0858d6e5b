/** The first of a list that is never empty. */
export function firstOf<Each>(all: readonly Each[]): Each {
  const [first] = all
  if (first === undefined) throw new Error('a list was empty that never is')
  return first
}
