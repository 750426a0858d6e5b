import type { Block, Inline, Wall, WallGroup } from '../../message.ts'

/** More rows or tiles make a page that is slow on a phone, and longer than anybody reads. */
const MOST_ROWS = 200
const MOST_TILES = 120

/** What one page shows of an answer that is too long for it, with links to the rest. `path` is the address of the page. */
export function portioned(blocks: readonly Block[], path: string): readonly Block[] {
  return blocks.flatMap((block): readonly Block[] => {
    switch (block.kind) {
      case 'wall':
        return ofWall(block, path)
      case 'table': {
        const { rows, steps } = block
        if (rows.length <= MOST_ROWS) return [block]
        const { from, to, links } = stretch(rows.length, 'Rows', path)
        const shown = { ...block, rows: rows.slice(from, to) }
        return [steps ? { ...shown, steps: steps.slice(from, to) } : shown, links]
      }
      case 'timeline': {
        const { entries } = block
        if (entries.length <= MOST_ROWS) return [block]
        const { from, to, links } = stretch(entries.length, 'Entries', path)
        return [{ ...block, entries: entries.slice(from, to) }, links]
      }
      default:
        return [block]
    }
  })
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly links: Block
}

/** Which rows a page shows, by the number of the first in its address. */
function stretch(number: number, what: string, path: string): Stretch {
  const asked = Number(queryOf(path, 'from') ?? 1)
  const isThere = Number.isInteger(asked) && asked >= 1 && asked <= number
  const from = isThere ? asked - 1 : 0
  const to = Math.min(from + MOST_ROWS, number)
  const before: readonly Inline[] =
    from > 0
      ? [' ', linkTo(`The ${MOST_ROWS} before`, path, 'from', String(Math.max(1, from - MOST_ROWS + 1)))]
      : []
  const rest = Math.min(MOST_ROWS, number - to)
  const after: readonly Inline[] =
    to < number ? [' ', linkTo(`The next ${rest}`, path, 'from', String(to + 1))] : []
  return {
    from,
    to,
    links: {
      kind: 'paragraph',
      text: [`${what} ${from + 1} to ${to} of ${number}.`, ...before, ...after],
    },
  }
}

interface Sheet {
  readonly name: string
  readonly group: WallGroup
}

/** A big wall shows one area a page. */
function ofWall(wall: Wall, path: string): readonly Block[] {
  if (tilesIn(wall.groups.flatMap(({ rows }) => rows)) <= MOST_TILES) return [wall]
  const sheets = wall.groups.flatMap(sheetsOf)
  const shown = sheets.find(({ name }) => name === queryOf(path, 'show')) ?? sheets[0]
  if (!shown) return [wall]
  const each = sheets.flatMap((sheet, index): readonly Inline[] => [
    ...(index === 0 ? [] : [' · ']),
    sheet === shown ? { kind: 'strong', text: sheet.name } : linkTo(sheet.name, path, 'show', sheet.name),
  ])
  return [
    { kind: 'paragraph', text: ['One at a time: ', ...each] },
    { ...wall, groups: [shown.group] },
  ]
}

function sheetsOf(group: WallGroup, place: number): readonly Sheet[] {
  const [area = ''] = group.title.split(':')
  const name = area === '' ? `Part ${place + 1}` : area
  const heaps: WallGroup['rows'][number][][] = [[]]
  for (const row of group.rows) {
    const last = heaps.at(-1) ?? []
    if (last.length > 0 && tilesIn([...last, row]) > MOST_TILES) heaps.push([row])
    else last.push(row)
  }
  return heaps.map((rows, index) => ({
    name: index === 0 ? name : `${name}, page ${index + 1}`,
    group: { ...group, rows },
  }))
}

/** A row without tiles takes as much room as one. */
function tilesIn(rows: WallGroup['rows']): number {
  return rows.reduce((sum, { tiles }) => sum + Math.max(1, tiles.length), 0)
}

function linkTo(text: string, path: string, name: string, value: string): Inline {
  const { pathname, searchParams } = new URL(path, 'http://page.invalid')
  searchParams.set(name, value)
  return { kind: 'link', text, address: `${pathname}?${searchParams}` }
}

function queryOf(path: string, name: string): string | undefined {
  return new URL(path, 'http://page.invalid').searchParams.get(name) ?? undefined
}
