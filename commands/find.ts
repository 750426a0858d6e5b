import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { listNotes } from '../data/updates.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { didYouMean } from '../src/domain/did-you-mean.ts'
import { count, shortDay } from '../src/domain/format.ts'
import { parentOf } from '../src/domain/hierarchy.ts'
import type { Item } from '../src/domain/plan.ts'
import { saidBack, shortened } from '../src/domain/text.ts'
import { type Hit, indexWords, meaningfulStems, searchWords } from '../src/domain/word-search.ts'
import { itemData, statusOf } from '../src/lookup/items.ts'
import { columns, inlines, said, sentence, context as smallPrint, type Text } from '../src/message.ts'
import { dueCell, ownersText, shortPosition } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'Find items by words of their titles, their notes and the findings they answer',
  topics: 'search look for word title topic about reference number which where',
  forms: ['<words>'],
  examples: ({ references }) => {
    const titles = [...references.values()].map(({ title }) =>
      title.split(' ').slice(-2).join(' ').toLowerCase(),
    )
    return titles.slice(1, 3).map((words) => `find ${words}`)
  },
  arguments: z.object({ words: z.string() }),
  async run(context, { words }) {
    const { items } = context.model
    const stems = meaningfulStems(words)
    const texts = await textsOf(context)
    const hits = searchWords(indexWords(texts), stems, spelledLike)
    const most = Math.max(0, ...hits.map((hit) => hit.words))
    const found = hits.filter((hit) => hit.words === most && most * 2 >= stems.length)
    if (found.length === 0) {
      const text = `Nothing in the plan’s titles, notes and findings is about “${saidBack(words)}”.`
      return { message: sentence(text, smallPrint('All items: list')) }
    }
    const all = await readItemStatuses(context.db, context.model, { today: context.today })
    const text = `${count(found.length, 'item')} ${found.length === 1 ? 'is' : 'are'} about “${saidBack(words)}”.`
    const shown = found.slice(0, MOST)
    const [only, ...more] = found
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: `Found for “${saidBack(words)}”, the best first`,
          columns: columns('Item', 'What', 'Rating', 'Owner', 'Due'),
          rows: shown.map((hit) => {
            const status = statusOf(all, hit.key)
            return [
              hit.key.ref,
              whatCell(hit, stems, texts),
              shortPosition(status.position),
              ownersText(hit.key, items),
              dueCell(status),
            ]
          }),
        },
        ...(found.length > MOST ? [smallPrint(`The first ${MOST} are shown; more words find fewer.`)] : []),
      ),
      items: shown.map(({ key }) => itemData(statusOf(all, key), items)),
      ...(only && more.length === 0 ? { itemId: only.key.id } : {}),
    }
  },
})

const MOST = 15
const WEIGHTS = { title: 4, note: 2, detail: 2, around: 1.5 } as const

interface Source {
  readonly key: Item
  readonly text: string
  readonly weight: number
  /** How a note or a finding is shown beside the title. */
  readonly shown?: Text
}

/** Everything that can be searched, by the item that it belongs to. */
async function textsOf({ db, model }: Context): Promise<readonly Source[]> {
  const { items, plan } = model
  const notes = await listNotes(db, plan.id)
  const heard = notes.flatMap(({ itemId, note, effectiveAt }) => {
    const item = items.find(({ id }) => id === itemId)
    const day = shortDay(dayIn(plan.timeZone, new Date(effectiveAt)))
    return item && note !== null
      ? [{ key: item, text: note, weight: WEIGHTS.note, shown: noted(note, day) }]
      : []
  })
  const titled = items.flatMap((item): readonly Source[] => {
    const around = parentOf(item, items)
    const { aims, indicators, aspects, outcomes, progress, notes: remarks } = item.details
    const details = [
      ...aims,
      ...indicators,
      ...aspects.map(({ title }) => title),
      ...outcomes,
      ...progress,
      ...remarks,
    ]
    return [
      { key: item, text: item.title, weight: WEIGHTS.title },
      ...details.map((text) => ({
        key: item,
        text,
        weight: WEIGHTS.detail,
        shown: shortened(text, LONGEST),
      })),
      ...(around ? [{ key: item, text: around.title, weight: WEIGHTS.around }] : []),
    ]
  })
  return [...titled, ...heard]
}

const LONGEST = 80

function noted(note: string, day: string): Text {
  return [said(shortened(note, LONGEST)), ` (${day})`]
}

/** The title, and the note or finding that holds what the title does not. */
function whatCell({ key }: Hit<Item>, stems: readonly string[], texts: readonly Source[]): Text {
  const holds = (text: string) => {
    const own = meaningfulStems(text)
    return stems.filter((stem) => own.includes(stem)).length
  }
  const inTitle = holds(key.title)
  const best = texts
    .filter((source) => source.key === key && source.shown !== undefined)
    .map((source) => ({ source, held: holds(source.text) }))
    .filter(({ held }) => held > inTitle)
    .sort((one, other) => other.held - one.held)[0]
  const shown = best?.source.shown
  if (shown === undefined) return key.title
  return [`${key.title}: `, ...inlines(shown)]
}

/** A word with a slip in it. */
function spelledLike(sought: string, known: readonly string[]): string | undefined {
  return sought.length < 4 ? undefined : didYouMean(sought, known, 1)[0]
}
