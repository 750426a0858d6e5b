/** A minute stays a draft until the minutes of its meeting are approved as a correct record. */
export function minuteWords<Note extends string | null>(
  note: Note,
  { meetingMet, approvals }: { readonly meetingMet: string | null; readonly approvals: number },
): Note {
  // Of a meeting from before it was asked whether boards met, nobody said that the minutes were approved.
  if (note === null || meetingMet === null || approvals > 0) return note
  return asDraft(note) as Note
}

/** "draft minute 4.2" */
export function asDraft(note: string): string {
  return note.replace(
    /^(\w+: )?(?:minutes? |min\.? )(?=\d)/i,
    (_, verb: string = '') => `${verb}draft minute `,
  )
}

/** "minute 4.2" of "draft minute 4.2", once the minutes are approved. */
export function asApproved(basis: string): string {
  return basis.replace(/\bdraft minute\b/, 'minute')
}
