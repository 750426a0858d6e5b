import type { Form, PaperFile, Picture } from '../../message.ts'

/** What a page adds to a message: forms that post, and links that lead to other pages. */
export interface OnPage {
  /** The page of an item: of the plan that is named, or else of the page's own. */
  readonly itemAddress: (ref: string, plan: string | undefined) => string
  /** Where a line is answered; undefined for one that changes something, or that still has to be filled in. */
  readonly askAddress: (line: string) => string | undefined
  /** Where the form that a line opens stands alone; undefined if it can only be answered in words. */
  readonly openAddress: (line: string) => string | undefined
  /** The form that a line opens, where it is known. */
  readonly formFor: (line: string) => Form | undefined
  /** Seals what a form posts, so that it can be posted by this person, within a day, once. */
  readonly seal: (posted: string, nonce: string | undefined) => string
  /** Where a picture or a paper can be fetched. */
  readonly pictureAddress?: (picture: Picture) => string | undefined
  readonly paperAddress?: (paper: PaperFile) => string
  /** The page that a form comes back to. */
  readonly back: string
  /** What is wrong with a form that is shown again; its first field has it if none is named. */
  readonly wrong?: { readonly text: string; readonly field: string | undefined }
}

/** What a button posts: its line, and what it showed. */
export function postedLine(line: string, seen: string | undefined): string {
  return JSON.stringify({ line, ...(seen === undefined ? {} : { seen }) })
}

/** What a form posts besides its fields. */
export function postedForm({ command, settled, adds }: Pick<Form, 'command' | 'settled' | 'adds'>): string {
  return JSON.stringify({ command, settled, ...(adds === undefined ? {} : { adds }) })
}
