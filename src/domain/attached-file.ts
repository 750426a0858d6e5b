import { cleanText, shortened } from './text.ts'

/** A file that somebody sent with a line. It stays where it is: only this is kept of it. */
export interface AttachedFile {
  readonly name: string
  readonly link: string
  /** The SHA-256 of its bytes; null if these could not be read just then. */
  readonly hash: string | null
}

const MOST_OF_A_NAME = 150

/** "minutes.pdf https://… (SHA-256 9f86d0…)": by the hash it shows later whether the file is still the same. */
export function fileText({ name, link, hash }: AttachedFile): string {
  const shown = shortened(cleanText(name), MOST_OF_A_NAME)
  return `${shown} ${link}${hash === null ? '' : ` (SHA-256 ${hash})`}`
}
