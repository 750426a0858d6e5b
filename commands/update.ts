import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { noteOrMore, unreadCompletion } from '../src/updates/doubts.ts'
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
  type UpdateArguments,
  type UpdateOfItems,
  updateArguments,
  whichDay,
  withTakenBack,
} from '../src/updates/entries.ts'
import { itemForm, updateForm } from '../src/updates/form.ts'
import { receipt } from '../src/updates/receipt.ts'

export default defineCommand<UpdateArguments>({
  summary: 'Record progress: a rating, a state or a note',
  forms: [
    '',
    '<refs>',
    '<refs> <rating> [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> <rating:completing-rating> [on <on:past-date>] [note]',
    '<refs> <state> <on:past-date> [note]',
    '<refs> <state> [on <on:past-date>] [correcting <entry>] [instead of <instead:entry>] [via <source>] [note]',
    '<refs> correcting <entry> <note>',
    '<refs> instead of <instead:entry> <note>',
    '<refs> via <source> [note]',
    '<refs> <note>',
  ],
  examples: ({ references, scale }) => {
    const rating = (scale.ratings[1] ?? scale.ratings[0])?.label.toLowerCase()
    const [first = 'A1', second = first] = [...references.values()]
      .filter((item) => item.kind === 'sub-action')
      .map((item) => item.ref)
    return [
      `update ${first} ${rating} backlog still being cleared`,
      `update ${first}, ${second} complete on 3 November 2020`,
      `update ${first} ${rating} waiting for the panel; ${second} complete`,
      `${first} is ${rating} now, waiting for the panel`,
    ]
  },
  arguments: updateArguments,
  changes: true,
  doubts: [unreadCompletion, noteOrMore],
  form: async (context, refs) => itemForm(context, refs),
  async run(context, given) {
    const named = given.refs ?? given.item
    if (named === undefined) {
      if (!given.filled) return updateForm(context, { note: given.note })
      throw new UserError('invalid', 'Choose an item. Nothing was recorded.', [], 'item')
    }
    const args: UpdateOfItems = { ...given, refs: refsFrom(context, named) }
    const entries: readonly Entry[] = [args, ...(args.also ?? [])]
    if (entries.length === 1 && isBlank(args)) {
      if (!args.filled) return updateForm(context, { refs: args.refs })
      throw new UserError('invalid', 'Nothing was filled in, so nothing was recorded.', [], 'rating')
    }
    for (const each of entries) checkEntry(context, each)
    const doubtful = entries.find((each) => each.on?.orOn !== undefined)
    if (doubtful) return whichDay(args, doubtful)
    const taken = args.instead === undefined ? undefined : await takeBackEntry(context, args.instead)
    if (args.entry !== undefined) await checkCorrected(context, args.entry, args.refs)
    const said = entries.some((each) => !isBlank({ ...each, date: undefined }))
    const recorded = said ? await recordEntries(context, args, entries) : []
    const outcomes = [
      ...(said ? [await receipt(context, recorded)] : []),
      ...(args.date === undefined ? [] : await askDates(context, args, recorded)),
    ]
    const outcome = joined(outcomes)
    return taken ? withTakenBack(context, outcome, taken) : outcome
  },
})
