import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'

/** Writes a file that only this user may read, and flushes it. */
export function writeFlushed(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
  flushFile(file)
}

/** Keeps what was written to a file through a power cut. */
export function flushFile(file: string): void {
  flush(file, 'r+')
}

/** Keeps the names in a folder through a power cut; Windows has no such thing. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flush(folder, 'r')
}

function flush(place: string, flags: 'r' | 'r+'): void {
  const opened = openSync(place, flags)
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
