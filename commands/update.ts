import { type Context, defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { exampleRating } from '../src/domain/scale.ts'
import { UserError } from '../src/errors.ts'
import { noteOrMore, rangeOrRating, unreadCompletion } from '../src/updates/doubts.ts'
import {
  askDates,
  checkCorrected,
  checkEntry,
  type Entry,
  isBlank,
  joined,
  recordEntries,
  refsFrom,
  takeBackEntry,
  takeBackLine,
  type UpdateArguments,
  type UpdateOfItems,
  updateArguments,
  whichDay,
  withTakenBack,
} from '../src/updates/entries.ts'
import { itemForm, updateForm } from '../src/updates/form.ts'
import { receipt } from '../src/updates/receipt.ts'
import { setAside, withLeft } from '../src/updates/set-aside.ts'

export default defineCommand<UpdateArguments>({
  summary: 'Record progress: a rating, a state or a note',
  topics:
    'red amber green blue rate rating status note progress complete completed finish finished done mark colour report record blocker close',
  readsRestricted: true,
  forms: [
    '',
    '<refs>',
    '<refs> <rating:completing-rating> on <on:past-date> [note]',
    '<refs> <rating> [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> <state> <on:past-date> [note]',
    '<refs> <state> [on <on:past-date>] [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> correcting <entry> <note>',
    '<refs> instead of <instead:entry> <note>',
    '<refs> via <source> [note]',
    '<refs> <note>',
  ],
  examples: ({ references, scale, today }) => {
    const rating = exampleRating(scale)
    const [first = 'A1', second = first] = [...references.values()]
      .filter((item) => item.place === 'counted')
      .map((item) => item.ref)
    return [
      `update ${first} ${rating} backlog still being cleared`,
      `update ${first}, ${second} complete on ${exampleDay(today, -3, TUESDAY)}`,
      `update ${first} ${rating} waiting for the panel; ${second} complete`,
      `${first} is ${rating} now, waiting for the panel`,
    ]
  },
  arguments: updateArguments,
  changes: true,
  doubts: [rangeOrRating, unreadCompletion, noteOrMore],
  form: async (context, refs) => itemForm(context, refs),
  async run(context, given) {
    const named = given.refs ?? given.item
    if (named === undefined) {
      if (!given.filled) return updateForm(context, { note: given.note })
      throw new UserError('invalid', 'Choose an item. Nothing was recorded.', [], 'item')
    }
    const args = withEvidence({ ...given, refs: refsFrom(context, named) })
    const all: readonly Entry[] = [args, ...(args.also ?? [])]
    const { entries, left } = isAlone(args) ? { entries: all, left: [] } : await setAside(context, all)
    if (all.length === 1 && isBlank(args)) {
      if (!args.filled) return updateForm(context, { refs: args.refs })
      throw new UserError('invalid', 'Nothing was filled in, so nothing was recorded.', [], 'rating')
    }
    for (const each of entries) checkEntry(context, each)
    const doubtful = entries.find((each) => each.on?.orOn !== undefined)
    if (doubtful) return whichDay(args, doubtful)
    const taken = await takenBack(context, args)
    if (args.entry !== undefined) await checkCorrected(context, args.entry, args.refs)
    const said = entries.some((each) => !isBlank({ ...each, date: undefined }))
    const recorded = said ? await recordEntries(context, args, entries) : []
    const outcomes = [
      ...(said ? [await receipt(context, recorded)] : []),
      ...(args.date === undefined ? [] : await askDates(context, args, recorded)),
    ]
    const outcome = withLeft(joined(outcomes), left)
    return taken ? withTakenBack(context, outcome, taken) : outcome
  },
})

/** What it takes the place of. */
async function takenBack(context: Context, { instead, replaces }: UpdateOfItems) {
  if (instead !== undefined) return takeBackEntry(context, instead)
  return replaces === undefined ? undefined : takeBackLine(context, replaces)
}

/** What brings evidence, a date or a correction is about its own items, all of them. */
function isAlone({ evidence, date, entry, instead, replaces }: UpdateOfItems): boolean {
  return [evidence, date, entry, instead, replaces].some((each) => each !== undefined)
}

const LINK = /^(?:(.*?)[\s,;:–—-]+)?(?:\(?(?:see|link|evidence|proof|here)[:\s]+)?(https?:\/\/\S+?)[).]*$/iu

/** "B4(a) done, see https://…": the link at the end is the evidence, and the words before it are the note. */
function withEvidence(args: UpdateOfItems): UpdateOfItems {
  const { rating, state, note, evidence, refs } = args
  const isSaid = rating !== undefined || state !== undefined
  const [, words, link] = (isSaid && evidence === undefined && note?.match(LINK)) || []
  if (link === undefined || refs.length > 1 || args.also) return args
  const { note: _, ...rest } = args
  const said = words?.replace(/[\s,;:–—-]*(?:see|link|evidence|proof|here|at)?[\s,;:–—-]*$/i, '')
  return { ...rest, evidence: link, ...(said ? { note: said } : {}) }
}
