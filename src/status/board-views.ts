import { listBoardEntries } from '../../data/board-entries.ts'
import { readNames } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { assessmentWords, differedText, monitoredText, viewsOf } from '../domain/board-views.ts'
import { longDay, shortDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { findRating } from '../domain/scale.ts'
import { type Block, paragraph, said } from '../message.ts'

/** What boards, reviews and its owner think of an item besides its rating. */
export async function boardViewBlocks(
  context: Context,
  { item, position }: ItemStatus,
): Promise<readonly Block[]> {
  const { db, model, today } = context
  const entries = await listBoardEntries(db, model.plan.id)
  const views = viewsOf(entries, model.plan.timeZone).get(item.id)
  if (!views) return []
  const { assessment, monitored, direction, judgements } = views
  const nameOf = (id: number) => model.bodies.find((body) => body.id === id)?.name ?? ''
  return [
    ...(assessment === undefined
      ? []
      : [
          paragraph(
            `The Board’s assessment: ${findRating(model.plan.scale, assessment.rating).label}, ${longDay(assessment.on)}${minuteText(assessment)}: `,
            said(assessmentWords(assessment.words).said),
            position.rating?.code === assessment.rating
              ? '. The owner says the same.'
              : `. ${differedText(assessment.on, today)}`,
          ),
        ]),
    ...(monitored === undefined ? [] : [paragraph(monitoredText(monitored, today))]),
    ...(direction === undefined
      ? []
      : [
          paragraph(
            `${(await readNames(db)).get(direction.personId) ?? ''} judges it ${direction.way} (${shortDay(direction.on)}), because `,
            said(direction.because),
            '.',
          ),
        ]),
    ...judgements.map(({ bodyId, words, on }) =>
      paragraph(`${nameOf(bodyId)}, ${longDay(on)}: `, said(words), '.'),
    ),
  ]
}

function minuteText(assessment: { words: string; isDraft: boolean }): string {
  const { minute } = assessmentWords(assessment.words, assessment)
  return minute === '' ? '' : `, ${minute}`
}
