/** How the formats of before 2007, and files with a password, begin. */
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex')

export type Compound = 'locked' | 'old-word' | 'old-excel' | 'other'

/** What a compound file holds, by the names of its streams; undefined if it is none. */
export function compoundKind(bytes: Buffer): Compound | undefined {
  if (!bytes.subarray(0, COMPOUND.length).equals(COMPOUND)) return undefined
  const holds = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'))
  if (holds('EncryptedPackage')) return 'locked'
  if (holds('WordDocument')) return 'old-word'
  return holds('Workbook') || holds('Book') ? 'old-excel' : 'other'
}
