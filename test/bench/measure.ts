/** What is measured, once per sample; it may time itself and answer with milliseconds. */
export type Work = () => unknown

/**
 * The median of each work in milliseconds. The works take turns, so that whatever else the machine does
 * falls on all of them alike.
 */
export async function inTurns<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { rounds, samples }: { rounds: number; samples: number },
): Promise<Readonly<Record<Name, number>>> {
  const named = Object.entries(works) as [Name, Work][]
  const taken = new Map(named.map(([name]) => [name, [] as number[]]))
  for (const [, work] of named) await work()
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of named) {
      for (let sample = 0; sample < samples; sample += 1) taken.get(name)?.push(await milliseconds(work))
    }
  }
  return Object.fromEntries([...taken].map(([name, times]) => [name, median(times)])) as Record<Name, number>
}

export async function milliseconds(work: Work): Promise<number> {
  const from = performance.now()
  const own = await work()
  return typeof own === 'number' ? own : performance.now() - from
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Prints a table that docs/performance.md can take as it is. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const lines = rows.map((row) => `| ${row.map((cell) => shown(cell)).join(' | ')} |`)
  console.log(
    [
      `\n## ${title}\n`,
      `| ${columns.join(' | ')} |`,
      `|${columns.map(() => '---|').join('')}`,
      ...lines,
    ].join('\n'),
  )
}

type Cell = string | number

function shown(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (cell >= 100) return cell.toLocaleString('en-GB', { maximumFractionDigits: 0 })
  return cell.toLocaleString('en-GB', { maximumSignificantDigits: 3 })
}
