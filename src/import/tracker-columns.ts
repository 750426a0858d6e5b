/** The columns of a tracker, by what they hold. */
export const COLUMNS = {
  reference: 'Reference',
  title: 'Action',
  owners: 'Owners',
  due: 'Due',
  originalDue: 'Original due',
  rating: 'Rating',
  state: 'State',
  completedOn: 'Completed on',
  /** In a return form; in the tracker another Due says it. */
  dateWanted: 'Date wanted',
  note: 'Note',
  mark: 'Row',
} as const

export type ColumnName = keyof typeof COLUMNS

/** The names by which a workbook says of which plan it is, and of when. */
export const PLAN_NAME = 'wsoa_plan'
export const EXPORTED_NAME = 'wsoa_exported'
/** The posts whose items a return form holds. */
export const FOR_NAME = 'wsoa_for'

/** The state of an item of which nobody said how it stands. */
export const NOT_STATED = 'Not stated'
