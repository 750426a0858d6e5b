import { saveBoardEntry } from '../../data/board-entries.ts'
import type { Context } from '../command.ts'
import type { BoardDetails, BoardEntryKind } from '../domain/board-entries.ts'
import type { Item } from '../domain/plan.ts'
import { heldNow, type Sitting } from './sitting.ts'

/** Keeps what a board did at a sitting, with an entry in the trail. */
export async function keepEntry<Kind extends BoardEntryKind>(
  context: Context,
  sitting: Sitting | { readonly body: Sitting['body']; readonly meeting: null },
  {
    kind,
    details,
    item,
    aboutId,
  }: { kind: Kind; details: BoardDetails[Kind]; item?: Item | undefined; aboutId?: number | undefined },
): Promise<number> {
  const { model, now, speaker } = context
  const { body, meeting } = sitting
  if (meeting !== null) await heldNow(context, { body, meeting })
  const id = await saveBoardEntry(context.writing(), model.plan.id, {
    bodyId: body.id,
    meetingId: meeting?.id ?? null,
    itemId: item?.id ?? null,
    aboutId: aboutId ?? null,
    kind,
    details,
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  await context.trail({
    action: kind,
    ref: item?.ref ?? null,
    before: null,
    after: { body: body.code, ...(meeting === null ? {} : { meeting: meeting.day }), ...details },
  })
  return id
}
