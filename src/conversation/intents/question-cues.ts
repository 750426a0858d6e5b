import type { Command } from '../../command.ts'
import { memoize } from '../../domain/bounded-map.ts'
import type { Words } from '../../domain/text.ts'

/** A question cue such as `who owns|leads [the]`: `|` separates alternatives, `[…]` is optional. */
type Cue = readonly { readonly words: ReadonlySet<string>; readonly isOptional: boolean }[]

/** Words allowed between those of a cue. */
const BETWEEN = new Set(
  'the a an please just actually currently really now still all any of our your my is are it that this been'.split(
    ' ',
  ),
)

/** The word indexes of the longest cue of a command that the words contain; names may stand within it. */
export function findCue(
  words: Words,
  command: Command,
  names: ReadonlySet<number>,
): readonly number[] | undefined {
  return cuesOf(command)
    .flatMap((cue) => {
      const at = placesOf(cue, words, names)
      return at ? [at] : []
    })
    .reduce<readonly number[] | undefined>(
      (best, at) => (at.length > (best?.length ?? 0) ? at : best),
      undefined,
    )
}

/** Parsed once: every question is tried against every cue. */
const cuesOf = memoize((command: Command): readonly Cue[] => (command.questions ?? []).map(cueOf))

function cueOf(text: string): Cue {
  return text.split(' ').map((part) => {
    const inner = part.replace(/^\[|\]$/g, '')
    return { words: new Set(inner.split('|')), isOptional: inner !== part }
  })
}

function placesOf(cue: Cue, { list }: Words, names: ReadonlySet<number>): readonly number[] | undefined {
  for (let start = 0; start < list.length; start += 1) {
    const at = placesFrom(start)
    if (at) return at
  }
  return undefined

  function placesFrom(start: number): readonly number[] | undefined {
    const at: number[] = []
    for (const { words, isOptional } of cue) {
      const place = nextPlace(at.length === 0 ? start : (at.at(-1) ?? start) + 1, {
        words,
        isFirst: at.length === 0,
      })
      if (place !== undefined) at.push(place)
      else if (!isOptional) return undefined
    }
    return at.length > 0 ? at : undefined
  }

  /** The next index of one of `words`, skipping only small words and names. */
  function nextPlace(
    from: number,
    { words, isFirst }: { words: ReadonlySet<string>; isFirst: boolean },
  ): number | undefined {
    let place = from
    const isHere = () => words.has(list[place]?.plain ?? '')
    while (!isHere() && !isFirst && (BETWEEN.has(list[place]?.plain ?? '') || names.has(place))) place += 1
    return isHere() ? place : undefined
  }
}
