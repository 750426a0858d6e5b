import { createHash } from 'node:crypto'

const LENGTH = 8

/**
 * The 32-bit hashes of every eight words in a row. A source that may not be copied is kept in test/fixtures/ as its
 * hashes: they recognise what was carried over and cannot be read.
 */
export function shinglesOf(text: string): ReadonlySet<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    words.slice(LENGTH - 1).map((_, at) => {
      const shingle = words.slice(at, at + LENGTH).join(' ')
      return createHash('sha256').update(shingle).digest().readUInt32BE()
    }),
  )
}

export function readShingles(file: Buffer): ReadonlySet<number> {
  return new Set(Array.from({ length: file.length / 4 }, (_, at) => file.readUInt32BE(at * 4)))
}
