import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { isGiven } from '../src/conversation/sentence/guards.ts'
import { type AttachedFile, fileText } from '../src/domain/attached-file.ts'
import { listed } from '../src/domain/format.ts'
import type { Doubt } from '../src/domain/reading.ts'
import { plainReference } from '../src/domain/reference.ts'
import { saidBack } from '../src/domain/text.ts'
import { itemOf } from '../src/lookup/items.ts'
import { type Block, paragraph, context as smallPrint } from '../src/message.ts'
import { receipt } from '../src/updates/receipt.ts'
import { record } from '../src/updates/record.ts'

/** Doubts "evidence C2 to follow", which brings no evidence. */
const evidenceToCome: Doubt = ({ command, bindings }) => {
  const text = bindings['link-or-text']
  if (typeof text !== 'string' || isGiven(text)) return undefined
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(text)}” the evidence for ${bindings.ref}?`,
    options: [
      {
        label: 'Yes, attach it',
        line: `evidence ${bindings.ref} ${text}`,
        submission: { command, arguments: bindings },
      },
      { label: `A note on ${bindings.ref}`, line: `update ${bindings.ref} note evidence ${text}` },
    ],
    reason: 'it may be about evidence that is still to come',
  }
}

const MORE_ITEMS = /^(?:and|&|\+|,|or)?\s*(\S+?)[,:;]?\s+(\S.*)$/iu

/** "evidence B5(a) and C2(b) https://…": one item at a time, and none is lost. */
const severalItems: Doubt = ({ command, bindings }, vocabulary) => {
  const { ref, 'link-or-text': text } = bindings
  const [, named = '', rest = ''] = (typeof text === 'string' && text.match(MORE_ITEMS)) || []
  const other = vocabulary.references.get(plainReference(named))
  if (!other || !/\d/.test(named) || rest === '') return undefined
  const refs = [String(ref), other.ref]
  return {
    certainty: 'ask',
    command,
    question: `Evidence belongs to one item at a time. Of ${listed(refs)}, which first?`,
    options: refs.map((each) => ({ label: `Evidence for ${each}`, line: `evidence ${each} ${rest}` })),
    reason: 'it names several items',
  }
}

export default defineCommand({
  summary: 'Attach evidence to an item: a link, or what it is and where it is kept',
  topics: 'link document proof attach attachment file upload minutes report',
  readsRestricted: true,
  forms: ['<ref>', '<ref> via <source> <link-or-text>', '<ref> <link-or-text>'],
  examples: ({ references }) => [
    `evidence ${[...references.values()].find((item) => item.place === 'counted')?.ref ?? 'A1'} audit report of October, in the shared folder`,
  ],
  arguments: z.object({
    ref: z.string(),
    source: z.string().optional(),
    'link-or-text': z.string().optional(),
  }),
  changes: true,
  takesFiles: true,
  doubts: [evidenceToCome, severalItems],
  async run(context, { ref, source, 'link-or-text': said }) {
    const kept = [...(said === undefined ? [] : [said]), ...context.files.map(fileText)]
    const evidence = kept.length === 0 ? undefined : kept.join('; ')
    if (evidence === undefined) {
      const text = `What is the evidence for ${ref}? Give a link, or say what it is and where it is kept.`
      return {
        message: { summary: text, blocks: [paragraph(text)] },
        waits: true,
        question: { text, options: [], answerLine: `evidence ${ref}: {answer}` },
      }
    }
    const recorded = await record(context, [{ item: itemOf(context, ref), kind: 'update', evidence, source }])
    const outcome = await receipt(context, recorded)
    const text = `Recorded: evidence for ${ref}.`
    return {
      ...outcome,
      message: {
        summary: text,
        blocks: [paragraph(text), ...outcome.message.blocks.slice(1), ...aboutFiles(context.files)],
      },
      changes: [{ ref, field: 'evidence', from: null, to: evidence }],
    }
  },
})

/** What is kept of a file, as people may think that the bot has read it. */
function aboutFiles(files: readonly AttachedFile[]): readonly Block[] {
  if (files.length === 0) return []
  const isHashed = files.every(({ hash }) => hash !== null)
  const it = files.length === 1 ? 'the file' : 'each file'
  const what = isHashed
    ? `Of ${it} I keep its name, its link and its hash.`
    : `Of ${it} I keep its name and its link; its hash could not be made just now.`
  return [smallPrint(`${what} I do not open it: it stays where it is.`)]
}
