/** What is read at most. A plan of 600 items stays far below each. */
export const LIMITS = {
  sentBytes: 10 * 1024 * 1024,
  unpackedBytes: 20 * 1024 * 1024,
  members: 2000,
  tables: 50,
  rows: 20_000,
  columns: 100,
  memoryMegabytes: 256,
  seconds: 20,
} as const

const MEGABYTE = 1024 * 1024

export function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / MEGABYTE)).toLocaleString('en-GB')} MB`
}
