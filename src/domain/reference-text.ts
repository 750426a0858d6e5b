import { listed } from './format.ts'

interface Named {
  readonly ref: string
  readonly action: string | null
}

/** Three or more in a row are written as a range. */
const SHORTEST_RANGE = 3

/**
 * `B2(a), B2(b) and C2(a) to C2(i)`: neighbours within one action become ranges. Beyond `most` runs, the rest is only
 * counted.
 */
export function refsText(
  named: readonly Named[],
  all: readonly Named[],
  { most = Number.POSITIVE_INFINITY }: { most?: number } = {},
): string {
  const runs = runsOf(named, all)
  if (runs.length <= most) return listed(runs.flatMap(runText))
  const shown = runs.slice(0, most - 1)
  return listed([...shown.flatMap(runText), `${named.length - shown.flat().length} more`])
}

function runsOf(named: readonly Named[], all: readonly Named[]): readonly (readonly Named[])[] {
  const place = new Map(all.map(({ ref }, index) => [ref, index]))
  const runs: Named[][] = []
  for (const each of named) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const isNext =
      last && each.action !== null && each.action === last.action && follows(place, last.ref, each.ref)
    if (run && isNext) run.push(each)
    else runs.push([each])
  }
  return runs
}

function follows(place: ReadonlyMap<string, number>, one: string, other: string): boolean {
  return place.get(other) === (place.get(one) ?? -2) + 1
}

function runText(run: readonly Named[]): readonly string[] {
  const refs = run.map(({ ref }) => ref)
  return run.length < SHORTEST_RANGE ? refs : [`${refs[0]} to ${refs.at(-1)}`]
}
